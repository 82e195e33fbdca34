from odoo import fields, models


class CoopRegisterImportLine(models.TransientModel):
    """A shareholder in a register that is taken over. All rows are loaded, or none."""

    _name = "coop.register.import.line"
    _inherit = ["community.table.import.line"]
    _description = "Shareholder in a Register to Load"

    _decision_fields = ()

    wizard_id = fields.Many2one(
        "coop.register.import", required=True, index=True, ondelete="cascade"
    )
    status = fields.Selection([("new", "New")], required=True, readonly=True)
    number = fields.Char("Certificate No.", readonly=True)
    name = fields.Char(readonly=True)
    shares = fields.Integer(readonly=True)
