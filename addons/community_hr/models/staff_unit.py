from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("office", "General Office"),
    ("service", "Service Platform"),
    ("governance", "Governance Platform"),
]


class StaffUnit(models.Model):
    """A unit of a community's station (一办两平台): what it does, and with whom.

    ``office``      综合办公室: coordinates
    ``service``     党群服务平台: serves, with its window
    ``governance``  综合治理平台: governs, with grid and patrols
    """

    _name = "staff.unit"
    _description = "Unit"
    _inherit = ["community.area.mixin", "mail.thread"]
    _order = "area_id, sequence, id"

    _fixed_fields = frozenset({"area_id"})

    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(KINDS, required=True, default="office", tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    lead_id = fields.Many2one(
        "res.partner",
        "Headed by",
        domain="[('is_company', '=', False)]",
        ondelete="restrict",
        tracking=True,
    )
    duties = fields.Text(tracking=True, help="What the unit answers for (定职责).")
    document = fields.Char(
        "Set up by", help="Document that sets up the unit (机构设置文号)."
    )
    post_ids = fields.One2many("staff.post", "unit_id", "Posts")
    budget_ids = fields.One2many("staff.unit.budget", "unit_id", "Budget")
    quota = fields.Integer(compute="_compute_figures")
    headcount = fields.Integer(compute="_compute_figures")

    _kind_once = models.UniqueIndex(
        "(area_id, kind) WHERE active",
        "This area has a unit of this kind already.",
    )

    @api.depends("post_ids.quota", "post_ids.headcount")
    def _compute_figures(self):
        for unit in self:
            unit.quota = sum(unit.post_ids.mapped("quota"))
            unit.headcount = sum(unit.post_ids.mapped("headcount"))

    @api.constrains("active")
    def _check_empty_when_closed(self):
        for unit in self.filtered(lambda unit: not unit.active):
            if unit.headcount:
                raise UserError(
                    self.env._(
                        "%(count)s people hold posts in %(unit)s: give them other "
                        "posts before the unit is closed.",
                        count=unit.headcount,
                        unit=unit.name,
                    )
                )
