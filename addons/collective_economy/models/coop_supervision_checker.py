from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .coop_supervision_item import KINDS


class CoopSupervisionChecker(models.Model):
    """Which department of a street checks what (职能部门把关分工).

    A line without kind holds for all kinds that no other line names.
    """

    _name = "coop.supervision.checker"
    _description = "Department that Checks"
    _inherit = ["community.area.mixin"]
    _order = "area_id, kind, id"

    organ_id = fields.Many2one(
        "community.organ",
        "Department",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('family', '=', 'administration')]",
    )
    area_id = fields.Many2one(related="organ_id.area_id", store=True, required=False)
    kind = fields.Selection(KINDS, help="Empty: all kinds not named elsewhere.")
    source = fields.Char(help="Document that assigns the work (分工文件).")

    _once = models.UniqueIndex(
        "(area_id, COALESCE(kind, ''))",
        "Another department of this street checks this already.",
    )

    @api.constrains("organ_id")
    def _check_street(self):
        for checker in self:
            if checker.organ_id.area_id.level != "street":
                raise ValidationError(
                    self.env._("The checking department belongs to a street.")
                )

    @api.model
    def _get_organ(self, street, kind):
        """Return the department of a street that checks acts of a kind, or nothing."""
        lines = self.sudo().search(
            Domain("area_id", "=", street.id) & Domain("kind", "in", (kind, False))
        )
        return lines.sorted(lambda line: not line.kind)[:1].organ_id
