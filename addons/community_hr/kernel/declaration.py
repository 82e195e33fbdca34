"""Tables for authorities, filled into what the office has laid out (申报表).

The office's workbook says what it wants: ``{name}`` in a cell is replaced. The first
row with such cells is repeated for each person; in the other rows stand what holds for
the whole, as ``{month}``, and sums, as ``{sum:net}``; ``{one+other}`` adds two up. All
else stays as it is, merged cells below the repeated row excepted.
"""

import io
import re
from copy import copy

import openpyxl

PLACE = re.compile(r"\{([a-z_0-9:+]+)\}")


class DeclarationError(Exception):
    """The workbook cannot be filled: ``code`` and ``params`` say why."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code, self.params = code, params


def read_places(content: bytes) -> set:
    """Return the names that a workbook asks for.

    :raise DeclarationError: it is no workbook, or no row is there to be repeated
    """
    sheet = _open(content).active
    _find_pattern(sheet)
    return {
        name.removeprefix("sum:")
        for row in sheet.iter_rows()
        for cell in row
        for names in _get_names(cell)
        for name in names.split("+")
    }


def fill(content: bytes, rows: list, whole: dict) -> bytes:
    """Return the workbook with a row for each person.

    :param rows: dicts of texts and amounts in fen, by the names of the places
    :param whole: what holds for all of them
    """
    book = _open(content)
    sheet = book.active
    pattern = _find_pattern(sheet)
    width = sheet.max_column
    cells = [copy_cell(sheet.cell(pattern, column + 1)) for column in range(width)]
    if len(rows) > 1:
        sheet.insert_rows(pattern + 1, len(rows) - 1)
    for number, values in enumerate(rows or [{}]):
        for column, (text, style) in enumerate(cells, 1):
            cell = sheet.cell(pattern + number, column)
            cell._style = copy(style)
            _put(cell, text, values)
    _fill_rest(sheet, pattern, pattern + max(len(rows), 1), rows, whole)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill_rest(sheet, first, after, rows, whole):
    sums = {
        f"sum:{name}": sum(row.get(name) or 0 for row in rows)
        for name in {key for row in rows for key in row}
        if all(isinstance(row.get(name, 0), int) for row in rows)
    }
    for row in sheet.iter_rows():
        if not first <= row[0].row < after:
            for cell in row:
                _put(cell, cell.value, {**sums, **whole})


def copy_cell(cell):
    return cell.value, copy(cell._style)


def _open(content):
    try:
        return openpyxl.load_workbook(io.BytesIO(content))
    except Exception as error:
        raise DeclarationError("no_workbook") from error


def _find_pattern(sheet):
    for row in sheet.iter_rows():
        names = [name for cell in row for name in _get_names(cell)]
        if "name" in names:
            return row[0].row
    raise DeclarationError("no_pattern")


def _get_names(cell):
    return PLACE.findall(cell.value) if isinstance(cell.value, str) else ()


def _put(cell, text, values):
    """Write what a cell asks for; an amount alone in its cell stays a number.

    Text is never taken for a formula, whatever it begins with.
    """
    if not isinstance(text, str) or not PLACE.search(text):
        if text is not None:
            cell.value = text
        return
    alone = PLACE.fullmatch(text)
    value = _get_value(alone[1], values) if alone else None
    if isinstance(value, int):
        cell.value = value / 100
        return
    cell.value = PLACE.sub(lambda place: _to_text(_get_value(place[1], values)), text)
    cell.data_type = "s"


def _get_value(names, values):
    found = [values[name] for name in names.split("+") if name in values]
    if not found:
        return ""
    return sum(found) if isinstance(found[0], int) else found[0]


def _to_text(value):
    return f"{value / 100:.2f}" if isinstance(value, int) else str(value)
