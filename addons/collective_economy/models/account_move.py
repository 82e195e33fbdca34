from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.community_base.house import SystemPass, with_pass

#: What of an entry says under which contract of a cooperative it was made.
CONTRACT_FIELDS = frozenset({"coop_contract_id", "coop_period_id", "coop_is_deposit"})


class AccountMove(models.Model):
    """An entry that a cooperative's contract explains; the contract alone says so."""

    _inherit = "account.move"

    coop_contract_id = fields.Many2one(
        "coop.contract",
        "Contract of the Cooperative",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    coop_period_id = fields.Many2one(
        "coop.contract.period",
        "Rent of a Period",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    coop_is_deposit = fields.Boolean("Deposit", readonly=True, copy=False)
    coop_explanation_ids = fields.One2many(
        "coop.entry.explanation",
        "move_id",
        "Carries Out",
        copy=False,
        help="The resolutions that the entry carries out (凭证依据).",
    )

    _coop_period_once = models.UniqueIndex(
        "(coop_period_id) WHERE coop_period_id IS NOT NULL AND state <> 'cancel'",
        "The rent of this period has its invoice already.",
    )
    _coop_deposit_once = models.UniqueIndex(
        "(coop_contract_id, move_type) WHERE coop_is_deposit AND state <> 'cancel'",
        "The deposit of this contract has its invoice already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._coop_refuse(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._coop_refuse(vals)
        return super().write(vals)

    @api.model
    def _coop_post(self, company, vals_list):
        """Make and post the invoices of contracts in a cooperative's books, at once."""
        moves = with_pass(self.with_company(company).browse(), CONTRACT_FIELDS)
        made = moves.create(vals_list).with_env(self.env)
        made.with_company(company)._post(soft=False)
        return made

    def _coop_refuse(self, *vals_list):
        """Refuse that anybody but the contract ties entries to contracts."""
        named = CONTRACT_FIELDS.intersection(*[set().union(*vals_list)])
        granted = self.env.context.get(SystemPass.KEY)
        if named and not (
            isinstance(granted, SystemPass) and granted.covers(self, named)
        ):
            raise AccessError(
                self.env._("An entry belongs to a contract by the contract's buttons.")
            )
