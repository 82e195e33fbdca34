# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.fields import Command

from ..kernel import statement as form
from .l10n_cn_statement_overview_line import FIGURES


class L10nCnStatementOverview(models.TransientModel):
    """Key figures of all companies of a user side by side (各单位报表汇总)."""

    _name = "l10n_cn.statement.overview"
    _inherit = "l10n_cn.statement"
    _description = "Statements of All Companies"

    company_ids = fields.Many2many(
        "res.company",
        string="Companies",
        default=lambda self: self.env.companies,
        domain="[('id', 'in', allowed_company_ids)]",
        help="All that are switched on, if none is chosen.",
    )
    line_ids = fields.One2many("l10n_cn.statement.overview.line", "overview_id")

    def action_view(self):
        self._read_figures()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "l10n_cn_collective.action_l10n_cn_statement_overview_line"
        )
        name = f"{action['name']} {self._describe_period()}"
        return {
            **action,
            "domain": [("overview_id", "=", self.id)],
            "name": name,
            "display_name": name,
        }

    @api.model
    def _get_collectives(self, companies):
        """Return those companies that keep their books by the collective chart."""
        return companies.filtered(lambda c: c.chart_template == "cn_collective")

    def _read_figures(self):
        self.env["account.move.line"].check_access("read")
        chosen = (self.company_ids or self.env.companies) & self.env.companies
        companies = self._get_collectives(chosen)
        self.line_ids.unlink()
        if companies:
            self.line_ids = [
                Command.create(values) for values in self._prepare_lines(companies)
            ]

    def _open_company(self, company, statement):
        """Open a statement of one of the companies, for the same time."""
        values = {"company_id": company.id, "statement": statement}
        given = {"year": self.year, "part": self.part}
        wizard = self.env["l10n_cn.statement"].create({**values, **given})
        return wizard.action_view()

    def _prepare_lines(self, companies):
        templates = self.env["mis.report"]
        reports = {
            name: templates._get_statement(name) for name in ("balance_sheet", "income")
        }
        found = templates.concat(*reports.values())._evaluate_companies(
            companies, *form.year_to(self.date_to)
        )
        return [
            {
                "company_id": company.id,
                "currency_id": company.currency_id.id,
                **{
                    field: found[reports[statement]][line][company.id]
                    for field, (statement, line) in FIGURES.items()
                },
            }
            for company in companies
        ]
