from odoo import fields, models


class PayDeclarationExport(models.TransientModel):
    """Choose which table to make of a month (导出申报表)."""

    _name = "pay.declaration.export"
    _description = "Make a Declaration Table"

    run_id = fields.Many2one("pay.run", required=True, ondelete="cascade")
    declaration_id = fields.Many2one(
        "pay.declaration",
        "Table",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["pay.declaration"].search([], limit=1),
    )

    def action_download(self):
        self.ensure_one()
        path = f"/pay/run/{self.run_id.id}/declaration/{self.declaration_id.id}"
        return {"type": "ir.actions.act_url", "url": path, "target": "download"}
