import doctest
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..kernel import credit_code, ledger

FIRST = date(2026, 1, 1)
HOLDERS = st.sampled_from("ABC")
DAYS = st.integers(0, 9).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def entries(draw):
    """Any entry, sensible or not."""
    kind = draw(
        st.sampled_from(["issue", "move", "buy", "convert", "pledge", "release"])
    )
    giver = draw(HOLDERS) if kind in ("move", "buy", "convert", "pledge") else None
    taker = draw(HOLDERS) if kind in ("issue", "move", "convert", "release") else None
    return ledger.Entry(
        draw(DAYS),
        "x",
        draw(st.integers(1, 20)),
        giver,
        taker,
        "y" if kind == "convert" else None,
        kind in ("pledge", "release"),
    )


def accepted(proposed):
    """Return the entries that a careful clerk's ledger has taken, in their order."""
    kept = []
    for entry in proposed:
        if ledger.first_overdraft([*kept, entry]) is None:
            kept.append(entry)
    return kept


@tagged("post_install", "-at_install")
class TestKernelLedger(BaseCase):
    def test_examples(self):
        self.assertFalse(doctest.testmod(ledger).failed)
        self.assertFalse(doctest.testmod(credit_code).failed)

    @given(st.lists(entries(), max_size=25))
    def test_never_negative_on_any_day(self, proposed):
        kept = accepted(proposed)
        for number in range(10):
            found = ledger.balances(kept, FIRST + timedelta(days=number))
            self.assertTrue(all(balance.is_sound for balance in found.values()))

    @given(st.lists(entries(), max_size=25))
    def test_total_is_what_was_issued_less_what_was_bought_back(self, proposed):
        kept = accepted(proposed)
        moved = [entry for entry in kept if not entry.blocks]
        issued = sum(e.quantity for e in moved if e.giver is None)
        bought = sum(e.quantity for e in moved if e.taker is None)
        found = ledger.balances(kept, FIRST + timedelta(days=9))
        self.assertEqual(
            sum(balance.quantity for balance in found.values()), issued - bought
        )

    @given(st.lists(entries(), max_size=25), st.randoms())
    def test_order_of_writing_is_of_no_account(self, proposed, random):
        kept = accepted(proposed)
        shuffled = random.sample(kept, len(kept))
        self.assertIsNone(ledger.first_overdraft(shuffled))
        for number in range(10):
            day = FIRST + timedelta(days=number)
            self.assertEqual(ledger.balances(kept, day), ledger.balances(shuffled, day))

    @given(st.lists(entries(), min_size=1, max_size=25))
    def test_counter_entry_restores(self, proposed):
        kept = accepted(proposed)
        if not kept:
            return
        last = FIRST + timedelta(days=9)
        with_counter = [*kept, kept[-1].reversed(last)]
        self.assertEqual(
            ledger.balances(with_counter, last), ledger.balances(kept[:-1], last)
        )

    def test_overdraft_of_an_earlier_day_is_named(self):
        late = ledger.Entry(FIRST + timedelta(days=5), "x", 5, taker="A")
        early = ledger.Entry(FIRST, "x", 1, giver="A")
        bad = ledger.first_overdraft([late, early])
        self.assertEqual((bad.date, bad.holder), (FIRST, "A"))
        self.assertEqual(bad.balance, ledger.Balance(-1, 0))
