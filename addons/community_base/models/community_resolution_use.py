from odoo import fields, models

from .community_sealed_mixin import SEAL_FIELDS


class CommunityResolutionUse(models.Model):
    """An act that used a resolution, with the amount it took. Only ever added."""

    _name = "community.resolution.use"
    _description = "Use of a Resolution"
    _inherit = ["community.batch.sealed.mixin"]
    _order = "id"

    _sealed_columns = (
        *("resolution_id", "model", "res_id", "purpose"),
        *("amount", "date", "area_id"),
    )
    _dated_by = "date"
    _system_fields = frozenset((*_sealed_columns, *SEAL_FIELDS))

    resolution_id = fields.Many2one(
        "community.resolution", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one("community.area", readonly=True, index=True)
    currency_id = fields.Many2one(related="resolution_id.currency_id")
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Act", model_field="model", readonly=True)
    purpose = fields.Char(required=True, readonly=True)
    amount = fields.Monetary(readonly=True)
    date = fields.Date(readonly=True)

    _once = models.Constraint(
        "UNIQUE (resolution_id, model, res_id, purpose)",
        "This resolution has been used for this act already.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "An amount cannot be negative."
    )

    def init(self):
        result = super().init()
        # The guard's trigger wants to know that the act is of this very transaction.
        self.env.cr.execute("""
            ALTER TABLE community_resolution_use
                ADD COLUMN IF NOT EXISTS txid bigint DEFAULT txid_current();
        """)
        return result
