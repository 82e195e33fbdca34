from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import today

#: What procedures ask for, and the answers of the profile: by all shareholders, by
#: their representatives.
PROFILE_RULES = {
    "shareholders_ordinary": ("ordinary_rule", "assembly_ordinary_rule"),
    "shareholders_special": ("special_rule", "assembly_special_rule"),
    "board": ("board_rule", "board_rule"),
}
#: Organ and rule are those that the supervision list names.
BY_LIST = "supervision_item"


class CommunityProcedureStep(models.Model):
    """Steps of a cooperative's matter: its own organs, by its own law and charter."""

    _inherit = "community.procedure.step"

    def _is_for_representatives(self, matter):
        """Tell whether the charter lets representatives decide for all."""
        charter = matter.cooperative_id.sudo()._get_charter(today(self.env))
        return charter.assembly == "representatives"

    def _is_check(self):
        """Tell whether the step is the check by a department of the street."""
        is_department = self.organ_kind_id.family == "administration"
        return self.kind == "approval" and self.level == "street" and is_department

    def _is_needed(self, matter):
        """Tell whether the supervision list asks for the step."""
        item = matter.sudo().supervision_item_id
        if not item:
            return True
        if self._is_check():
            return bool(item.checker_kind_id)
        return self.kind != "filing" or item.is_filed

    def _prepare_step(self, matter):
        """The list says how long the reviewers have (办理时限)."""
        vals = super()._prepare_step(matter)
        item = matter.sudo().supervision_item_id
        if item and self._is_check():
            vals["working_days"] = item.check_days
        elif item and self.organ_kind_id.code == "party_committee":
            vals["working_days"] = item.review_days
        return vals

    def _get_decider(self, matter):
        item = matter.sudo().supervision_item_id
        if not item:
            raise UserError(
                self.env._(
                    "No item of the supervision list in force today is about “%s”: "
                    "enter it with its source first.",
                    matter.class_id.name,
                )
            )
        return item._get_decider(matter.cooperative_id, today(self.env))

    def _get_rule_code(self, matter):
        code = super()._get_rule_code(matter)
        if code == BY_LIST:
            return self._get_decider(matter)[1].code
        if not matter.cooperative_id or code not in PROFILE_RULES:
            return code
        profile = matter.cooperative_id.sudo()._get_profile(today(self.env))
        return profile[PROFILE_RULES[code][self._is_for_representatives(matter)]]

    def _get_organ_kind(self, matter):
        kind = super()._get_organ_kind(matter)
        if self.rule_code == BY_LIST:
            return self.env.ref(f"community_base.kind_{self._get_decider(matter)[0]}")
        if self._is_check() and matter.cooperative_id:
            return matter.sudo().supervision_item_id.checker_kind_id or kind
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

    def _find_organ(self, matter):
        """Which department of the street it is follows from who checks what."""
        if matter.cooperative_id and self.organ_kind_id.family == "administration":
            checkers = self.env["coop.supervision.checker"]
            place = matter.area_id[f"{self.level}_id"]
            organ = checkers._get_organ(place, matter._get_supervised_kind())
            if organ:
                return organ
        return super()._find_organ(matter)
