from odoo import models
from odoo.fields import Domain

from odoo.addons.community_base.house import today

#: What procedures ask for, and the answers of the profile: by all shareholders, by
#: their representatives.
PROFILE_RULES = {
    "shareholders_ordinary": ("ordinary_rule", "assembly_ordinary_rule"),
    "shareholders_special": ("special_rule", "assembly_special_rule"),
    "board": ("board_rule", "board_rule"),
}


class CommunityProcedureStep(models.Model):
    """Steps of a cooperative's matter: its own organs, by its own law and charter."""

    _inherit = "community.procedure.step"

    def _is_for_representatives(self, matter):
        """Tell whether the charter lets representatives decide for all."""
        charter = matter.cooperative_id.sudo()._get_charter(today(self.env))
        return charter.assembly == "representatives"

    def _get_rule_code(self, matter):
        code = super()._get_rule_code(matter)
        if not matter.cooperative_id or code not in PROFILE_RULES:
            return code
        profile = matter.cooperative_id.sudo()._get_profile(today(self.env))
        return profile[PROFILE_RULES[code][self._is_for_representatives(matter)]]

    def _get_organ_kind(self, matter):
        kind = super()._get_organ_kind(matter)
        if (
            matter.cooperative_id
            and kind.code == "shareholders_meeting"
            and self._is_for_representatives(matter)
        ):
            return self.env.ref("community_base.kind_shareholder_representatives")
        return kind

    def _get_organ_domain(self, matter):
        domain = super()._get_organ_domain(matter)
        if self.organ_kind_id.family == "cooperative":
            domain &= Domain("cooperative_id", "=", matter.cooperative_id.id)
        return domain
