from odoo import api, fields, models
from odoo.exceptions import UserError

from ..house import with_pass
from .community_meeting import PENDING


class CommunityMeetingRecusal(models.Model):
    """Who withdraws from an item and why (回避): found by the system, or declared."""

    _name = "community.meeting.recusal"
    _description = "Recusal"
    _inherit = ["community.meeting.part.mixin"]
    _order = "item_id, id"

    _meeting_column = "item_id"
    _fixed_fields = frozenset({"item_id", "person_id"})
    _system_fields = frozenset({"found"})

    item_id = fields.Many2one(
        "community.meeting.item", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="item_id.area_id", store=True, index=True)
    person_id = fields.Many2one("res.partner", required=True, ondelete="restrict")
    reason = fields.Char(required=True)
    found = fields.Boolean("Found by the System", readonly=True)

    _once = models.Constraint(
        "UNIQUE (item_id, person_id)", "This person withdraws from the item already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        recusals = super().create(vals_list)
        recusals._check_pending()
        recusals._check_not_voted()
        return recusals

    def _check_not_voted(self):
        for recusal in self.sudo():
            lines = recusal.item_id.meeting_id.attendance_ids
            lines.filtered(
                lambda line, who=recusal.person_id: line.person_id == who
            )._check_not_voted(recusal.item_id)

    def write(self, vals):
        self._check_pending()
        return super().write(vals)

    def _check_pending(self):
        items = self.item_id.sudo()
        items._hold()
        if any(item.meeting_id.state not in PENDING for item in items):
            raise UserError(self.env._("The meeting is closed: its votes stand."))

    @api.model
    def _note_found(self, item, people, reason):
        """Enter who the system found; such a recusal cannot be taken back."""
        return with_pass(self, {"found"}).create(
            [
                {
                    "item_id": item.id,
                    "person_id": person.id,
                    "reason": reason,
                    "found": True,
                }
                for person in people
            ]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_declared(self):
        self._check_pending()
        if any(line.found for line in self):
            raise UserError(
                self.env._(
                    "This person sits on both sides of the matter and has to withdraw."
                )
            )
        for line in self:
            self.env["community.trail"]._note(
                line.item_id.meeting_id, "recusal_removed", before=line.person_id.name
            )
