# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import re

from odoo import fields, models

from ..processor import CompaniesProcessor, StatementProcessor


class MisReport(models.Model):
    _inherit = "mis.report"

    statement = fields.Selection(
        [
            ("balance_sheet", "Balance Sheet"),
            ("income", "Statement of Proceeds and Distribution"),
            ("receipts", "Statement of Income and Expenses"),
        ],
        help="Statutory statement (法定报表) that this template is the form of.",
    )
    source = fields.Char(
        translate=True, help="Rule that says what the lines are (依据)."
    )
    verified = fields.Boolean(
        help="The lines were compared with the official text (已核对原文)."
    )

    _statement_once = models.Constraint(
        "UNIQUE (statement)", "There is a template of this statement already."
    )

    def _get_statement(self, statement):
        """Return the template of a statutory statement."""
        return self.search([("statement", "=", statement)]).ensure_one()

    def _prepare_aep(self, companies, currency=None):
        if not self.statement:
            return super()._prepare_aep(companies, currency)
        aep = StatementProcessor(companies, currency, self.account_model)
        for expression in self.all_kpi_ids.expression_ids:
            aep.parse_expr(expression.name or "")
        aep.done_parsing()
        return aep

    def _expand_expressions(self):
        """Return the expression of each line with all lines it names put in place.

        So a total opens the same entries as the lines that it is made of.
        """
        lines = {line.name: line.expression_ids[:1].name for line in self.kpi_ids}

        def expand(text, within):
            def put(match):
                name = match[0]
                if name in within or not lines.get(name):
                    return name
                return f"({expand(lines[name], within | {name})})"

            # What stands in brackets are accounts and entries, not lines.
            parts = re.split(r"(\[[^]]*\])", text)
            parts[::2] = [re.sub(r"\b[a-z_]\w*\b", put, part) for part in parts[::2]]
            return "".join(parts)

        return {name: expand(text or "", {name}) for name, text in lines.items()}

    def _evaluate_companies(self, companies, date_from, date_to):
        """Return {line: {company id: amount}} of these templates for many companies.

        The entries are read once for all of them, whatever their number.
        """
        processor = CompaniesProcessor(companies, date_from, date_to)
        for expression in self.kpi_ids.expression_ids:
            processor.parse_expr(expression.name or "")
        processor.load()
        return {
            report: {
                name: dict(zip(companies.ids, amounts, strict=True))
                for name, amounts in processor.evaluate(report.kpi_ids).items()
            }
            for report in self
        }
