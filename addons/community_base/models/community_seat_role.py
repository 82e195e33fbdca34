from odoo import fields, models


class CommunitySeatRole(models.Model):
    """What a person is in an organ (职务): secretary, member, director …"""

    _name = "community.seat.role"
    _description = "Role in an Organ"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    single = fields.Boolean(
        "One at a Time",
        help="Only one person at a time can hold this role in an organ, such as "
        "the Party secretary (书记).",
    )
    leads = fields.Boolean("Leads the Organ", help="The head of the organ (负责人).")
    votes = fields.Boolean(default=True)
    sent_from_above = fields.Boolean(
        help="The person is sent by a higher organ for a term (选派), such as the "
        "first secretary (第一书记): sender and end of term must be given."
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "This code is taken.")
