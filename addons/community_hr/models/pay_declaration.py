import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..kernel import declaration

KINDS = [
    ("tax", "Income Tax"),
    ("insurance", "Social Insurance"),
    ("fund", "Housing Fund"),
]


class PayDeclaration(models.Model):
    """How an authority wants a table of the staff (申报表模板), as a workbook.

    The office lays it out in Excel or WPS: names in braces say what comes where, see
    the list on the form.
    """

    _name = "pay.declaration"
    _description = "Template of a Declaration"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="tax")
    area_id = fields.Many2one(
        "community.area", index=True, help="Empty: for every area (各区域通用)."
    )
    file = fields.Binary("Workbook", required=True, attachment=True)
    filename = fields.Char()
    source = fields.Char(
        required=True, help="Law, article or document that says so (依据)."
    )
    verified = fields.Boolean(help="The source was read and says so (已核对原文).")
    places = fields.Text("What Can Stand in Braces", compute="_compute_places")

    @api.depends_context("lang")
    def _compute_places(self):
        lines = [f"{{{name}}}  {label}" for name, label in self._get_places().items()]
        for template in self:
            template.places = "\n".join(lines)

    @api.constrains("file")
    def _check_file(self):
        for template in self:
            try:
                asked = declaration.read_places(base64.b64decode(template.file))
            except declaration.DeclarationError as error:
                raise ValidationError(self._get_problems()[error.code]) from error
            known = {*self._get_places(), *self._get_whole_places()}
            if unknown := sorted(asked - known):
                raise ValidationError(
                    self.env._("Nothing is known as “%s”.", "、".join(unknown))
                )

    @api.model
    def _get_problems(self):
        return {
            "no_workbook": self.env._("This is no Excel workbook (xlsx)."),
            "no_pattern": self.env._(
                "No row has {name}: that is the row which is repeated for each person."
            ),
        }

    @api.model
    def _get_whole_places(self):
        return {
            "month": self.env._("Month"),
            "area": self.env._("Area"),
            "company": self.env._("Employer"),
            "count": self.env._("People in number"),
        }

    @api.model
    def _get_places(self):
        """Return what is known of each person: label by name."""
        components = self.env["pay.component"].sudo().search(Domain.TRUE)
        kinds = self.env["pay.tax.relief.kind"].sudo().search(Domain.TRUE)
        bases = self.env["pay.insurance.base"]._fields["kind"]
        return {
            "serial": self.env._("Serial number"),
            "number": self.env._("Number of the employee"),
            "name": self.env._("Name"),
            "id_type": self.env._("Kind of paper"),
            "id_number": self.env._("ID number"),
            "gross": self.env._("Gross"),
            "tax": self.env._("Income tax"),
            "net": self.env._("Net"),
            "income": self.env._("Income for tax"),
            "exempt": self.env._("Exempt income"),
            "insurance": self.env._("Insurances deducted"),
            "other": self.env._("Others deducted"),
            "separate": self.env._("Bonus taxed apart"),
            "relief": self.env._("Special additional deductions, cumulative"),
            **{
                f"relief_{kind.code}": self.env._("Cumulative: %s", kind.name)
                for kind in kinds
            },
            **{
                f"base_{kind}": self.env._("Base of %s", label)
                for kind, label in bases._description_selection(self.env)
            },
            **{component.code: component.name for component in components},
        }
