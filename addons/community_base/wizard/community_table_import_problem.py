from odoo import fields, models


class CommunityTableImportProblem(models.TransientModel):
    """Something wrong in a table, by row and column."""

    _name = "community.table.import.problem"
    _description = "Problem in a Table"
    _order = "is_notice, row, id"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Wizard", model_field="res_model", required=True, readonly=True, index=True
    )
    row = fields.Integer(readonly=True, help="0 where the whole table is meant.")
    column = fields.Char(readonly=True)
    is_notice = fields.Boolean(
        readonly=True, help="Good to know; it does not stand in the way."
    )
    message = fields.Char(readonly=True, required=True)
