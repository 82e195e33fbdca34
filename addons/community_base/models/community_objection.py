from odoo import fields, models
from odoo.exceptions import UserError

from ..house import today, with_pass


class CommunityObjection(models.Model):
    """What a resident says against a published decision (异议); kept and answered."""

    _name = "community.objection"
    _description = "Objection"
    _inherit = ["community.area.mixin"]
    _order = "id desc"

    _system_fields = frozenset(
        {
            "publication_id",
            "area_id",
            "text",
            "received_on",
            "state",
            "answered_by_id",
            "answered_on",
            "answer",
        }
    )

    publication_id = fields.Many2one(
        "community.publication", required=True, index=True, ondelete="restrict"
    )
    text = fields.Text(required=True)
    received_on = fields.Date(required=True)
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered")], default="open", required=True
    )
    answer = fields.Text()
    answered_by_id = fields.Many2one("res.partner")
    answered_on = fields.Date()

    def action_answer(self, answer):
        """Answer the objection; the answer is published with it."""
        self.check_access("write")
        for objection in self:
            if not answer or objection.state != "open":
                raise UserError(self.env._("Write an answer to an open objection."))
            vals = {
                "state": "answered",
                "answer": answer,
                "answered_by_id": self.env.user.partner_id.id,
                "answered_on": today(self.env),
            }
            with_pass(objection, vals).write(vals)
            self.env["community.trail"]._note(
                objection.publication_id, "objection_answered"
            )
