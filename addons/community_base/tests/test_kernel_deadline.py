import datetime
import doctest
from datetime import date

import chinese_calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel import deadline
from ..kernel.deadline import DAY, PLAIN_WEEK, Calendar, DeadlineError

YEARS = (2025, 2026)
OFFICIAL = deadline.calendar_of(
    [entry for year in YEARS for entry in deadline.holidays_of(year)], YEARS
)

days = st.dates(date(2024, 6, 1), date(2027, 6, 30))
numbers = st.integers(0, 60)
calendars = st.builds(
    Calendar,
    st.dictionaries(days, st.booleans(), max_size=40),
    st.frozensets(st.integers(2024, 2027)),
)


class TestWorkingDays(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(deadline).failed)

    def test_around_national_day(self):
        """2026: 1 to 7 October off, 20 September and 10 October (weekends) worked."""
        for day, works in (
            (date(2026, 9, 19), False),
            (date(2026, 9, 20), True),
            (date(2026, 9, 30), True),
            (date(2026, 10, 1), False),
            (date(2026, 10, 7), False),
            (date(2026, 10, 8), True),
            (date(2026, 10, 10), True),
            (date(2026, 10, 11), False),
        ):
            self.assertEqual(deadline.is_working_day(day, OFFICIAL), works, day)
        end = deadline.add_working_days(date(2026, 9, 30), 3, OFFICIAL)
        self.assertEqual(end, (date(2026, 10, 10), ()))

    def test_a_year_not_announced_is_named(self):
        end = deadline.add_working_days(date(2026, 12, 30), 3, OFFICIAL)
        self.assertEqual(end, (date(2027, 1, 4), (2027,)))
        # the last day that counts is still in 2026
        end = deadline.add_working_days(date(2026, 12, 30), 1, OFFICIAL)
        self.assertEqual(end, (date(2026, 12, 31), ()))
        start = date(2026, 12, 31)
        self.assertEqual(deadline.add_working_days(start, 0, PLAIN_WEEK), (start, ()))
        self.assertEqual(
            deadline.working_days_between(
                date(2024, 12, 31), date(2027, 1, 1), OFFICIAL
            )[1],
            (2027,),
        )

    def test_exceptions_of_a_year_not_announced_do_not_count(self):
        new_year = date(2027, 1, 1)
        draft = Calendar({new_year: False}, frozenset({2026}))
        self.assertTrue(deadline.is_working_day(new_year, draft))

    def test_working_days_of_a_year(self):
        """The State Council's arrangements leave 248 working days in 2025 and 2026."""
        for year in YEARS:
            length = deadline.working_days_between(
                date(year - 1, 12, 31), date(year, 12, 31), OFFICIAL
            )
            self.assertEqual(length, (248, ()))

    def test_refused(self):
        today = date(2026, 11, 23)
        now = datetime.datetime(2026, 11, 23, 9)
        for code, call in (
            ("negative", lambda: deadline.add_working_days(today, -1, OFFICIAL)),
            ("negative", lambda: deadline.publication_end(today, 1.5)),
            ("negative", lambda: deadline.notice_ok(today, today, -1)),
            (
                "backwards",
                lambda: deadline.working_days_between(today, today - DAY, OFFICIAL),
            ),
            ("not_a_date", lambda: deadline.is_working_day(now, OFFICIAL)),
            ("not_a_date", lambda: deadline.publication_over(today, 1, now)),
            ("not_a_date", lambda: deadline.notice_ok("2026-11-23", today, 1)),
            ("unknown_year", lambda: deadline.holidays_of(2099)),
        ):
            with self.assertRaises(DeadlineError) as caught:
                call()
            self.assertEqual(caught.exception.code, code)

    @settings(max_examples=60)
    @given(days, numbers, calendars)
    def test_between_undoes_add(self, start, number, calendar):
        end = deadline.add_working_days(start, number, calendar)
        length = deadline.working_days_between(start, end.date, calendar)
        self.assertEqual(length, (number, end.assumed_years))

    @settings(max_examples=60)
    @given(days, days, calendars)
    def test_add_undoes_between_on_a_working_day(self, one, two, calendar):
        start, end = sorted((one, two))
        count = deadline.working_days_between(start, end, calendar).days
        back = deadline.add_working_days(start, count, calendar).date
        self.assertLessEqual(back, end)
        if deadline.is_working_day(end, calendar):
            self.assertEqual(back, end)

    @settings(max_examples=60)
    @given(days, numbers, numbers, calendars)
    def test_periods_add_up(self, start, first, second, calendar):
        middle = deadline.add_working_days(start, first, calendar).date
        end = deadline.add_working_days(middle, second, calendar).date
        whole = deadline.add_working_days(start, first + second, calendar).date
        self.assertEqual(end, whole)

    @settings(max_examples=60)
    @given(days, numbers, calendars)
    def test_later_start_or_more_days_never_end_earlier(self, start, number, calendar):
        end = deadline.add_working_days(start, number, calendar).date
        later = deadline.add_working_days(start + DAY, number, calendar).date
        longer = deadline.add_working_days(start, number + 1, calendar).date
        self.assertGreaterEqual(later, end)
        self.assertGreater(longer, end)
        self.assertTrue(deadline.is_working_day(longer, calendar))


class TestCalendarDays(BaseCase):
    def test_notice_just_under_at_and_over(self):
        meeting = date(2026, 11, 21)
        for sent, ok in ((10, True), (11, True), (12, False)):
            self.assertEqual(
                deadline.notice_ok(date(2026, 11, sent), meeting, 10), ok, sent
            )
        self.assertTrue(deadline.notice_ok(meeting, meeting, 0))

    def test_publication_over_a_holiday_is_not_moved(self):
        posted = date(2026, 9, 28)
        self.assertEqual(deadline.publication_end(posted, 7), date(2026, 10, 5))

    @settings(max_examples=60)
    @given(days, numbers)
    def test_publication_lasts_full_days(self, posted, number):
        end = deadline.publication_end(posted, number)
        inside = [
            day
            for day in (posted + place * DAY for place in range(number + 3))
            if posted < day and not deadline.publication_over(posted, number, day)
        ]
        self.assertEqual(len(inside), number)
        self.assertTrue(deadline.publication_over(posted, number, end + DAY))

    @settings(max_examples=60)
    @given(days, days, numbers)
    def test_earlier_notice_is_never_worse(self, sent, meeting, number):
        ok = deadline.notice_ok(sent, meeting, number)
        self.assertGreaterEqual(deadline.notice_ok(sent - DAY, meeting, number), ok)
        latest = deadline.latest_notice(meeting, number)
        self.assertEqual(ok, sent <= latest)


class TestOfficialCalendar(BaseCase):
    def test_entries(self):
        names = {entry.name for entry in deadline.holidays_of(2026)}
        self.assertLessEqual({"元旦", "春节", "清明", "劳动节", "端午", "中秋"}, names)
        entries = deadline.holidays_of(2026)
        self.assertEqual([*entries], sorted(entries))
        self.assertEqual(len({entry.date for entry in entries}), len(entries))
        for entry in entries:
            if entry.working:
                self.assertGreaterEqual(entry.date.weekday(), 5)

    def test_agrees_with_the_package(self):
        calendar = deadline.calendar_of(
            [e for y in deadline.announced_years() for e in deadline.holidays_of(y)],
            deadline.announced_years(),
        )
        day = date(deadline.announced_years()[0], 1, 1)
        while day.year in calendar.years:
            self.assertEqual(
                deadline.is_working_day(day, calendar), chinese_calendar.is_workday(day)
            )
            day += DAY
