from odoo import fields, models


class CoopElectionDeclining(models.TransientModel):
    """By which document one who was elected declines the seat (不就任)."""

    _name = "coop.election.declining"
    _description = "Declining a Seat"

    candidate_id = fields.Many2one(
        "coop.election.candidate", "Elected", required=True, ondelete="cascade"
    )
    document = fields.Char("Declared in", required=True, help="不愿就任的书面声明文号")

    def action_decline(self):
        self.candidate_id._decline(self.document)
        return {"type": "ir.actions.act_window_close"}
