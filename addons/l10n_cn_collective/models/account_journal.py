# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    l10n_cn_voucher_word = fields.Char(
        string="Voucher Word",
        default="记",
        help="Journals with the same word (凭证字: 记, or 收, 付, 转) share one series"
        " of numbers a month.",
    )
