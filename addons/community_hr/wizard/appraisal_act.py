from odoo import api, fields, models


class AppraisalAct(models.TransientModel):
    """What somebody says or decides about an appraisal, in words (考核办理)."""

    _name = "appraisal.act"
    _description = "Act on an Appraisal"

    kind = fields.Selection(
        [
            ("calibrate", "Calibrate"),
            ("state", "Say Something"),
            ("answer", "Answer"),
            ("appeal", "Appeal"),
            ("decide", "Decide the Appeal"),
        ],
        required=True,
    )
    sheet_id = fields.Many2one("appraisal.sheet", required=True)
    appeal_id = fields.Many2one("appraisal.appeal")
    scheme_id = fields.Many2one(related="sheet_id.cycle_id.scheme_id")
    said = fields.Text(compute="_compute_said")
    grade_id = fields.Many2one("appraisal.grade", "New Result")
    text = fields.Text(required=True)

    @api.depends("kind", "sheet_id", "appeal_id")
    def _compute_said(self):
        for act in self:
            appealed = act.kind == "decide"
            act.said = act.appeal_id.text if appealed else act.sheet_id.statement

    def action_apply(self):
        self.ensure_one()
        sheet = self.sheet_id
        if self.kind == "calibrate":
            sheet._calibrate(self.grade_id, self.text)
        elif self.kind == "decide":
            self.appeal_id._decide(self.text, self.grade_id)
        else:
            getattr(sheet, f"action_{self.kind}")(self.text)
        return {"type": "ir.actions.act_window_close"}
