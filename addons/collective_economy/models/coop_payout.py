from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.community_base.house import today, with_pass
from odoo.addons.community_base.kernel import bankfile
from odoo.addons.community_base.kernel.money import to_fen


class CoopPayout(models.Model):
    """A batch of dividends that is paid together (发放批次).

    The clerk prepares it. Who may read the bank accounts of the shareholders makes the
    bank's file, and stands in the log of opened personal files; the file itself is
    kept nowhere. The bank's answer says who was paid; the rest stays unpaid. No
    shareholder is in two batches of a distribution unless the first one failed him:
    the database sees to it.
    """

    _name = "coop.payout"
    _description = "Payment of Dividends"
    _inherit = ["community.area.mixin", "coop.course.mixin", "mail.thread"]
    _order = "id desc"

    _fixed_fields = frozenset({"distribution_id"})
    _system_fields = frozenset(
        {"distribution_id", "number", "state", "sent_on", "done_on", "move_ids"}
    )

    distribution_id = fields.Many2one(
        "coop.distribution",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    cooperative_id = fields.Many2one(
        related="distribution_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(
        related="distribution_id.area_id", store=True, required=False
    )
    currency_id = fields.Many2one(related="distribution_id.currency_id")
    number = fields.Integer("Batch", readonly=True, aggregator=False, copy=False)
    method = fields.Selection(
        [("bank", "By Bank"), ("cash", "In Cash")], required=True, default="bank"
    )
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
        "account.move", string="Vouchers", readonly=True, copy=False
    )
    line_ids = fields.One2many("coop.payout.line", "payout_id", "Payments")
    heads = fields.Integer("Shareholders in Number", compute="_compute_figures")
    amount = fields.Monetary(compute="_compute_figures")
    paid = fields.Monetary(compute="_compute_figures")
    failed = fields.Integer("Failed Payments", compute="_compute_figures")

    _number_once = models.Constraint(
        "UNIQUE (distribution_id, number)", "There is a batch of this number already."
    )

    @api.depends("distribution_id", "number")
    def _compute_display_name(self):
        for payout in self:
            payout.display_name = self.env._(
                "%(distribution)s, batch %(number)s",
                distribution=payout.distribution_id.sudo().display_name,
                number=payout.number,
            )

    @api.depends("line_ids.state", "line_ids.amount")
    def _compute_figures(self):
        for payout in self:
            lines = payout.line_ids
            payout.heads = len(lines)
            payout.amount = sum(lines.mapped("amount"))
            good = lines.filtered(lambda line: line.state == "success")
            payout.paid = sum(good.mapped("amount"))
            payout.failed = len(lines.filtered(lambda line: line.state == "failed"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(payout.state != "draft" for payout in self):
            raise UserError(self.env._("A payment that was sent stays on record."))

    # Preparing

    @api.model
    def _prepare(self, distribution, holders=None, method="bank"):
        """Return a new batch of those who are not paid yet.

        :param holders: only these, whose dividend was unclaimed
        :raise UserError: all are paid or being paid
        """
        self.check_access("create")
        distribution.check_access("write")
        distribution._hold()
        distribution._check_state("approved", "paying", *(["done"] if holders else []))
        numbers = distribution.payout_ids.mapped("number")
        vals = {
            "distribution_id": distribution.id,
            "number": max(numbers, default=0) + 1,
        }
        payout = with_pass(self, vals).create({**vals, "method": method})
        payout = payout.with_env(self.env)
        payout._draw_lines(holders)
        if distribution.state != "paying":
            distribution._move("distribution_paying", "paying")
        return payout

    def _draw_lines(self, holders):
        """Enter everybody who has something to get and is in no other batch."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                DRAW_LINES,
                payout=self.id,
                uid=self.env.uid,
                distribution=self.distribution_id.id,
                state="unclaimed" if holders else "unpaid",
                holders=holders.ids if holders else None,
            )
        )
        self.invalidate_recordset(["line_ids"])
        if not rows:
            raise UserError(
                self.env._("Everything is paid, or is being paid by another batch.")
            )

    # The bank's file

    def _read_accounts(self, log=True):
        """Return {partner id: (bank, account)} of those whom the user may look up.

        Each file whose account goes into the bank's is logged as exported.
        """
        files = self.env["community.person.private"].search(
            [
                ("area_id", "=", self.area_id.id),
                ("partner_id", "in", self.line_ids.partner_id.ids),
                ("bank_account", "!=", False),
            ]
        )
        if log:
            files._log_opening("export", ["bank_account"])
        return {
            file.partner_id.id: (file.bank_name or "", file.bank_account)
            for file in files.sudo()
        }

    def action_send(self):
        """Make the bank's file (生成代发文件); who has no account is left unpaid."""
        self.ensure_one()
        self.check_access("read")
        self.env["community.person.private"].check_access("read")
        # The staff read the accounts; the batch itself is the clerk's.
        self._hold()
        self._check_state("draft")
        if self.method != "bank" or not self.layout_id:
            raise UserError(self.env._("Choose the bank's layout first."))
        known = self._read_accounts(log=False)
        batch = self.sudo()
        missing = batch.line_ids.filtered(lambda line: line.partner_id.id not in known)
        if len(missing) == len(batch.line_ids):
            raise UserError(
                self.env._("None of the shareholders has a bank account on file.")
            )
        missing._set_failed(self.env._("No bank account on file"))
        batch._move("payout_sent", "sent", sent_on=today(self.env))
        return self.action_download()

    def action_download(self):
        """Download the bank's file; every download is logged."""
        self.ensure_one()
        self._check_state("sent")
        return {
            "type": "ir.actions.act_url",
            "url": f"/coop/payout/{self.id}/file",
            "target": "download",
        }

    def _make_file(self):
        """Return (name, content) of the bank's file for the user who may see it."""
        self.ensure_one()
        self.check_access("read")
        self.env["community.person.private"].check_access("read")
        self._check_state("sent")
        accounts = self._read_accounts()
        batch = self.sudo()
        rows = [
            line._prepare_row(*accounts[line.partner_id.id])
            for line in batch.line_ids
            if line.state == "waiting" and line.partner_id.id in accounts
        ]
        self.env["community.trail"]._note(self, "payout_file")
        layout = batch.layout_id._to_kernel()
        name = f"{batch.cooperative_id.name}-{batch.distribution_id.year_id.year}-"
        return f"{name}{batch.number}.{layout.file_type}", bankfile.render(layout, rows)

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
        """Mark the dividends as paid, book the sum, and end the batch if it is over."""
        self.env.flush_all()
        distribution = self.distribution_id
        holders = paid.holder_id
        distribution.line_ids.filtered(
            lambda line: line.holder_id in holders and line.state != "fund"
        )._set_paid(self)
        if paid:
            self._post_voucher(sum(to_fen(line.amount) for line in paid))
        if not self.line_ids.filtered(lambda line: line.state == "waiting"):
            self._move("payout_done", "done", done_on=today(self.env))
        still = distribution.line_ids.filtered(lambda line: line.state == "unpaid")
        if not still and all(p.state == "done" for p in distribution.payout_ids):
            distribution._move("distribution_closed", "done")

    def _post_voucher(self, fen):
        roles, company = self.env["coop.account.role"], self.cooperative_id.company_id
        kind = "bank" if self.method == "bank" else "cash"
        journals = self.env["account.journal"].sudo()
        journal = journals.search(
            [("company_id", "=", company.id), ("type", "=", kind)], limit=1
        )
        if not journal.default_account_id:
            raise UserError(
                self.env._("%s has no journal of this kind of payment.", company.name)
            )
        text = self.display_name
        move = roles._post(
            company,
            today(self.env),
            text,
            [
                (roles._get_account(company, "payable"), fen, text),
                (journal.default_account_id, -fen, text),
            ],
            kind,
        )
        # Clerks do not read the books.
        with_pass(self.sudo(), {"move_ids"}).move_ids += move.sudo()


DRAW_LINES = """
       INSERT INTO coop_payout_line (
              payout_id, distribution_id, cooperative_id, area_id, holder_id,
              partner_id, serial, amount, state, create_uid, create_date)
       SELECT %(payout)s, line.distribution_id, line.cooperative_id,
              line.area_id, line.holder_id, line.partner_id,
              row_number() OVER (ORDER BY min(line.id)), sum(line.net),
              'waiting', %(uid)s, now() AT TIME ZONE 'UTC'
         FROM coop_distribution_line line
        WHERE line.distribution_id = %(distribution)s
          AND line.state = %(state)s
          AND (%(holders)s IS NULL OR line.holder_id = ANY(%(holders)s))
          AND NOT EXISTS (
              SELECT FROM coop_payout_line paid
               WHERE paid.distribution_id = line.distribution_id
                 AND paid.holder_id = line.holder_id
                 AND paid.state <> 'failed')
     GROUP BY line.distribution_id, line.cooperative_id, line.area_id,
              line.holder_id, line.partner_id
       HAVING sum(line.net) > 0
    RETURNING id
"""
