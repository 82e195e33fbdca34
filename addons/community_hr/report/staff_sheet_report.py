from odoo import models


class ReportStaffSheet(models.AbstractModel):
    """The six-fixed sheet (六定表) on screen and on paper."""

    _name = "report.community_hr.report_sheet"
    _description = "Six-Fixed Sheet"
    _inherit = ["community.document.report"]

    _document_model = "staff.sheet"

    def _prepare_document(self, sheet):
        values = sheet._prepare_sheet()
        return values | {
            "id": sheet.id,
            "day": self._get_day(values["day"]),
            "loans": [
                loan | {"until": self._get_day(loan["until"])}
                for loan in values["loans"]
            ],
        }
