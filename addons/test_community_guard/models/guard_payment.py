from odoo import fields, models


class GuardPayment(models.Model):
    """A payment under a lease: many of them use up what one resolution allows."""

    _name = "test.guard.payment"
    _description = "Payment of a Lease"
    _inherit = ["community.guarded.mixin", "community.area.mixin"]

    _guarded_states = {"paid": "test_payment"}
    _guard_amount_field = "amount"

    lease_id = fields.Many2one("test.guard.lease", required=True)
    amount = fields.Float()
    state = fields.Selection([("draft", "Draft"), ("paid", "Paid")], default="draft")

    def _get_guard_subject(self):
        return self.lease_id

    def action_pay(self):
        self.check_access("write")
        for payment in self:
            payment._act("paid")
