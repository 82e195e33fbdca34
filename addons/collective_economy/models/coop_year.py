from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.community_base.house import today, with_pass
from odoo.addons.community_base.kernel.money import to_fen

from ..kernel import dividend

FIGURES = ("result", "prior", "reserve_percent", "reserve_booked")


class CoopYear(models.Model):
    """A cooperative's year, from its result to what is distributed (年终收益分配).

    The figures come from the posted books. They are disclosed to the shareholders,
    approved by their meeting, and from then on stay: only under approved accounts can
    anything be distributed.
    """

    _name = "coop.year"
    _description = "Accounts of a Year"
    _inherit = [
        "community.guarded.mixin",
        "coop.clerk.mixin",
        "coop.course.mixin",
        "mail.thread",
    ]
    _order = "year desc, cooperative_id"

    _fixed_fields = frozenset({"cooperative_id", "year"})
    _system_fields = frozenset({"state", *FIGURES, "taken_on", "move_id"})
    _guarded_states = {"approved": "coop_accounts"}
    _guard_fields = ("year", *FIGURES, "reserve", "other")

    year = fields.Integer(
        required=True,
        aggregator=False,
        default=lambda self: today(self.env).year - 1,
    )
    state = fields.Selection(
        [
            ("draft", "Being Prepared"),
            ("statements", "Statements Open"),
            ("approved", "Approved"),
            ("distributed", "Distributed"),
        ],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    currency_id = fields.Many2one(related="cooperative_id.currency_id")
    result = fields.Monetary(
        "Net Result",
        readonly=True,
        copy=False,
        help="What the year brought by the posted books; negative: a loss (净收益).",
    )
    prior = fields.Monetary(
        "From Earlier Years",
        readonly=True,
        copy=False,
        help="Undistributed proceeds of earlier years; negative: losses "
        "(年初未分配收益).",
    )
    reserve_percent = fields.Float("Reserve (%)", digits=(5, 2), readonly=True)
    loss_cover = fields.Monetary(
        "Losses Covered", compute="_compute_plan", store=True, help="弥补以前年度亏损"
    )
    reserve_least = fields.Monetary(
        "Least Reserve", compute="_compute_plan", store=True, help="应提公积公益金"
    )
    reserve = fields.Monetary(
        "To the Reserve",
        compute="_compute_reserve",
        store=True,
        readonly=False,
        tracking=True,
        help="提取公积公益金",
    )
    reserve_booked = fields.Monetary(
        "Of It in the Books Already",
        readonly=True,
        copy=False,
        help="What was put into the reserve by hand within the year (年内已提取).",
    )
    other = fields.Monetary("Other Allocations", tracking=True, help="其他分配")
    other_purpose = fields.Char("For What")
    distributable = fields.Monetary(
        compute="_compute_plan", store=True, help="可供分配收益"
    )
    distributed = fields.Monetary(compute="_compute_distributed", help="已决议分配")
    left = fields.Monetary(
        "Carried Forward", compute="_compute_distributed", help="结转下年"
    )
    taken_on = fields.Date("Figures Taken on", readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move", "Voucher", readonly=True, copy=False, index="btree_not_null"
    )
    disclosure_ids = fields.One2many("coop.disclosure", "year_id", "Disclosures")
    distribution_ids = fields.One2many("coop.distribution", "year_id", "Distributions")
    open_since = fields.Date(compute="_compute_open_since")

    _year_once = models.Constraint(
        "UNIQUE (cooperative_id, year)", "This year of the cooperative exists already."
    )
    _year_is_real = models.Constraint(
        "CHECK (year BETWEEN 1950 AND 2200)", "Give the year with four figures."
    )
    _allocations = models.Constraint(
        "CHECK (reserve >= reserve_least AND reserve >= reserve_booked AND other >= 0"
        " AND (reserve + other = 0 OR reserve + other <= result + prior))",
        "The reserve is at least what law and charter ask for, and nothing is "
        "allocated that is not there.",
    )

    def init(self):
        result = super().init()
        # Guarded is the approval; what comes before and after it goes this one way.
        self.env.cr.execute(YEAR_KEEP)
        return result

    @api.depends("cooperative_id.name", "year")
    def _compute_display_name(self):
        for year in self:
            name = year.cooperative_id.sudo().name or ""
            year.display_name = self.env._(
                "%(cooperative)s, accounts of %(year)s",
                cooperative=name,
                year=year.year,
            )

    def _plan(self, reserve=None):
        """Return the plan of :func:`~..kernel.dividend.year_plan`, in fen."""
        return dividend.year_plan(
            to_fen(self.result),
            to_fen(self.prior),
            round(self.reserve_percent * 100),
            reserve,
            to_fen(self.other),
        )

    @api.depends("result", "prior", "reserve_percent", "reserve_booked")
    def _compute_reserve(self):
        for year in self:
            least = year._plan().reserve_least / 100
            year.reserve = max(least, year.reserve_booked)

    @api.depends("result", "prior", "reserve_percent", "reserve", "other")
    def _compute_plan(self):
        for year in self:
            plan = year._plan(to_fen(year.reserve))
            year.loss_cover = plan.loss_cover / 100
            year.reserve_least = plan.reserve_least / 100
            year.distributable = plan.distributable / 100

    @api.depends("distributable", "distribution_ids.amount", "distribution_ids.state")
    def _compute_distributed(self):
        for year in self:
            decided = year.distribution_ids.filtered(lambda item: item.state != "draft")
            year.distributed = sum(decided.mapped("amount"))
            year.left = year.distributable - year.distributed

    @api.depends("disclosure_ids.state", "disclosure_ids.opened_on")
    def _compute_open_since(self):
        for year in self:
            opened = year.disclosure_ids.filtered(lambda item: item.state == "open")
            year.open_since = opened[:1].opened_on

    def write(self, vals):
        figures = {"reserve", "other", "other_purpose"}.intersection(vals)
        fixed = self.filtered(lambda year: year.state != "draft")
        if fixed and any(fixed._is_changing(name, vals[name]) for name in figures):
            raise UserError(
                self.env._(
                    "The figures of %s were disclosed: take the disclosure back first.",
                    fixed[0].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(year.state != "draft" for year in self):
            raise UserError(self.env._("Disclosed accounts stay on record."))

    # Figures from the books

    def _get_dates(self):
        return date(self.year, 1, 1), date(self.year, 12, 31)

    def action_take_figures(self):
        """Take the result and what earlier years left from the posted books (取数)."""
        self.check_access("write")
        self._hold()
        for year in self:
            year._check_state("draft")
            first, last = year._get_dates()
            if last >= today(self.env):
                raise UserError(self.env._("The year %s has not ended yet.", year.year))
            year._check_closed()
            result, kept, booked = year._read_books(first, last)
            vals = {
                "result": result,
                "prior": kept + booked - result,
                "reserve_booked": booked,
                "reserve_percent": year.cooperative_id._get_term(
                    "reserve_percent", last
                ),
                "taken_on": today(self.env),
            }
            with_pass(year, vals).write(vals)

    def _check_closed(self):
        """Rural books have a closing of the year; figures come after it."""
        company = self.cooperative_id.company_id.sudo()
        if company.chart_template != "cn_collective":
            return
        if not self.env["l10n_cn.year.closing"].sudo()._of(company, self.year):
            raise UserError(
                self.env._(
                    "Close the year %(year)s in the books of %(company)s first.",
                    year=self.year,
                    company=company.name,
                )
            )

    def _read_books(self, first, last):
        """Return the result of the year, all that is undistributed at its end, and what
        was put into the reserve by hand within it.

        The result is what moved the accounts of income, expense and result in vouchers
        that do not carry it on to distribution; so it is the same before and after
        the year is closed, by whatever steps.
        """
        company = self.cooperative_id.company_id
        roles = self.env["coop.account.role"]
        patterns = {
            "result": roles._get_code(company, "result") + "%",
            "kept": roles._get_code(company, "kept") + "%",
            "reserve": roles._get_code(company, "reserve") + "%",
        }
        self.env.flush_all()
        [figures] = self.env.execute_query(
            SQL(
                BOOKS,
                key=str(company.root_id.id),
                company=company.id,
                first=first,
                last=last,
                **patterns,
            )
        )
        return tuple(map(float, figures))

    # States

    def action_request_matter(self):
        """The community's staff have it decided, who do not keep these books."""
        self.check_access("read")
        self.env["community.matter"].check_access("create")
        return super(CoopYear, self.sudo()).action_request_matter()

    def action_approve(self):
        """Approve the accounts under the shareholders' resolution, book the reserve."""
        self.check_access("write")
        for year in self:
            year._hold()
            year._check_state("statements")
            year._act("approved")
            year._post_reserve()

    def _post_reserve(self):
        company, roles = self.cooperative_id.company_id, self.env["coop.account.role"]
        parts = (
            (
                "reserve",
                to_fen(self.reserve) - to_fen(self.reserve_booked),
                self.env._("Reserve of %s", self.year),
            ),
            (
                "other",
                to_fen(self.other),
                self.other_purpose or self.env._("Other allocations of %s", self.year),
            ),
        )
        lines = []
        for role, fen, text in parts:
            if fen:
                lines += [
                    (roles._get_account(company, f"{role}_out"), fen, text),
                    (roles._get_account(company, role), -fen, text),
                ]
        if lines:
            move = roles._post(company, today(self.env), self.display_name, lines)
            with_pass(self, {"move_id"}).move_id = move

    def action_take_back(self):
        """Take the disclosure back to correct the figures: its days count anew."""
        self.check_access("write")
        self._hold()
        for year in self:
            year._check_state("statements")
            year.disclosure_ids.filtered(lambda item: item.state == "open")._withdraw()
            year._move("year_taken_back", "draft")

    def action_prepare_distribution(self):
        """Open the form of a distribution of what is left."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Distribution"),
            "res_model": "coop.distribution",
            "view_mode": "form",
            "context": {
                "default_year_id": self.id,
                "default_amount": self.left,
            },
        }

    # What lies open

    def _check_open_before(self, day):
        """Statements and plan lie open to the members long enough before a meeting.

        :raise UserError: they do not; the message says from when on they would
        """
        self.ensure_one()
        days = self.cooperative_id._get_term("statement_days", day)
        if not self.open_since:
            raise UserError(
                self.env._(
                    "%(year)s: annual report, statements and plan of distribution have "
                    "to lie open to the members for %(days)s days before the meeting. "
                    "Disclose them first.",
                    year=self.display_name,
                    days=days,
                )
            )
        earliest = fields.Date.add(self.open_since, days=days)
        if day < earliest:
            raise UserError(
                self.env._(
                    "%(year)s: the statements lie open since %(since)s and have to do "
                    "so for %(days)s days: the meeting can be held from %(earliest)s "
                    "on.",
                    year=self.display_name,
                    since=self.open_since,
                    days=days,
                    earliest=earliest,
                )
            )


YEAR_KEEP = """
    CREATE OR REPLACE FUNCTION coop_year_keep() RETURNS trigger AS $$
    DECLARE
        problem text;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state <> 'draft' THEN
                problem := 'stays on record';
            END IF;
        ELSIF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'draft' THEN
                problem := 'begins as a draft';
            END IF;
        ELSIF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
                ('draft', 'statements'), ('statements', 'draft'),
                ('statements', 'approved'), ('approved', 'distributed'))
        THEN
            problem := 'cannot go from ' || OLD.state || ' to ' || NEW.state;
        ELSIF OLD.state <> 'draft' AND
            (OLD.cooperative_id, OLD.year, OLD.result, OLD.prior, OLD.reserve,
             OLD.reserve_percent, OLD.reserve_booked, OLD.other)
            IS DISTINCT FROM
            (NEW.cooperative_id, NEW.year, NEW.result, NEW.prior, NEW.reserve,
             NEW.reserve_percent, NEW.reserve_booked, NEW.other)
        THEN
            problem := 'keeps the figures that were disclosed';
        END IF;
        IF problem IS NOT NULL THEN
            RAISE EXCEPTION 'year % of cooperative % %', OLD.year,
                  OLD.cooperative_id, problem
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_year_keep
        BEFORE INSERT OR UPDATE OR DELETE ON coop_year
        FOR EACH ROW EXECUTE FUNCTION coop_year_keep();
"""
BOOKS = """
    WITH account AS (
        SELECT id, code_store ->> %(key)s LIKE %(kept)s AS is_kept,
               split_part(account_type, '_', 1)
                   IN ('income', 'expense')
                   OR code_store ->> %(key)s LIKE %(result)s AS is_result,
               code_store ->> %(key)s LIKE %(reserve)s AS is_reserve
          FROM account_account
    ), line AS (
        SELECT line.move_id, line.date, line.balance, account.is_kept,
               account.is_result, account.is_reserve
          FROM account_move_line line
          JOIN account ON account.id = line.account_id
         WHERE line.company_id = %(company)s AND line.date <= %(last)s
           AND line.parent_state = 'posted'
           AND (is_kept OR is_result OR is_reserve)
    ), carried AS (
        SELECT move_id FROM line WHERE is_kept AND date >= %(first)s
    )
    SELECT -coalesce(sum(balance) FILTER (
               WHERE is_result AND date >= %(first)s
                 AND move_id NOT IN (SELECT move_id FROM carried)), 0),
           -coalesce(sum(balance) FILTER (WHERE is_kept OR is_result), 0),
           -coalesce(sum(balance) FILTER (
               WHERE is_reserve AND date >= %(first)s
                 AND move_id IN (SELECT move_id FROM carried)
                 AND move_id NOT IN (SELECT move_id FROM coop_year
                                      WHERE move_id IS NOT NULL)), 0)
      FROM line
"""
