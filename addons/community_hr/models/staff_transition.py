from odoo import fields, models


class StaffTransition(models.Model):
    """Today's staff moved onto the graded scale (套改), as the street decided."""

    _name = "staff.transition"
    _description = "Transition to the Scale"
    _inherit = ["staff.change.mixin"]

    _guarded_states = {"applied": "staff_transition"}

    line_ids = fields.One2many("staff.transition.line", "change_id", "People")

    def action_load(self):
        """Open the wizard that reads today's staff list."""
        self.ensure_one()
        self._check_draft()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load the Staff List"),
            "res_model": "staff.transition.import",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_transition_id": self.id,
                "dialog_size": "extra-large",
            },
        }
