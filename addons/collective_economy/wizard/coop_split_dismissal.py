from odoo import fields, models


class CoopSplitDismissal(models.TransientModel):
    """Why acts that look split do not belong together (排除拆分疑点)."""

    _name = "coop.split.dismissal"
    _description = "Dismissing a Finding"

    hit_ids = fields.Many2many("coop.split.hit", string="Findings", required=True)
    reason = fields.Char(required=True)

    def action_dismiss(self):
        self.hit_ids.action_dismiss(self.reason)
        return {"type": "ir.actions.act_window_close"}
