# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class L10nCnYearClosingWizard(models.TransientModel):
    """Ask for the year to close, and show what stands against it."""

    _name = "l10n_cn.year.closing.wizard"
    _description = "Close a Year"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    year = fields.Integer(
        required=True,
        default=lambda self: fields.Date.context_today(self).year - 1,
    )
    obstacles = fields.Text(
        string="What Stands Against It", compute="_compute_obstacles"
    )

    @api.depends("company_id", "year")
    def _compute_obstacles(self):
        closings = self.env["l10n_cn.year.closing"]
        for wizard in self:
            company, year = wizard.company_id, wizard.year
            known = company and 1950 <= year <= 2200
            closed = known and closings._of(company, year)
            found = closings._obstacles(company, year) if known and not closed else []
            wizard.obstacles = "\n".join(found)

    def action_close(self):
        self.ensure_one()
        closing = self.env["l10n_cn.year.closing"]._close(self.company_id, self.year)
        return {
            "type": "ir.actions.act_window",
            "res_model": closing._name,
            "res_id": closing.id,
            "view_mode": "form",
        }
