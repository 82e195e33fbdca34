from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.community_base.house import today, with_pass

STATES = [
    ("draft", "Draft"),
    ("computing", "Being Computed"),
    ("computed", "To Review"),
    ("reviewed", "Reviewed"),
    ("approved", "Approved"),
    ("posted", "Booked"),
    ("paid", "Paid"),
    ("cancelled", "Cancelled"),
]
KINDS = [
    ("regular", "Monthly Pay"),
    ("supplement", "Supplement"),
    ("reversal", "Reversal"),
]
#: What was paid, or will be: later months build on it.
FINAL = ("approved", "posted", "paid")
#: Booked: everybody sees what he is paid.
PUBLISHED = ("posted", "paid")
#: Complete, and not given up: others than the officer see it.
COMPLETE = ("computed", "reviewed", *FINAL)
#: People who are computed together; what is complete of it is committed.
CHUNK = 2000


class PayRun(models.Model):
    """The pay of a month for the staff of an area (工资批次).

    The officer computes it, in one press for however many people; who lacks something
    is named and has no slip until he has it. Slips come in chunks that are whole or
    not there at all; a run that was interrupted goes on where it was, and nobody but
    its officer sees it before it is complete.

    A person is paid regularly once for a month: the database sees to it. What past
    months still owe comes with the next run; a supplement (补发) pays it at once.
    """

    _name = "pay.run"
    _description = "Pay Run"
    _inherit = ["staff.guarded.mixin", "mail.thread", "pay.yuan.mixin"]
    _order = "month desc, id desc"

    _fixed_fields = frozenset({"area_id", "company_id", "kind", "month", "tax_month"})
    _system_fields = frozenset(
        {
            "state",
            "user_id",
            "head_count",
            "gross",
            "net",
            "tax",
            "employer_cost",
            "computed_on",
        }
    )

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    month = fields.Date(
        required=True, default=lambda self: today(self.env).replace(day=1)
    )
    tax_month = fields.Date(
        "Taxed In",
        required=True,
        help="Month in which it is paid and taxed (计税月份).",
    )
    kind = fields.Selection(
        KINDS,
        required=True,
        default="regular",
        help="按月工资；补发（更正）；冲销",
    )
    look_back = fields.Integer(
        "Months Looked Back",
        default=12,
        help="So many past months are computed anew; what they owe or were paid too "
        "much is part of this run (追溯月数).",
    )
    state = fields.Selection(
        STATES, default="draft", required=True, copy=False, tracking=True
    )
    user_id = fields.Many2one(
        "res.users", "Officer", required=True, default=lambda self: self.env.user
    )
    computed_on = fields.Datetime(readonly=True, copy=False)
    head_count = fields.Integer("People in Number", readonly=True, copy=False)
    done_count = fields.Integer("Computed", compute="_compute_counts")
    issue_count = fields.Integer("Not Computed", compute="_compute_counts")
    progress = fields.Float("Progress (%)", compute="_compute_counts")
    gross = fields.Monetary(readonly=True, copy=False, help="应发合计")
    net = fields.Monetary(readonly=True, copy=False, help="实发合计")
    tax = fields.Monetary("Income Tax", readonly=True, copy=False)
    employer_cost = fields.Monetary(
        "Borne by the Employer", readonly=True, copy=False, help="单位承担合计"
    )
    slip_ids = fields.One2many("pay.slip", "run_id", "Payslips")
    issue_ids = fields.One2many("pay.run.issue", "run_id", "What Is Missing")

    _months_first = models.Constraint(
        "CHECK (extract(day FROM month) = 1 AND extract(day FROM tax_month) = 1)",
        "A month is given by its first day.",
    )
    _tax_after = models.Constraint(
        "CHECK (tax_month >= month)", "Pay is not taxed before its month."
    )
    _look_back_positive = models.Constraint(
        "CHECK (look_back BETWEEN 0 AND 36)", "Look back 0 to 36 months."
    )

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION pay_run_check() RETURNS trigger AS $$
            DECLARE
                problem text;
            BEGIN
                IF TG_OP = 'INSERT' THEN
                    IF NEW.state <> 'draft' THEN
                        problem := 'begins as a draft';
                    END IF;
                ELSIF OLD.state IN ('approved', 'posted', 'paid', 'cancelled') AND
                      (OLD.state, NEW.state) NOT IN (
                          ('approved', 'posted'), ('posted', 'paid'))
                      AND OLD.state <> NEW.state
                THEN
                    problem := 'is ' || OLD.state || ' and stays';
                ELSIF NEW.state IN ('approved', 'posted', 'paid')
                      AND OLD.state IN ('draft', 'computing')
                THEN
                    problem := 'was not reviewed';
                ELSIF OLD.state = 'computing' AND NEW.state = 'computed' AND EXISTS (
                    SELECT FROM pay_slip slip
                     WHERE run_id = NEW.id AND (net <> 0 OR gross <> 0)
                       AND NOT EXISTS (SELECT FROM pay_slip_line
                                        WHERE slip_id = slip.id))
                THEN
                    problem := 'has a slip without lines';
                END IF;
                IF problem IS NOT NULL THEN
                    RAISE EXCEPTION 'pay run % %', NEW.id, problem
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER pay_run_check
                BEFORE INSERT OR UPDATE ON pay_run
                FOR EACH ROW EXECUTE FUNCTION pay_run_check();
        """)
        return result

    @api.depends_context("lang")
    @api.depends("area_id", "month", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for run in self:
            month = f"{run.month:%Y-%m}" if run.month else ""
            words = (run.area_id.sudo().name, month, kinds.get(run.kind))
            run.display_name = " ".join(word for word in words if word)

    @api.depends("slip_ids", "issue_ids", "head_count")
    def _compute_counts(self):
        # How many they are is no secret from who sees the run; what they say is.
        slips, issues = (
            dict(
                self.env[model]
                .sudo()
                ._read_group([("run_id", "in", self.ids)], ["run_id"], ["__count"])
            )
            for model in ("pay.slip", "pay.run.issue")
        )
        for run in self:
            run.done_count, run.issue_count = slips.get(run, 0), issues.get(run, 0)
            done = run.done_count + run.issue_count
            run.progress = 100 * done / run.head_count if run.head_count else 0

    @api.onchange("month")
    def _onchange_month(self):
        if self.month:
            self.month = self.tax_month = self.month.replace(day=1)

    @api.model_create_multi
    def create(self, vals_list):
        """Pay is taxed in its own month unless another is given."""
        defaults = self.default_get(["month"])
        vals_list = [
            {"tax_month": vals.get("month", defaults.get("month")), **vals}
            for vals in vals_list
        ]
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(run.state != "draft" for run in self):
            raise UserError(
                self.env._("A run that was computed stays on record: cancel it.")
            )

    # What may be done next

    @api.model
    def _get_next_states(self):
        """Return {state: states that may follow}; buttons and methods ask it."""
        return {
            "draft": {"computing", "cancelled"},
            "computing": {"computing", "computed", "draft"},
            "computed": {"computing", "reviewed", "draft", "cancelled"},
            "reviewed": {"computing", "computed", "approved", "cancelled"},
            "approved": {"posted"},
            "posted": {"paid"},
        }

    def _move(self, state, **vals):
        """Enter a state that may follow; the trail remembers the important ones."""
        self._check_next(state)
        before = self.state
        vals = {"state": state, **vals}
        with_pass(self, vals).write(vals)
        # The database looks at each step.
        self.flush_recordset()
        if state != before:
            self.env["community.trail"]._note(
                self, f"pay_{state}", before=before, after=state
            )

    def _check_next(self, state):
        self.ensure_one()
        if state not in self._get_next_states().get(self.state, ()):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(run)s” is “%(state)s”: this cannot be done now.",
                    run=self.display_name,
                    state=labels[self.state],
                )
            )

    # Computing

    def action_compute(self):
        """Compute everybody's pay, or compute it anew (计算)."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        self._check_earlier_runs()
        self._move("computing")
        self.env["pay.store"]._clear(self)
        people = self.env["hr.employee"].with_context(active_test=False)
        count = people.search_count(self._get_people_domain())
        vals = {"head_count": count, "user_id": self.env.uid}
        with_pass(self, vals).write(vals)
        if self._compute_next():
            self.env.ref("community_hr.ir_cron_pay_compute").sudo()._trigger()

    def action_stop(self):
        """Take back what was computed (退回草稿)."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        self._move("computing")
        self.env["pay.store"]._clear(self)
        self._move("draft", head_count=0, computed_on=False)

    def action_cancel(self):
        """Give the run up (作废); its month can be paid by another."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        if self.state in ("computed", "reviewed"):
            self._move("computing")
            self.env["pay.store"]._clear(self)
            self._move("draft")
        self._move("cancelled")

    def _check_earlier_runs(self):
        """Tax builds on what was withheld before: that has to be settled first."""
        year = self.tax_month.replace(month=1)
        areas = Domain("area_id", "child_of", self.area_id.id) | Domain(
            "area_id", "parent_of", self.area_id.id
        )
        open_run = self.sudo().search(
            areas
            & Domain("id", "!=", self.id)
            & Domain("tax_month", ">=", year)
            & Domain("tax_month", "<=", self.tax_month)
            & Domain("state", "in", ("computing", "computed", "reviewed")),
            order="tax_month",
            limit=1,
        )
        if open_run:
            raise UserError(
                self.env._(
                    "“%s” is not approved yet: what it pays counts for this month's "
                    "tax.",
                    open_run.display_name,
                )
            )

    def _get_people_domain(self):
        """Return whom the run pays: who is employed in its month or has an entry.

        Who was paid for the month by another run is not paid again; a supplement looks
        at whoever was paid before.
        """
        here = Domain("area_id", "child_of", self.area_id.id) & Domain(
            "company_id", "=", self.company_id.id
        )
        entered = self.env["pay.input"]._search([("month", "=", self.month)])
        wanted = self._get_employed_domain() | Domain(
            "id", "in", entered.subselect("employee_id")
        )
        slips = self.env["pay.slip"].sudo()
        if self.kind == "supplement":
            before = slips._search([("month", "<=", self.month)])
            wanted |= Domain("id", "in", before.subselect("employee_id"))
        else:
            paid = slips._search(
                Domain("month", "=", self.month)
                & Domain("kind", "=", "regular")
                & Domain("run_id", "!=", self.id)
            )
            wanted &= Domain("id", "not in", paid.subselect("employee_id"))
        return here & wanted

    def _find_waiting(self, limit=None):
        """Return whom the run has still to compute, as far as the officer sees them."""
        done = Domain("run_id", "=", self.id)
        slips = self.env["pay.slip"].sudo()._search(done)
        issues = self.env["pay.run.issue"].sudo()._search(done)
        waiting = Domain("id", "not in", slips.subselect("employee_id")) & Domain(
            "id", "not in", issues.subselect("employee_id")
        )
        people = self.env["hr.employee"].with_context(active_test=False)
        return people.search(
            self._get_people_domain() & waiting, order="id", limit=limit
        )

    def _get_employed_domain(self):
        last = fields.Date.end_of(self.month, "month")
        return Domain(
            "version_ids",
            "any",
            Domain("active", "=", True)
            & Domain("contract_date_start", "<=", last)
            & (
                Domain("contract_date_end", "=", False)
                | Domain("contract_date_end", ">=", self.month)
            ),
        )

    def _compute_people(self, people):
        """Collect, compute and store; the number of queries does not depend on many."""
        slips, issues = self.env["pay.collector"]._compute(self, people)
        self.env["pay.store"]._store(self, slips, issues)

    def _compute_next(self, limit=CHUNK):
        """Compute the next chunk; tell whether there is more to do after it."""
        self.ensure_one()
        self._hold()
        if self.state != "computing":
            return False
        waiting = self._find_waiting(limit + 1)
        if waiting:
            self._compute_people(waiting[:limit])
        if len(waiting) <= limit:
            self._finish()
        return len(waiting) > limit

    def _finish(self):
        self.env["pay.store"]._sum_up(self)
        self._move("computed", computed_on=fields.Datetime.now())

    @api.model
    def _cron_compute(self):
        """Go on with the runs that are being computed, chunk by chunk."""
        cron = self.env["ir.cron"]
        for found in self.search([("state", "=", "computing")], order="id"):
            # The officer's own rights decide whom he pays.
            run = found.with_user(found.user_id)
            while run._compute_next():
                if not cron._commit_progress(1):
                    return
            cron._commit_progress(1)

    def action_view_slips(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_hr.pay_slip_action"
        )
        return action | {"domain": [("run_id", "=", self.id)], "context": {}}

    def action_view_issues(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_hr.pay_run_issue_action"
        )
        return action | {"domain": [("run_id", "=", self.id)], "context": {}}

    @api.model
    def _get_final_condition(self):
        """Return the SQL condition that a run, as ``run``, was or will be paid."""
        return SQL("run.state IN %s", FINAL)
