from odoo import fields, models

from odoo.addons.community_base.house import today


class CoopContractClosing(models.TransientModel):
    """Asks for the day and the reason for which a contract ends before its term."""

    _name = "coop.contract.closing"
    _description = "Close a Contract"

    contract_id = fields.Many2one("coop.contract", required=True, ondelete="cascade")
    how = fields.Selection(
        [("terminated", "Terminated"), ("void", "Void")],
        required=True,
        default="terminated",
        help="解除：自该日起终止；无效（作废）：自始无效",
    )
    date = fields.Date("Last Day", default=lambda self: today(self.env))
    reason = fields.Char(required=True)

    def action_close(self):
        """Terminate the contract or note that it is void."""
        self.ensure_one()
        if self.how == "void":
            self.contract_id._annul(self.reason)
        else:
            self.contract_id._terminate(self.date, self.reason)
        return {"type": "ir.actions.act_window_close"}
