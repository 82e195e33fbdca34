from odoo import fields, models


class GuardLease(models.Model):
    """A lease (租约) that becomes active by a resolution: the guard in three lines."""

    _name = "test.guard.lease"
    _description = "Lease"
    _inherit = ["community.guarded.mixin", "community.area.mixin"]

    _guarded_states = {"active": "test_lease"}
    _guard_fields = ("partner_id", "amount", "date_start", "date_end")
    _guard_amount_field = "amount"

    name = fields.Char(required=True)
    # Copied with the rest and not readonly: the guard must hold all the same.
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("closed", "Closed")],
        default="draft",
        required=True,
        copy=True,
    )
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one("res.partner")
    amount = fields.Float()
    date_start = fields.Date()
    date_end = fields.Date()
    note = fields.Char()

    def action_activate(self):
        self.check_access("write")
        for lease in self:
            lease._act("active")
