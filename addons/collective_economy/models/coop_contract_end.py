from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.community_base.house import today

from ..kernel import rent


class CoopContractEnd(models.Model):
    """A contract comes to its end (合同终结), or one follows it (变更、续签)."""

    # Coming to an end reads apart from coming into force.
    _inherit = "coop.contract"  # pylint: disable=consider-merging-classes-inherited

    date_closed = fields.Date("Closed on", readonly=True, copy=False, tracking=True)
    successor_ids = fields.One2many("coop.contract", "origin_id", "Followed by")
    close_reason = fields.Char("Reason", readonly=True, copy=False)

    def action_end(self):
        """Note that the contract has run its term and is done (到期终结)."""
        self.check_access("write")
        day = today(self.env)
        for contract in self:
            contract._hold()
            if contract.date_end > day:
                raise UserError(
                    self.env._(
                        "“%(contract)s” runs until %(day)s: terminate it if it ends "
                        "before.",
                        contract=contract.display_name,
                        day=contract.date_end,
                    )
                )
            contract._close("ended", contract.date_end, None)

    def _terminate(self, day, reason):
        """End the contract before its term (提前解除)."""
        self.check_access("write")
        self._hold()
        if not self.date_start <= day <= self.date_end:
            raise UserError(self.env._("%s does not lie within the term.", day))
        self._close("terminated", day, reason)

    def _annul(self, reason):
        """Note that the contract is void, or drop a draft (无效、作废)."""
        self.check_access("write")
        self._hold()
        if self.kind == "disposal" and self.state in self._states_in_force:
            raise UserError(
                self.env._("What was disposed of does not come back by a click.")
            )
        if self.sudo().period_ids.move_id.filtered(lambda move: move.state == "posted"):
            raise UserError(
                self.env._(
                    "Take back the rent invoices of “%s” first.", self.display_name
                )
            )
        self._close("void", today(self.env), reason)

    def _close(self, state, day, reason):
        self.ensure_one()
        allowed = (*self._states_in_force, *(("draft",) if state == "void" else ()))
        if self.state not in allowed:
            raise UserError(
                self.env._("“%s” is not in force any more.", self.display_name)
            )
        self._move(
            f"coop_contract_{state}",
            state,
            reason=reason,
            date_closed=day,
            close_reason=reason,
        )
        self.env["coop.asset"].invalidate_model(["occupancy_ids"])
        if self.kind == "lease_out":
            self.env["coop.contract.period"]._cut(self, day, state == "void")

    def action_open_closing(self):
        """Ask for the day and the reason (解除、作废)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close the Contract"),
            "res_model": "coop.contract.closing",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id},
        }

    # What follows

    def action_amend(self):
        return self._follow("amendment", today(self.env))

    def action_renew(self):
        return self._follow("renewal", self.date_end + relativedelta(days=1))

    def _follow(self, relation, start):
        """Prepare the contract that amends or renews this one, at today's rent."""
        self.ensure_one()
        if self.state == "draft":
            raise UserError(self.env._("A draft is simply changed."))
        end = self.date_end
        if relation == "renewal":
            end = rent.add_months(start, self.months) - relativedelta(days=1)
        vals = {
            "origin_id": self.id,
            "relation": relation,
            "name": self.name,
            "date_start": start,
            "date_end": max(end, start),
        }
        if self.kind == "lease_out":
            rate = {
                "date_start": start,
                "rent": self._get_rent(min(start, self.date_end)),
            }
            vals["rate_ids"] = [Command.create(rate)]
        return self.copy(vals)._get_records_action()
