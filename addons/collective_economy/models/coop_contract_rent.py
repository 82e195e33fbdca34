from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.community_base.house import today

from ..kernel import rent


class CoopContractRent(models.Model):
    """What a lease brings (租金): its steps, and what falls due when."""

    # The rent reads apart from what holds for every contract.
    _inherit = "coop.contract"  # pylint: disable=consider-merging-classes-inherited

    interval_months = fields.Selection(
        [
            ("1", "Every Month"),
            ("3", "Every Quarter"),
            ("6", "Every Half-Year"),
            ("12", "Every Year"),
        ],
        "Rent Is Paid",
        default="1",
        required=True,
    )
    pay_days = fields.Integer(
        "Days to Pay",
        default=lambda self: self._get_limit("coop_rent_pay_days"),
        help="Days after the period's first day on which its rent is due (宽限期).",
    )
    rate_ids = fields.One2many(
        "coop.contract.rate", "contract_id", "Rent Steps", copy=True
    )
    period_ids = fields.One2many("coop.contract.period", "contract_id", "Rent Due")
    schedule = fields.Html(compute="_compute_schedule", sanitize=False)
    rent = fields.Monetary("Rent per Month", compute="_compute_rent")

    def _to_steps(self):
        """Return the rent steps as :mod:`..kernel.rent` reads them."""
        complete = self.rate_ids.filtered("date_start")
        return [rate._to_kernel() for rate in complete]

    def _get_total_rent(self, last):
        """Return what the lease brings in all up to a day; 0 while it has no term."""
        if not (self.date_start and last):
            return 0
        return rent.total(self._to_steps(), self.date_start, last) / 100

    def _get_rent(self, day):
        """Return what a month costs by the rent of a day."""
        return rent.rent_on(self._to_steps(), day) / 100

    @api.depends("rate_ids", "date_start", "date_end", "state")
    def _compute_rent(self):
        day = today(self.env)
        for contract in self:
            first, last = contract.date_start or day, contract.date_end or day
            contract.rent = contract._get_rent(max(min(day, last), first))

    @api.depends(
        "kind",
        "date_start",
        "date_end",
        "interval_months",
        "rate_ids.date_start",
        "rate_ids.rent",
        "rate_ids.growth",
        "rate_ids.growth_months",
    )
    def _compute_schedule(self):
        """Show what falls due, before anything is agreed (租金计划预览)."""
        for contract in self:
            contract.schedule = self.env["ir.qweb"]._render(
                "collective_economy.contract_schedule",
                {
                    "rows": contract._get_schedule(),
                    "money": contract.currency_id,
                    "total": contract.amount,
                },
            )

    def _get_schedule(self):
        """Return (first day, last day, amount) of each period of payment."""
        if self.kind != "lease_out" or not (self.date_start and self.date_end):
            return []
        dues = rent.periods(
            self._to_steps(),
            self.date_start,
            self.date_end,
            int(self.interval_months or 1),
        )
        return [(due.start, due.end, due.fen / 100) for due in dues]

    @api.constrains("rate_ids", "date_start", "kind")
    def _check_rates(self):
        for contract in self.filtered("rate_ids"):
            if contract.kind != "lease_out":
                raise ValidationError(self.env._("Only a lease has rent steps."))
            if min(contract.rate_ids.mapped("date_start")) != contract.date_start:
                raise ValidationError(
                    self.env._(
                        "The first rent step begins on the first day of the term."
                    )
                )
