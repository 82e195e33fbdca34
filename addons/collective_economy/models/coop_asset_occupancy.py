from odoo import fields, models


class CoopAssetOccupancy(models.Model):
    """The days on which a lease has an asset (占用期间). PostgreSQL alone writes it.

    It follows from the leases in force, see :meth:`CoopContract.init`; that no two
    leases have an asset on the same day is an exclusion constraint.
    """

    _name = "coop.asset.occupancy"
    _description = "Days on Which an Asset Is Let"
    _inherit = ["community.area.mixin"]
    _order = "asset_id, date_start"
    _log_access = False

    _system_fields = frozenset(
        {
            "asset_id",
            "contract_id",
            "cooperative_id",
            "area_id",
            "date_start",
            "date_end",
        }
    )

    asset_id = fields.Many2one(
        "coop.asset", required=True, readonly=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "coop.contract", required=True, readonly=True, index=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one(
        "coop.cooperative",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    date_start = fields.Date(required=True, readonly=True)
    date_end = fields.Date(required=True, readonly=True)

    _let_once = models.Constraint(
        "EXCLUDE USING gist (asset_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Another lease has this asset in these days.",
    )
