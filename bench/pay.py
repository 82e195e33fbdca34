"""What a month's pay costs: 1,000 and 10,000 people, a dozen lines each.

A run is collected, computed and stored until it is ready for review. The limit is to
insert the same rows, known beforehand, into tables of the same columns and indexes.
The peer is OCA's `payroll`, if the database has it installed: the same people, and
rules that bring the same lines; who is paid otherwise by one of the two is an error.
Its second computing takes a quarter of an hour for a thousand, so that of a few
people is measured.

JIEDAO_BENCH_PEOPLE, JIEDAO_BENCH_MANY and JIEDAO_BENCH_FEW change the sizes.
"""

import os
import resource
from contextlib import contextmanager
from datetime import date

from harness import Bench

from odoo.addons.community_base.demo import factory
from odoo.addons.community_hr.demo import factory as staff
from odoo.addons.community_hr.demo import pay_factory as pay
from odoo.addons.community_hr.models import pay_store

PEOPLE = int(os.environ.get("JIEDAO_BENCH_PEOPLE", "1000"))
MANY = int(os.environ.get("JIEDAO_BENCH_MANY", "10000"))
FEW = int(os.environ.get("JIEDAO_BENCH_FEW", "50"))
REPEATS = 3
MONTH = date(2026, 1, 1)
HIRED = date(2024, 1, 1)
AIM = 4
INSURANCES = ("pension", "medical", "unemployment", "fund")


def run(env):
    """Yield the benches of the first computing, then of computing anew."""
    district = factory.make_areas(
        env, [{"name": "量度区", "level": "district", "code": "990009000000"}]
    )
    sizes = {"量度一街": PEOPLE, "量度二街": MANY, "量度三街": FEW}
    grounds = [
        Ground(env, district, f"99000900{number}", name, size)
        for number, (name, size) in enumerate(sizes.items(), 1)
    ]
    for ground in grounds[:2]:
        yield bench_first(ground)
    yield bench_again(grounds[2])


class Ground:
    """The people of one street, their officer, and what both systems pay them by."""

    def __init__(self, env, district, code, name, size):
        self.env, self.size = env, size
        self.street, _area = factory.make_street(
            env, code, name, ["量度社区"], district
        )
        self.area = _area
        self.officer = factory.make_user(
            env, f"bench-{code}", "量度", "community_hr.group_officer", self.street
        )
        self.people = self._make_people()
        self._make_bases()
        pay.make_policy(env, self.street, rules=self._prepare_rules())
        self.structure = self._make_structure()
        env.flush_all()
        for table in ("hr_employee", "hr_version", "pay_insurance_base"):
            env.cr.execute(f"ANALYZE {table}")
        env.invalidate_all()

    def query(self, query, **values):
        self.env.cr.execute(query, values)
        return [row[0] for row in self.env.cr.fetchall()]

    def _make_people(self):
        """Copy one employee, whatever columns there are."""
        sample = staff.make_employee(self.area, "量度样本", wage=5_000)
        self.env.flush_all()
        count = self.size - 1
        partners = self._copy("res_partner", sample.work_contact_id, count)
        resources = self._copy("resource_resource", sample.resource_id, count)
        people = self._copy(
            "hr_employee",
            sample,
            count,
            work_contact_id=partners,
            resource_id=resources,
        )
        versions = self._copy(
            "hr_version", sample.version_id, count, employee_id=people
        )
        self.env.cr.execute(
            """UPDATE hr_employee person SET current_version_id = given.version
                 FROM unnest(%s, %s) AS given (id, version)
                WHERE person.id = given.id""",
            [people, versions],
        )
        self.env.cr.execute(
            """UPDATE hr_version SET wage = 4000 + employee_id %% 9000
                WHERE employee_id = ANY(%s)""",
            [[sample.id, *people]],
        )
        self.env.invalidate_all()
        return self.env["hr.employee"].browse([sample.id, *people])

    def _copy(self, table, record, count, **given):
        names = self.query(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %(table)s AND column_name <> 'id'""",
            table=table,
        )
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(
            f"(%({name})s::int[])[n]" if name in given else f'model."{name}"'
            for name in names
        )
        return self.query(
            f"""INSERT INTO {table} ({columns})
                SELECT {values} FROM {table} model, generate_series(1, %(count)s) n
                 WHERE model.id = %(model)s RETURNING id""",
            model=record.id,
            count=count,
            **given,
        )

    def _make_bases(self):
        self.env.cr.execute(
            """INSERT INTO pay_insurance_base
                      (employee_id, area_id, currency_id, kind, base, date_start)
               SELECT version.employee_id, %s, %s, kind, version.wage, %s
                 FROM hr_version version, unnest(%s) AS kind
                WHERE version.employee_id = ANY(%s)""",
            [
                self.area.id,
                self.env.ref("base.CNY").id,
                HIRED,
                list(INSURANCES),
                self.people.ids,
            ],
        )

    def _prepare_rules(self):
        rules = [
            pay.prepare_rule(self.env, "grade", "wage"),
            pay.prepare_rule(
                self.env, "performance", "performance", ["grade"], rate=25
            ),
            pay.prepare_rule(self.env, "meal", "amount", amount=300),
        ]
        for kind in INSURANCES:
            for party in ("person", "unit"):
                code = f"{kind}_{party}"
                rules.append(
                    pay.prepare_rule(self.env, code, "insurance", insurance=kind)
                )
        return [*rules, pay.prepare_rule(self.env, "income_tax", "tax")]

    # Ours

    def make_run(self):
        return pay.make_run(self.street.with_user(self.officer), MONTH, look_back=0)

    def compute(self, payroll):
        payroll.action_compute()
        while payroll.state == "computing":
            payroll._compute_next()
        self.env.flush_all()
        assert payroll.done_count == self.size, payroll.issue_ids.mapped("message")
        return self.size

    # The peer's

    def _make_structure(self):
        """Return the structure of rules for the peer, none where there is no peer."""
        if "hr.salary.rule" not in self.env:
            return None
        category = self.env["hr.salary.rule.category"].create(
            {"name": "量度", "code": f"BENCH{self.street.id}"}
        )
        rules = self.env["hr.salary.rule"].create(
            [
                {
                    "name": code,
                    "code": code,
                    "sequence": number,
                    "category_id": category.id,
                    "amount_select": "code",
                    "amount_python_compute": f"result = {text}",
                }
                for number, (code, text) in enumerate(self._prepare_formulas(), 1)
            ]
        )
        structure = self.env["hr.payroll.structure"].create(
            {
                "name": "量度",
                "code": f"BENCH{self.street.id}",
                "parent_id": False,
                "rule_ids": [(6, 0, rules.ids)],
            }
        )
        self.people.version_id.write({"struct_id": structure.id})
        return structure

    def _prepare_formulas(self):
        """Return (code, formula) of the same lines; deductions have no sign there."""
        yield "grade", "contract.wage"
        yield "performance", "grade * 0.25"
        yield "meal", "300"
        for kind in INSURANCES:
            for party in ("person", "unit"):
                rate = self.env.ref(f"community_hr.insurance_rate_{kind}_{party}")
                cap = rate.cap or 10**9
                base = f"min(max(contract.wage, {rate.floor}), {cap})"
                yield f"{kind}_{party}", f"round({base} * {rate.rate} / 100 + 1e-9, 2)"
        mine = " - ".join(f"{kind}_person" for kind in INSURANCES)
        base = f"max(0, grade + performance + 300 - 5000 - {mine})"
        yield "income_tax", f"round({base} * 0.03 + 1e-9, 2)"

    def make_slips(self):
        return self.env["hr.payslip"].create(
            [
                {
                    "name": "量度",
                    "employee_id": person.id,
                    "contract_id": person.version_id.id,
                    "struct_id": self.structure.id,
                    "date_from": MONTH,
                    "date_to": date(2026, 1, 31),
                }
                for person in self.people
            ]
        )

    def sql(self):
        return self.env.cr.sql_log_count


@contextmanager
def undone(env):
    """Take back what is written, so that each round is a first one."""
    env.flush_all()
    env.cr.execute("SAVEPOINT bench")
    try:
        yield
    finally:
        env.cr.execute("ROLLBACK TO SAVEPOINT bench")
        env.invalidate_all()


def bench_first(ground):
    """From nothing to what can be reviewed."""
    env = ground.env
    title = f"pay of {ground.size:,} people: first computing"
    bench = Bench(title, aim=AIM)
    inserts = record_inserts(ground)
    bench.add("bare insert, rows known", "limit", lambda: insert(env, inserts))

    def ours():
        with undone(env):
            return ground.compute(ground.make_run())

    def peer():
        with undone(env):
            slips = ground.make_slips()
            slips.compute_sheet()
            env.flush_all()
            return len(slips)

    if ground.structure and ground.size <= PEOPLE:
        compare(ground)
        bench.add("OCA payroll", "peer", peer)
    bench.add("collect, compute, store", "ours", ours)
    before = peak()
    bench.run(REPEATS, sql=ground.sql)
    print(f"{title}: peak memory {peak():,} MB, {before:,} MB before", flush=True)
    return bench


def bench_again(ground):
    """Everything is there and is computed anew."""
    env = ground.env
    bench = Bench(f"pay of {ground.size:,} people: computing anew")
    payroll = ground.make_run()
    ground.compute(payroll)
    if ground.structure:
        slips = ground.make_slips()
        slips.compute_sheet()

        def peer():
            slips.compute_sheet()
            env.flush_all()
            return len(slips)

        bench.add("OCA payroll", "peer", peer)
    bench.add("ours", "ours", lambda: ground.compute(payroll))
    bench.run(REPEATS, sql=ground.sql)
    return bench


def peak():
    """Return the most memory that the process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def record_inserts(ground):
    """Return what a run inserts: (table, columns, rows, columns alike in all)."""
    env = ground.env
    inserts = []
    store = pay_store.PayStore
    original = store._insert

    def remember(self, table, columns, rows, fixed):
        inserts.append((table, columns, rows, fixed))
        return original(self, table, columns, rows, fixed)

    store._insert = remember
    try:
        with undone(env):
            ground.compute(ground.make_run())
    finally:
        store._insert = original
    for table in ("pay_slip", "pay_slip_line"):
        env.cr.execute(
            f"""CREATE TEMP TABLE IF NOT EXISTS bare_{table} (LIKE {table}
                   INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING CONSTRAINTS)"""
        )
    return inserts


def insert(env, inserts):
    with undone(env):
        people = 0
        for table, columns, rows, fixed in inserts:
            env["pay.store"]._insert(f"bare_{table}", columns, rows, fixed)
            people += len(rows) if table == "pay_slip" else 0
        return people


def compare(ground):
    """Both pay the same, line by line, but for the sign of what is taken off."""
    env = ground.env
    with undone(env):
        payroll = ground.make_run()
        ground.compute(payroll)
        slips = ground.make_slips()
        slips.compute_sheet()
        env.flush_all()
        env.cr.execute(
            """SELECT ours.employee_id, component.code, abs(ours.amount), theirs.total
                 FROM pay_slip_line ours
                 JOIN pay_component component ON component.id = ours.component_id
            FULL JOIN (SELECT line.employee_id, line.code, line.total
                         FROM hr_payslip_line line
                        WHERE line.slip_id = ANY(%s) AND line.total <> 0) theirs
                   ON theirs.employee_id = ours.employee_id
                  AND theirs.code = component.code
                WHERE (ours.run_id = %s OR ours.run_id IS NULL)
                  AND ours.amount IS DISTINCT FROM 0
                  AND round(abs(ours.amount), 2)
                      IS DISTINCT FROM round(theirs.total::numeric, 2)""",
            [slips.ids, payroll.id],
        )
        different = env.cr.fetchall()
    assert not different, f"{len(different)} lines are paid otherwise: {different[:5]}"
