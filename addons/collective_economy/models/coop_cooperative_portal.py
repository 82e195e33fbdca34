from odoo import api, models
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain

from odoo.addons.community_base.house import today

from .res_users import READING_ORGANS


class CoopCooperativePortal(models.Model):
    """What the person behind the login may do for a cooperative on the portal.

    It follows from the seats in force on the day: the board prepares, whose role says
    so submits; supervisors and asset committee read. The clerk prepares as well.
    """

    # The rights of the portal read apart from who may sit in an organ.
    _inherit = "coop.cooperative"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_portal_rights(self):
        """Return {cooperative: rights}, of ``read``, ``prepare`` and ``submit``."""
        seats = self.env["community.seat"].sudo()
        seats = seats.search(
            Domain("person_id", "=", self.env.user.partner_id.id)
            & Domain("organ_id.cooperative_id", "!=", False)
            & Domain("organ_id.kind_id.code", "in", READING_ORGANS)
            & seats._get_in_force_domain(today(self.env))
        )
        rights = {}
        for seat in seats:
            own = rights.setdefault(seat.organ_id.cooperative_id, {"read"})
            if seat.organ_id.kind_id.code == "board":
                own |= {"prepare"}
                own |= {"submit"} if seat.role_id.submits_matters else set()
        for cooperative in self.sudo().browse(self.env.user._coop_ids()):
            rights.setdefault(cooperative, {"read"}).add("prepare")
        return rights

    @api.model
    def _get_for_portal(self, cooperative_id, right="read"):
        """Return a cooperative that the person has a right on, with all its rights."""
        cooperative = self.sudo().browse(cooperative_id)
        rights = self._get_portal_rights().get(cooperative, ())
        if "read" not in rights:
            raise MissingError(self.env._("There is no such page."))
        if right not in rights:
            raise AccessError(
                self.env._(
                    "Your seat does not allow this: the board prepares matters, and "
                    "its chair submits them."
                )
            )
        return cooperative
