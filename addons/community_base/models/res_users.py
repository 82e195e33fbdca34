from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    _inherit = "res.users"

    area_ids = fields.Many2many(
        "community.area",
        "community_area_users_rel",
        "user_id",
        "area_id",
        "Areas in Charge",
        help="The user sees what lies at or under these areas (管辖区域).",
    )

    @api.model
    def _get_invalidation_fields(self):
        return super()._get_invalidation_fields() | {"area_ids"}

    @tools.ormcache("self.id")
    def _area_scope(self):
        """Return the ids of the areas at or under those in the user's charge.

        Cached per user: changing ``area_ids`` or the tree of areas clears it, as
        it clears the domains of record rules that were built from it.
        """
        self.ensure_one()
        areas = self.sudo().with_context(active_test=False).area_ids
        below = areas.search([("id", "child_of", areas.ids)], order="id")
        return tuple(below.ids)

    @tools.ormcache("self.id")
    def _area_line(self):
        """Return the ids of :meth:`_area_scope` and of the areas above them."""
        self.ensure_one()
        areas = self.sudo().with_context(active_test=False).area_ids
        above = areas.search([("id", "parent_of", areas.ids)], order="id")
        return tuple(sorted({*above.ids, *self._area_scope()}))

    def _area_domain(self, field="area_id", line=False, administrable=False):
        """Return the domain of a global record rule on an area field.

        It is the only place that says what "his areas" are. The rule is global:
        a group rule would be OR-ed with any other and opened by one of them.

        :param field: name of the many2one, or ``id`` on areas themselves
        :param line: also what lies directly above, for reading organs upwards
        :param administrable: the record is part of the organization itself, which
            administrators set up everywhere; never for private data
        """
        if administrable and self.has_group("community_base.group_administrator"):
            return []
        ids = self._area_line() if line else self._area_scope()
        return [(field, "in", list(ids))]

    @api.constrains("group_ids")
    def _check_auditor_only_reads(self):
        """An auditor who also has a working role would audit himself."""
        auditors = self.env.ref("community_base.group_auditor")
        working = self.env.ref("community_base.group_staff") | self.env.ref(
            "community_base.group_department"
        )
        for user in self:
            groups = user.all_group_ids
            if auditors in groups and groups & working:
                raise ValidationError(
                    self.env._(
                        "%s cannot be an auditor and work in the office at the same "
                        "time: an auditor reads everything and changes nothing.",
                        user.name,
                    )
                )
