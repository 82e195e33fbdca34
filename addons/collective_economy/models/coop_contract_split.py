from odoo import api, models
from odoo.fields import Domain

from odoo.addons.community_base.house import today

from ..kernel import supervision

#: Contracts that bind: what is below the thresholds counts as well.
BINDING = ("active", "minor")


class CoopContractSplit(models.Model):
    """Contracts below the thresholds that pass one together (拆分合同).

    Before a small contract comes into force the others around it are looked at. While
    a finding is open, the contract falls under the item that they pass together.
    """

    _inherit = "coop.contract"

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
        super()._enter_force()
        self.env["coop.split.hit"]._get_open(self)._supersede()


class CoopSplitHit(models.Model):
    _inherit = "coop.split.hit"

    @api.model
    def _find_for_contract(self, contract):
        """Look for what a contract may have been split from; return the hits."""
        contract = contract.sudo()
        return self._find_for(
            contract.cooperative_id,
            contract._get_supervised_kind(),
            self._prepare_act(contract, today(self.env)),
        )

    @api.model
    def _collect_acts(self, cooperative, kind, day, window):
        """Contracts count that came about without a matter, or long after it."""
        acts = super()._collect_acts(cooperative, kind, day, window)
        contracts = self.env["coop.contract"].sudo()
        found = contracts.search(
            Domain("cooperative_id", "=", cooperative.id)
            & Domain("state", "in", BINDING)
        )
        decided = self._get_decided(found)
        return acts + [
            self._prepare_act(contract, contract.date_start)
            for contract in found - decided
            if contract._get_supervised_kind() == kind
            and abs((contract.date_start - day).days) <= window
        ]

    @api.model
    def _get_decided(self, contracts):
        """Return those that a matter is about: it counts in their place."""
        matters = self.env["community.matter"].sudo()
        found = matters.search(
            Domain("subject_model", "=", contracts._name)
            & Domain("subject_id", "in", contracts.ids)
            & Domain("state", "in", ("running", "adopted", "closed"))
        )
        return contracts.browse(found.mapped("subject_id"))
