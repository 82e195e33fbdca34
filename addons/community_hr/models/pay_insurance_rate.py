from odoo import api, fields, models

from ..kernel import insurance
from ..kernel.rounding import exact, to_fen

INSURANCES = [
    ("pension", "Pension"),
    ("medical", "Medical"),
    ("unemployment", "Unemployment"),
    ("injury", "Work Injury"),
    ("maternity", "Maternity"),
    ("fund", "Housing Fund"),
    ("annuity", "Occupational Annuity"),
]
PARTIES = [("unit", "Employer"), ("person", "Employee")]


class PayInsuranceRate(models.Model):
    """What one party bears in one insurance, from a day on (社保、公积金费率)."""

    _name = "pay.insurance.rate"
    _description = "Insurance Rate"
    _inherit = ["pay.fact.mixin"]
    _order = "kind, party, area_id, date_start desc"

    _fixed_fields = frozenset(
        {"kind", "party", "area_id", "date_start", "rate", "fixed", "floor", "cap"}
    )

    kind = fields.Selection(INSURANCES, "Insurance", required=True)
    party = fields.Selection(PARTIES, "Borne by", required=True)
    area_id = fields.Many2one(
        "community.area", index=True, ondelete="restrict", help="空：各区域通用"
    )
    rate = fields.Float("Rate (%)", digits=(9, 4), required=True)
    fixed = fields.Monetary("Fixed Amount", help="每月定额")
    floor = fields.Monetary("Lowest Base", help="缴费基数下限；0：无")
    cap = fields.Monetary("Highest Base", help="缴费基数上限；0：无")

    _figures = models.Constraint(
        "CHECK (rate >= 0 AND fixed >= 0 AND floor >= 0 AND cap >= 0"
        " AND (cap = 0 OR cap >= floor))",
        "Rates are not negative, and the highest base is not under the lowest.",
    )

    @api.depends("kind", "party", "area_id")
    def _compute_code(self):
        for rate in self:
            rate.code = f"{rate.kind}/{rate.party}/{rate.area_id.id or 0}"

    @api.depends_context("lang")
    @api.depends("kind", "party", "date_start")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        parties = dict(self._fields["party"]._description_selection(self.env))
        for rate in self:
            words = (kinds.get(rate.kind), parties.get(rate.party), rate.date_start)
            rate.display_name = " ".join(str(word) for word in words if word)

    def _to_kernel(self):
        return insurance.Rate(
            exact(self.rate) / 100,
            to_fen(self.fixed),
            to_fen(self.floor) or None,
            to_fen(self.cap) or None,
            key=self.id,
        )
