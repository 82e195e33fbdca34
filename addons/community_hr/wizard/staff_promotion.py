from odoo import fields, models


class StaffPromotion(models.TransientModel):
    """Adds a promotion to a run of steps and promotions (拟晋升)."""

    _name = "staff.promotion"
    _description = "Promote an Employee"

    growth_id = fields.Many2one("staff.growth", required=True, ondelete="cascade")
    area_id = fields.Many2one(related="growth_id.area_id")
    employee_id = fields.Many2one(
        "hr.employee", required=True, domain="[('area_id', 'child_of', area_id)]"
    )
    post_id = fields.Many2one(
        "staff.post",
        "To Post",
        required=True,
        domain="[('area_id', 'child_of', area_id)]",
    )

    def action_add(self):
        self.ensure_one()
        self.growth_id.check_access("write")
        self.employee_id.check_access("write")
        self.post_id.check_access("read")
        self.growth_id._propose_promotion(self.employee_id, self.post_id)
        return {"type": "ir.actions.act_window_close"}
