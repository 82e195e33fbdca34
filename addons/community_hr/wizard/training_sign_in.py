from odoo import fields, models


class TrainingSignIn(models.TransientModel):
    """Signs in to a session with the code that is shown in the room (签到)."""

    _name = "training.sign.in"
    _description = "Sign in to a Session"

    attendance_id = fields.Many2one("training.attendance", required=True)
    code = fields.Char("Code Shown in the Room", required=True)

    def action_apply(self):
        self.ensure_one()
        self.attendance_id.action_sign_in(self.code)
        return {"type": "ir.actions.act_window_close"}
