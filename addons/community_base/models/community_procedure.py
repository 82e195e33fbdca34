from odoo import fields, models


class CommunityProcedure(models.Model):
    """The steps that a matter goes through (议事程序), in force for a time.

    On submission the steps in force that day are copied into the matter: a later
    change touches no running matter.
    """

    _name = "community.procedure"
    _description = "Procedure"
    _inherit = ["community.fact.mixin"]
    _order = "code, date_start desc"

    name = fields.Char(required=True, translate=True)
    step_ids = fields.One2many("community.procedure.step", "procedure_id", copy=True)

    def _prepare_steps(self, matter):
        """Return the values of the steps of a matter, with organ and rule resolved."""
        return [step._prepare_step(matter) for step in self._get_steps(matter)]

    def _get_steps(self, matter):
        """Return the steps that a matter goes through; addons may leave some out."""
        self.ensure_one()
        return self.step_ids
