"""Form of the statements (报表格式): periods, lines in columns, sums that agree."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

#: Part of a year (期间) and its first and last month.
PARTS = {
    "year": (1, 12),
    **{f"q{n}": (3 * n - 2, 3 * n) for n in range(1, 5)},
    **{f"m{n:02}": (n, n) for n in range(1, 13)},
}
CENT = 0.005


@dataclass(frozen=True)
class Line:
    """One line (项目) of a statement; ``number`` is its 行次, 0 for a heading."""

    label: str
    number: int = 0
    values: tuple = ()
    indent: int = 0
    bold: bool = False
    #: What is behind the amounts: nothing, or an id (0: of all) to be asked for.
    source: int | None = None


def period(year, part):
    """Return first and last day of a part of a year."""
    first, last = PARTS[part]
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def year_to(day):
    """Return first day of the calendar year of a day, and the day (本年累计)."""
    return day.replace(month=1, day=1), day


def last_year(span):
    """Return the same days of the year before; the end of February stays the end."""
    return tuple(_earlier(day) for day in span)


def _earlier(day):
    length = monthrange(day.year, day.month)[1]
    shorter = monthrange(day.year - 1, day.month)[1]
    return day.replace(
        year=day.year - 1, day=shorter if day.day == length else min(day.day, shorter)
    )


def two_sided(left, right):
    """Lay two lists of lines side by side (账户式); totals stand in the last row."""
    gap = len(left) - len(right)
    left, right = _stretched(left, -gap), _stretched(right, gap)
    return list(zip(left, right, strict=True))


def _stretched(lines, rows):
    if rows <= 0 or not lines:
        return lines
    return [*lines[:-1], *[Line("")] * rows, lines[-1]]


def rows(left, right, columns):
    """Return the printed rows of cells: one list of lines, or two side by side."""
    if not right:
        return [cells(line, columns) for line in left]
    return [
        [*cells(one, columns), *cells(other, columns)]
        for one, other in two_sided(left, right)
    ]


def cells(line, columns):
    """Return what is printed of a line: its label, its number, its amounts."""
    values = line.values or (None,) * columns
    amounts = [
        ("amount", in_figures(value), value, _opens(line, column, value))
        for column, value in enumerate(values)
    ]
    label, number = ("label", line.label), ("number", str(line.number or ""))
    return [
        {"kind": kind, "text": text, "value": value, "line": line, "opens": opens}
        for kind, text, value, opens in (
            (*label, None, None),
            (*number, None, None),
            *amounts,
        )
    ]


def _opens(line, column, value):
    """Return what a reader of the screen asks for when he presses the amount."""
    if line.source is None or value is None:
        return None
    return f"[{column}, {line.source}]"


def differs(amount):
    """Return whether two sums that must agree do not, to the fen."""
    return abs(amount or 0) >= CENT


def in_figures(amount):
    """Return an amount as it is printed; nothing where there is no entry at all."""
    if amount is None:
        return ""
    return f"{0.0 if not differs(amount) else amount:,.2f}"


def both_sides(balance):
    """Return a balance as debit and credit (借方、贷方余额), one of them None."""
    if not differs(balance):
        return None, None
    return (balance, None) if balance > 0 else (None, -balance)
