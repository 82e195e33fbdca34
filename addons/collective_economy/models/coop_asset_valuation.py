from odoo import api, fields, models
from odoo.tools import SQL


class CoopAssetValuation(models.Model):
    """What an asset was worth on a day, or its rent on the market (评估与租金参考)."""

    _name = "coop.asset.valuation"
    _description = "Valuation of an Asset"
    _inherit = ["community.area.mixin"]
    _order = "asset_id, date desc, id desc"

    _fixed_fields = frozenset({"asset_id"})

    asset_id = fields.Many2one(
        "coop.asset", required=True, index=True, ondelete="cascade"
    )
    cooperative_id = fields.Many2one(
        related="asset_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="asset_id.area_id", store=True, required=False)
    currency_id = fields.Many2one(related="asset_id.currency_id")
    kind = fields.Selection(
        [
            ("value", "Appraised Value"),
            ("book", "Book Value"),
            ("rent", "Market Rent per Month"),
        ],
        required=True,
        default="rent",
    )
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    source = fields.Char(required=True, help="Report or tender that says so (依据).")
    verified = fields.Boolean(help="The source was read and says so (已核对原文).")

    _amount_positive = models.Constraint(
        "CHECK (amount >= 0)", "A value cannot be negative."
    )
    _of_an_asset = models.Index("(asset_id, kind, date)")

    @api.model
    def _get_latest(self, assets, kind, day):
        """Return ``{asset id: amount}`` of the last reference up to a day, at once."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (asset_id) asset_id, amount
                  FROM coop_asset_valuation
                 WHERE asset_id = ANY(%s) AND kind = %s AND date <= %s
              ORDER BY asset_id, date DESC, id DESC
                """,
                assets.ids,
                kind,
                day,
            )
        )
        return {asset: float(amount) for asset, amount in rows}
