from odoo import fields, models

from ..models.community_area import LEVELS

STATUSES = [
    ("gone", "Gone"),
    ("moved", "Moved"),
    ("renamed", "Renamed"),
    ("new", "New"),
    ("ended", "Ended Here"),
    ("same", "Same"),
]


class CommunityAreaImportLine(models.TransientModel):
    """What the division list does to one area."""

    _name = "community.area.import.line"
    _inherit = ["community.table.import.line"]
    _description = "Area in a Division List"
    _order = "sequence, code"

    _decision_fields = ("chosen", "date")

    wizard_id = fields.Many2one(
        "community.area.import", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    status = fields.Selection(STATUSES, required=True, readonly=True)
    area_id = fields.Many2one("community.area", readonly=True, index=True)
    level = fields.Selection(LEVELS, readonly=True)
    code = fields.Char("Division Code", readonly=True)
    name = fields.Char(readonly=True)
    official_name = fields.Char(readonly=True)
    parent_name = fields.Char("Part of", readonly=True)
    old_name = fields.Char("Name until Now", readonly=True)
    old_code = fields.Char("Code until Now", readonly=True)
    is_changed_later = fields.Boolean(
        "Newer Here",
        readonly=True,
        help="The area was changed here after the day of the list.",
    )
    date = fields.Date("Effective from", help="First day of the new state of things.")
