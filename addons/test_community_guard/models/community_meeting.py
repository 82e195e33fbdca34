from odoo import fields, models


class CommunityMeeting(models.Model):
    """A meeting that an addon protects more of: what it protects already stays so."""

    _inherit = "community.meeting"

    _fixed_fields = frozenset({"guard_origin"})
    _system_fields = frozenset({"guard_note"})

    guard_origin = fields.Char()
    guard_note = fields.Char()
