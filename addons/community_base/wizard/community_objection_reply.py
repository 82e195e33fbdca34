from odoo import fields, models


class CommunityObjectionReply(models.TransientModel):
    """Answers an objection; the answer is published with it (异议答复)."""

    _name = "community.objection.reply"
    _description = "Answer an Objection"

    objection_id = fields.Many2one("community.objection", required=True)
    text = fields.Text(related="objection_id.text")
    answer = fields.Text(required=True)

    def action_apply(self):
        self.ensure_one()
        self.objection_id.action_answer(self.answer)
        return {"type": "ir.actions.act_window_close"}
