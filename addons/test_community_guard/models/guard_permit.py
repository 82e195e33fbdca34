from odoo import api, fields, models


class GuardPermit(models.Model):
    """A permit whose stored state is computed, so that it flushes past ``write``."""

    _name = "test.guard.permit"
    _description = "Permit"
    _inherit = ["community.guarded.mixin", "community.area.mixin"]

    _guarded_states = {"granted": "test_lease"}
    _guard_fields = ("name",)

    name = fields.Char(required=True)
    stamped = fields.Boolean()
    state = fields.Selection(
        [("open", "Open"), ("granted", "Granted")],
        compute="_compute_state",
        store=True,
        readonly=False,
    )

    @api.depends("stamped")
    def _compute_state(self):
        for permit in self:
            permit.state = "granted" if permit.stamped else "open"

    def action_grant(self):
        self.check_access("write")
        for permit in self:
            permit._act("granted")
