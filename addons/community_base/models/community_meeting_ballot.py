from odoo import api, fields, models
from odoo.fields import Domain

from ..kernel.ballot import new_receipt
from .community_meeting import PENDING
from .community_meeting_item import CHOICES


class CommunityMeetingBallot(models.Model):
    """An electronic ballot (电子选票): item, choice and receipt, and no voter.

    Until the meeting is over nobody finds any of them, the superuser included. Then
    each can look up his receipt (回执) and see that it was counted, and as what.
    """

    _name = "community.meeting.ballot"
    _description = "Secret Ballot"
    _inherit = ["community.urn.mixin"]
    _log_access = False
    _rec_name = "receipt"
    _order = "item_id, receipt"
    _urn_key = "receipt"

    item_id = fields.Many2one(
        "community.meeting.item", required=True, ondelete="restrict"
    )
    receipt = fields.Char(required=True)
    choice = fields.Selection(CHOICES, required=True)

    _receipt_once = models.Constraint(
        "UNIQUE (item_id, receipt)", "This receipt was given out already."
    )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Find ballots of meetings that are over: every way of reading comes here."""
        over = Domain("item_id.meeting_id.state", "not in", PENDING)
        return super()._search(Domain(domain) & over, *args, **kwargs)

    @api.model
    def _drop(self, item, choice):
        """Put a ballot into the urn (投票) and return its receipt."""
        receipt = new_receipt()
        self._put(item_id=item.id, choice=choice, receipt=receipt)
        # Nothing of it stays in the memory of the transaction either.
        self.invalidate_model()
        return receipt
