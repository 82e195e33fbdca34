from odoo import fields, models

STATUSES = [
    ("possible", "Same Name: Who Is It?"),
    ("other_name", "Same Number, Other Name"),
    ("probable", "Same Name and Phone"),
    ("new", "New Person"),
    ("joined", "Known, First File Here"),
    ("changed", "Known, File Changes"),
    ("same", "Same"),
]


class CommunityPersonImportLine(models.TransientModel):
    """What one row of a table of people does. Numbers are masked."""

    _name = "community.person.import.line"
    _inherit = ["community.table.import.line"]
    _description = "Person in a Table"
    _order = "sequence, row"

    _decision_fields = ("chosen", "decision", "person_id")

    wizard_id = fields.Many2one(
        "community.person.import", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    status = fields.Selection(STATUSES, required=True, readonly=True)
    name = fields.Char("Full Name", readonly=True)
    id_number = fields.Char("ID Number", readonly=True)
    phone = fields.Char(readonly=True)
    bank_account = fields.Char(readonly=True)
    changes = fields.Char("File Changes", readonly=True)
    candidate_ids = fields.Many2many("res.partner", string="On File", readonly=True)
    decision = fields.Selection(
        [("same", "This Person"), ("new", "Somebody New")], "Who It Is"
    )
    person_id = fields.Many2one(
        "res.partner", "Person", domain="[('id', 'in', candidate_ids)]"
    )
