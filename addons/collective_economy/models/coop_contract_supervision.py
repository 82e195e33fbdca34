from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import today

from ..kernel import rent
from .coop_contract import SUPERVISED_AS


class CoopContractSupervision(models.Model):
    """What the supervision list asks of a contract (监督事项), and its resolution."""

    # What a contract needs reads apart from what it says.
    _inherit = "coop.contract"  # pylint: disable=consider-merging-classes-inherited

    needs_resolution = fields.Boolean(compute="_compute_item")
    item_name = fields.Char("On the Supervision List", compute="_compute_item")

    @api.depends(
        "kind", "amount", "months", "acreage", "cooperative_id", "asset_ids", "state"
    )
    def _compute_item(self):
        day = today(self.env)
        for contract in self:
            item = False
            if contract.cooperative_id and contract.date_start and contract.date_end:
                item = contract._get_item(day).sudo()
            contract.needs_resolution = bool(item)
            contract.item_name = item and item.display_name

    def _get_item(self, day):
        """Return the item of the supervision list under which the contract falls."""
        amount, months, _start = self._get_whole()
        return self.env["coop.supervision.item"]._find(
            self._get_supervised_kind(),
            day,
            amount=amount,
            months=months,
            acreage=self.acreage,
            cooperative=self.cooperative_id,
        )

    def _get_supervised_kind(self):
        """Return as what the supervision list knows the act."""
        lands = "land" in self.asset_ids.mapped("kind")
        if lands and self.kind in ("disposal", "purchase"):
            return "land"
        return SUPERVISED_AS[self.kind]

    def _get_whole(self):
        """Return (amount, months, first day) that the thresholds look at.

        An amendment is one contract with what it amends: neither a long term nor a
        great amount gets below a threshold by being amended in steps.
        """
        amount, start = self.amount, self.date_start
        amended = self.sudo()
        while amended.relation == "amendment":
            before = amended.origin_id
            if self.kind == "lease_out":
                last = min(before.date_end, amended.date_start - relativedelta(days=1))
                amount += before._get_total_rent(last)
            else:
                amount = max(amount, before.amount)
            start = min(start, before.date_start)
            amended = before
        return amount, rent.months_between(start, self.date_end), start

    def action_request_matter(self):
        """Open a matter about the contract, of the class that the list asks for.

        Whoever may submit a matter and reads the contract may: the clerk has prepared
        it, and he decides nothing.
        """
        self.ensure_one()
        self.check_access("read")
        item = self._get_item(today(self.env))
        if self.state != "draft" or not item:
            raise UserError(
                self.env._(
                    "“%s” needs no resolution: it is in force, or below every "
                    "threshold of the supervision list.",
                    self.display_name,
                )
            )
        return self._open_matter(item.sudo().class_id, self.name, self.amount)

    # The resolution

    def _get_permitting_domain(self, state):
        """A resolution of the very class that the list asks for, and no other."""
        item = self._get_item(today(self.env)).sudo()
        codes = [item.class_id.code] if item else self._guarded_states[state]
        return self.env["community.resolution"]._get_in_force_domain(
            codes, self._get_guard_subject()
        )

    def _get_guard_amount(self):
        """A lease takes the whole amount; where money goes out, its payments do."""
        return self.amount if self.kind == "lease_out" else 0

    def _get_guard_payload(self):
        rates = [
            [str(rate.date_start), str(rate.rent), str(rate.growth), rate.growth_months]
            for rate in self.rate_ids.sorted("date_start")
        ]
        days = {
            name: fields.Date.to_string(self[name])
            for name in ("date_start", "date_end")
        }
        return super()._get_guard_payload() | days | {"rates": rates}
