import csv
import datetime
import doctest
import io
import zipfile
from decimal import Decimal

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel import table
from ..kernel.table import Column, Limits, Problem, read

COLUMNS = (
    Column("name", ("Name", "姓名"), required=True, max_length=20),
    Column("id_card", ("ID Number", "身份证号", "身份证号码"), kind="code"),
    Column("amount", ("Amount", "金额"), kind="number"),
    Column("since", ("Since", "日期"), kind="date"),
    Column("kind", ("Kind", "类别"), kind="choice", choices={"群众": "m", "党员": "p"}),
    Column("note", ("Note", "备注")),
)
HEADER = ["姓名", "身份证号", "金额", "日期", "类别", "备注"]


def workbook(*rows, title=None):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if title:
        book.create_sheet(title).append(HEADER)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv_text(*rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()


class TestTable(BaseCase):
    def assert_problems(self, found, *expected):
        self.assertEqual(
            [(p.row, p.column, p.code) for p in found.problems], list(expected)
        )

    def assert_file_problem(self, content, code, **limits):
        found = read(content, COLUMNS, limits=Limits(**limits))
        self.assertEqual([p.code for p in found.errors], [code])
        self.assertEqual(set(found.errors[0].params), set(table.PROBLEMS[code]))
        return found

    def test_doctests(self):
        self.assertFalse(doctest.testmod(table).failed)

    # sources

    def test_pasted_from_excel(self):
        text = '姓名\t身份证号\t备注\r\n张伟\t11010519491231002x\t"两\n行 ""引"""\r\n'
        found = read(text, COLUMNS)
        self.assertFalse(found.problems)
        [row] = found.rows
        self.assertEqual(row.number, 2)
        self.assertEqual(row.values["id_card"], "11010519491231002X")
        self.assertEqual(row.values["note"], '两\n行 "引"')

    def test_encodings(self):
        text = csv_text(["姓名", "备注"], ["镕基", "蚝乡，坣岗"])
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            found = read(text.encode(encoding), COLUMNS)
            self.assertFalse(found.problems, encoding)
            self.assertEqual(found.rows[0].values["note"], "蚝乡，坣岗", encoding)

    def test_semicolons(self):
        found = read("姓名;备注\n张伟;a,b\n".encode(), COLUMNS)
        self.assertEqual(found.rows[0].values["note"], "a,b")

    def test_workbook_values(self):
        found = read(
            workbook(
                HEADER,
                [440306001001, 440306001001.0, 12.5, datetime.date(2024, 2, 1), "党员"],
                ["李娜", "'440306199001011234", "¥1,200.50", "2024年2月1日", " 群众 "],
            ),
            COLUMNS,
        )
        self.assertFalse(found.problems)
        first, second = (row.values for row in found.rows)
        self.assertEqual(first["name"], "440306001001")
        self.assertEqual(first["id_card"], "440306001001")
        self.assertEqual(first["amount"], Decimal("12.5"))
        self.assertEqual(second["id_card"], "440306199001011234")
        self.assertEqual(second["amount"], Decimal("1200.50"))
        self.assertEqual((first["kind"], second["kind"]), ("p", "m"))
        self.assertEqual(first["since"], second["since"])

    def test_title_blank_rows_and_numbers_as_in_the_sheet(self):
        found = read(
            workbook(["蚝乡街道人员名单"], [], ["姓名 *", "备注"], [], ["张伟"]),
            COLUMNS,
        )
        self.assertFalse(found.problems)
        self.assertEqual([row.number for row in found.rows], [5])

    def test_no_row_is_lost_after_the_header_was_looked_for(self):
        names = [str(number) for number in range(3 * table.HEADER_ROWS)]
        for content in (
            csv_text(["姓名"], *([name] for name in names)),
            workbook(["姓名"], *([name] for name in names)),
        ):
            found = read(content, COLUMNS)
            self.assertEqual([row.values["name"] for row in found.rows], names)

    def test_rows_that_are_not_wanted_count_for_nothing(self):
        lines = [["姓名", "身份证号"], *([f"{n}", "x" * 600] for n in range(50))]
        found = read(
            csv_text(*lines, ["张伟", "1"]),
            COLUMNS,
            keep=lambda texts: texts["name"] == "张伟",
            limits=Limits(rows=1),
        )
        self.assertFalse(found.problems)
        self.assertEqual(found.rows[0].number, 52)

    # what must never pass in silence

    def test_long_numbers_lost_by_excel(self):
        found = read(
            workbook(
                HEADER,
                ["张伟", 4.40306199001011e17],
                ["李娜", 440306199001011000],
                ["王芳", "4.40306E+17"],
                ["陈静", 13.5],
            ),
            COLUMNS,
        )
        self.assert_problems(
            found,
            (2, "身份证号", "number_rounded"),
            (3, "身份证号", "number_rounded"),
            (4, "身份证号", "number_rounded"),
            (5, "身份证号", "number_fraction"),
        )
        pasted = read("姓名\t身份证号\n张伟\t4.40306E+11", COLUMNS)
        self.assert_problems(pasted, (2, "身份证号", "number_rounded"))

    def test_wrong_cells(self):
        found = read(
            csv_text(
                HEADER,
                ["", "", "x", "2024-02-30", "团员", "#N/A"],
                ["长" * 21, "", "NaN", "明天", "", "", "多"],
            ),
            COLUMNS,
        )
        self.assert_problems(
            found,
            (2, "姓名", "missing"),
            (2, "金额", "not_a_number"),
            (2, "日期", "not_a_date"),
            (2, "类别", "not_a_choice"),
            (2, "备注", "formula_error"),
            (3, "", "beyond_header"),
            (3, "姓名", "too_long"),
            (3, "金额", "not_a_number"),
            (3, "日期", "not_a_date"),
        )
        for problem in found.problems:
            self.assertEqual(set(problem.params), set(table.PROBLEMS[problem.code]))

    def test_headers(self):
        found = read("姓名,身份证号,身份证号码,颜色\n张伟,1,2,3", COLUMNS)
        self.assert_problems(
            found, (1, "身份证号码", "header_twice"), (1, "颜色", "header_unknown")
        )
        self.assertEqual([p.code for p in found.errors], ["header_twice"])
        found = read("身份证号,颜色\n1,2", COLUMNS, ignored=("颜色",))
        self.assert_problems(found, (1, "Name", "header_required"))
        found = read("张伟,1\n李娜,2", COLUMNS)
        self.assertEqual(
            found.problems, [Problem(1, "", "header_missing", {"columns": ["Name"]})]
        )

    def test_several_sheets(self):
        found = read(workbook(HEADER, ["张伟"], title="旧名单"), COLUMNS)
        self.assertEqual(len(found.rows), 1)
        self.assertEqual(
            found.problems, [Problem(0, "", "other_sheet", {"sheet": "旧名单"})]
        )
        self.assertFalse(found.errors)

    # files that are no table

    def test_bad_files(self):
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
        other_zip = io.BytesIO()
        with zipfile.ZipFile(other_zip, "w") as archive:
            archive.writestr("word/document.xml", "<w/>")
        torn = workbook(HEADER, ["张伟"])
        with zipfile.ZipFile(io.BytesIO(torn)) as source:
            names = {n: source.read(n) for n in source.namelist()}
        names["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row"
        broken = io.BytesIO()
        with zipfile.ZipFile(broken, "w") as archive:
            for name, content in names.items():
                archive.writestr(name, content)
        for content, code in (
            (b"", "file_empty"),
            ("", "file_empty"),
            ("\n \n", "file_empty"),
            (ole, "file_old_excel"),
            (ole + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
            (b"%PDF-1.7 ...", "file_pdf"),
            (b"<html><table><tr><td>", "file_web_page"),
            (other_zip.getvalue(), "file_not_a_table"),
            (torn[: len(torn) // 2], "file_broken"),
            (broken.getvalue(), "file_broken"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "file_not_a_table"),
            (b"\xff\xff\x81\x00\xff", "file_encoding"),
            ('姓名\t备注\n张伟\t"没有结束\n李娜\t\n', "quote_open"),
            ("姓名\t备注\n", "no_rows"),
        ):
            with self.subTest(code=code):
                self.assert_file_problem(content, code)

    def test_limits(self):
        text = csv_text(HEADER, *([str(number)] for number in range(5)))
        self.assert_file_problem(text, "file_too_big", size=10)
        self.assertEqual(
            len(self.assert_file_problem(text, "too_many_rows", rows=4).rows), 4
        )
        self.assert_file_problem(text, "too_many_columns", columns=3)
        self.assert_file_problem(workbook(HEADER), "file_too_big", unpacked=100)
        wrong = csv_text(HEADER, *(["", "1"] for _number in range(5)))
        found = read(wrong, COLUMNS, limits=Limits(problems=2))
        self.assertEqual(
            [p.code for p in found.errors], ["missing", "missing", "too_many_problems"]
        )

    # properties

    @given(
        st.lists(
            st.text(
                st.characters(
                    codec="gb18030", exclude_categories=("Cc", "Cf", "Zs", "Zl", "Zp")
                ),
                min_size=1,
                max_size=20,
            ).filter(lambda text: text not in table._EXCEL_ERRORS),
            min_size=1,
            max_size=3 * table.HEADER_ROWS,
        ),
        st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    )
    def test_what_is_written_is_read(self, names, encoding):
        text = csv_text(["姓名", "备注"], *([name, "x"] for name in names))
        found = read(text.encode(encoding), COLUMNS)
        self.assertEqual([row.values["name"] for row in found.rows], names)

    @given(st.integers(0, 10**15 - 1), st.booleans())
    def test_codes_are_exact(self, number, as_float):
        column = COLUMNS[1]
        cell = float(number) if as_float else number
        self.assertEqual(table.convert(column, cell), (str(number), None, {}))

    @given(st.floats(min_value=10**15, allow_nan=False, allow_infinity=False))
    def test_rounded_codes_never_pass(self, number):
        value, code, _params = table.convert(COLUMNS[1], number)
        self.assertEqual((value, code), (None, "number_rounded"))

    @given(st.binary(max_size=200) | st.text(max_size=200))
    def test_any_content_is_answered(self, content):
        found = read(content, COLUMNS)
        self.assertTrue(found.rows or found.errors)
