"""What a person is paid for a month, line by line, to the fen (工资计算).

How to use::

    person = PersonMonth(month, policy, stretches, inputs, bases, rates, taxation)
    slip = compute(person)
    slip.lines, slip.gross, slip.net, slip.employer

How it works
    1. A policy is a list of rules in their order. A rule brings one component by one
       method: some for each stretch of days (``SLICE_METHODS``), some once a month
       (``MONTH_METHODS``). There is no formula text.
    2. A stretch is a slice of the month with the facts of these days: what the scale
       gives for the grade, the allowances, the coefficient of performance.
    3. Each line is rounded once, by its rule. A component's lines telescope: what is
       due up to the end of a slice, rounded, less what came before. So a cut at which
       nothing changes alters no sum.
    4. Amounts are signed by what they do to the net; employer's costs stand beside it.
       The net is the sum of its lines by construction.
    5. Lines carry the days they pay for. What was paid for a month is therefore the
       sum of the lines dated in it, on whatever slip: see ``backpay``.

All amounts are whole fen, rates are fractions.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from . import insurance, tax
from .rounding import FEN, Rounding, round_fen
from .slicing import WHOLE, Month, Slice

#: What a component does: to the net, and whether it is part of the gross (应发).
SIGNS = {
    "earning": 1,  # 应发项
    "reduction": -1,  # 应扣项: less pay, as for absence
    "withheld": -1,  # 代扣项: the person's part of insurances and fund
    "tax": -1,  # 个人所得税
    "net_only": 1,  # 不计应发: reimbursed, or collected for others
    "employer": 1,  # 单位承担: no part of the net
}
GROSS = ("earning", "reduction")
#: How a component counts for the income tax.
TREATMENTS = ("income", "exempt", "insurance", "other", "separate", "none")
SLICE_METHODS = ("grade", "wage", "allowance", "amount", "rate", "performance")
MONTH_METHODS = ("input", "insurance", "tax", "bonus_tax")

#: What is missing, with the names of the parameters.
ERRORS = {
    "missing_fact": ("fact", "day"),
    "missing_grade": ("grade",),
    "missing_base": ("component", "needs"),
    "missing_rule": ("component",),
    "missing_tax_rule": ("method",),
    "missing_rate": ("insurance", "party"),
    "missing_brackets": ("table",),
    "second_bonus": (),
}


class PayError(ValueError):
    """A month that cannot be computed; ``code`` is one of ``ERRORS``."""

    def __init__(self, code, /, **params):
        self.code, self.params = code, params
        super().__init__(f"{code} {params}")


class Component(NamedTuple):
    key: Hashable
    kind: str
    tax: str = "none"


class Rule(NamedTuple):
    """How one component comes about (薪酬规则).

    ``grade``        what the scale gives for the grade (facts: ``grade``)
    ``wage``         what the contract says (facts: ``wage``)
    ``allowance``    an allowance of the ``source`` (facts: ``allowance/<source>``)
    ``amount``       a fixed ``amount``
    ``rate``         ``rate`` of the sum of ``bases``, divided by ``divisor``
    ``performance``  the same of ``bases`` (or ``amount``), times the coefficient; if
                     there is no result, ``default``
    ``input``        what was entered: an amount, or a quantity times the rate
    ``insurance``    the contribution of ``party`` to ``source``
    ``tax``          income tax of the year so far; ``bonus_tax``: that of a bonus
    """

    key: Hashable
    component: Component
    method: str
    amount: int = 0
    rate: Fraction = WHOLE
    divisor: Fraction = WHOLE
    bases: tuple = ()
    source: str = ""
    party: str = ""
    default: Fraction = WHOLE
    proration: str = "calendar"
    rounding: Rounding = FEN


class Policy:
    """The rules in force together, in their order."""

    __slots__ = ("by_method", "by_slice", "inputs", "insurances", "key", "rules")

    def __init__(self, key: Hashable, rules: Sequence[Rule]):
        self.key, self.rules = key, tuple(rules)
        self.by_slice = [rule for rule in rules if rule.method in SLICE_METHODS]
        self.inputs = {r.component.key: r for r in rules if r.method == "input"}
        self.insurances = [rule for rule in rules if rule.method == "insurance"]
        self.by_method = {rule.method: rule for rule in rules}


class Stretch(NamedTuple):
    """A slice with the policy and the facts of its days."""

    slice: Slice
    policy: Policy
    facts: Mapping


class Input(NamedTuple):
    """What was entered for the month: an ``amount``, or a ``quantity`` to be paid."""

    key: Hashable
    component: Hashable
    quantity: Fraction = WHOLE
    amount: int | None = None


class Taxation(NamedTuple):
    """What taxes the month: the year so far without this month's own figures.

    ``ytd`` has basic deduction and reliefs through this month already.
    """

    ytd: tax.YearToDate
    brackets: Sequence[tax.Bracket]
    bonus_brackets: Sequence[tax.Bracket] | None = None
    bonus_taxed: bool = False


class Line(NamedTuple):
    """``amount`` is signed; ``why`` has what the other columns do not say."""

    rule: Hashable
    component: Component
    first: date
    last: date
    days: int
    base: int
    rate: Fraction
    amount: int
    version: Hashable = None
    why: Mapping | None = None


class PersonMonth(NamedTuple):
    """All that the pay of one person for one month comes from.

    ``policy``    in force at the end of the month, for what comes once a month
    ``bases``     insurance to the base that was declared; not insured: none
    ``rates``     (insurance, party) to :class:`~.insurance.Rate`
    ``taxation``  ``None``: no tax is computed, as for months long past
    ``back``      lines for past months that this month pays
    """

    month: Month
    policy: Policy
    stretches: Sequence[Stretch] = ()
    inputs: Sequence[Input] = ()
    bases: Mapping = {}
    rates: Mapping = {}
    taxation: Taxation | None = None
    back: Sequence[Line] = ()


class Slip(NamedTuple):
    """``figures``: what this slip adds to the year; ``withheld``: how its tax came."""

    lines: list
    gross: int
    net: int
    employer: int
    tax: int
    figures: tax.YearToDate
    separate: int
    withheld: tax.Withheld | None


def compute(person: PersonMonth) -> Slip:
    """Return the slip of a month.

    :raise PayError: something is missing; it says what
    """
    stretches = sorted(person.stretches, key=lambda stretch: stretch.slice.first)
    lines = _lines_of_slices(person.month, stretches)
    lines += _lines_of_inputs(person, stretches)
    lines += _lines_of_insurances(person)
    lines += person.back
    figures, separate = sum_taxable(lines)
    withheld = None
    if person.taxation:
        withheld, taxed = _lines_of_tax(person, figures, separate)
        lines += taxed
    return _close(lines, figures, separate, withheld)


def _close(lines, figures, separate, withheld):
    sums = dict.fromkeys(SIGNS, 0)
    for line in lines:
        sums[line.component.kind] += line.amount
    employer = sums.pop("employer")
    gross = sum(sums[kind] for kind in GROSS)
    net, taxes = sum(sums.values()), -sums["tax"]
    return Slip(lines, gross, net, employer, taxes, figures, separate, withheld)


# By days


def _lines_of_slices(month, stretches):
    due, paid, lines = defaultdict(int), defaultdict(int), []
    for piece, policy, facts in stretches:
        for rule, base, rate, monthly in standing(policy, facts, piece.first):
            if not monthly:
                continue
            place = rule.component.key, rule.source
            if rule.proration == "none":  # in full, once
                due[place] = monthly
            else:
                whole = piece.days == month.days
                share = 1 if whole else piece.share(month, rule.proration)
                due[place] += monthly * share
            total = SIGNS[rule.component.kind] * round_fen(due[place], rule.rounding)
            amount, paid[place] = total - paid[place], total
            if not amount:
                continue
            lines.append(
                Line(
                    rule.key,
                    rule.component,
                    piece.first,
                    piece.last,
                    piece.working_days if rule.proration == "working" else piece.days,
                    base,
                    rate,
                    amount,
                    piece.key,
                )
            )
    return lines


def standing(policy: Policy, facts: Mapping, day: date):
    """Yield (rule, base, rate, exact amount) of a whole month under these facts."""
    sums = {}
    for rule in policy.by_slice:
        base, rate = MEASURES[rule.method](rule, facts, sums, day)
        monthly = base if rate is WHOLE else base * rate
        key = rule.component.key
        sums[key] = sums.get(key, 0) + monthly
        yield rule, base, rate, monthly


def _measure_fact(rule, facts, sums, day):
    if rule.method not in facts:
        raise PayError("missing_fact", fact=rule.method, day=day)
    return facts[rule.method], WHOLE


def _measure_allowance(rule, facts, sums, day):
    return facts.get(f"allowance/{rule.source}", 0), WHOLE


def _measure_amount(rule, facts, sums, day):
    return rule.amount, WHOLE


def _measure_rate(rule, facts, sums, day):
    return _sum_bases(rule, sums), rule.rate / rule.divisor


def _measure_performance(rule, facts, sums, day):
    base = rule.amount or _sum_bases(rule, sums)
    coefficient = facts.get("performance")
    if coefficient is None:
        coefficient = rule.default
    return base, rule.rate / rule.divisor * coefficient


def _sum_bases(rule, sums):
    missing = [key for key in rule.bases if key not in sums]
    if missing:
        raise PayError(
            "missing_base", component=rule.component.key, needs=tuple(missing)
        )
    return sum(sums[key] for key in rule.bases)


MEASURES = {
    "grade": _measure_fact,
    "wage": _measure_fact,
    "allowance": _measure_allowance,
    "amount": _measure_amount,
    "rate": _measure_rate,
    "performance": _measure_performance,
}


# Once a month


def _whole(month, rule, amount, base=0, rate=WHOLE, why=None):
    """Return a line that pays for the month as a whole."""
    return Line(
        rule.key,
        rule.component,
        month.first,
        month.last,
        0,
        base,
        rate,
        SIGNS[rule.component.kind] * amount,
        None,
        why,
    )


def _lines_of_inputs(person, stretches):
    if not person.inputs:
        return []
    sums = {}
    if stretches:
        latest = stretches[-1]
        whole = standing(latest.policy, latest.facts, latest.slice.first)
        for rule, _base, _rate, monthly in whole:
            key = rule.component.key
            sums[key] = sums.get(key, 0) + monthly
    return [_line_of_input(person, entry, sums) for entry in person.inputs]


def _line_of_input(person, entry, sums):
    rule = person.policy.inputs.get(entry.component)
    if rule is None:
        raise PayError("missing_rule", component=entry.component)
    why = {"input": entry.key}
    if entry.amount is not None:
        amount = round_fen(entry.amount, rule.rounding)
        return _whole(person.month, rule, amount, entry.amount, WHOLE, why)
    base = rule.amount or _sum_bases(rule, sums)
    rate = rule.rate / rule.divisor * entry.quantity
    why["quantity"] = str(float(entry.quantity))
    amount = round_fen(base * rate, rule.rounding)
    return _whole(person.month, rule, amount, round_fen(base), rate, why)


def _lines_of_insurances(person):
    lines = []
    for rule in person.policy.insurances if person.bases else ():
        declared = person.bases.get(rule.source)
        if declared is None:
            continue
        rate = person.rates.get((rule.source, rule.party))
        if rate is None:
            raise PayError("missing_rate", insurance=rule.source, party=rule.party)
        base, amount = insurance.contribution(declared, rate)
        if amount:
            why = {"declared": declared, "rate": rate.key}
            if rate.fixed:
                why["fixed"] = rate.fixed
            lines.append(_whole(person.month, rule, amount, base, rate.rate, why))
    return lines


# Tax


def sum_taxable(lines):
    """Return what lines add to the year's figures, and what is taxed apart."""
    sums = dict.fromkeys(TREATMENTS, 0)
    for line in lines:
        sums[line.component.tax] += line.amount
    figures = tax.YearToDate(
        income=sums["income"] + sums["exempt"],
        exempt=sums["exempt"],
        insurance=-sums["insurance"],
        other=-sums["other"],
    )
    return figures, sums["separate"]


def _lines_of_tax(person, figures, separate):
    ytd, brackets, bonus_brackets, bonus_taxed = person.taxation
    ytd = ytd.plus(
        income=figures.income,
        exempt=figures.exempt,
        insurance=figures.insurance,
        other=figures.other,
    )
    withheld = tax.withhold(ytd, brackets)
    lines = []
    if withheld.tax or withheld.carried or withheld.due:
        why = {**ytd._asdict(), "quick": withheld.quick, "due": withheld.due}
        why["carried"] = withheld.carried
        lines.append(_line_of_tax(person, "tax", withheld, why))
    if separate:
        if bonus_taxed:
            raise PayError("second_bonus")
        if not bonus_brackets:
            raise PayError("missing_brackets", table="bonus")
        apart = tax.tax_bonus(separate, bonus_brackets)
        lines.append(_line_of_tax(person, "bonus_tax", apart, {"quick": apart.quick}))
    return withheld, lines


def _line_of_tax(person, method, withheld, why):
    rule = person.policy.by_method.get(method)
    if rule is None:
        raise PayError("missing_tax_rule", method=method)
    return _whole(
        person.month, rule, withheld.tax, withheld.taxable, withheld.rate, why
    )
