from odoo import api, models
from odoo.fields import Domain

from odoo.addons.community_base.house import today

#: Contracts that bind: what is below the thresholds counts as well.
BINDING = ("active", "minor")


class CoopSplitHit(models.Model):
    """Contracts among the acts that may have been split (拆分合同)."""

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
