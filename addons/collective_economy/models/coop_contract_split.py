from odoo import models

from ..kernel import supervision


class CoopContractSplit(models.Model):
    """Contracts below the thresholds that pass one together (拆分合同).

    Before a small contract comes into force the others around it are looked at. While
    a finding is open, the contract falls under the item that they pass together.
    """

    # What may be split reads apart from what the list says of one contract.
    _inherit = "coop.contract"  # pylint: disable=consider-merging-classes-inherited

    def _get_item(self, day):
        """The strictest of what it falls under by itself and of what was found."""
        item = super()._get_item(day)
        items = item | self.env["coop.split.hit"]._get_open(self).item_id
        return items.sorted(lambda found: found._get_strictness())[:1]

    def _get_figures(self):
        """Return how large the contract is, as the kernel counts."""
        self.ensure_one()
        amount, months, _start = self._get_whole()
        return supervision.in_units(amount, months, self.acreage)

    def action_activate_minor(self):
        """Look for what it may be part of first; a reviewer dismisses what is found."""
        self.check_access("write")
        hits = self.env["coop.split.hit"]
        for contract in self:
            hits |= hits._get_open(contract) or hits._find_for_contract(contract)
        if not hits:
            return super().action_activate_minor()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Possibly split"),
                "message": self.env._(
                    "Together with others this passes “%s”: have it decided as a "
                    "matter, or have the Party committee dismiss the finding.",
                    hits[0].sudo().item_id.name,
                ),
            },
        }

    def _enter_force(self):
        result = super()._enter_force()
        self.env["coop.split.hit"]._get_open(self)._supersede()
        return result
