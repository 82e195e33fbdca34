# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class StatementXlsx(models.AbstractModel):
    _name = "report.l10n_cn_collective.statement_xlsx"
    _inherit = ["l10n_cn.form.xlsx"]
    _description = "Statutory Statement as Spreadsheet"
