import calendar
import io
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from odoo.tests import BaseCase, tagged

from ..kernel import photo, rent
from ..kernel.rent import Step

FIRST = date(2024, 1, 1)
days = st.integers(0, 1500).map(lambda number: FIRST + timedelta(days=number))
steps = st.lists(
    st.builds(
        Step,
        days,
        st.integers(0, 10**9),
        st.sampled_from([Fraction(0), Fraction(3, 100), Fraction(5, 100)]),
        st.sampled_from([12, 24, 36]),
    ),
    max_size=4,
    unique_by=lambda step: step.start,
)


@tagged("post_install", "-at_install")
class TestRent(BaseCase):
    """What rent falls due, by hand and for any steps and terms."""

    def test_whole_months(self):
        plan = rent.schedule(
            [Step(date(2026, 1, 1), 100_000)], date(2026, 1, 1), date(2026, 12, 31)
        )
        self.assertEqual([due.fen for due in plan], [100_000] * 12)

    def test_parts_of_months_by_their_days(self):
        """31-day January: 16 days; 28-day February whole; March up to the 15th."""
        plan = rent.schedule(
            [Step(date(2026, 1, 16), 310_000)], date(2026, 1, 16), date(2026, 3, 15)
        )
        self.assertEqual([due.fen for due in plan], [160_000, 310_000, 150_000])

    def test_growth_every_year_rounded_to_the_fen(self):
        steps = [Step(date(2024, 1, 1), 100_003, Fraction(5, 100))]
        for year, fen in ((2024, 100_003), (2025, 105_003), (2026, 110_253)):
            self.assertEqual(rent.rent_on(steps, date(year, 12, 31)), fen)

    def test_growth_in_the_middle_of_a_month(self):
        """15 of 30 days at 3,000.00, 15 at 3,300.00."""
        steps = [Step(date(2025, 6, 16), 300_000, Fraction(10, 100))]
        [june] = rent.schedule(steps, date(2026, 6, 1), date(2026, 6, 30))
        self.assertEqual(june.fen, 315_000)

    def test_rent_free_months_then_steps(self):
        steps = [
            Step(date(2026, 1, 1), 0),
            Step(date(2026, 4, 1), 200_000),
            Step(date(2027, 1, 1), 220_000),
        ]
        plan = rent.schedule(steps, date(2026, 1, 1), date(2027, 1, 31))
        self.assertEqual([due.fen for due in plan], [0] * 3 + [200_000] * 9 + [220_000])

    def test_leap_february(self):
        [due] = rent.schedule(
            [Step(date(2024, 2, 1), 290_000)], date(2024, 2, 1), date(2024, 2, 28)
        )
        self.assertEqual(due.fen, 280_000)

    def test_terms_in_months(self):
        for start, end, months in (
            ((2026, 1, 1), (2028, 12, 31), 36),
            ((2026, 1, 31), (2026, 2, 27), 1),
            ((2026, 1, 15), (2026, 2, 14), 1),
            ((2026, 1, 15), (2026, 2, 15), 2),
            ((2026, 1, 15), (2026, 1, 14), 0),
        ):
            self.assertEqual(rent.months_between(date(*start), date(*end)), months)

    def test_quarters_from_any_day(self):
        steps = [Step(date(2026, 1, 16), 310_000)]
        plan = rent.periods(steps, date(2026, 1, 16), date(2026, 12, 31), 3)
        self.assertEqual(plan[0].end, date(2026, 4, 15))
        self.assertEqual(plan[-1].end, date(2026, 12, 31))
        self.assertEqual(
            sum(due.fen for due in plan),
            rent.total(steps, date(2026, 1, 16), date(2026, 12, 31)),
        )

    def test_round_half_up(self):
        self.assertEqual(rent.round_half_up(Fraction(1, 2)), 1)
        self.assertEqual(rent.round_half_up(Fraction(3, 2)), 2)

    @settings(deadline=None)
    @given(steps, days, st.integers(0, 900), st.integers(0, 900))
    def test_cutting_a_term_changes_nothing(self, steps, start, length, cut):
        end = start + timedelta(days=length)
        middle = start + timedelta(days=min(cut, length))
        parts = rent.total(steps, start, middle) + rent.total(
            steps, middle + timedelta(days=1), end
        )
        self.assertEqual(parts, rent.total(steps, start, end))

    @settings(deadline=None)
    @given(steps, days, st.integers(0, 900), st.sampled_from([1, 3, 6, 12]))
    def test_periods_add_up_and_leave_no_day_out(self, steps, start, length, months):
        end = start + timedelta(days=length)
        dues = rent.periods(steps, start, end, months)
        self.assertEqual(sum(due.fen for due in dues), rent.total(steps, start, end))
        self.assertEqual(dues[0].start, start)
        self.assertEqual(dues[-1].end, end)
        for due, after in zip(dues, dues[1:], strict=False):
            self.assertEqual(due.end + timedelta(days=1), after.start)

    @settings(deadline=None)
    @given(steps, days, st.integers(0, 400))
    def test_a_month_is_what_its_days_cost(self, steps, start, length):
        """Against the definition, day by day, rounded once a month."""
        end = start + timedelta(days=length)
        for due in rent.schedule(steps, start, end):
            exact = self.cost(steps, due.start, due.end)
            self.assertLessEqual(abs(due.fen - exact), 1)
            if due.start.day == 1:
                self.assertEqual(due.fen, rent.round_half_up(exact))

    def cost(self, steps, first, last):
        length = calendar.monthrange(first.year, first.month)[1]
        days = range((last - first).days + 1)
        rents = (rent.rent_on(steps, first + timedelta(days=day)) for day in days)
        return sum((Fraction(fen, length) for fen in rents), Fraction(0))


@tagged("post_install", "-at_install")
class TestPhoto(BaseCase):
    def picture(self, size=(40, 20)):
        exif = Image.Exif()
        exif[0x010F] = "camera"
        exif[0x0112] = 6
        exif.get_ifd(0x8825)[1] = "N"
        raw = io.BytesIO()
        Image.new("RGB", size, "red").save(raw, "JPEG", exif=exif, comment=b"place")
        return raw.getvalue()

    def test_nothing_but_the_picture_is_left(self):
        bare = photo.strip(self.picture())
        with Image.open(io.BytesIO(bare)) as picture:
            self.assertFalse(dict(picture.getexif()))
            self.assertNotIn("comment", picture.info)
            self.assertEqual(picture.size, (20, 40), "turned as the camera said")
        self.assertNotIn(b"camera", bare)

    def test_no_longer_than_allowed(self):
        with Image.open(io.BytesIO(photo.strip(self.picture((4000, 100))))) as picture:
            self.assertLessEqual(max(picture.size), photo.MAX_SIDE)

    def test_what_is_no_picture(self):
        for raw in (b"", b"<svg/>", b"%PDF-1.7"):
            with self.assertRaises(photo.NotAPhoto):
                photo.strip(raw)
