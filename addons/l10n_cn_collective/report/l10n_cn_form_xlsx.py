# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .l10n_cn_form_report import paper_lang

WIDTHS = {"label": 34, "number": 6, "amount": 18}
FONT = "宋体"


class L10nCnFormXlsx(models.AbstractModel):
    """Writes forms (报表) into a spreadsheet, one sheet each."""

    _name = "l10n_cn.form.xlsx"
    _inherit = ["report.report_xlsx.abstract"]
    _description = "Form of a Statement as Spreadsheet"

    def generate_xlsx_report(self, workbook, data, objs):
        objs.check_access("read")
        chinese = objs.with_context(lang=paper_lang(self.env))
        styles = _Styles(workbook)
        words = self.with_context(lang=paper_lang(self.env))
        for doc in chinese:
            form = doc._prepare_form()
            words._write_sheet(workbook.add_worksheet(form["title"][:31]), form, styles)

    def _write_sheet(self, sheet, form, styles):
        kinds = (
            [cell["kind"] for cell in form["rows"][0]] if form["rows"] else ["label"]
        )
        last = max(len(kinds) - 1, 1)
        for column, kind in enumerate(kinds):
            sheet.set_column(column, column, WIDTHS[kind])
        sheet.merge_range(0, 0, 0, last, form["title"], styles.get(title=True))
        row = self._write_notes(sheet, form, last, styles)
        facts = self.env._(
            "Prepared by: %(company)s    %(date)s    Unit: yuan",
            company=form["company"],
            date=form["date"],
        )
        sheet.merge_range(row, 0, row, last, facts, styles.get(plain=True))
        self._write_table(sheet, form, kinds, row + 1, styles)
        row += len(form["rows"]) + 3
        hands = self.env._(
            "Head of the unit:                Head of finance:                Prepared:"
        )
        sheet.merge_range(row, 0, row, last, hands, styles.get(plain=True))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 1)

    def _write_notes(self, sheet, form, last, styles):
        """Write what the reader is warned of; return the next row."""
        notes = [(text, styles.get(alarm=True)) for text in form["warnings"]]
        if form["banner"]:
            notes.append((form["banner"], styles.get(note=True)))
        for row, (text, style) in enumerate(notes, 1):
            sheet.merge_range(row, 0, row, last, text, style)
        return 1 + len(notes)

    def _write_table(self, sheet, form, kinds, top, styles):
        for column, text in enumerate(self._get_heads(form, kinds)):
            sheet.write_string(top, column, text, styles.get(head=True))
        for row, cells in enumerate(form["rows"], top + 1):
            for column, cell in enumerate(cells):
                style = styles.get(
                    kind=cell["kind"],
                    bold=cell["line"].bold,
                    indent=cell["line"].indent,
                )
                if cell["value"] is None:
                    sheet.write_string(row, column, cell["text"], style)
                else:
                    sheet.write_number(row, column, round(cell["value"], 2), style)

    def _get_heads(self, form, kinds):
        """Return the heads of all columns, from those of each side."""
        sides, columns = iter(form["head"]), iter(())
        for kind in kinds:
            if kind == "label":
                columns = iter(form["columns"])
                yield next(sides)
            elif kind == "number":
                yield self.env._("No.")
            else:
                yield next(columns)


class _Styles:
    """Formats of a workbook, each made once."""

    def __init__(self, workbook):
        self.workbook, self.made = workbook, {}

    def get(self, **what):
        key = tuple(sorted(what.items()))
        if key not in self.made:
            self.made[key] = self.workbook.add_format(_properties(**what))
        return self.made[key]


def _properties(kind=None, bold=False, indent=0, **what):
    base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
    if what.get("title"):
        return {**base, "font_size": 18, "bold": True, "align": "center"}
    if what.get("alarm"):
        return {**base, "font_color": "#D00000", "bold": True, "text_wrap": True}
    if what.get("note"):
        return {**base, "font_color": "#806000", "font_size": 8, "text_wrap": True}
    if what.get("plain"):
        return base
    if what.get("head"):
        return {**base, "border": 1, "bold": True, "align": "center"}
    return {**base, "border": 1, "bold": bold, **_ALIGNED[kind](indent)}


_ALIGNED = {
    "label": lambda indent: {"indent": indent},
    "number": lambda _indent: {"align": "center"},
    "amount": lambda _indent: {"num_format": "#,##0.00", "align": "right"},
}
