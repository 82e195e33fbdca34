"""The lived-in street: earlier terms behind today's seats, and Bao'an beside it."""

from datetime import date, timedelta

from odoo.fields import Domain

from . import factory
from .names import person_names

TERMS = (
    (date(2014, 1, 1), date(2018, 12, 31)),
    (date(2019, 1, 1), factory.TERM_START - timedelta(1)),
)
# Names that today's seats have not used up.
FIRST_FREE_NAME = 600


def build_history(env):
    load_official_list(env)
    make_earlier_terms(env)


def load_official_list(env):
    """Load Bao'an's 10 streets and 141 communities as an administrator would."""
    wizard = env["community.area.import"].create(
        {"source": "shipped", "shipped_list": "baoan"}
    )
    wizard.action_preview()
    wizard.action_apply()


def make_earlier_terms(env):
    """Give each organ with a term the two terms before the present one.

    Half of the people served both: that is what histories look like.
    """
    seats = env["community.seat"].search(
        Domain("date_start", "=", factory.TERM_START)
        & Domain("organ_id.term_years", ">", 0)
        & Domain("tenure", "=", "regular")
    )
    names = list(person_names())[FIRST_FREE_NAME : FIRST_FREE_NAME + 2 * len(seats)]
    people = factory.make_persons(env, names)
    vals_list = []
    for number, seat in enumerate(seats):
        first, other = people[2 * number], people[2 * number + 1]
        holders = (first, first if number % 2 else other)
        for holder, (begin, end) in zip(holders, TERMS, strict=True):
            vals_list.append(
                factory.prepare_seat(
                    seat.organ_id,
                    seat.role_id.code,
                    holder,
                    date_start=begin,
                    date_end=end,
                )
            )
    factory.make_seats(env, vals_list)
