"""Read a table that a person pasted from Excel or saved as CSV or xlsx.

How to use::

    COLUMNS = (
        Column("code", ("Code", "区划代码"), required=True, kind="code"),
        Column("name", ("Name", "名称"), required=True),
    )
    table = read(content, COLUMNS)
    for row in table.rows:
        row.number, row.values["code"]
    for problem in table.problems:
        problem.row, problem.column, problem.code, problem.params

How it works
    1. The bytes say what the file is, whatever its name is; text is read as
       UTF-8, UTF-16 or GB 18030.
    2. The header is the first of the top rows that holds the required columns,
       so a title above the table does no harm. Each header is looked up among
       the labels and aliases of the columns.
    3. Each cell becomes a value of the column's kind, or a problem.

Nothing is guessed. A long number that Excel has rounded cannot be read back, so
it is reported, as are formulas without a value, cells beyond the header, a
column given twice. ``row`` is the row of the sheet, as Excel numbers it; 0 speaks
of the file. Codes of problems stand in ``PROBLEMS``; the words are the caller's.
"""

import csv
import datetime
import io
import itertools
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

import openpyxl

#: Every code of a problem, with the names of its parameters.
PROBLEMS = {
    # of the file
    "file_empty": (),
    "file_too_big": ("size", "limit"),
    "file_old_excel": (),
    "file_encrypted": (),
    "file_pdf": (),
    "file_web_page": (),
    "file_not_a_table": (),
    "file_broken": (),
    "file_encoding": (),
    "quote_open": (),
    "too_many_rows": ("limit",),
    "too_many_columns": ("limit",),
    "too_many_problems": ("limit",),
    # of the header
    "header_missing": ("columns",),
    "header_required": (),
    "header_twice": ("other",),
    "header_unknown": (),
    "other_sheet": ("sheet",),
    "no_rows": (),
    # of a cell
    "missing": (),
    "too_long": ("limit",),
    "number_rounded": ("value",),
    "number_fraction": ("value",),
    "not_a_number": ("value",),
    "not_a_date": ("value",),
    "not_a_choice": ("value", "choices"),
    "formula_error": ("value",),
    "beyond_header": ("value",),
}
#: These are told, and do not stand in the way.
NOTICES = frozenset({"header_unknown", "other_sheet"})

HEADER_ROWS = 10
EXACT = 10**15  # Excel keeps 15 digits of a number

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ROUNDED = re.compile(r"[+-]?\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_HEADER_NOISE = re.compile(r"[\s*＊:：]+|[(（\[【].*$")
_DATE = re.compile(
    r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?(?:[ T]0?0:00(?::00)?)?"
    r"|(\d{4})(\d{2})(\d{2})",
)
_CODE_NOISE = re.compile(r"[\s'’‐-―\-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\u200b\ufeff]")


class Problem(NamedTuple):
    row: int
    column: str
    code: str
    params: dict = {}

    @property
    def is_notice(self):
        return self.code in NOTICES


class Row(NamedTuple):
    number: int
    values: dict


@dataclass(frozen=True)
class Column:
    """A field that a table may hold.

    ``kind``: ``text``; ``code`` (digits and letters that name something: ID,
    phone, account: kept exactly, without spaces and hyphens); ``date``;
    ``number`` (Decimal); ``choice`` (``choices`` gives the value for each text).
    ``labels``: all headers that mean this column; the first is its name in
    messages.
    """

    name: str
    labels: tuple
    required: bool = False
    kind: str = "text"
    choices: dict = field(default_factory=dict)
    max_length: int = 500

    @property
    def label(self):
        return self.labels[0]

    def headers(self):
        return {normalize_header(text) for text in (self.name, *self.labels)}


@dataclass(frozen=True)
class Limits:
    size: int = 64 * 2**20
    unpacked: int = 512 * 2**20
    rows: int = 10_000
    columns: int = 100
    problems: int = 200


@dataclass
class Table:
    """What was read: ``rows`` with a value (or ``None``) for every column."""

    rows: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    headers: dict = field(default_factory=dict)

    @property
    def errors(self):
        return [problem for problem in self.problems if not problem.is_notice]


class _Unreadable(Exception):
    """The file as a whole: ``code`` and parameters of its problem."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.problem = Problem(0, "", code, params)


def read(content, columns, *, keep=None, ignored=(), limits=None):
    """Read ``content`` (bytes of a file, or pasted text) as a :class:`Table`.

    :param keep: given the texts of a row by column name, whether the row is
        wanted; the others are skipped unread and count for no limit.
    :param ignored: headers that are known and of no use.
    """
    return _Reader(columns, keep, ignored, limits or Limits()).run(content)


def normalize_header(text):
    """
    >>> normalize_header(" 身份证号＊（18位）"), normalize_header("Area Code")
    ('身份证号', 'areacode')
    """
    text = unicodedata.normalize("NFKC", str(text or ""))
    return _HEADER_NOISE.sub("", text).casefold()


class _Reader:
    def __init__(self, columns, keep, ignored, limits):
        self.columns = columns
        self.keep = keep
        self.ignored = {normalize_header(header) for header in ignored}
        self.limits = limits
        self.table = Table()
        self.by_header = {
            header: column for column in columns for header in column.headers()
        }

    def run(self, content):
        try:
            sheets = _open_sheets(content, self.limits)
            self._read_best_sheet(sheets)
        except _Unreadable as error:
            self.table.problems.append(error.problem)
        except csv.Error:
            self.table.problems.append(Problem(0, "", "file_broken"))
        return self.table

    # the header

    def _read_best_sheet(self, sheets):
        """Read the first sheet that has the required columns.

        Without one, complain about the first sheet that holds anything.
        """
        fallback = chosen = None
        for title, rows in sheets:
            rows = _numbered(rows)
            top = list(itertools.islice(rows, HEADER_ROWS))
            if not top:
                continue
            header = self._find_header(top)
            fallback = fallback or (top, header)
            if header is None or self._missing(top[header][1]):
                continue
            if chosen:
                self._complain(0, "", "other_sheet", sheet=title)
                continue
            chosen = title or True
            self._read_sheet(top, header, rows)
        if fallback is None:
            raise _Unreadable("file_empty")
        if not chosen:
            self._explain_header(*fallback)

    def _find_header(self, top):
        """Index of the top row with most known headers, ``None`` if none has any."""
        known = [
            sum(normalize_header(cell) in self.by_header for cell in cells)
            for _number, cells in top
        ]
        best = max(known)
        return known.index(best) if best else None

    def _missing(self, cells):
        headers = {normalize_header(cell) for cell in cells}
        return [
            column
            for column in self.columns
            if column.required and not column.headers() & headers
        ]

    def _explain_header(self, top, header):
        if header is None:
            labels = [column.label for column in self.columns if column.required]
            self._complain(top[0][0], "", "header_missing", columns=labels)
            return
        number, cells = top[header]
        for column in self._missing(cells):
            self._complain(number, column.label, "header_required")
        self._map_header(number, cells)

    def _map_header(self, number, cells):
        """Return the column of each cell of the header, ``None`` for no column."""
        mapped, seen = [], {}
        for cell in cells:
            header = normalize_header(cell)
            column = self.by_header.get(header)
            text = _text(cell)
            if column and column.name in seen:
                other = seen[column.name]
                self._complain(number, text, "header_twice", other=other)
                column = None
            elif column:
                seen[column.name] = text
            elif header and header not in self.ignored:
                self._complain(number, text, "header_unknown")
            mapped.append(column)
        self.table.headers = seen
        return mapped

    # the rows

    def _read_sheet(self, top, header, rows):
        number, cells = top[header]
        if len(cells) > self.limits.columns:
            raise _Unreadable("too_many_columns", limit=self.limits.columns)
        mapped = self._map_header(number, cells)
        for row in top[header + 1 :]:
            self._read_row(mapped, *row)
        for row in rows:
            self._read_row(mapped, *row)
        if not self.table.rows and not self.table.errors:
            self._complain(0, "", "no_rows")

    def _read_row(self, mapped, number, cells):
        if len(cells) > self.limits.columns:
            raise _Unreadable("too_many_columns", limit=self.limits.columns)
        pairs = [
            (column, cell)
            for column, cell in zip(mapped, cells, strict=False)
            if column
        ]
        if self.keep and not self.keep({c.name: _text(cell) for c, cell in pairs}):
            return
        if len(self.table.rows) >= self.limits.rows:
            raise _Unreadable("too_many_rows", limit=self.limits.rows)
        for cell in cells[len(mapped) :]:
            if _text(cell):
                self._complain(number, "", "beyond_header", value=_text(cell))
        values = dict.fromkeys(column.name for column in self.columns)
        for column, cell in pairs:
            values[column.name] = self._convert(number, column, cell)
        self.table.rows.append(Row(number, values))

    def _convert(self, number, column, cell):
        value, code, params = convert(column, cell)
        if code:
            header = self.table.headers.get(column.name, column.label)
            self._complain(number, header, code, **params)
        return value

    def _complain(self, row, column, code, **params):
        problems = self.table.problems
        if len(problems) >= self.limits.problems and code not in NOTICES:
            raise _Unreadable("too_many_problems", limit=self.limits.problems)
        problems.append(Problem(row, column, code, params))


# Cells


def convert(column, cell):
    """Return ``(value, code, params)`` for one cell; ``code`` if it is wrong."""
    text = _text(cell)
    if not text:
        return None, "missing" if column.required else None, {}
    if text.startswith("#") and text in _EXCEL_ERRORS:
        return None, "formula_error", {"value": text}
    value, code, params = _KINDS[column.kind](column, cell, text)
    if code is None and isinstance(value, str) and len(value) > column.max_length:
        return None, "too_long", {"limit": column.max_length}
    return value, code, params


_EXCEL_ERRORS = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}
)


def _convert_text(column, cell, text):
    if _is_number(cell) and abs(cell) >= EXACT:
        return None, "number_rounded", {"value": text}
    return text, None, {}


def _convert_code(column, cell, text):
    """A number that stands for digits: all of them must still be there."""
    if _is_number(cell):
        if abs(cell) >= EXACT:
            return None, "number_rounded", {"value": text}
        if cell != int(cell) or cell < 0:
            return None, "number_fraction", {"value": text}
    elif _ROUNDED.fullmatch(text):
        return None, "number_rounded", {"value": text}
    text = unicodedata.normalize("NFKC", text).upper()
    return _CODE_NOISE.sub("", text) or None, None, {}


def _convert_number(column, cell, text):
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip("¥￥元 ")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        value = Decimal("nan")
    if not value.is_finite():
        return None, "not_a_number", {"value": text}
    return value, None, {}


def _convert_date(column, cell, text):
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        year, month, day = (int(part) for part in match.groups() if part)
        return datetime.date(year, month, day), None, {}
    except (AttributeError, ValueError):
        return None, "not_a_date", {"value": text}


def _convert_choice(column, cell, text):
    wanted = normalize_header(text)
    for label, value in column.choices.items():
        if normalize_header(label) == wanted:
            return value, None, {}
    return None, "not_a_choice", {"value": text, "choices": list(column.choices)}


_KINDS = {
    "text": _convert_text,
    "code": _convert_code,
    "number": _convert_number,
    "date": _convert_date,
    "choice": _convert_choice,
}


def _is_number(cell):
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _text(cell):
    """The text of a cell as a person sees it; whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return str(cell.date())
    return _CONTROL.sub("", str(cell)).strip(" \t\r\n\u3000\xa0")


# Files


def _numbered(rows):
    """Rows that hold anything, with the number they have in the sheet."""
    for number, cells in enumerate(rows, 1):
        if any(_text(cell) for cell in cells):
            yield number, list(cells)


def _open_sheets(content, limits):
    """Yield ``(title, rows)`` of each sheet; text is one sheet without a title."""
    size = len(content)
    if size > limits.size:
        raise _Unreadable("file_too_big", size=size, limit=limits.size)
    if isinstance(content, str):
        return [(None, _text_rows(content))]
    if not content.strip():
        raise _Unreadable("file_empty")
    if content.startswith(b"PK"):
        return _workbook_sheets(content, limits)
    _refuse_other_formats(content)
    return [(None, _text_rows(_decode(content)))]


def _refuse_other_formats(content):
    start = content[:4096].lstrip()
    if start.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise _Unreadable("file_encrypted" if encrypted else "file_old_excel")
    if start.startswith(b"%PDF"):
        raise _Unreadable("file_pdf")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml|table|meta)", start, re.I):
        raise _Unreadable("file_web_page")


def _decode(content):
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise _Unreadable("file_not_a_table")
        return text
    raise _Unreadable("file_encoding")


def _text_rows(text):
    """Rows of pasted or comma-separated text; quoted cells may span lines."""
    text = text.lstrip("\ufeff")
    top = text[:10_000].splitlines()[:HEADER_ROWS]
    counts = {mark: sum(line.count(mark) for line in top) for mark in "\t,;"}
    delimiter = "\t" if counts["\t"] else max(",;", key=counts.get)
    if _quote_stays_open(text, delimiter):
        raise _Unreadable("quote_open")
    stream = io.StringIO(text, newline="")
    return csv.reader(stream, delimiter=delimiter)


def _quote_stays_open(text, delimiter):
    """Whether a quote is never closed, which would swallow all rows after it."""
    if '"' not in text:
        return False
    try:
        for _row in csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter, strict=True
        ):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _workbook_sheets(content, limits):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = archive.infolist()
    except zipfile.BadZipFile:
        raise _Unreadable("file_broken") from None
    if not any(info.filename == "xl/workbook.xml" for info in files):
        raise _Unreadable("file_not_a_table")
    if any(info.flag_bits & 1 for info in files):
        raise _Unreadable("file_encrypted")
    unpacked = sum(info.file_size for info in files)
    if unpacked > limits.unpacked:
        raise _Unreadable("file_too_big", size=unpacked, limit=limits.unpacked)
    return _sheets(content)


def _sheets(content):
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True
        )
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()
                yield sheet.title, _sheet_rows(sheet)
        book.close()
    except Exception as error:
        # openpyxl lets any error of zipfile, the XML parser or its own through
        raise _Unreadable("file_broken") from error


def _sheet_rows(sheet):
    try:
        yield from sheet.iter_rows(values_only=True)
    except Exception as error:
        raise _Unreadable("file_broken") from error
