# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools import SQL


class L10nCnVoucherSeries(models.Model):
    """Numbers of the vouchers (凭证号) of a company, by word (凭证字) and month."""

    _name = "l10n_cn.voucher.series"
    _description = "Voucher Series"
    _order = "month desc, word"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    word = fields.Char(required=True, readonly=True)
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    last_number = fields.Integer(required=True, readonly=True, aggregator=False)

    _once = models.UniqueIndex("(company_id, word, month)")
    _never_negative = models.Constraint("CHECK (last_number >= 0)")

    @api.model
    def _take(self, company, word, month, count):
        """The series, and the number before the first of ``count`` new ones.

        Two who take at once meet on the row: the second waits, fails to serialize and
        is run again by Odoo, so that no number is lost and none is given twice.
        """
        [(series, last)] = self.env.execute_query(
            SQL(
                """INSERT INTO l10n_cn_voucher_series
                       (company_id, word, month, last_number)
                   VALUES (%s, %s, %s, %s)
                   ON CONFLICT (company_id, word, month) DO UPDATE
                   SET last_number = l10n_cn_voucher_series.last_number
                       + excluded.last_number
                   RETURNING id, last_number""",
                company.id,
                word,
                month,
                count,
            )
        )
        self.invalidate_model(["last_number"])
        return self.browse(series), last - count
