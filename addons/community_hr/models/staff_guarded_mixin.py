from odoo import models


class StaffGuardedMixin(models.AbstractModel):
    """What is decided about staff: by the community's committee or by the street's.

    ``_guarded_states`` names two classes of matters for a state: the first is decided
    in a community, the second where the record is about the whole street. A model with
    one class has it decided in the one place that its procedure names.
    """

    _name = "staff.guarded.mixin"
    _description = "Decided about Staff"
    _inherit = ["community.guarded.mixin", "community.area.mixin"]

    def _get_guard_class_code(self):
        codes = next(iter(self._guarded_states.values()))
        if isinstance(codes, str):
            return codes
        return codes[self.area_id.level != "community"]
