from odoo import api, models


class CommunityTrail(models.Model):
    _inherit = "community.trail"

    @api.model
    def _get_event_labels(self):
        return super()._get_event_labels() | {
            "pay_computing": self.env._("Pay being computed"),
            "pay_computed": self.env._("Pay computed"),
            "pay_draft": self.env._("Pay taken back to draft"),
            "pay_reviewed": self.env._("Pay reviewed"),
            "pay_cancelled": self.env._("Pay run cancelled"),
            "pay_posted": self.env._("Pay booked"),
            "pay_paid": self.env._("Pay paid out"),
            "payment_sent": self.env._("Payment of pay sent to the bank"),
            "payment_file": self.env._("Bank file of pay downloaded"),
            "payment_done": self.env._("Payment of pay finished"),
            "pay_declared": self.env._("Declaration table made"),
        }
