from odoo import api, models
from odoo.fields import Domain

WORKING_GROUPS = (
    "community_base.group_staff",
    "community_base.group_department",
    "community_base.group_auditor",
)


class CommunityHomeSetup(models.AbstractModel):
    """What an administrator has yet to set up (初始设置), the next step in sight."""

    _name = "community.home.setup"
    _inherit = ["community.home.section"]
    _description = "Setting Up on the First Page"

    @api.model
    def _get_setup_section(self):
        """Return what an administrator has yet to set up; None when all is there."""
        steps = [
            self._get_division_step(),
            self._get_user_step(),
            self._get_organ_step(),
            self._get_seating_step(),
        ]
        if all(step["done"] for step in steps):
            return None
        return self._prepare_section(
            "setup", self.env._("Setting Up the Office"), steps=steps
        )

    @api.model
    def _get_division_step(self):
        areas = self.env["community.area"].search_count([("level", "=", "community")])
        return {
            "key": "division",
            "title": self.env._("Load the division list"),
            "text": self.env._(
                "Streets and communities of your district come with their official "
                "codes, from the shipped list or from a file."
            ),
            "done": bool(areas),
            "label": self.env._("Load the List"),
            "action": "community_base.community_area_import_action",
        }

    @api.model
    def _get_user_step(self):
        working = self._get_working_users_domain()
        step = {
            "key": "users",
            "title": self.env._("Put areas in the users' charge"),
            "text": self.env._(
                "Give each colleague a user, a role and the areas in his charge."
            ),
            "done": bool(self.env["res.users"].search_count(working, limit=1)),
            "label": self.env._("Open Users"),
            "action": "base.action_res_users",
        }
        without = working & Domain("area_ids", "=", False)
        missing = self.env["res.users"].search_count(without)
        if missing:
            name = self.env._("Users without Areas")
            step |= {
                "text": self.env._(
                    "%s users are in charge of no area and see nothing yet.", missing
                ),
                "done": False,
                "action": self._action_list("res.users", name, without),
            }
        return step

    @api.model
    def _get_working_users_domain(self):
        """Return the domain of the users who need areas; administrators do not."""
        groups = [self.env.ref(xmlid).id for xmlid in WORKING_GROUPS]
        administrators = self.env.ref("community_base.group_administrator")
        return (
            Domain("share", "=", False)
            & Domain("all_group_ids", "in", groups)
            & ~Domain("all_group_ids", "in", administrators.ids)
        )

    @api.model
    def _get_organ_step(self):
        Area = self.env["community.area"]
        step = {
            "key": "organs",
            "title": self.env._("Enter the organs"),
            "text": self.env._(
                "Committees, stations and assemblies of each community."
            ),
            "done": bool(self.env["community.organ"].search_count([], limit=1)),
            "label": self.env._("Open Organs"),
            "action": "community_base.community_organ_action",
        }
        without = (
            Domain("level", "=", "community")
            & Domain("organ_ids", "=", False)
            & Area._get_living_domain()
        )
        missing = Area.search_count(without)
        if missing:
            name = self.env._("Communities without Organs")
            step |= {
                "text": self.env._("%s communities have no organ yet.", missing),
                "done": False,
                "label": self.env._("Open Communities"),
                "action": self._action_list("community.area", name, without),
            }
        return step

    @api.model
    def _get_seating_step(self):
        Organ = self.env["community.organ"]
        in_force = self.env["community.seat"]._get_in_force_domain()
        step = {
            "key": "seats",
            "title": self.env._("Seat the people"),
            "text": self.env._("Who may act for an organ follows from the seats."),
            "done": bool(self.env["community.seat"].search_count([], limit=1)),
            "label": self.env._("Open Organs"),
            "action": "community_base.community_organ_action",
        }
        without = (
            self._get_existing_domain()
            & Domain("position_ids", "!=", False)
            & Domain("seat_ids", "not any", in_force)
        )
        missing = Organ.search_count(without)
        if missing:
            name = self.env._("Organs without Seats")
            step |= {
                "text": self.env._("Nobody holds a seat in %s organs.", missing),
                "done": False,
                "action": self._action_list("community.organ", name, without),
            }
        return step
