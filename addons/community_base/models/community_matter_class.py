from odoo import fields, models

POWERS = [
    ("personnel", "Personnel"),
    ("decision", "Important Matters"),
    ("support", "Leadership and Support"),
    ("supervision", "Management and Supervision"),
]


class CommunityMatterClass(models.Model):
    """A class of matters (事项类别): which of the four powers, which procedure.

    Guarded models name the class that a resolution must be of by its ``code``.
    """

    _name = "community.matter.class"
    _description = "Class of Matters"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    # Resolutions are found, and sealed, by the code of their class.
    _fixed_fields = frozenset({"code"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    power = fields.Selection(POWERS, required=True, help="四项权力")
    procedure_code = fields.Selection(
        "_select_procedures", "Procedure", required=True, default="four_two"
    )
    needs_amount = fields.Boolean(help="An amount must be decided.")
    needs_risk_assessment = fields.Boolean(
        help="No decision without a risk assessment (社会稳定风险评估)."
    )
    paper_ids = fields.One2many(
        "community.matter.class.paper", "class_id", "Papers", copy=True
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "This code is taken.")

    def _select_procedures(self):
        Procedure = self.env["community.procedure"].sudo()
        procedures = Procedure.search([("code", "!=", False)])
        return list({item.code: item.name for item in procedures}.items())
