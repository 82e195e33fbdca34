from odoo import fields, models


class StaffTransitionImportLine(models.TransientModel):
    """A row of today's staff list; what is not chosen is not loaded."""

    _name = "staff.transition.import.line"
    _inherit = ["community.table.import.line"]
    _description = "Employee in a Staff List"

    wizard_id = fields.Many2one(
        "staff.transition.import", required=True, index=True, ondelete="cascade"
    )
    status = fields.Selection(
        [("new", "Not on the Staff yet"), ("known", "On the Staff")],
        required=True,
        readonly=True,
    )
    name = fields.Char("Full Name", readonly=True)
    area_name = fields.Char("Area", readonly=True)
    post_name = fields.Char("Post", readonly=True)
    grade_number = fields.Integer("Grade", readonly=True)
    currency_id = fields.Many2one(related="wizard_id.transition_id.currency_id")
    old_pay = fields.Monetary("Paid so far", readonly=True)
    new_pay = fields.Monetary("Paid then", readonly=True)
    more = fields.Monetary("Difference", readonly=True)
