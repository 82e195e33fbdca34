from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..house import today


class CommunityPairing(models.Model):
    """A unit answers for a community for a time (挂点): an organ or a department.

    Who, where and from when stay; a pairing ends by its last day.
    """

    _name = "community.pairing"
    _description = "Pairing with a Community"
    _inherit = ["community.area.mixin", "mail.thread"]
    _order = "area_id, date_start desc, id"

    _fixed_fields = frozenset({"organ_id", "area_id", "date_start"})

    organ_id = fields.Many2one(
        "community.organ", "Unit", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        string="Paired with", domain=[("level", "=", "community")]
    )
    person_id = fields.Many2one(
        "res.partner", "Contact", index="btree_not_null", tracking=True, help="挂点领导"
    )
    date_start = fields.Date(
        "From", required=True, default=lambda self: today(self.env)
    )
    date_end = fields.Date("Until", tracking=True)
    document = fields.Char(help="Document that pairs them (文号).")
    duties = fields.Text(tracking=True)
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )

    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "A pairing cannot end before it begins."
    )
    _once = models.Constraint(
        "EXCLUDE USING gist (organ_id WITH =, area_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "This unit is paired with this community in these days already.",
    )

    @api.depends("organ_id.name", "area_id.name")
    def _compute_display_name(self):
        for pairing in self:
            names = (pairing.organ_id.name, pairing.area_id.name)
            pairing.display_name = " – ".join(name for name in names if name)

    @api.depends("date_start", "date_end")
    def _compute_is_current(self):
        day = today(self.env)
        for pairing in self:
            begun = pairing.date_start and pairing.date_start <= day
            pairing.is_current = begun and (
                not pairing.date_end or pairing.date_end >= day
            )

    def _search_is_current(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self.env["community.seat"]._get_period_domain(today(self.env))

    @api.constrains("area_id")
    def _check_community(self):
        for pairing in self:
            if pairing.area_id.level != "community":
                raise ValidationError(
                    self.env._("“%s” is no community.", pairing.area_id.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_coming(self):
        if any(pairing.date_start <= today(self.env) for pairing in self):
            raise UserError(
                self.env._("A pairing that has begun stays on record: enter its end.")
            )
