# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class MisReportKpi(models.Model):
    _inherit = "mis.report.kpi"

    side = fields.Selection(
        [("left", "Left"), ("right", "Right"), ("check", "Check")],
        default="left",
        required=True,
        help="Where the line stands on paper. A check is not printed: it is zero, or "
        "the statement carries a warning with the difference.",
    )
    line_number = fields.Integer(
        help="Number of the line on paper (行次); none for a heading."
    )
