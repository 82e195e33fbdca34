from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from odoo.addons.community_base.house import today

from ..kernel import credit_code

STATES = [
    ("preparing", "Being Set Up"),
    ("active", "Active"),
    ("dissolved", "Dissolved"),
]


class CoopCooperative(models.Model):
    """A shareholding cooperative (股份合作公司), a company with books of its own.

    It follows a legal profile and its charter; its share register is kept by its
    clerks, who see nothing else of the community. Its organs are organs like others.
    """

    _name = "coop.cooperative"
    _description = "Cooperative"
    _inherit = ["community.area.mixin", "coop.course.mixin", "mail.thread"]
    _rec_names_search = ["name", "credit_code"]
    _order = "area_id, level, id"

    _fixed_fields = frozenset({"area_id", "company_id"})
    _system_fields = frozenset({"state", "date_live"})

    name = fields.Char(required=True, index="trigram", tracking=True)
    level = fields.Selection(
        [("community", "Community Level"), ("group", "Group Level")],
        required=True,
        default="community",
        tracking=True,
        help="一级公司（社区）、二级公司（居民小组）",
    )
    parent_id = fields.Many2one(
        "coop.cooperative", "Under", index="btree_not_null", ondelete="restrict"
    )
    child_ids = fields.One2many("coop.cooperative", "parent_id", "Cooperatives Below")
    company_id = fields.Many2one(
        "res.company",
        "Books",
        required=True,
        index=True,
        ondelete="restrict",
        help="The company with the cooperative's own books (独立核算).",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        related="company_id.partner_id", store=True, index=True
    )
    credit_code = fields.Char(
        size=18,
        tracking=True,
        index="btree_not_null",
        help="18 characters (统一社会信用代码).",
    )
    profile_id = fields.Many2one(
        "coop.profile",
        "Legal Profile",
        required=True,
        ondelete="restrict",
        tracking=True,
        help="A new version of the law applies from its day on (适用的法律).",
    )
    date_start = fields.Date("Registered on", tracking=True)
    date_live = fields.Date(
        "Kept Here since",
        readonly=True,
        copy=False,
        help="The day on which the cooperative was set up here (启用日期).",
    )
    date_end = fields.Date("Dissolved on", tracking=True)
    state = fields.Selection(
        STATES, default="preparing", required=True, copy=False, tracking=True
    )
    party_organ_id = fields.Many2one(
        "community.organ",
        "Party Organization",
        index="btree_not_null",
        help="The company's own Party organization (公司党组织).",
    )
    organ_ids = fields.One2many("community.organ", "cooperative_id", "Organs")
    charter_ids = fields.One2many("coop.charter", "cooperative_id", "Charter")
    class_ids = fields.One2many(
        "coop.share.class", "cooperative_id", "Classes of Shares"
    )
    holder_ids = fields.One2many("coop.holder", "cooperative_id", "Shareholders")
    clerk_ids = fields.Many2many(
        "res.users",
        "coop_cooperative_clerk_rel",
        "cooperative_id",
        "user_id",
        "Clerks",
        domain=lambda self: (
            [("all_group_ids", "in", self.env.ref(CLERK_GROUP, False).ids)]
            if self.env.ref(CLERK_GROUP, False)
            else []
        ),
        help="Who keeps the share register and the books (经办人).",
    )
    heads = fields.Integer("Shareholders in Number", compute="_compute_figures")
    shares = fields.Integer("Shares Out", compute="_compute_figures")
    voting_shares = fields.Integer(compute="_compute_figures")
    pledged_shares = fields.Integer("Pledged", compute="_compute_figures")
    chart_loaded = fields.Boolean(compute="_compute_chart_loaded")

    _company_once = models.Constraint(
        "UNIQUE (company_id)", "These books belong to another cooperative."
    )
    _credit_code_once = models.UniqueIndex(
        "(credit_code) WHERE credit_code IS NOT NULL",
        "Another cooperative has this credit code.",
    )
    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "A cooperative cannot end before it begins."
    )

    @api.depends_context("uid")
    def _compute_figures(self):
        """Count heads and shares of all cooperatives at once."""
        groups = self.env["coop.share.balance"]._read_group(
            Domain("cooperative_id", "in", self.ids) & Domain("quantity", ">", 0),
            ["cooperative_id", "votes"],
            ["holder_id:array_agg_distinct", "quantity:sum", "pledged:sum"],
        )
        found = {}
        for cooperative, votes, holders, shares, pledged in groups:
            found.setdefault(cooperative.id, []).append(
                (votes, set(holders), shares, pledged)
            )
        for cooperative in self:
            rows = found.get(cooperative.id, [])
            cooperative.heads = len(set().union(*[row[1] for row in rows]))
            cooperative.shares = sum(row[2] for row in rows)
            cooperative.voting_shares = sum(row[2] for row in rows if row[0])
            cooperative.pledged_shares = sum(row[3] for row in rows)

    @api.depends("company_id")
    def _compute_chart_loaded(self):
        for cooperative in self:
            company = cooperative.company_id.sudo()
            cooperative.chart_loaded = bool(company.chart_template)

    @api.constrains("credit_code")
    def _check_credit_code(self):
        for cooperative in self.filtered("credit_code"):
            if credit_code.check(cooperative.credit_code)[1]:
                raise ValidationError(
                    self.env._(
                        "“%s” is no credit code: it has 18 characters, and the last "
                        "one checks the others.",
                        cooperative.credit_code,
                    )
                )

    @api.constrains("parent_id", "level")
    def _check_parent(self):
        for cooperative in self.filtered("parent_id"):
            above = cooperative.parent_id
            if above.level != "community" or cooperative.level != "group":
                raise ValidationError(
                    self.env._("A group's cooperative stands under a community's.")
                )

    @api.constrains("organ_ids", "party_organ_id", "area_id")
    def _check_organs(self):
        for cooperative in self:
            organs = cooperative.sudo().organ_ids | cooperative.sudo().party_organ_id
            if organs.area_id - cooperative.area_id:
                raise ValidationError(
                    self.env._("The organs of a cooperative stand in its own area.")
                )

    @api.model
    def _clean_credit_code(self, vals):
        if vals.get("credit_code"):
            return {**vals, "credit_code": credit_code.check(vals["credit_code"])[0]}
        return vals

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        vals_list = [self._clean_credit_code(vals) for vals in vals_list]
        for vals in vals_list:
            if not vals.get("company_id"):
                vals["company_id"] = self._make_company(vals).id
        cooperatives = super().create(vals_list)
        cooperatives._admit_clerks(cooperatives.clerk_ids)
        auditors = self.env.ref("community_base.group_auditor").sudo().all_user_ids
        auditors._sync_books()
        return cooperatives

    def write(self, vals):
        vals = self._clean_credit_code(vals)
        before = {cooperative: cooperative.clerk_ids for cooperative in self}
        result = super().write(vals)
        if "clerk_ids" in vals:
            for cooperative in self:
                cooperative._dismiss_clerks(before[cooperative])
                cooperative._admit_clerks(cooperative.clerk_ids)
        return result

    @api.model
    def _make_company(self, vals):
        """Return the new cooperative's own company; its partner is the legal person.

        Who sets up cooperatives need not be who sets up companies. Odoo would have it
        load the chart of enterprises, whatever chart the cooperative's law names.
        """
        return (
            self.env["res.company"]
            .sudo()
            .with_context(chart_template_load=True)
            .create(
                {
                    "name": vals["name"],
                    "currency_id": self.env.ref("base.CNY").id,
                    "country_id": self.env.ref("base.cn").id,
                    "company_registry": vals.get("credit_code"),
                }
            )
        )

    def _admit_clerks(self, users):
        """Give clerks the books of their cooperative, and tell the rules about it."""
        for cooperative in self:
            cooperative.clerk_ids.sudo().write(
                {"company_ids": [Command.link(cooperative.company_id.id)]}
            )
        self.env.registry.clear_cache()

    def _dismiss_clerks(self, before):
        company = self.company_id
        gone = (before - self.clerk_ids).sudo()
        kept = gone.filtered(lambda user: user.company_id == company)
        (gone - kept).write({"company_ids": [Command.unlink(company.id)]})
        if kept:
            raise UserError(
                self.env._(
                    "%s has these books as the default: choose another company for the "
                    "user first.",
                    kept[0].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_empty(self):
        if any(cooperative.state != "preparing" for cooperative in self):
            raise UserError(
                self.env._("A cooperative stays on record; it can be dissolved.")
            )

    # What holds on a day

    def _get_profile(self, day):
        """Return the version of the legal profile in force on a day."""
        self.ensure_one()
        return self.env["coop.profile"]._get_fact(self.profile_id.sudo().code, day)

    def _get_charter(self, day):
        """Return the version of the charter in force on a day.

        :raise UserError: none is; the message names the cooperative and the day
        """
        self.ensure_one()
        charter = self.charter_ids.filtered(
            lambda item: (
                item.date_start <= day and (not item.date_end or item.date_end >= day)
            )
        )
        if not charter:
            raise UserError(
                self.env._(
                    "%(cooperative)s has no charter in force on %(day)s: enter it with "
                    "its day first.",
                    cooperative=self.name,
                    day=day,
                )
            )
        return charter

    def _get_term(self, name, day):
        """Return a figure of the charter, or of the law where the charter is silent."""
        charter = self._get_charter(day)
        return charter[name] or self._get_profile(day)[name]

    def _get_proxies(self, day):
        """Return how many shareholders one person may stand for (-1: no limit)."""
        charter = self._get_charter(day)
        if charter.has_own_proxy_limit:
            return charter.proxy_limit
        return self._get_profile(day).proxies

    def _get_organ(self, kind):
        """Return the cooperative's organ of a kind (its code) that exists today."""
        day = today(self.env)
        return self.sudo().organ_ids.filtered(
            lambda organ: (
                organ.kind_id.code == kind
                and (not organ.date_end or organ.date_end >= day)
            )
        )

    def _get_members(self, kind, day=None):
        """Return who sits on a day (default: today) in the organs of a kind."""
        seats = self.env["community.seat"].sudo()
        return seats.search(
            Domain("organ_id.cooperative_id", "in", self.ids)
            & Domain("organ_id.kind_id.code", "=", kind)
            & seats._get_in_force_domain(day)
        ).person_id

    # States

    def action_load_chart(self):
        """Load the chart of accounts that the profile names (建账)."""
        self.check_access("write")
        charts = self.env["account.chart.template"].sudo()
        for cooperative in self:
            code = cooperative._get_profile(today(self.env)).chart_template
            if code not in charts._get_chart_template_mapping():
                raise UserError(
                    self.env._(
                        "The chart of accounts “%s” is not installed.",
                        code,
                    )
                )
            if cooperative.chart_loaded:
                raise UserError(
                    self.env._("%s has its accounts already.", cooperative.name)
                )
            charts.try_loading(code, cooperative.company_id.sudo(), install_demo=False)
        self.invalidate_recordset(["chart_loaded"])

    def action_activate(self):
        """Let the cooperative begin: charter, classes and register are in place."""
        self.check_access("write")
        self._hold()
        for cooperative in self:
            if cooperative.state != "preparing":
                raise UserError(self.env._("%s is set up already.", cooperative.name))
            cooperative._get_charter(today(self.env))
            if not cooperative.class_ids:
                raise UserError(
                    self.env._("Enter the classes of shares of %s.", cooperative.name)
                )
            live = today(self.env)
            cooperative._move("coop_activated", "active", date_live=live)

    def action_dissolve(self):
        """Note that the cooperative is dissolved, from the date entered on."""
        self.check_access("write")
        self._hold()
        for cooperative in self:
            if cooperative.state != "active" or not cooperative.date_end:
                raise UserError(
                    self.env._(
                        "Enter the day on which %s was dissolved; it has to be active.",
                        cooperative.name,
                    )
                )
            cooperative._move("coop_dissolved", "dissolved")

    # Ways on

    def _open(self, xmlid, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return action | {
            "domain": [("cooperative_id", "=", self.id)],
            "context": {"default_cooperative_id": self.id, **context},
        }

    def action_view_statements(self):
        """Choose a statement (报表) of these books, which are switched to."""
        xmlid = "l10n_cn_collective.action_l10n_cn_statement"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            "type": "ir.actions.client",
            "tag": "collective_economy.open_books",
            "params": {
                "company_id": self.company_id.id,
                "action": {
                    **action,
                    "context": {"default_company_id": self.company_id.id},
                },
            },
        }

    def action_view_holders(self):
        return self._open("collective_economy.coop_holder_action")

    def action_view_entries(self):
        return self._open("collective_economy.coop_share_entry_action")

    def action_view_balances(self):
        return self._open("collective_economy.coop_share_balance_action")

    def action_view_rolls(self):
        return self._open("collective_economy.coop_roll_action")


CLERK_GROUP = "collective_economy.group_coop_clerk"
