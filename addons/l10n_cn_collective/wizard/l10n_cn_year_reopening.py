# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class L10nCnYearReopening(models.TransientModel):
    """Ask why a closed year is opened again."""

    _name = "l10n_cn.year.reopening"
    _description = "Reopen a Year"

    closing_id = fields.Many2one(
        "l10n_cn.year.closing", string="Year", required=True, readonly=True
    )
    reason = fields.Text(required=True)

    def action_reopen(self):
        self.ensure_one()
        # The rules on records say whose closing this user may see at all.
        self.closing_id.check_access("read")
        self.closing_id._reopen(self.reason)
        return {"type": "ir.actions.act_window_close"}
