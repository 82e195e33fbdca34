from odoo import models


class ReportPaySlip(models.AbstractModel):
    """A payslip on paper (工资单)."""

    _name = "report.community_hr.report_payslip"
    _inherit = ["community.document.report"]
    _description = "Payslip on Paper"

    _document_model = "pay.slip"

    def _prepare_document(self, slip):
        known = slip.sudo()
        return {
            **slip._prepare_statement(),
            "title": self.env._("Payslip"),
            "seal": self._prepare_seal(known) if known.seal else [],
        }
