from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import pay


class PayPolicy(models.Model):
    """The rules of pay of an area from a day on (薪酬办法).

    The policy of the nearest area holds: a community's own before its street's, that
    before one for everywhere. It changes on any day; months are cut there.
    """

    _name = "pay.policy"
    _description = "Pay Policy"
    _inherit = ["pay.fact.mixin"]
    _order = "area_id, date_start desc"

    _fixed_fields = frozenset({"area_id", "date_start"})

    name = fields.Char(required=True)
    area_id = fields.Many2one(
        "community.area", index=True, ondelete="restrict", help="空：各区域通用"
    )
    line_ids = fields.One2many("pay.policy.line", "policy_id", "Rules", copy=True)
    document_ids = fields.Many2many("ir.attachment", string="Documents")

    @api.depends("area_id")
    def _compute_code(self):
        for policy in self:
            policy.code = f"policy/{policy.area_id.id or 0}"

    def copy_data(self, default=None):
        """A copy begins where nothing is in force yet: its day has to be given."""
        default = dict(default or {})
        if "date_start" not in default:
            raise UserError(
                self.env._("Say from which day on the copy is in force: use “Renew”.")
            )
        return super().copy_data({"date_end": False, **default})

    def action_renew(self):
        """Open the next policy with the same rules, from the next month on."""
        self.ensure_one()
        self.check_access("write")
        start = fields.Date.end_of(fields.Date.context_today(self), "month")
        renewed = self.copy({"date_start": fields.Date.add(start, days=1)})
        return renewed._get_records_action()

    def _to_kernel(self):
        """Return {policy id: :class:`~..kernel.pay.Policy`}."""
        self.fetch(["line_ids"])
        components = self.line_ids.component_id._to_kernel()
        return {
            policy.id: pay.Policy(
                policy.id, [line._to_kernel(components) for line in policy.line_ids]
            )
            for policy in self
        }
