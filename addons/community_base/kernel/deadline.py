"""Periods (期限) in working days and in calendar days.

Working days (工作日)
    A :class:`Calendar` holds the days that differ from the plain week, as the
    State Council announces them each year (节假日安排): holidays on weekdays and
    working days at weekends (调休上班). A year that is not announced yet counts plain
    weekdays, and the answer names it in ``assumed_years``.

Calendar days (日)
    The day on which something happens does not count, the next one is the first
    (民法典 art. 201). Holidays count too, and the last day does not move.

Dates are ``datetime.date``: a deadline has no hour, and "today" is the caller's,
in the office's time zone.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

DAY = datetime.timedelta(days=1)


class DeadlineError(ValueError):
    """A period that cannot be counted. ``code`` is one of:

    ``negative``  fewer than no days
    ``backwards``  the end lies before the start
    ``not_a_date``  a date with an hour, or no date at all
    ``unknown_year``  nobody has announced this year's holidays
    """

    def __init__(self, code, /, **params):
        self.code = code
        self.params = params
        super().__init__(f"{code} {params}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """``exceptions``: date to whether people work on it. ``years``: those announced.

    >>> new_year = datetime.date(2026, 1, 1)
    >>> calendar = Calendar({new_year: False}, frozenset({2026}))
    >>> is_working_day(new_year, calendar)
    False
    """

    exceptions: Mapping[datetime.date, bool]
    years: frozenset[int]


#: Knows no year: every answer is an assumption.
PLAIN_WEEK = Calendar({}, frozenset())


class Deadline(NamedTuple):
    """The last day of a period; ``assumed_years`` were counted by the plain week."""

    date: datetime.date
    assumed_years: tuple[int, ...]


class Length(NamedTuple):
    """Working days in a period; ``assumed_years`` as in :class:`Deadline`."""

    days: int
    assumed_years: tuple[int, ...]


# Working days


def is_working_day(day: datetime.date, calendar: Calendar) -> bool:
    """Do people work on ``day``? In a year not announced: Monday to Friday.

    >>> is_working_day(datetime.date(2026, 11, 21), PLAIN_WEEK)
    False
    """
    _check_dates(day)
    plain = day.weekday() < 5
    if day.year not in calendar.years:
        return plain
    return calendar.exceptions.get(day, plain)


def add_working_days(start: datetime.date, n: int, calendar: Calendar) -> Deadline:
    """The ``n``-th working day after ``start``; ``start`` itself does not count.

    0 days end on ``start``, whatever day that is. Raises ``DeadlineError``.

    >>> friday = datetime.date(2026, 11, 20)
    >>> add_working_days(friday, 3, PLAIN_WEEK)
    Deadline(date=datetime.date(2026, 11, 25), assumed_years=(2026,))
    """
    _check_days(n)
    _check_dates(start)
    day = start
    while n:
        day += DAY
        n -= is_working_day(day, calendar)
    return Deadline(day, _assumed(start, day, calendar))


def working_days_between(
    start: datetime.date, end: datetime.date, calendar: Calendar
) -> Length:
    """Working days after ``start`` up to and including ``end``.

    >>> week = datetime.date(2026, 11, 20), datetime.date(2026, 11, 27)
    >>> working_days_between(*week, PLAIN_WEEK).days
    5
    """
    _check_dates(start, end)
    if end < start:
        raise DeadlineError("backwards", start=start, end=end)
    days = (start + number * DAY for number in range(1, (end - start).days + 1))
    count = sum(is_working_day(day, calendar) for day in days)
    return Length(count, _assumed(start, end, calendar))


def _assumed(start, end, calendar):
    """Unannounced years among the days counted, those after ``start``."""
    if start == end:
        return ()
    years = range((start + DAY).year, end.year + 1)
    return tuple(year for year in years if year not in calendar.years)


# Calendar days


def publication_end(start: datetime.date, days: int) -> datetime.date:
    """The last full day of a publication (公示) that went up on ``start``.

    The day of posting does not count and the period is never shortened: what
    depends on it may happen on the day after, see ``publication_over``. A page
    that is replaced starts again, with the day of the new one.

    >>> publication_end(datetime.date(2026, 11, 23), 7)
    datetime.date(2026, 11, 30)
    """
    _check_days(days)
    _check_dates(start)
    return start + days * DAY


def publication_over(start: datetime.date, days: int, today: datetime.date) -> bool:
    """Have ``days`` full days passed?

    >>> posted = datetime.date(2026, 11, 23)
    >>> [publication_over(posted, 7, posted + number * DAY) for number in (7, 8)]
    [False, True]
    """
    _check_dates(today)
    return today > publication_end(start, days)


def latest_notice(meeting: datetime.date, days: int) -> datetime.date:
    """The last day on which a notice of ``days`` (会议召开十日前通知) may go out.

    ``days`` nights lie between notice and meeting; the meeting's day does not
    count (a notice of 10 days for the 21st goes out on the 11th). A charter that
    asks for more, such as clear days, asks for one day more.

    >>> latest_notice(datetime.date(2026, 11, 21), 10)
    datetime.date(2026, 11, 11)
    """
    _check_days(days)
    _check_dates(meeting)
    return meeting - days * DAY


def notice_ok(sent: datetime.date, meeting: datetime.date, days: int) -> bool:
    """Did the notice go out in time?

    >>> notice_ok(datetime.date(2026, 11, 12), datetime.date(2026, 11, 21), 10)
    False
    """
    _check_dates(sent)
    return sent <= latest_notice(meeting, days)


def _check_days(days):
    if type(days) is not int or days < 0:
        raise DeadlineError("negative", days=days)


def _check_dates(*dates):
    # A datetime is a date to Python and compares with none: it would fail late, or
    # carry an hour into a deadline.
    for date in dates:
        if type(date) is not datetime.date:
            raise DeadlineError("not_a_date", value=date)


# The official calendar


class HolidayEntry(NamedTuple):
    """One announced day: ``working`` where a weekend is worked for the holiday."""

    date: datetime.date
    working: bool
    name: str


def announced_years() -> tuple[int, ...]:
    """Years that the installed chinesecalendar knows.

    >>> 2026 in announced_years(), 2004 in announced_years()
    (True, True)
    """
    constants = _constants()
    return tuple(sorted({day.year for day in constants.holidays}))


def holidays_of(year: int) -> tuple[HolidayEntry, ...]:
    """What the State Council announced for a year, by date, named in Chinese.

    Raises ``DeadlineError`` for a year that the package does not know.

    >>> holidays_of(2026)[0]
    HolidayEntry(date=datetime.date(2026, 1, 1), working=False, name='元旦')
    """
    constants = _constants()
    chinese = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    entries = [
        HolidayEntry(day, working, chinese.get(name, name))
        for days, working in ((constants.holidays, False), (constants.workdays, True))
        for day, name in days.items()
        if day.year == year
    ]
    if not entries:
        raise DeadlineError("unknown_year", year=year)
    return tuple(sorted(entries))


def calendar_of(entries: Iterable[HolidayEntry], years: Iterable[int]) -> Calendar:
    """The calendar that these entries make; ``years`` are announced completely.

    >>> calendar = calendar_of(holidays_of(2026), [2026])
    >>> add_working_days(datetime.date(2026, 9, 30), 1, calendar).date
    datetime.date(2026, 10, 8)
    """
    exceptions = {entry.date: entry.working for entry in entries}
    return Calendar(exceptions, frozenset(years))


def _constants():
    # Only seeding the table needs the package: the rest works without it.
    from chinese_calendar import constants

    return constants
