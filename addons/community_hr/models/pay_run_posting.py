from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..kernel import posting
from ..kernel.rounding import to_fen


class PayRun(models.Model):
    """What a run is in the books: one voucher, costs by community and component."""

    # The books read apart from the approval.
    _inherit = "pay.run"  # pylint: disable=consider-merging-classes-inherited

    _system_fields = frozenset({"move_id"})

    move_id = fields.Many2one(
        "account.move",
        "Voucher",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    payment_ids = fields.One2many("pay.payment", "run_id", "Payments")

    payment_count = fields.Integer(compute="_compute_payment_count")

    _booked = models.Constraint(
        "CHECK (state NOT IN ('posted', 'paid') OR move_id IS NOT NULL)",
        "A run is booked by its voucher.",
    )

    @api.depends("payment_ids")
    def _compute_payment_count(self):
        for run in self.sudo():
            run.payment_count = len(run.payment_ids)

    def action_post(self):
        """Book the run, once (入账)."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        self._check_next("posted")
        move = self._post_voucher(
            self._get_posting_day(),
            self.display_name,
            "general",
            self._prepare_voucher_lines(),
        )
        self._move("posted", move_id=move.id)

    def _get_posting_day(self):
        """A month is booked in itself; what puts it right, where it is taxed."""
        month = self.month if self.kind == "regular" else self.tax_month
        return fields.Date.end_of(month, "month")

    def _get_totals(self):
        """Return the sums by community, or area outside them, and component."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT coalesce(slip.community_id, slip.area_id), line.component_id,
                       line.kind, sum(line.amount)
                  FROM pay_slip_line line JOIN pay_slip slip ON slip.id = line.slip_id
                 WHERE line.run_id = %s
              GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
                """,
                self.id,
            )
        )
        return [posting.Total(*key, to_fen(amount)) for *key, amount in rows]

    def _prepare_voucher_lines(self):
        self.env.flush_all()
        entries = posting.entries(self._get_totals())
        wanted = {(entry.side, entry.component) for entry in entries}
        accounts = self.env["pay.account"]._get_accounts(self.company_id, wanted)
        places = self.env["community.area"].browse(
            {entry.place for entry in entries if entry.place}
        )
        centers = {
            area.id: account.id
            for area, account in places._get_analytic_accounts().items()
        }
        names = self.env["pay.component"].sudo().with_context(active_test=False)
        names = {one.id: one.name for one in names.search([])}
        return [
            self._prepare_voucher_line(
                accounts[entry.side, entry.component],
                entry.fen,
                names.get(entry.component, self.env._("Net pay")),
                centers.get(entry.place),
            )
            for entry in entries
        ]

    def _prepare_voucher_line(self, account, fen, text, center=None):
        return {
            "account_id": account.id,
            "balance": fen / 100,
            "name": text,
            "analytic_distribution": {str(center): 100} if center else False,
        }

    def _post_voucher(self, day, reference, journal_type, lines, journal=None):
        """Make and post a voucher in the company's books.

        The officer presses the button; what is booked follows from what was decided.
        """
        if not lines:
            raise UserError(self.env._("There is nothing to book."))
        books = self.env["account.move"].sudo().with_company(self.company_id)
        journal = journal or self._find_journal(journal_type)
        move = books.create(
            {
                "company_id": self.company_id.id,
                "journal_id": journal.id,
                "date": day,
                "ref": reference,
                "line_ids": [fields.Command.create(line) for line in lines],
            }
        )
        move._post(soft=False)
        return move

    def _find_journal(self, journal_type):
        journal = (
            self.env["account.journal"]
            .sudo()
            .search(
                [("company_id", "=", self.company_id.id), ("type", "=", journal_type)],
                limit=1,
            )
        )
        if not journal:
            raise UserError(
                self.env._(
                    "%s has no journal of this kind: load its accounts first.",
                    self.company_id.name,
                )
            )
        return journal

    # After the payments

    def _close_if_settled(self):
        """A run is over when nothing of it is left to pay or to give back."""
        if self.state == "posted" and not self.env["pay.payment"]._find_due(self):
            if not self.payment_ids.filtered(lambda payment: payment.state != "done"):
                self._move("paid")

    def action_close(self):
        """End a run of which nothing is left to pay, as of one that nets to nothing."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        self._check_next("paid")
        self._close_if_settled()
        if self.state != "paid":
            raise UserError(self.env._("Something of this run is still to be paid."))

    def action_pay(self):
        """Prepare the payment of what is due (发放)."""
        return self._prepare_payment("bank")

    def action_pay_cash(self):
        return self._prepare_payment("cash")

    def action_take_return(self):
        """Prepare to take back what was paid too much (追回)."""
        return self._prepare_payment("return")

    def _prepare_payment(self, method):
        self.ensure_one()
        payment = self.env["pay.payment"]._prepare(self, method)
        return {
            "type": "ir.actions.act_window",
            "res_model": "pay.payment",
            "res_id": payment.id,
            "view_mode": "form",
        }

    def action_view_payments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_hr.pay_payment_action"
        )
        return action | {"domain": [("run_id", "=", self.id)]}
