# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import json
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.date_utils import start_of
from odoo.tools.misc import format_date

from ..kernel.amount import in_words

_RECORDED = {
    "l10n_cn_closing_id",
    "l10n_cn_series_id",
    "l10n_cn_number",
    "l10n_cn_posted_by_id",
    "l10n_cn_posted_at",
    "l10n_cn_reviewed_by_id",
    "l10n_cn_reviewed_at",
    "l10n_cn_review_digest",
}


class AccountMove(models.Model):
    """An entry as a voucher (记账凭证): its number, and who answers for it."""

    _inherit = "account.move"

    l10n_cn_is_collective = fields.Boolean(
        string="Of a Rural Collective", compute="_compute_l10n_cn_is_collective"
    )
    l10n_cn_closing_id = fields.Many2one(
        "l10n_cn.year.closing",
        string="Year-End Closing",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    l10n_cn_series_id = fields.Many2one(
        "l10n_cn.voucher.series",
        string="Voucher Series",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    l10n_cn_number = fields.Integer(
        string="Number in the Month", readonly=True, copy=False, aggregator=False
    )
    l10n_cn_voucher = fields.Char(
        string="Voucher No.", compute="_compute_l10n_cn_voucher"
    )
    l10n_cn_paper_count = fields.Integer(
        string="Papers Attached",
        copy=False,
        help="Documents on paper; those kept with the entry are counted by themselves.",
    )
    l10n_cn_prepared_by_id = fields.Many2one(
        "res.users", string="Prepared By", related="create_uid"
    )
    l10n_cn_posted_by_id = fields.Many2one(
        "res.users", string="Posted By", readonly=True, copy=False
    )
    l10n_cn_posted_at = fields.Datetime(string="Posted At", readonly=True, copy=False)
    l10n_cn_reviewed_by_id = fields.Many2one(
        "res.users", string="Reviewed By", readonly=True, copy=False
    )
    l10n_cn_reviewed_at = fields.Datetime(
        string="Reviewed At", readonly=True, copy=False
    )
    l10n_cn_review_digest = fields.Char(
        string="What Was Reviewed", readonly=True, copy=False
    )
    l10n_cn_is_reviewed = fields.Boolean(
        string="Voucher Reviewed",
        compute="_compute_l10n_cn_is_reviewed",
        help="Somebody else has reviewed the voucher as it is now.",
    )

    _l10n_cn_number_once = models.UniqueIndex(
        "(l10n_cn_series_id, l10n_cn_number) WHERE l10n_cn_series_id IS NOT NULL",
        "Two vouchers of a month cannot have the same number.",
    )

    @api.depends("company_id")
    def _compute_l10n_cn_is_collective(self):
        for move in self:
            chart = move.company_id.chart_template
            move.l10n_cn_is_collective = chart == "cn_collective"

    @api.depends("l10n_cn_series_id", "l10n_cn_number")
    def _compute_l10n_cn_voucher(self):
        for move in self:
            series = move.l10n_cn_series_id.sudo()
            number = f"{series.word}-{move.l10n_cn_number}"
            move.l10n_cn_voucher = number if series else False

    @api.depends(
        "l10n_cn_review_digest",
        "date",
        "line_ids.account_id",
        "line_ids.balance",
        "line_ids.amount_currency",
        "line_ids.name",
        "line_ids.partner_id",
    )
    def _compute_l10n_cn_is_reviewed(self):
        for move in self:
            digest = move.l10n_cn_review_digest
            move.l10n_cn_is_reviewed = digest and digest == move._l10n_cn_digest()

    def _l10n_cn_digest(self):
        """What a reviewer signs: a change of any of it makes the review void."""
        lines = [
            [
                line.id,
                line.account_id.id,
                line.partner_id.id,
                line.name or "",
                f"{line.balance:.2f}",
                f"{line.amount_currency:.6f}",
            ]
            for line in self.line_ids.sorted("id")
        ]
        signed = [self.id, self.journal_id.id, str(self.date), lines]
        return hashlib.sha256(json.dumps(signed).encode()).hexdigest()

    @api.model_create_multi
    def create(self, vals_list):
        self._l10n_cn_refuse_recorded(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._l10n_cn_refuse_recorded(vals)
        return super().write(vals)

    def _l10n_cn_refuse_recorded(self, *vals_list):
        if any(_RECORDED & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._("Numbers and signatures of vouchers cannot be written.")
            )

    def _l10n_cn_record(self, vals):
        """Write what ``write()`` refuses."""
        self.check_access("write")
        return super().write(vals)

    def _l10n_cn_tie_to(self, closing):
        self._l10n_cn_record({"l10n_cn_closing_id": closing.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_l10n_cn_only_last_numbers(self):
        for series, moves in self.grouped("l10n_cn_series_id").items():
            if not series:
                continue
            series = series.sudo()
            last, count = series.last_number, len(moves)
            if set(moves.mapped("l10n_cn_number")) != set(
                range(last, last - count, -1)
            ):
                raise UserError(
                    self.env._(
                        "Vouchers are numbered without a gap: reverse or cancel %s"
                        " instead of deleting.",
                        ", ".join(moves.mapped("l10n_cn_voucher")),
                    )
                )
            series.last_number -= count

    # Posting (记账)

    def _post(self, soft=True):
        self._l10n_cn_refuse_closed_year()
        posted = super()._post(soft)
        collective = posted.filtered("l10n_cn_is_collective")
        if collective:
            collective._l10n_cn_assign_numbers()
        return posted

    def _l10n_cn_refuse_closed_year(self):
        """Odoo would move the entry to the first open day without a word."""
        for move in self:
            closed = move.company_id.l10n_cn_closed_until
            if closed and move.date <= closed:
                raise UserError(
                    self.env._(
                        "%(date)s lies in a closed year of %(company)s: choose a day"
                        " after %(closed)s, or have the year opened again.",
                        date=format_date(self.env, move.date),
                        company=move.company_id.name,
                        closed=format_date(self.env, closed),
                    )
                )

    def _l10n_cn_assign_numbers(self):
        """Give each voucher its number and the name of who posted it."""
        fresh = self.filtered(lambda move: not move.l10n_cn_series_id)
        (self - fresh)._l10n_cn_check_month()
        rows = [(m.id, m.l10n_cn_series_id.id, m.l10n_cn_number) for m in self - fresh]
        for (company, word, month), moves in fresh.grouped(_series_key).items():
            series, last = self.env["l10n_cn.voucher.series"]._take(
                company, word, month, len(moves)
            )
            ordered = moves.sorted(lambda move: (move.date, move.id))
            rows += [(m.id, series.id, last + i) for i, m in enumerate(ordered, 1)]
        self._l10n_cn_store_numbers(rows)

    def _l10n_cn_store_numbers(self, rows):
        # One statement: writing entry by entry would run all of Odoo's own
        # synchronization for each of a year's postings.
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                """UPDATE account_move move
                   SET l10n_cn_series_id = given.series, l10n_cn_number = given.number,
                       l10n_cn_posted_by_id = %s, l10n_cn_posted_at = %s
                   FROM (VALUES %s) AS given (id, series, number)
                   WHERE move.id = given.id RETURNING move.id""",
                self.env.uid,
                fields.Datetime.now(),
                SQL(", ").join(map(_row, rows)),
            )
        )
        self.invalidate_recordset(_RECORDED)

    def _l10n_cn_check_month(self):
        for move in self:
            company, word, month = _series_key(move)
            series = move.l10n_cn_series_id.sudo()
            if (series.company_id, series.month) != (company, month):
                raise UserError(
                    self.env._(
                        "Voucher %(voucher)s belongs to %(month)s and cannot move to"
                        " another month: reverse it and make a new one.",
                        voucher=move.l10n_cn_voucher,
                        month=series.month.strftime("%Y-%m"),
                    )
                )

    # Review (审核)

    def action_l10n_cn_review(self):
        """Sign as the one who has reviewed; never what one has prepared."""
        if not self.env.user.has_group("account.group_account_user"):
            raise AccessError(self.env._("Only bookkeepers review vouchers."))
        for move in self:
            if self.env.user in move.create_uid | move.line_ids.create_uid:
                raise UserError(
                    self.env._(
                        "Who has prepared a voucher does not review it:"
                        " somebody else must."
                    )
                )
            move._l10n_cn_record(
                {
                    "l10n_cn_reviewed_by_id": self.env.uid,
                    "l10n_cn_reviewed_at": fields.Datetime.now(),
                    "l10n_cn_review_digest": move._l10n_cn_digest(),
                }
            )

    # Printing

    def _l10n_cn_language(self):
        """Vouchers are in Chinese (会计法 art. 22), whoever prints them."""
        known = self.env["res.lang"]._get_data(code="zh_CN")
        return known.code or self.env.lang

    def _l10n_cn_voucher_values(self):
        """What the printed voucher shows and no field says."""
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: line.display_type not in ("line_section", "line_note")
        )
        debit = _fen(sum(lines.mapped("debit")))
        reviewer = self.l10n_cn_is_reviewed and self.l10n_cn_reviewed_by_id.sudo()
        return {
            # The debit side first, as everybody reads it.
            "lines": lines.sorted(lambda line: not line.debit),
            "debit": debit,
            "credit": _fen(sum(lines.mapped("credit"))),
            "words": in_words(debit),
            "papers": self.l10n_cn_paper_count + len(self.sudo().attachment_ids),
            "prepared": self.create_uid.sudo().name,
            "reviewed": reviewer and reviewer.name,
            "posted": self.state == "posted" and self.l10n_cn_posted_by_id.sudo().name,
        }


def _series_key(move):
    word = move.journal_id.l10n_cn_voucher_word or "记"
    return move.company_id, word, start_of(move.date, "month")


def _row(row):
    return SQL("(%s, %s, %s)", *row)


def _fen(amount):
    return Decimal(str(amount)).quantize(Decimal("0.01"))
