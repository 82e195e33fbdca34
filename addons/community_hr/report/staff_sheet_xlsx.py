from odoo import models

from odoo.addons.community_base.house import public_lang

WIDTHS = (18, 20, 10, 8, 8, 8, 26, 40, 10, 14, 14)


class ReportStaffSheetXlsx(models.AbstractModel):
    """The six-fixed sheet (六定表) as a workbook."""

    _name = "report.community_hr.report_sheet_xlsx"
    _description = "Six-Fixed Sheet, Excel"
    _inherit = ["report.report_xlsx.abstract"]

    def generate_xlsx_report(self, workbook, data, sheets):
        sheets.check_access("read")
        chinese = self.with_context(lang=public_lang(self.env))
        formats = {
            "title": workbook.add_format({"bold": True, "font_size": 16}),
            "head": workbook.add_format({"bold": True, "border": 1, "text_wrap": True}),
            "cell": workbook.add_format(
                {"border": 1, "text_wrap": True, "valign": "top"}
            ),
            "money": workbook.add_format({"border": 1, "num_format": "#,##0.00"}),
        }
        for sheet in sheets:
            sheet = sheet.with_context(lang=public_lang(self.env))
            chinese._write_sheet(workbook, sheet._prepare_sheet(), formats)

    def _get_headers(self):
        return (
            self.env._("Unit"),
            self.env._("Post"),
            self.env._("Class"),
            self.env._("Quota"),
            self.env._("In Post"),
            self.env._("Vacant"),
            self.env._("People"),
            self.env._("Duties"),
            self.env._("Grades"),
            self.env._("Pay from"),
            self.env._("Pay to"),
        )

    def _write_sheet(self, workbook, values, formats):
        page = workbook.add_worksheet(values["area"])
        page.set_landscape()
        page.fit_to_pages(1, 0)
        for place, width in enumerate(WIDTHS):
            page.set_column(place, place, width)
        page.write(0, 0, f"{values['title']}（{values['day']}）", formats["title"])
        page.write_row(1, 0, self._get_headers(), formats["head"])
        line = 2
        for unit in values["units"]:
            for post in unit["posts"]:
                page.write_row(line, 0, self._get_row(unit, post), formats["cell"])
                for place, name in ((9, "low"), (10, "high")):
                    page.write(line, place, post[name], formats["money"])
                line += 1
        self._write_budgets(page, line + 1, values, formats)

    def _get_row(self, unit, post):
        beside = [self.env._("%s (concurrent)", name) for name in post["beside"]]
        return (
            unit["name"],
            post["name"],
            post["post_class"],
            post["quota"],
            len(post["people"]),
            post["vacant"],
            "、".join([*post["people"], *beside]),
            post["duties"],
            post["grades"],
        )

    def _write_budgets(self, page, line, values, formats):
        headers = (
            self.env._("Unit"),
            self.env._("Headed by"),
            self.env._("Quota"),
            self.env._("In Post"),
            self.env._("Budget"),
            self.env._("Duties"),
        )
        page.write_row(line, 0, headers, formats["head"])
        for below, unit in enumerate(values["units"], line + 1):
            row = (unit["name"], unit["lead"], unit["quota"], unit["headcount"])
            page.write_row(below, 0, row, formats["cell"])
            page.write(below, 4, unit["budget"], formats["money"])
            page.write(below, 5, unit["duties"], formats["cell"])
