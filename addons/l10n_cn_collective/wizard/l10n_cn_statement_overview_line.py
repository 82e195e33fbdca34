# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

#: Statement and line that each figure is taken from.
FIGURES = {
    "assets": ("balance_sheet", "assets"),
    "liabilities": ("balance_sheet", "liabilities"),
    "equity": ("balance_sheet", "equity"),
    "undistributed": ("balance_sheet", "undistributed"),
    "operating_income": ("income", "operating_income"),
    "net_proceeds": ("income", "net_proceeds"),
    "to_members": ("income", "to_members"),
    "difference": ("balance_sheet", "difference"),
    "income_difference": ("income", "difference"),
}


class L10nCnStatementOverviewLine(models.TransientModel):
    """One company's key figures among those of all (单位主要指标)."""

    _name = "l10n_cn.statement.overview.line"
    _description = "Key Figures of a Company"
    _order = "company_id"

    overview_id = fields.Many2one(
        "l10n_cn.statement.overview", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True)
    currency_id = fields.Many2one("res.currency", required=True)
    assets = fields.Monetary("Total Assets")
    liabilities = fields.Monetary("Total Liabilities")
    equity = fields.Monetary("Owners' Equity")
    undistributed = fields.Monetary("Undistributed Proceeds")
    operating_income = fields.Monetary()
    net_proceeds = fields.Monetary()
    to_members = fields.Monetary("Distributed to Members")
    difference = fields.Monetary(
        "Off Balance", help="Assets less liabilities and equity: zero, or they err."
    )
    income_difference = fields.Monetary(
        "Statements Differ",
        help="Undistributed proceeds of the one statement less those of the other: not "
        "zero when somebody closed accounts by hand.",
    )

    def _open(self, statement):
        return self.overview_id._open_company(self.company_id, statement)

    def action_balance_sheet(self):
        return self._open("balance_sheet")

    def action_income(self):
        return self._open("income")
