from odoo import fields, models


class CommunityFilingAnswer(models.TransientModel):
    """Answers a filing: the receipt with a note, or what is missing (回执、退回)."""

    _name = "community.filing.answer"
    _description = "Answer a Filing"

    filing_id = fields.Many2one("community.filing", required=True)
    kind = fields.Selection(
        [("receive", "Give the Receipt"), ("return", "Return with the Reason")],
        required=True,
        default="receive",
    )
    note = fields.Text("Answer")

    def action_apply(self):
        self.ensure_one()
        if self.kind == "receive":
            self.filing_id.action_receive(self.note)
        else:
            self.filing_id.action_return(self.note)
        return {"type": "ir.actions.act_window_close"}
