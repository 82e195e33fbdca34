"""Files of payments as a bank takes them (代发文件): columns, separator and encoding.

How to use::

    columns = (("账号", "account"), ("金额", "yuan"))
    layout = Layout("csv", "gb18030", ",", True, columns)
    render(layout, [{"account": "6222…", "yuan": "12.30"}])

A workbook holds text only: an account of 19 digits as a number would lose its last.
"""

import csv
import io
from typing import NamedTuple

import openpyxl

SEPARATORS = {"comma": ",", "bar": "|", "tab": "\t"}


class Layout(NamedTuple):
    """How a bank wants its file: ``xlsx`` or text in an encoding.

    ``columns`` are (header, what the column holds) in their order.
    """

    file_type: str
    encoding: str
    separator: str
    has_header: bool
    columns: tuple


def render(layout: Layout, rows: list) -> bytes:
    """Return the file.

    :param rows: dicts of texts by what a column can hold; what is missing stays empty
    :raise UnicodeEncodeError: the bank's encoding lacks a character of a name

    >>> columns = (("户名", "name"), ("金额", "yuan"))
    >>> layout = Layout("csv", "utf-8", "|", True, columns)
    >>> render(layout, [{"name": "甲", "yuan": "1.00"}]).decode().split("\\r\\n")
    ['户名|金额', '甲|1.00', '']
    """
    table = [[row.get(value, "") for _header, value in layout.columns] for row in rows]
    if layout.has_header:
        table.insert(0, [header for header, _value in layout.columns])
    return _workbook(table) if layout.file_type == "xlsx" else _text(layout, table)


def _text(layout: Layout, table: list) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=layout.separator, lineterminator="\r\n").writerows(
        table
    )
    return buffer.getvalue().encode(layout.encoding)


def _workbook(table: list) -> bytes:
    book, buffer = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for row in table:
        cells = []
        for text in row:
            cell = openpyxl.cell.WriteOnlyCell(sheet, text)
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    book.save(buffer)
    return buffer.getvalue()
