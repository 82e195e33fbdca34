from odoo import fields, models

from ..kernel import supervision


class CoopSplitHitLine(models.Model):
    """One of the acts that pass a threshold together."""

    _name = "coop.split.hit.line"
    _description = "Act of a Possibly Split Matter"
    _inherit = ["community.protected.mixin"]
    _order = "hit_id, date, id"

    _system_fields = frozenset(
        {"hit_id", "model", "res_id", "name", "date", "amount", "months", "acreage"}
    )

    hit_id = fields.Many2one(
        "coop.split.hit", required=True, index=True, ondelete="cascade"
    )
    cooperative_id = fields.Many2one(
        related="hit_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="hit_id.area_id", store=True, index=True)
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="model", required=True)
    name = fields.Char(required=True)
    date = fields.Date(required=True)
    currency_id = fields.Many2one(related="hit_id.currency_id")
    amount = fields.Monetary()
    months = fields.Integer()
    acreage = fields.Float(digits=(12, 2))

    def _get_refs(self):
        """Return which acts of what size these are."""
        return {
            (
                line.model,
                line.res_id,
                supervision.in_units(line.amount, line.months, line.acreage),
            )
            for line in self
        }

    def action_open(self):
        """Open the act itself."""
        self.ensure_one()
        return self.env[self.model].browse(self.res_id)._get_records_action()
