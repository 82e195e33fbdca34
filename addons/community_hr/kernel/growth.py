"""When somebody rises a grade: after so many years that count (正常增长).

A year counts unless its appraisal failed it. What is left over of earlier years is not
lost: the next years count from where the last step was earned.
"""

from datetime import date
from typing import NamedTuple


class Steps(NamedTuple):
    """``number`` of grades to rise; ``since``: from when the next years count."""

    number: int
    since: date


def year_later(day: date) -> date:
    """Return the same day a year later; 29 February becomes 1 March.

    >>> year_later(date(2024, 2, 29))
    datetime.date(2025, 3, 1)
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def earned_steps(since, day, step_years, failed=frozenset()):
    """Return the :class:`Steps` earned between two days.

    :param since: the day from which years count
    :param failed: calendar years that failed; a year of service belongs to the
        calendar year it begins in

    >>> new_year = lambda year: date(year, 1, 1)
    >>> earned_steps(new_year(2023), new_year(2026), 3).number
    1
    >>> earned_steps(new_year(2023), new_year(2026), 3, {2024}).number
    0
    >>> earned_steps(new_year(2023), new_year(2027), 3, {2024})
    Steps(number=1, since=datetime.date(2027, 1, 1))
    >>> earned_steps(new_year(2020), date(2027, 12, 31), 3)
    Steps(number=2, since=datetime.date(2026, 1, 1))
    """
    number = good = 0
    start = since
    while step_years and (after := year_later(start)) <= day:
        good += start.year not in failed
        start = after
        if good == step_years:
            number, good, since = number + 1, 0, after
    return Steps(number, since)


def grade_at_least(fen, grades):
    """Return the lowest grade that pays no less, or the highest (就近就高).

    :param grades: ``{number: fen}``, not empty

    >>> [grade_at_least(fen, {1: 100, 2: 120, 3: 150}) for fen in (90, 120, 121, 999)]
    [1, 2, 3, 3]
    """
    fitting = [number for number, amount in grades.items() if amount >= fen]
    return min(fitting) if fitting else max(grades)
