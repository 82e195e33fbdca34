from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.community_base.house import today, with_pass
from odoo.addons.community_base.kernel import bankfile

from ..kernel.rounding import to_fen
from .pay_run import FINAL

METHODS = [
    ("bank", "By Bank"),
    ("cash", "In Cash"),
    ("return", "Given Back"),
]
JOURNALS = {"bank": "bank", "cash": "cash", "return": "bank"}


class PayPayment(models.Model):
    """A batch of a run's pay that is paid together (工资发放批次).

    Who may read the bank accounts of the staff makes the bank's file, and stands in
    the log of opened personal files; the file itself is kept nowhere. The bank's answer
    says who was paid; whom it failed comes into the next batch. No payslip is in two
    batches unless the first one failed it: the database sees to it.

    What a reversal takes back is given back in a batch of its own; where the payslip
    had not been paid yet, the two settle each other and nobody pays anything.
    """

    _name = "pay.payment"
    _description = "Payment of Pay"
    _inherit = ["community.area.mixin", "mail.thread", "pay.yuan.mixin"]
    _order = "id desc"

    _fixed_fields = frozenset({"run_id"})
    _system_fields = frozenset(
        {"run_id", "number", "method", "state", "sent_on", "done_on", "move_ids"}
    )

    run_id = fields.Many2one(
        "pay.run", required=True, readonly=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="run_id.area_id", store=True, required=False)
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    number = fields.Integer("Batch", readonly=True, aggregator=False, copy=False)
    method = fields.Selection(METHODS, required=True, readonly=True, default="bank")
    layout_id = fields.Many2one(
        "community.bank.layout",
        ondelete="restrict",
        default=lambda self: self.env["community.bank.layout"].search([], limit=1),
    )
    state = fields.Selection(
        [("draft", "Being Prepared"), ("sent", "With the Bank"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    sent_on = fields.Date(readonly=True, copy=False)
    done_on = fields.Date(readonly=True, copy=False)
    move_ids = fields.Many2many(
        "account.move",
        "pay_payment_move_rel",
        "payment_id",
        "move_id",
        string="Vouchers",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    line_ids = fields.One2many("pay.payment.line", "payment_id", "Payments")
    heads = fields.Integer("People in Number", compute="_compute_figures")
    amount = fields.Monetary(compute="_compute_figures")
    paid = fields.Monetary(compute="_compute_figures")
    failed = fields.Integer("Failed Payments", compute="_compute_figures")

    _number_once = models.Constraint(
        "UNIQUE (run_id, number)", "There is a batch of this number already."
    )

    @api.depends("run_id", "number")
    def _compute_display_name(self):
        for payment in self:
            payment.display_name = self.env._(
                "%(run)s, batch %(number)s",
                run=payment.run_id.sudo().display_name,
                number=payment.number,
            )

    @api.depends("line_ids.state", "line_ids.amount")
    def _compute_figures(self):
        for payment in self:
            lines = payment.line_ids
            payment.heads = len(lines)
            payment.amount = sum(lines.mapped("amount"))
            good = lines.filtered(lambda line: line.state == "success")
            payment.paid = sum(good.mapped("amount"))
            payment.failed = len(lines.filtered(lambda line: line.state == "failed"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(payment.state != "draft" for payment in self):
            raise UserError(self.env._("A payment that was sent stays on record."))

    # Preparing

    @api.model
    def _get_due(self, run):
        """Return the query of the slips of a run that are still to be paid or given
        back: (id, area, employee, net).
        """
        return SQL(
            """
            SELECT slip.id, slip.area_id, slip.employee_id, slip.net
              FROM pay_slip slip
             WHERE slip.run_id = %(run)s AND slip.net <> 0
               AND NOT EXISTS (SELECT FROM pay_payment_line line
                                WHERE line.slip_id = slip.id
                                  AND line.state <> 'failed')
               AND NOT EXISTS (
                   SELECT FROM pay_slip other JOIN pay_run run ON run.id = other.run_id
                    WHERE other.reverses_id = slip.id AND run.state IN %(final)s)
               AND (slip.reverses_id IS NULL OR EXISTS (
                   SELECT FROM pay_payment_line line
                    WHERE line.slip_id = slip.reverses_id AND line.state = 'success'))
            """,
            run=run.id,
            final=FINAL,
        )

    @api.model
    def _find_due(self, run):
        """Tell whether something of a run is still to be paid."""
        self.env.flush_all()
        [(due,)] = self.env.execute_query(SQL("SELECT EXISTS (%s)", self._get_due(run)))
        return due

    @api.model
    def _prepare(self, run, method):
        """Return a new batch of those who are not paid yet."""
        self.check_access("create")
        run.check_access("write")
        run._hold()
        if run.state != "posted":
            raise UserError(self.env._("Pay is paid once it is booked."))
        numbers = run.payment_ids.mapped("number")
        vals = {
            "run_id": run.id,
            "number": max(numbers, default=0) + 1,
            "method": method,
        }
        payment = with_pass(self, vals).create(vals).with_env(self.env)
        payment._draw_lines()
        return payment

    def _draw_lines(self):
        """Enter everybody who has something to get and is in no other batch."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO pay_payment_line (
                       payment_id, run_id, slip_id, area_id, employee_id, serial,
                       amount, state, create_uid, create_date)
                SELECT %(payment)s, %(run)s, due.id, due.area_id, due.employee_id,
                       row_number() OVER (ORDER BY due.id), abs(due.net), 'waiting',
                       %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(due)s) due
                 WHERE (due.net < 0) = %(back)s
             RETURNING id
                """,
                payment=self.id,
                run=self.run_id.id,
                uid=self.env.uid,
                due=self._get_due(self.run_id),
                back=self.method == "return",
            )
        )
        self.invalidate_recordset(["line_ids"])
        if not rows:
            raise UserError(
                self.env._("Everything is paid, or is being paid by another batch.")
            )

    # The bank's file

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for payment in self:
            if payment.state not in states:
                raise UserError(
                    self.env._(
                        "“%(record)s” is “%(state)s”: this cannot be done now.",
                        record=payment.display_name,
                        state=labels[payment.state],
                    )
                )

    def _read_accounts(self, log=True):
        """Return {employee id: (bank, account)} of those whom the user may look up.

        Each file whose account goes into the bank's is logged as exported.
        """
        people = self.line_ids.employee_id.sudo()
        files = self.env["pay.private"]._find_files(self.area_id, people)
        files = files.filtered(lambda file: file.sudo().bank_account)
        if log:
            files._log_opening("export", ["bank_account"])
        found = {file.partner_id.id: file for file in files.sudo()}
        return {
            person.id: (file.bank_name or "", file.bank_account)
            for person in people
            if (file := found.get(person.work_contact_id.id))
        }

    def action_send(self):
        """Make the bank's file (生成代发文件); who has no account is left unpaid."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        self._check_state("draft")
        if self.method != "bank" or not self.layout_id:
            raise UserError(self.env._("Choose the bank's layout first."))
        known = self._read_accounts(log=False)
        missing = self.line_ids.filtered(lambda line: line.employee_id.id not in known)
        if len(missing) == len(self.line_ids):
            raise UserError(self.env._("Nobody in it has a bank account on file."))
        missing._set_failed(self.env._("No bank account on file"))
        vals = {"state": "sent", "sent_on": today(self.env)}
        with_pass(self, vals).write(vals)
        self.env["community.trail"]._note(
            self, "payment_sent", before="draft", after="sent"
        )
        return self.action_download()

    def action_download(self):
        """Download the bank's file; every download is logged."""
        self.ensure_one()
        self._check_state("sent")
        return {
            "type": "ir.actions.act_url",
            "url": f"/pay/payment/{self.id}/file",
            "target": "download",
        }

    def _make_file(self):
        """Return (name, content) of the bank's file for the user who may see it."""
        self.ensure_one()
        self.check_access("write")
        self._check_state("sent")
        accounts = self._read_accounts()
        rows = [
            line._prepare_row(*accounts[line.employee_id.id])
            for line in self.line_ids
            if line.state == "waiting" and line.employee_id.id in accounts
        ]
        self.env["community.trail"]._note(self, "payment_file")
        layout = self.layout_id.sudo()._to_kernel()
        name = f"{self.run_id.month:%Y-%m}-{self.area_id.sudo().name}-{self.number}"
        return f"{name}.{layout.file_type}", bankfile.render(layout, rows)

    # The answer

    def action_all_paid(self):
        """Enter that everybody in the batch was paid."""
        self.ensure_one()
        waiting = self.line_ids.filtered(lambda line: line.state == "waiting")
        self._record(waiting, {})

    def _record(self, paid, failed):
        """Enter the outcome of payments, all or nothing, each of them once.

        :param paid: payment lines that succeeded
        :param failed: reason by payment line
        """
        self.check_access("write")
        self.run_id._hold()
        self._hold()
        self._check_state("sent" if self.method == "bank" else "draft")
        lines = paid.union(*failed)
        if lines - self.line_ids or any(line.state != "waiting" for line in lines):
            raise UserError(
                self.env._("The outcome of some of these payments is entered already.")
            )
        paid._set_success()
        for reason in set(failed.values()):
            same = [line for line, why in failed.items() if why == reason]
            paid.browse().union(*same)._set_failed(reason)
        self._settle(paid)

    def _settle(self, paid):
        """Book what was paid, and end the batch and the run if they are over."""
        self.env.flush_all()
        if paid:
            self._post_voucher(sum(to_fen(line.amount) for line in paid))
        if not self.line_ids.filtered(lambda line: line.state == "waiting"):
            vals = {"state": "done", "done_on": today(self.env)}
            with_pass(self, vals).write(vals)
            self.flush_recordset()
            self.env["community.trail"]._note(
                self, "payment_done", before="sent", after="done"
            )
        self.run_id._close_if_settled()

    def _post_voucher(self, fen):
        run = self.run_id
        journal = run._find_journal(JOURNALS[self.method])
        account = journal.default_account_id
        if not account:
            raise UserError(
                self.env._("The journal “%s” has no account.", journal.display_name)
            )
        [owed] = (
            self.env["pay.account"]
            ._get_accounts(self.company_id, [("payable", None)])
            .values()
        )
        fen = -fen if self.method == "return" else fen
        text = self.display_name
        lines = [
            run._prepare_voucher_line(owed, fen, text),
            run._prepare_voucher_line(account, -fen, text),
        ]
        move = run._post_voucher(today(self.env), text, None, lines, journal)
        # Officers do not read the books.
        with_pass(self.sudo(), {"move_ids"}).move_ids += move
