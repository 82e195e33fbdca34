from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.community_base.kernel.deadline import is_working_day

from ..kernel import backpay, pay, tax
from ..kernel.pay import PayError
from ..kernel.rounding import exact, round_fen, to_fen
from ..kernel.slicing import Month, SliceError, Term, cut
from .pay_run import FINAL
from .pay_standing import Standing

ZERO = tax.YearToDate()


class Person(NamedTuple):
    """Who is paid: ids of the employee, his area and its community."""

    id: int
    area: int
    community: int | None


class Dated:
    """Facts of areas in force for a time: the nearest area's counts (就近适用)."""

    def __init__(self):
        self.by_area = defaultdict(list)
        self._found = {}

    def add(self, area_id, first, last, value):
        self.by_area[area_id].append((first, last or date.max, value))

    def starts(self, line):
        """Return the days on which something begins in an area or above it."""
        return {fact[0] for area in line for fact in self.by_area.get(area, ())}

    def get(self, line, day):
        """Return what is in force on a day in the nearest area of a line, or None."""
        key = line[0], day
        if key not in self._found:
            self._found[key] = self._find(line, day)
        return self._found[key]

    def _find(self, line, day):
        for area in line:
            for first, last, value in self.by_area.get(area, ()):
                if first <= day <= last:
                    return value
        return None


class Gathering:
    """Everything the pay of some people comes from, read in sets (采集).

    The number of queries is the same for five people and for ten thousand. Whom the
    officer may pay has been decided by his rights before; what holds for them does not
    depend on who asks.
    """

    def __init__(self, env, run, employees):
        self.env, self.run = env, run
        self._past = {}
        self.ids = tuple(employees.ids) or (0,)
        self.month = self._month(run.month)
        self.tax_first = run.tax_month.replace(month=1)
        self.window = fields.Date.subtract(run.month, months=run.look_back)
        self.first = min(self.window, self.tax_first)
        self.last = max(self.month.last, fields.Date.end_of(run.tax_month, "month"))
        self.people = self._read_people()
        self.terms, self.versions = self._read_versions()
        self.policies = self._read_policies()
        self.components = env["pay.component"].with_context(active_test=False)
        self.components = self.components.sudo().search([])._to_kernel()
        self.rates = self._read_rates()
        self.inputs = self._read_inputs()
        self.bases = self._read_bases()
        self.paid = self._read_paid()
        self.lines = self._read_area_lines()
        self.covered = self._read_covered()
        self.coefficients = env["pay.collector"]._get_coefficients(self)
        self.standing = Standing(
            env, list(self.lines), self.versions, self.first, self.last
        )
        self._read_tax()

    def query(self, query, **params):
        return self.env.execute_query(SQL(query, ids=self.ids, **params))

    def _month(self, day):
        calendar = self.env["community.calendar.day"]._get_calendar()
        return Month(day, lambda each: is_working_day(each, calendar))

    # People

    def _read_people(self):
        rows = self.query("""
            SELECT person.id, area.id, area.community_id
              FROM hr_employee person JOIN community_area area
                ON area.id = person.area_id
             WHERE person.id IN %(ids)s ORDER BY person.id""")
        return [Person(*row) for row in rows]

    def _read_area_lines(self):
        """Return {area: (area, the one above, …, 0 for everywhere)}."""
        areas = {person.area for person in self.people} | set(self.paid_in.values())
        rows = self.env.execute_query(
            SQL(
                "SELECT id, parent_path FROM community_area WHERE id IN %s",
                tuple(areas) or (0,),
            )
        )
        return {
            area: (*[int(part) for part in path.split("/")[-2::-1]], 0)
            for area, path in rows
        }

    def _read_versions(self):
        """Return {employee: terms} and {version: its row}.

        A version holds from its day, or from the contract's, until the next one of
        the person begins or the contract ends.
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, employee_id, contract_date_start, post_id, grade_number,
                       education, seniority_from, round(wage * 100)::bigint AS wage,
                       greatest(date_version, contract_date_start) AS first,
                       least(contract_date_end,
                             lead(date_version) OVER (PARTITION BY employee_id
                                 ORDER BY date_version) - 1) AS last
                  FROM hr_version
                 WHERE active AND employee_id IN %(ids)s
              ORDER BY employee_id, date_version""",
                ids=self.ids,
            )
        )
        terms, versions = defaultdict(list), {}
        for row in rows:
            first, last = row["first"], row["last"] or date.max
            if row["contract_date_start"] and first <= last and last >= self.first:
                versions[row["id"]] = row
                terms[row["employee_id"]].append(Term(first, row["last"], row["id"]))
        return terms, versions

    # Facts of areas

    def _read_policies(self):
        dated = Dated()
        policies = self.env["pay.policy"]._get_facts(self.first, self.last)
        kernels = policies._to_kernel()
        for policy in policies:
            dated.add(
                policy.area_id.id or 0,
                policy.date_start,
                policy.date_end,
                kernels[policy.id],
            )
        return dated

    def _read_rates(self):
        rates = defaultdict(Dated)
        for rate in self.env["pay.insurance.rate"]._get_facts(self.first, self.last):
            rates[rate.kind, rate.party].add(
                rate.area_id.id or 0, rate.date_start, rate.date_end, rate._to_kernel()
            )
        self._rates_of_month = {}
        return rates

    def get_rates(self, line, day):
        """Return {(insurance, party): rate} in force in an area on a day."""
        key = line[0], day
        if key not in self._rates_of_month:
            found = {kind: dated.get(line, day) for kind, dated in self.rates.items()}
            self._rates_of_month[key] = {k: v for k, v in found.items() if v}
        return self._rates_of_month[key]

    # Facts of people

    def _read_inputs(self):
        inputs = defaultdict(list)
        for row in self.query(
            """
            SELECT employee_id, month, id, component_id, by_quantity, quantity,
                   (amount * 100)::bigint
              FROM pay_input
             WHERE employee_id IN %(ids)s AND month BETWEEN %(first)s AND %(last)s
          ORDER BY id""",
            first=self.window,
            last=self.month.first,
        ):
            employee, month, key, component, by_quantity, quantity, amount = row
            fen = None if by_quantity else amount
            entry = pay.Input(key, component, exact(quantity), fen)
            inputs[employee, month].append(entry)
        return inputs

    def _read_bases(self):
        bases = defaultdict(list)
        for employee, kind, base, first, last in self.query(
            """
            SELECT employee_id, kind, (base * 100)::bigint, date_start, date_end
              FROM pay_insurance_base
             WHERE employee_id IN %(ids)s AND date_start <= %(last)s
               AND (date_end IS NULL OR date_end >= %(first)s)""",
            first=self.window,
            last=self.month.last,
        ):
            bases[employee].append((kind, base, first, last or date.max))
        return bases

    def _get_bases(self, employee, month):
        return {
            kind: base
            for kind, base, first, last in self.bases.get(employee, ())
            if first <= month.last and last >= month.first
        }

    def _read_paid(self):
        """Return {employee: {month: {component: fen}}} of all that was paid.

        Where somebody was paid for a month is where he is paid what it owes.
        """
        paid = defaultdict(lambda: defaultdict(dict))
        self.paid_in = {}
        rows = self.query(
            """
            SELECT line.employee_id, date_trunc('month', line.date_from)::date,
                   line.component_id, (sum(line.amount) * 100)::bigint,
                   max(line.area_id)
              FROM pay_slip_line line JOIN pay_run run ON run.id = line.run_id
             WHERE line.employee_id IN %(ids)s AND run.state IN %(final)s
               AND line.date_from BETWEEN %(first)s AND %(last)s
          GROUP BY 1, 2, 3""",
            final=FINAL,
            first=self.window,
            last=self._get_last_past(),
        )
        for employee, month, component, amount, area in rows:
            paid[employee][month][self.components[component]] = amount
            self.paid_in[employee, month] = area
        return paid

    def _get_last_past(self):
        """Return the last day of what the run makes up for."""
        if self.run.kind == "supplement":
            return self.month.last
        return self.month.before()

    def _read_covered(self):
        """Return {area: months that were paid there}; others never had to be."""
        covered = defaultdict(set)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT area_id, month FROM pay_run
                 WHERE state IN %s AND kind = 'regular' AND month BETWEEN %s AND %s""",
                FINAL,
                self.window,
                self._get_last_past(),
            )
        )
        for area, month in rows:
            covered[area].add(month)
        return covered

    # Tax

    def _read_tax(self):
        tables = self.env["pay.tax.table"]._get_facts(self.tax_first, self.last)
        self.tables = defaultdict(Dated)
        for table in tables:
            value = (to_fen(table.basic), table._to_kernel())
            self.tables[table.kind].add(0, table.date_start, table.date_end, value)
        self.relief_amounts = defaultdict(Dated)
        amounts = self.env["pay.tax.relief.amount"]._get_facts
        for amount in amounts(self.tax_first, self.last):
            self.relief_amounts[amount.kind_id.id].add(
                0, amount.date_start, amount.date_end, to_fen(amount.amount)
            )
        self.reliefs = self._read_reliefs()
        self.openings = self._read_openings()
        self.years = self._read_years()
        months = range(self.run.tax_month.month)
        starts = [fields.Date.add(self.tax_first, months=number) for number in months]
        self.tax_months = [(day, fields.Date.end_of(day, "month")) for day in starts]

    def _read_reliefs(self):
        reliefs = defaultdict(list)
        for employee, kind, parts, first, last in self.query(
            """
            SELECT employee_id, kind_id, parts, date_start, date_end
              FROM pay_tax_relief
             WHERE employee_id IN %(ids)s AND date_start <= %(last)s
               AND (date_end IS NULL OR date_end >= %(first)s)""",
            first=self.tax_first,
            last=self.last,
        ):
            reliefs[employee].append((kind, exact(parts), first, last or date.max))
        return reliefs

    def _read_openings(self):
        openings = self.env["pay.tax.opening"].sudo()
        found = openings.search_fetch(
            [("employee_id", "in", self.ids), ("year", "=", self.tax_first.year)]
        )
        return {
            one.employee_id.id: (one.until, one._to_kernel(), one.bonus_taxed)
            for one in found
        }

    def _read_years(self):
        """Return {employee: (year to date, was a bonus taxed apart)} of final runs."""
        rows = self.query(
            """
            SELECT slip.employee_id, (sum(tax_income) * 100)::bigint,
                   (sum(tax_exempt) * 100)::bigint, (sum(tax_insurance) * 100)::bigint,
                   (sum(tax_other) * 100)::bigint, (sum(tax_withheld) * 100)::bigint,
                   bool_or(tax_separate <> 0)
              FROM pay_slip slip JOIN pay_run run ON run.id = slip.run_id
             WHERE slip.employee_id IN %(ids)s AND run.state IN %(final)s
               AND slip.tax_month BETWEEN %(first)s AND %(last)s
          GROUP BY slip.employee_id""",
            final=FINAL,
            first=self.tax_first,
            last=self.run.tax_month,
        )
        years = {}
        for employee, income, exempt, insurance, other, withheld, apart in rows:
            ytd = tax.YearToDate(
                income=income,
                exempt=exempt,
                insurance=insurance,
                other=other,
                withheld=withheld,
            )
            years[employee] = ytd, apart
        return years

    def get_taxation(self, person):
        """Return the year of a person up to and with this month, but for its pay.

        :raise PayError: a table or an amount is missing
        """
        until, opening, bonus_taxed = self.openings.get(person.id, (None, ZERO, False))
        ytd, bonus_before = self.years.get(person.id, (ZERO, False))
        months = self._get_employed_months(person.id, until)
        total = tax.YearToDate(*map(sum, zip(ytd, opening, strict=True))).plus(
            basic=sum(self._get_table(first)[0] for first, _last in months),
            relief=self._get_relief(person.id, months),
        )
        bonus = self.tables["bonus"].get((0,), self.run.tax_month)
        return pay.Taxation(
            total,
            self._get_table(self.run.tax_month)[1],
            bonus and bonus[1],
            bonus_taxed or bonus_before,
        )

    def _get_employed_months(self, employee, until):
        """Return (first, last day) of the year's months of employment here."""
        terms = self.terms.get(employee, ())
        return [
            month
            for month in self.tax_months
            if (until is None or month[0] > until)
            and any(
                term.first <= month[1] and (term.last is None or term.last >= month[0])
                for term in terms
            )
        ]

    def _get_table(self, day):
        table = self.tables["yearly"].get((0,), day)
        if table is None:
            raise PayError("missing_basic", day=day)
        return table

    def _get_relief(self, employee, months):
        return round_fen(sum(self._get_reliefs(employee, months).values()))

    def get_reliefs(self, employee):
        """Return {kind of relief: fen} of a person's year up to the run's month."""
        until = self.openings.get(employee, (None,))[0]
        reliefs = self._get_reliefs(
            employee, self._get_employed_months(employee, until)
        )
        return {kind: round_fen(amount) for kind, amount in reliefs.items()}

    def _get_reliefs(self, employee, months):
        totals = defaultdict(int)
        for kind, parts, first, last in self.reliefs.get(employee, ()):
            for start, end in months:
                if first <= end and last >= start:
                    amount = self.relief_amounts[kind].get((0,), start)
                    if amount is None:
                        raise PayError("missing_relief", relief=kind, day=start)
                    totals[kind] += amount * parts
        return totals

    # Putting it together

    def compute(self):
        """Return (slips, issues), see :meth:`~.pay_store.PayStore._store`."""
        slips, issues = [], []
        for person in self.people:
            try:
                slip, ytd = self._compute_person(person)
            except PayError as error:
                issues.append((person, error.code, error.params))
            except SliceError as error:
                issues.append((person, "overlap", {"day": error.day}))
            else:
                if slip.lines or self.run.kind == "regular":
                    slips.append((person, slip, ytd))
        return slips, issues

    def _compute_person(self, person):
        taxation = self.get_taxation(person)
        if self.run.kind == "supplement":
            policy = self._get_policy(person, self.month.last)
            given = pay.PersonMonth(self.month, policy)
        else:
            given = self._get_month(person, self.month)
        given = given._replace(taxation=taxation, back=self._get_back(person))
        slip = pay.compute(given)
        ytd = taxation.ytd._asdict()
        return slip, ytd

    def _get_policy(self, person, day):
        policy = self.policies.get(self.lines[person.area], day)
        if policy is None:
            raise PayError("missing_policy", day=day)
        return policy

    def _get_month(self, person, month):
        """Return a person's month with its stretches, inputs and insurances."""
        line = self.lines[person.area]
        terms = self.terms.get(person.id, ())
        slices = cut(month, terms, self._get_turns(person, line, terms, month))
        stretches = [
            pay.Stretch(
                piece,
                self._get_policy(person, piece.first),
                self._get_facts(person, piece, month),
            )
            for piece in slices
        ]
        inputs = self.inputs.get((person.id, month.first), ())
        bases = self._get_bases(person.id, month) if slices else {}
        last = slices[-1].last if slices else month.last
        return pay.PersonMonth(
            month,
            self._get_policy(person, last),
            stretches,
            inputs,
            bases,
            self.get_rates(line, month.first),
        )

    def _get_turns(self, person, line, terms, month):
        """Return the days of a month on which a policy, scale or fact changes."""
        terms = [
            term
            for term in terms
            if term.first <= month.last
            and (term.last is None or term.last >= month.first)
        ]
        starts = self.policies.starts(line) | self.standing.get_turns(
            person.area, person.id, terms, month
        )
        return [day for day in starts if month.first < day <= month.last]

    def _get_facts(self, person, piece, month):
        version = self.versions[piece.key]
        facts = {"wage": version["wage"]} if version["wage"] else {}
        facts |= self.standing.get_facts(version, person.area, piece.first)
        coefficient = self.coefficients.get((person.id, month.first))
        if coefficient is not None:
            facts["performance"] = coefficient
        return facts

    def _get_back(self, person):
        """Return what past months still owe, month by month."""
        paid = self.paid.get(person.id, {})
        covered = {
            day
            for area in self.lines[person.area]
            for day in self.covered.get(area, ())
        }
        lines = []
        for day in sorted(covered | set(paid)):
            month = self._get_past(day)
            area = self.paid_in.get((person.id, day), person.area)
            there = person._replace(area=area)
            due = pay.compute(self._get_month(there, month)).lines
            lines += backpay.difference(month, due, paid.get(day, {}))
        return lines

    def _get_past(self, day):
        if day not in self._past:
            self._past[day] = self._month(day)
        return self._past[day]


class PayCollector(models.AbstractModel):
    """What a run needs to know, collected for all its people at once (采集与计算)."""

    _name = "pay.collector"
    _description = "Collector of Pay"

    @api.model
    def _compute(self, run, employees):
        """Return (slips, issues) of people whom the caller may pay."""
        self.env.flush_all()
        return Gathering(self.env, run, employees).compute()

    @api.model
    def _get_coefficients(self, gathering):
        """Hook: return {(employee id, month): coefficient} of performance."""
        return {}
