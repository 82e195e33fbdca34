# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class ReportTrialBalance(models.AbstractModel):
    _name = "report.l10n_cn_collective.report_trial_balance"
    _inherit = ["l10n_cn.form.report"]
    _description = "Trial Balance on Both Sides"

    _form_model = "l10n_cn.statement"
