# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ReportStatement(models.AbstractModel):
    _name = "report.l10n_cn_collective.report_statement"
    _inherit = ["l10n_cn.form.report"]
    _description = "Statutory Statement"

    _form_model = "mis.report.instance"
