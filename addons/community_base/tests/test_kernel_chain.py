import datetime
import doctest
import time
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..kernel import chain
from ..kernel.chain import ChainError, Sealed

START = chain.genesis("resolution/12/2026")
KNOWN = "0905cd50e5f87cb9d37dbf4d0d7bb5274423acc3b910c36ee4f77a8906f61431"

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
atoms = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    texts,
    st.dates(),
    st.datetimes(),
    st.decimals(-(10**9), 10**9),
)
payloads = st.dictionaries(
    texts,
    st.recursive(
        atoms, lambda v: st.lists(v, max_size=2) | st.dictionaries(texts, v, max_size=2)
    ),
    max_size=4,
)


def chain_of(payloads, start=START):
    records = []
    for payload in payloads:
        seal = chain.seal(start, 1, payload)
        records.append(Sealed(start, 1, payload, seal))
        start = seal
    return records


flat = st.dictionaries(texts, atoms, max_size=3)
chains = st.lists(flat, min_size=1, max_size=5).map(chain_of)


class TestCanonical(BaseCase):
    def test_doctests(self):
        flags = doctest.IGNORE_EXCEPTION_DETAIL
        self.assertFalse(doctest.testmod(chain, optionflags=flags).failed)

    def test_written_form(self):
        east8 = datetime.timezone(datetime.timedelta(hours=8))
        moment = datetime.datetime(2026, 11, 23, 9, 30, tzinfo=east8)
        for value, text in (
            ({"二": 2, "一": [True, None, -7]}, '{"一":[true,null,-7],"二":2}'),
            ({"t": moment}, '{"t":"2026-11-23T01:30:00.000000Z"}'),
            (
                {"t": datetime.datetime(2026, 11, 23, 1, 30)},
                '{"t":"2026-11-23T01:30:00.000000Z"}',
            ),
            ({"d": datetime.date(2026, 1, 2)}, '{"d":"2026-01-02"}'),
            ({"n": "a\nb\u2028"}, '{"n":"a\\nb\u2028"}'),
            ({"x": {"b": (), "a": {}}}, '{"x":{"a":{},"b":[]}}'),
        ):
            self.assertEqual(chain.canonical(value).decode(), text)

    def test_equal_amounts_are_equal_bytes(self):
        for one, text in {
            "1.50": "1.5",
            "100": "100",
            "1E+2": "100",
            "100.00": "100",
            "-0.00": "0",
            "0.010": "0.01",
            "-3.0": "-3",
        }.items():
            payload = {"amount": Decimal(one)}
            self.assertEqual(
                chain.canonical(payload).decode(), f'{{"amount":"{text}"}}'
            )

    def test_refused(self):
        for code, value in (
            ("type", 1.0),
            ("type", float("nan")),
            ("type", b"bytes"),
            ("type", {1}),
            ("type", object()),
            ("type", [[{"deep": 0.5}]]),
            ("type", datetime.time(1)),
            ("key", {1: "a"}),
            ("key", [{None: "a"}]),
            ("number", Decimal("NaN")),
            ("number", Decimal("Infinity")),
            ("text", "\ud800"),
        ):
            with self.assertRaises(ChainError) as caught:
                chain.canonical({"value": value})
            self.assertEqual(caught.exception.code, code, value)
        for code, previous, version in (
            ("seal", "", 1),
            ("seal", START.upper(), 1),
            ("seal", None, 1),
            ("version", START, 0),
            ("version", START, "1"),
            ("version", START, True),
        ):
            with self.assertRaises(ChainError) as caught:
                chain.seal(previous, version, {})
            self.assertEqual(caught.exception.code, code)

    def test_known_seal(self):
        """Seals outlive the program: this one must never come out differently."""
        payload = {
            "number": 3,
            "title": "关于道路维修的决议",
            "amount": Decimal("1.50"),
        }
        self.assertEqual(chain.seal(START, 1, payload), KNOWN)

    @settings(max_examples=40)
    @given(payloads, st.randoms())
    def test_order_of_keys_plays_no_part(self, payload, chance):
        items = list(payload.items())
        chance.shuffle(items)
        self.assertEqual(chain.canonical(dict(items)), chain.canonical(payload))


class TestVerify(BaseCase):
    @settings(max_examples=40)
    @given(chains)
    def test_sound(self, records):
        heads = {place + 1: record.seal for place, record in enumerate(records)}
        self.assertIsNone(chain.verify(iter(records), START, heads))
        self.assertIsNone(chain.verify(records[1:], records[0].seal))

    @settings(max_examples=40)
    @given(chains, st.data())
    def test_changed_field(self, records, data):
        place = data.draw(st.integers(0, len(records) - 1))
        other = data.draw(flat)
        if chain.canonical(other) == chain.canonical(records[place].payload):
            other = {**other, "forged": True}
        records[place] = records[place]._replace(payload=other)
        self.assertEqual(chain.verify(records, START), (place, "seal"))

    @settings(max_examples=40)
    @given(chains, st.data())
    def test_changed_version_or_any_bit_of_a_seal(self, records, data):
        place = data.draw(st.integers(0, len(records) - 1))
        bit = 1 << data.draw(st.integers(0, 255))
        record = records[place]
        forged = record._replace(seal=f"{int(record.seal, 16) ^ bit:064x}")
        for change, reason in (
            (forged, "seal"),
            (
                record._replace(previous=f"{int(record.previous, 16) ^ bit:064x}"),
                "link",
            ),
            (record._replace(version=2), "seal"),
            (record._replace(version=0), "payload"),
            (record._replace(payload={"float": 0.5}), "payload"),
        ):
            records[place] = change
            self.assertEqual(chain.verify(records, START), (place, reason))

    @settings(max_examples=40)
    @given(chains, st.data())
    def test_missing_inserted_and_moved(self, records, data):
        place = data.draw(st.integers(0, len(records) - 1))
        missing = records[:place] + records[place + 1 :]
        if place < len(records) - 1:
            self.assertEqual(chain.verify(missing, START), (place, "link"))
            swapped = [*records]
            swapped[place : place + 2] = swapped[place + 1], swapped[place]
            self.assertEqual(chain.verify(swapped, START), (place, "link"))
        [new] = chain_of([{"inserted": 1}], records[place].previous)
        inserted = [*records[:place], new, *records[place:]]
        self.assertEqual(chain.verify(inserted, START), (place + 1, "link"))
        twice = [*records[: place + 1], *records[place:]]
        self.assertEqual(chain.verify(twice, START), (place + 1, "link"))

    @settings(max_examples=40)
    @given(chains, st.data())
    def test_only_published_heads_show_a_chain_cut_or_rewritten(self, records, data):
        anchors = {len(records): records[-1].seal}
        kept = data.draw(st.integers(0, len(records) - 1))
        cut = records[:kept]
        self.assertIsNone(chain.verify(cut, START))
        self.assertEqual(chain.verify(cut, START, anchors), (kept, "end"))
        forged = [record.payload for record in records]
        forged[kept] = {"forged": forged[kept]}
        rewritten = chain_of(forged)
        self.assertIsNone(chain.verify(rewritten, START))
        last = len(records) - 1
        self.assertEqual(chain.verify(rewritten, START, anchors), (last, "anchor"))

    def test_another_register_s_chain_does_not_pass(self):
        records = chain_of([{"a": 1}])
        other = chain.genesis("resolution/12/2027")
        self.assertEqual(chain.verify(records, other), (0, "link"))
        self.assertEqual(chain.verify([], START, {0: other}), (0, "anchor"))
        self.assertIsNone(chain.verify([], START))

    def test_every_reason_is_explained(self):
        self.assertEqual(
            set(chain.BREAKS), {"payload", "link", "seal", "anchor", "end"}
        )

    def test_a_hundred_thousand_records_stream(self):
        """About a second on a quiet machine; the bound leaves room for a busy one."""
        payload = {
            "number": 1,
            "organ": "居民委员会",
            "date": datetime.date(2026, 11, 23),
            "amount": Decimal("12345.67"),
            "title": "关于道路维修的决议",
            "yes": 7,
            "no": 1,
        }

        def records(count):
            head = START
            for number in range(count):
                body = {**payload, "number": number}
                seal = chain.seal(head, 1, body)
                yield Sealed(head, 1, body, seal)
                head = seal

        begun = time.process_time()
        self.assertIsNone(chain.verify(records(10_000), START))
        self.assertLess(time.process_time() - begun, 1.5)


class TestDayHead(BaseCase):
    def test_every_register_counts(self):
        heads = {name: chain.genesis(name) for name in ("甲", "乙", "丙")}
        whole = chain.day_head(heads)
        for name in heads:
            less = {key: heads[key] for key in heads if key != name}
            self.assertNotEqual(chain.day_head(less), whole)
            self.assertNotEqual(chain.day_head({**heads, name: START}), whole)
            renamed = {key + ("x" if key == name else ""): heads[key] for key in heads}
            self.assertNotEqual(chain.day_head(renamed), whole)
        with self.assertRaisesRegex(ChainError, "seal"):
            chain.day_head({"甲": "not a seal"})
