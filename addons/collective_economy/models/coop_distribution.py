from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import today, with_pass
from odoo.addons.community_base.models.community_sealed_mixin import (
    SEAL_FIELDS,
    CommunitySealedMixin,
)

STATES = [
    ("draft", "Being Prepared"),
    ("approved", "Approved"),
    ("paying", "Being Paid"),
    ("done", "Done"),
]


class CoopDistribution(models.Model):
    """A dividend of a cooperative's year (收益分配), to the last fen.

    Who held what at the end of the record date takes part as the rules of the classes
    say; they are copied here and are decided about with the amount. Approval draws the
    lines from the ledger once more, books them in one voucher and seals them. From
    then on nothing changes; what was wrong is put right by a supplement with its own
    resolution.
    """

    _name = "coop.distribution"
    _description = "Distribution"
    _inherit = [
        "community.guarded.mixin",
        "community.sealed.mixin",
        "community.area.mixin",
        "coop.course.mixin",
        "mail.thread",
    ]
    _order = "record_date desc, id desc"

    _fixed_fields = frozenset({"year_id", "kind"})
    _system_fields = frozenset(
        {
            "state",
            "rules",
            "tax_percent",
            "heads",
            "gross",
            "tax",
            "net",
            "lines_digest",
            "move_id",
            *SEAL_FIELDS,
        }
    )
    _unsealed_columns = (*CommunitySealedMixin._unsealed_columns, "state", "move_id")
    _guarded_states = {"approved": "coop_distribution"}
    _guard_amount_field = "amount"
    _guard_fields = ("year_id", "kind", "record_date", "rules", "tax_percent")

    year_id = fields.Many2one(
        "coop.year", required=True, index=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one(
        related="year_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(
        related="year_id.cooperative_id.area_id", store=True, required=False
    )
    currency_id = fields.Many2one(related="year_id.currency_id")
    kind = fields.Selection(
        [("regular", "By Shares"), ("supplement", "Supplement")],
        required=True,
        default="regular",
        help="按股分配；补充分配（更正）",
    )
    reason = fields.Char(help="Why it is supplemented (补充原因).")
    state = fields.Selection(
        STATES, default="draft", required=True, copy=False, tracking=True
    )
    amount = fields.Monetary(required=True, tracking=True, help="分配总额（税前）")
    record_date = fields.Date(
        required=True,
        default=lambda self: today(self.env),
        tracking=True,
        help="Who holds shares at the end of this day takes part (股权登记日).",
    )
    rules = fields.Json("Rules of the Classes", readonly=True, copy=False)
    tax_percent = fields.Float(
        "Tax (%)", digits=(5, 2), readonly=True, copy=False, help="代扣个人所得税率"
    )
    heads = fields.Integer("Shareholders in Number", readonly=True, copy=False)
    gross = fields.Monetary(readonly=True, copy=False, help="税前")
    tax = fields.Monetary("Tax Withheld", readonly=True, copy=False, help="代扣税款")
    net = fields.Monetary(readonly=True, copy=False, help="税后")
    lines_digest = fields.Char(readonly=True, copy=False)
    line_ids = fields.One2many("coop.distribution.line", "distribution_id", "Lines")
    payout_ids = fields.One2many("coop.payout", "distribution_id", "Payments")
    rule_words = fields.Text("Who Takes What", compute="_compute_rule_words")
    paid = fields.Monetary(compute="_compute_paid")
    unpaid = fields.Monetary(compute="_compute_paid")
    unclaimed = fields.Monetary(compute="_compute_paid", help="无人领取、留存在账")
    move_id = fields.Many2one(
        "account.move", "Voucher", readonly=True, copy=False, index="btree_not_null"
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "There has to be something to distribute."
    )
    _whole_fen = models.Constraint(
        "CHECK (amount * 100 = trunc(amount * 100))",
        "Less than a fen cannot be distributed.",
    )
    _supplement = models.Constraint(
        "CHECK (kind = 'regular' OR reason IS NOT NULL)", "Say why it is supplemented."
    )

    def init(self):
        result = super().init()
        self.env.cr.execute(DISTRIBUTION_CHECK)
        return result

    @api.depends("year_id.display_name", "kind", "record_date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for item in self:
            item.display_name = self.env._(
                "%(cooperative)s, distribution of %(year)s (%(kind)s)",
                cooperative=item.cooperative_id.sudo().name or "",
                year=item.year_id.sudo().year or "",
                kind=kinds.get(item.kind, ""),
            )

    @api.depends("line_ids.state", "line_ids.net")
    def _compute_paid(self):
        groups = self.env["coop.distribution.line"]._read_group(
            [("distribution_id", "in", self.ids)],
            ["distribution_id", "state"],
            ["net:sum"],
        )
        sums = defaultdict(float)
        for item, state, net in groups:
            sums[item.id, state] = net
        for item in self:
            item.paid = sums[item.id, "paid"]
            item.unpaid = sums[item.id, "unpaid"]
            item.unclaimed = sums[item.id, "unclaimed"]

    @api.depends_context("lang")
    @api.depends("rules", "tax_percent")
    def _compute_rule_words(self):
        for item in self:
            item.rule_words = "\n".join(
                item._describe_rule(rule) for rule in item.rules or []
            )

    def _describe_rule(self, rule):
        name = self.env["coop.share.class"].sudo().browse(rule["class"]).name
        words = []
        if rule["preference"]:
            words.append(
                self.env._(
                    "first %(rate)s%% on the par value of %(par)s yuan",
                    rate=f"{rule['preference'] / 100:g}",
                    par=f"{rule['par'] / 100:g}",
                )
            )
        if rule["weight"]:
            words.append(
                self.env._("by shares, weight %(weight)s", weight=rule["weight"])
            )
        if rule["fund"]:
            words.append(self.env._("kept for the collective"))
        elif rule["taxed"]:
            words.append(self.env._("tax %s%% withheld", f"{self.tax_percent:g}"))
        return f"{name}：{'；'.join(words) or self.env._('nothing')}"

    # Preparing

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        items = super().create(vals_list)
        items._take_rules()
        return items

    def write(self, vals):
        late = {"amount", "record_date", "reason"}.intersection(vals)
        fixed = self.filtered(lambda item: item.state != "draft")
        if fixed and any(fixed._is_changing(name, vals[name]) for name in late):
            raise UserError(
                self.env._(
                    "“%s” is approved and stays: what was wrong is put right by a "
                    "supplement.",
                    fixed[0].display_name,
                )
            )
        result = super().write(vals)
        if "record_date" in vals:
            self._take_rules()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(item.state != "draft" for item in self):
            raise UserError(self.env._("A distribution stays on record."))

    def _take_rules(self):
        """Copy what the classes say and the tax of the record date's law."""
        for item in self.filtered(lambda item: item.state == "draft"):
            cooperative = item.cooperative_id
            vals = {
                "rules": [rule._prepare_rule() for rule in cooperative.class_ids],
                "tax_percent": cooperative._get_profile(
                    item.record_date
                ).dividend_tax_percent,
            }
            with_pass(item, vals).write(vals)

    # Paying

    def action_pay(self):
        """Prepare the payment of everything that is not paid yet (发放)."""
        self.ensure_one()
        payout = self.env["coop.payout"]._prepare(self)
        return payout._get_records_action()

    def action_close(self):
        """Keep what nobody claimed on account and end the distribution (结束发放)."""
        self.check_access("write")
        for item in self:
            item._hold()
            item._check_state("approved", "paying")
            if item.payout_ids.filtered(lambda payout: payout.state != "done"):
                raise UserError(
                    self.env._("A payment is under way: enter its result first.")
                )
            item.line_ids.filtered(lambda line: line.state == "unpaid")._set_unclaimed()
            item._move("distribution_closed", "done")

    def action_supplement(self):
        """Open the form of a supplement to this distribution."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplement"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                "default_year_id": self.year_id.id,
                "default_kind": "supplement",
                "default_record_date": self.record_date,
            },
        }

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collective_economy.coop_distribution_line_action"
        )
        return action | {"domain": [("distribution_id", "=", self.id)], "context": {}}


DISTRIBUTION_CHECK = """
    CREATE OR REPLACE FUNCTION coop_distribution_check() RETURNS trigger AS $$
    DECLARE
        problem text;
        accounts coop_year;
    BEGIN
        IF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'draft' THEN
                problem := 'begins as a draft';
            END IF;
        ELSIF OLD.state <> NEW.state THEN
            IF (OLD.state, NEW.state) NOT IN (('draft', 'approved'),
                    ('approved', 'paying'), ('paying', 'done'),
                    ('approved', 'done'), ('done', 'paying'))
            THEN
                problem := 'cannot go from ' || OLD.state || ' to '
                           || NEW.state;
            ELSIF NEW.state = 'approved' THEN
                -- Of two at once about a year, the second starts anew.
                UPDATE coop_year SET id = id WHERE id = NEW.year_id
                    RETURNING * INTO accounts;
                IF accounts.state NOT IN ('approved', 'distributed') THEN
                    problem := 'has no approved accounts';
                ELSIF accounts.distributable < NEW.amount + (
                    SELECT coalesce(sum(amount), 0) FROM coop_distribution
                     WHERE year_id = NEW.year_id AND state <> 'draft')
                THEN
                    problem := 'is more than the year left';
                ELSIF NEW.amount IS DISTINCT FROM (
                    SELECT sum(gross) FROM coop_distribution_line
                     WHERE distribution_id = NEW.id)
                THEN
                    problem := 'does not add up to its amount';
                END IF;
            ELSIF OLD.seal IS NULL THEN
                problem := 'is not sealed';
            ELSIF NEW.state = 'done' AND EXISTS (
                SELECT FROM coop_distribution_line
                 WHERE distribution_id = NEW.id AND state = 'unpaid')
            THEN
                problem := 'is not paid yet';
            END IF;
        END IF;
        IF problem IS NOT NULL THEN
            RAISE EXCEPTION 'distribution % %', NEW.id, problem
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_distribution_check
        BEFORE INSERT OR UPDATE ON coop_distribution
        FOR EACH ROW EXECUTE FUNCTION coop_distribution_check();
"""
