# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class TrialBalanceXlsx(models.AbstractModel):
    _name = "report.l10n_cn_collective.trial_balance_xlsx"
    _inherit = ["l10n_cn.form.xlsx"]
    _description = "Trial Balance as Spreadsheet"
