from odoo import api, models


class CommunityTrail(models.Model):
    _inherit = "community.trail"

    @api.model
    def _get_event_labels(self):
        return super()._get_event_labels() | {
            "appraisal_scoring": self.env._("Marks being given"),
            "appraisal_calibrating": self.env._("Results computed"),
            "appraisal_hearing": self.env._("Results told"),
            "appraisal_published": self.env._("Results posted"),
            "appraisal_sealed": self.env._("Results sealed"),
            "appraisal_cancelled": self.env._("Appraisal given up"),
            "appraisal_calibrated": self.env._("Result calibrated"),
            "appraisal_heard": self.env._("Person heard"),
            "appraisal_answered": self.env._("Person answered"),
            "appraisal_appealed": self.env._("Appeal filed"),
            "appraisal_appeal_decided": self.env._("Appeal decided"),
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
