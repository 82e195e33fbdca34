# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.tools.misc import format_date

from odoo.addons.mis_builder.models.accounting_none import AccountingNone

from ..kernel import statement as form


class MisReportInstance(models.Model):
    _inherit = "mis.report.instance"

    statement = fields.Selection(related="report_id.statement")
    statement_banner = fields.Char(compute="_compute_statement_words")
    statement_warning = fields.Char(compute="_compute_statement_words")

    @api.depends_context("uid", "lang")
    @api.depends("report_id")
    def _compute_statement_words(self):
        """Say what the reader of the statement is warned of."""
        for instance in self:
            instance.statement_banner = instance.statement_warning = ""
            if instance.statement:
                instance.statement_banner = instance._get_banner()
                words = instance._prepare_form()["warnings"]
                instance.statement_warning = " ".join(words)

    def _compute_user_can_edit_annotation(self):
        # A statement is thrown away after a day, and its notes with it.
        statements = self.filtered("statement")
        statements.user_can_edit_annotation = False
        return super(
            MisReportInstance, self - statements
        )._compute_user_can_edit_annotation()

    def _compute_matrix(self):
        matrix = super()._compute_matrix()
        if self.statement:
            self._open_totals(matrix)
        return matrix

    def _open_totals(self, matrix):
        """Let the totals open what they are made of, as the other figures do."""
        columns = self.period_ids.ids
        expressions = self.report_id._expand_expressions()
        for row in matrix.iter_rows():
            if row.account_id:
                continue
            expr = expressions[row.kpi.name]
            for cell in row.iter_cells():
                if cell and expr and not cell.drilldown_arg:
                    key = cell.subcol.col.key
                    if key in columns:
                        cell.drilldown_arg = {
                            "expr": expr,
                            "period_id": key,
                            "kpi_id": row.kpi.id,
                        }

    def print_pdf(self):
        """Print a statutory statement in its statutory form."""
        if not self.statement:
            return super().print_pdf()
        xmlid = "l10n_cn_collective.action_report_statement"
        return self.env.ref(xmlid).report_action(self, config=False)

    def export_xls(self):
        if not self.statement:
            return super().export_xls()
        xmlid = "l10n_cn_collective.action_report_statement_xlsx"
        return self.env.ref(xmlid).report_action(self, config=False)

    def _prepare_form(self):
        """Return the statement in its statutory form, as plain data for paper.

        Its figures are those of the screen: both are made from one computation.
        """
        matrix = self._compute_matrix()
        sides = {"left": [], "right": [], "check": []}
        for row in matrix.iter_rows():
            sides[row.kpi.side].append(_make_line(row))
        periods = self.period_ids
        return {
            "id": self.id,
            "title": self.report_id.name,
            "company": self.query_company_ids[:1].name,
            "date": self._describe_time(),
            "columns": periods.mapped("name"),
            "head": self._get_head(bool(sides["right"])),
            "rows": form.rows(sides["left"], sides["right"], len(periods)),
            "banner": self._get_banner(),
            "warnings": self._get_warnings(sides["check"]),
        }

    def _get_head(self, two_sided):
        item = self.env._("Item")
        if not two_sided:
            return [item]
        return [self.env._("Assets"), self.env._("Liabilities and Owners' Equity")]

    def _describe_time(self):
        """Return day, year or days that the statement is of."""
        period = self.period_ids.filtered("date_to").sorted("date_to")[-1:]
        if self.statement == "balance_sheet":
            return format_date(self.env, period.date_to)
        span = self.env._("%(start)s to %(end)s")
        return span % {
            "start": format_date(self.env, period.date_from),
            "end": format_date(self.env, period.date_to),
        }

    def _get_banner(self):
        """Return a word of caution for a form that nobody checked yet."""
        report = self.report_id
        if report.verified or not report.source:
            return ""
        return self.env._(
            "Form not checked against the official text. %s", report.source
        )

    def _get_warnings(self, checks):
        """Return a sentence for each sum that must agree and does not."""
        return [
            self.env._(
                "%(column)s does not agree. %(check)s: %(amount)s",
                column=period.name,
                check=line.label,
                amount=form.in_figures(amount),
            )
            for line in checks
            for period, amount in zip(self.period_ids, line.values, strict=True)
            if form.differs(amount)
        ]


def _make_line(row):
    """Return a row of mis_builder's matrix as a line on paper."""
    values = [cell.val if cell else None for cell in row.iter_cells()]
    heading = row.kpi.type == "str"
    return form.Line(
        row.label,
        0 if row.account_id else row.kpi.line_number,
        () if heading else tuple(None if v is AccountingNone else v for v in values),
        row.style_props.indent_level or 0,
        row.style_props.font_weight == "bold",
    )
