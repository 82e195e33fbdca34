from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.community_base.house import today


class CoopContractInvoice(models.Model):
    """What a contract brings into the books (账单、押金)."""

    # What goes into the books reads apart from what was agreed.
    _inherit = "coop.contract"  # pylint: disable=consider-merging-classes-inherited

    def _prepare_invoice(self, label, amount, account):
        """Return an invoice to the counterparty about one amount, without tax."""
        line = {
            "name": label,
            "quantity": 1,
            "price_unit": amount,
            "tax_ids": [Command.clear()],
            "account_id": account.id,
        }
        return {
            "move_type": "out_invoice",
            "company_id": self.cooperative_id.company_id.id,
            "partner_id": self.partner_id.id,
            "ref": self.number,
            "coop_contract_id": self.id,
            "invoice_line_ids": [Command.create(line)],
        }

    def action_invoice(self):
        """Invoice all rent that has begun to fall due (开具租金账单)."""
        self.check_access("write")
        periods = self.env["coop.contract.period"].sudo()
        domain = periods._get_to_invoice_domain(today(self.env))
        periods.search(domain & Domain("contract_id", "in", self.ids))._invoice()

    # The deposit

    def action_invoice_deposit(self):
        """Claim the deposit: it stands as a liability until it goes back (押金)."""
        self.check_access("write")
        for contract in self:
            if contract.state not in self._states_in_force or not contract.deposit:
                raise UserError(
                    self.env._("“%s” has no deposit to claim.", contract.name)
                )
            contract._post_deposit("out_invoice", "coop_deposit")

    def action_return_deposit(self):
        """Give the deposit back, when the contract is over (退还押金)."""
        self.check_access("write")
        for contract in self:
            if contract.state not in ("ended", "terminated", "void"):
                raise UserError(
                    self.env._("“%s” is in force: its deposit stays.", contract.name)
                )
            contract._post_deposit("out_refund", "coop_deposit_back")

    def _post_deposit(self, move_type, event):
        self._hold()
        # The clerk claims and returns; the books are the accountant's.
        contract = self.sudo()
        contract._check_deposit(move_type)
        contract.env["account.move"]._coop_post(
            contract.cooperative_id.company_id, [contract._prepare_deposit(move_type)]
        )
        self.env["community.trail"]._note(self, event)

    def _check_deposit(self, move_type):
        """Once in, once out, and not out before it was in."""
        entered = self.env["account.move"].search(
            Domain("coop_contract_id", "=", self.id)
            & Domain("coop_is_deposit", "=", True)
            & Domain("state", "!=", "cancel")
        )
        kinds = set(entered.mapped("move_type"))
        if move_type in kinds or (move_type == "out_refund" and not kinds):
            raise UserError(
                self.env._(
                    "The deposit of “%s” was entered already, or never claimed.",
                    self.display_name,
                )
            )

    def _prepare_deposit(self, move_type):
        company, day = self.cooperative_id.company_id, today(self.env)
        account = self.env["coop.account.role"]._get_account(company, "deposit")
        label = self.env._("Deposit, %s", self.display_name)
        return {
            **self._prepare_invoice(label, self.deposit, account),
            "move_type": move_type,
            "coop_is_deposit": True,
            "invoice_date": day,
            "date": day,
        }
