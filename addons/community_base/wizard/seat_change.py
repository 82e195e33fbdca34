from odoo import api, fields, models
from odoo.exceptions import UserError

from ..house import today


class CommunitySeatChange(models.TransientModel):
    """Ends, extends or voids seats, with the reason or document (离任、延任、作废)."""

    _name = "community.seat.change"
    _description = "End or Change the Term of Seats"

    seat_ids = fields.Many2many("community.seat", required=True)
    kind = fields.Selection(
        [
            ("end", "End the term"),
            ("extend", "Extend the term"),
            ("void", "Entered by mistake: void"),
        ],
        required=True,
        default="end",
    )
    date = fields.Date("Last Day in Office", default=lambda self: today(self.env))
    reason = fields.Char("Reason or Document", required=True)
    delegated_count = fields.Integer(compute="_compute_delegated_count")

    @api.depends("seat_ids")
    def _compute_delegated_count(self):
        for wizard in self:
            wizard.delegated_count = self.env["community.seat"].search_count(
                [
                    ("delegator_seat_id", "in", wizard.seat_ids.ids),
                    ("status", "in", ["current", "coming"]),
                ]
            )

    def action_apply(self):
        self.ensure_one()
        self.seat_ids.check_access("write")
        if self.kind != "void" and not self.date:
            raise UserError(self.env._("Enter the last day in office."))
        if self.kind == "end":
            self.seat_ids._end(self.date, self.reason)
        elif self.kind == "extend":
            self.seat_ids._extend(self.date, self.reason)
        else:
            self.seat_ids._void(self.reason)
        return {"type": "ir.actions.act_window_close"}
