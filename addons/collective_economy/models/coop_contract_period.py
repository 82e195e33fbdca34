from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.community_base.house import today, with_pass

from ..kernel import rent

BATCH = 200


class CoopContractPeriod(models.Model):
    """The rent of one period of a lease (应收租金), and the invoice for it.

    Planned when the lease comes into force. Each period has one invoice in the books of
    the cooperative, by a unique index there; a run that is broken off is resumed with
    the periods that have none.
    """

    _name = "coop.contract.period"
    _description = "Rent of a Period"
    _inherit = ["community.area.mixin"]
    _order = "contract_id, date_start"

    _system_fields = frozenset(
        {"contract_id", "date_start", "date_end", "date_due", "amount"}
    )

    contract_id = fields.Many2one(
        "coop.contract", required=True, readonly=True, index=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one(
        related="contract_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="contract_id.area_id", store=True, required=False)
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, string="Tenant", index=True
    )
    currency_id = fields.Many2one(related="contract_id.currency_id")
    date_start = fields.Date("From", required=True, readonly=True, index=True)
    date_end = fields.Date("Until", required=True, readonly=True)
    date_due = fields.Date("Due on", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    move_ids = fields.One2many(
        "account.move",
        "coop_period_id",
        "Invoices",
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", compute="_compute_move", compute_sudo=True
    )
    residual = fields.Monetary("Still Due", compute="_compute_move", compute_sudo=True)
    state = fields.Selection(
        [
            ("planned", "To Come"),
            ("due", "Due"),
            ("late", "Late"),
            ("paid", "Paid"),
        ],
        compute="_compute_move",
        compute_sudo=True,
        search="_search_state",
    )

    _days_once = models.Constraint(
        "EXCLUDE USING gist (contract_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "The rent of these days is planned already.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0 AND date_end >= date_start)",
        "Rent is not negative, and a period has at least a day.",
    )

    def init(self):
        result = super().init()
        # What is due follows from the lease: a row is made and dropped, never altered.
        self.env.cr.execute(CONTRACT_PERIOD_LOCK)
        return result

    @api.depends("contract_id", "date_start")
    def _compute_display_name(self):
        for period in self:
            period.display_name = f"{period.contract_id.number} {period.date_start}"

    @api.depends(
        "move_ids.state", "move_ids.payment_state", "move_ids.amount_residual", "amount"
    )
    def _compute_move(self):
        day = today(self.env)
        for period in self:
            move = period.move_ids.filtered(lambda item: item.state != "cancel")[:1]
            period.move_id = move
            posted = move.state == "posted"
            period.residual = move.amount_residual if posted else period.amount
            period.state = period._get_state(day)

    def _get_state(self, day):
        if self.currency_id.is_zero(self.residual):
            return "paid"
        if self.date_due < day:
            return "late"
        return "due" if self.date_start <= day else "planned"

    @api.model
    def _get_open_domain(self):
        """Return the domain of rent that is not paid, invoiced or not."""
        paid = Domain("state", "=", "posted") & Domain(
            "payment_state", "in", ("paid", "in_payment", "reversed")
        )
        return Domain("amount", ">", 0) & self._get_without_domain(paid)

    @api.model
    def _get_without_domain(self, domain):
        """Return the domain of rent without such an invoice; no one need read those."""
        moves = self.env["account.move"].sudo()
        query = moves._search(Domain("coop_period_id", "!=", False) & domain)
        return Domain("id", "not in", query.subselect("coop_period_id"))

    @api.model
    def _get_late_domain(self):
        return self._get_open_domain() & Domain("date_due", "<", today(self.env))

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        day, open_ = today(self.env), self._get_open_domain()
        begun = Domain("date_start", "<=", day)
        domains = {
            "paid": ~open_,
            "late": self._get_late_domain(),
            "due": open_ & begun & Domain("date_due", ">=", day),
            "planned": open_ & ~begun,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _get_late(self, contracts):
        """Return ``{contract id: open amount}`` of what is late."""
        late = self.sudo().search(
            Domain("contract_id", "in", contracts.ids) & self._get_late_domain()
        )
        found = {}
        for period in late:
            key = period.contract_id.id
            found[key] = found.get(key, 0) + period.residual
        return found

    # The plan

    @api.model
    def _plan(self, contract):
        """Write what falls due under a lease that has just come into force.

        Of a contract from before, what falls due here begins with the cooperative's
        first day here; what went before is in the old books.
        """
        dues = rent.periods(
            contract._to_steps(),
            contract.date_start,
            contract.date_end,
            int(contract.interval_months),
        )
        live = contract.cooperative_id.date_live
        if contract.state == "inherited":
            dues = [due for due in dues if due.end >= live]
        self._write_dues(contract, dues)

    @api.model
    def _write_dues(self, contract, dues):
        vals_list = [
            {
                "contract_id": contract.id,
                "date_start": due.start,
                "date_end": due.end,
                "date_due": fields.Date.add(due.start, days=contract.pay_days),
                "amount": due.fen / 100,
            }
            for due in dues
        ]
        if vals_list:
            with_pass(self.sudo(), vals_list[0]).create(vals_list)

    @api.model
    def _cut(self, contract, day, is_void):
        """Drop what would have fallen due after the last day; cut the period it is in.

        What was invoiced stays: the accountant takes it back in the books.
        """
        periods = self.sudo().search(
            Domain("contract_id", "=", contract.id)
            & (Domain.TRUE if is_void else Domain("date_end", ">", day))
        )
        free = periods.filtered(lambda period: not period.move_id)
        whole = free.filtered(lambda period: period.date_start <= day)
        starts = [] if is_void else whole.mapped("date_start")
        free.unlink()
        steps = contract._to_steps()
        self._write_dues(
            contract,
            [rent.Due(start, day, rent.total(steps, start, day)) for start in starts],
        )

    # Invoices

    @api.model
    def _get_to_invoice_domain(self, day):
        return (
            Domain("date_start", "<=", day)
            & Domain("amount", ">", 0)
            & Domain("contract_id.state", "!=", "void")
            & self._get_without_domain(Domain("state", "!=", "cancel"))
        )

    @api.model
    def _cron_invoice(self):
        """Invoice the rent of every period that has begun, batch by batch."""
        periods = self.sudo()
        domain = periods._get_to_invoice_domain(today(self.env))
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=periods.search_count(domain))
        last = 0
        while batch := periods.search(
            domain & Domain("id", ">", last), limit=BATCH, order="id"
        ):
            last = batch[-1].id
            batch._get_ready()._invoice()
            if not cron._commit_progress(len(batch)):
                break

    def _get_ready(self):
        """Leave out cooperatives that have no books yet: others are not held up."""
        return self.filtered(
            lambda period: period.cooperative_id.company_id.chart_template
        )

    def action_invoice(self):
        """Invoice the rent of these periods now (开具租金账单)."""
        for period in self:
            period.contract_id.check_access("write")
        self.sudo()._invoice()

    def _invoice(self):
        """Make and post the invoices, all of a company at once.

        Two who do it at once: the second finds the rows held, and then the invoices.
        """
        self.lock_for_update()
        self.env.execute_query(
            SQL("UPDATE coop_contract_period SET id = id WHERE id = ANY(%s)", self.ids)
        )
        self.invalidate_recordset()
        wanted = self.filtered(lambda period: period.amount > 0 and not period.move_id)
        for cooperative, periods in wanted.grouped("cooperative_id").items():
            company = cooperative.company_id
            account = self.env["coop.account.role"]._get_account(company, "rent")
            self.env["account.move"]._coop_post(
                company, [period._prepare_invoice(account) for period in periods]
            )
        self.invalidate_recordset()

    def _prepare_invoice(self, account):
        contract = self.contract_id
        label = self.env._(
            "Rent %(start)s to %(end)s, %(contract)s",
            start=self.date_start,
            end=self.date_end,
            contract=contract.display_name,
        )
        day = max(self.date_start, contract.cooperative_id.date_live or self.date_start)
        return {
            **contract._prepare_invoice(label, self.amount, account),
            "invoice_date": day,
            "date": day,
            "invoice_date_due": max(self.date_due, day),
            "coop_period_id": self.id,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_free(self):
        if any(period.move_id for period in self.sudo()):
            raise UserError(self.env._("Rent that was invoiced stays on record."))


CONTRACT_PERIOD_LOCK = """
    CREATE OR REPLACE FUNCTION coop_contract_period_lock() RETURNS trigger AS $$
    DECLARE
        problem text;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT FROM account_move
                        WHERE coop_period_id = OLD.id AND state <> 'cancel')
            THEN
                problem := 'has an invoice';
            END IF;
        ELSIF TG_OP = 'UPDATE' THEN
            IF (OLD.contract_id, OLD.date_start, OLD.date_end, OLD.amount)
               IS DISTINCT FROM
               (NEW.contract_id, NEW.date_start, NEW.date_end, NEW.amount)
            THEN
                problem := 'stays as the lease says';
            END IF;
        ELSIF NOT EXISTS (
            SELECT FROM coop_contract c
             WHERE c.id = NEW.contract_id AND c.kind = 'lease_out'
               AND c.state NOT IN ('draft', 'void')
               AND NEW.date_start >= c.date_start
               AND NEW.date_end <= least(c.date_end, c.date_closed))
        THEN
            problem := 'lies outside the lease';
        END IF;
        IF problem IS NOT NULL THEN
            RAISE EXCEPTION 'rent period % %', coalesce(OLD.id, NEW.id), problem
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_contract_period_lock
        BEFORE INSERT OR UPDATE OR DELETE ON coop_contract_period
        FOR EACH ROW EXECUTE FUNCTION coop_contract_period_lock();
"""
