from odoo import fields, models


class CoopRegisterImportTotal(models.TransientModel):
    """What the paper register says a class adds up to (校验合计)."""

    _name = "coop.register.import.total"
    _description = "Check Total of a Register to Load"

    wizard_id = fields.Many2one(
        "coop.register.import", required=True, index=True, ondelete="cascade"
    )
    class_id = fields.Many2one("coop.share.class", required=True, ondelete="cascade")
    total = fields.Integer()
