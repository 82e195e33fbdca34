import json

from psycopg2 import sql

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SLIP_COLUMNS = (
    "id",
    "employee_id",
    "area_id",
    "community_id",
    "gross",
    "tax",
    "net",
    "employer_cost",
    "tax_income",
    "tax_exempt",
    "tax_insurance",
    "tax_other",
    "tax_separate",
    "tax_withheld",
    "ytd",
)
LINE_COLUMNS = (
    "slip_id",
    "employee_id",
    "area_id",
    "component_id",
    "kind",
    "date_from",
    "date_to",
    "days",
    "base",
    "rate",
    "amount",
    "policy_line_id",
    "version_id",
    "why",
)


class PayStore(models.AbstractModel):
    """The one way slips get into the database, in sets and past the ORM (工资入库).

    Thousands of slips of a dozen lines are two statements here. So what the ORM would
    do is done here: the run's access is checked at entry, rows are taken only for a
    run that is being computed and held, caches are dropped after. What a slip must be
    is stated in its tables, where it binds this service as well.
    """

    _name = "pay.store"
    _description = "Store of Payslips"

    @api.model
    def _enter(self, run):
        run.check_access("write")
        if run.state != "computing":
            raise UserError(self.env._("“%s” is not being computed.", run.display_name))
        self.env.flush_all()

    @api.model
    def _leave(self, run):
        for model in ("pay.slip", "pay.slip.line", "pay.run.issue"):
            self.env[model].invalidate_model()
        run.invalidate_recordset(["slip_ids", "issue_ids"])

    @api.model
    def _clear(self, run):
        """Remove what a run has computed so far."""
        self._enter(run)
        for table in ("pay_slip_line", "pay_slip", "pay_run_issue"):
            self.env.cr.execute(
                SQL("DELETE FROM %s WHERE run_id = %s", SQL.identifier(table), run.id)
            )
        self._leave(run)

    @api.model
    def _store(self, run, slips, issues):
        """Write the slips and issues of some people of a run.

        :param slips: [(employee, :class:`~..kernel.pay.Slip`, figures of the year)]
        :param issues: [(employee, code, params)]
        """
        self._enter(run)
        if slips:
            self._insert_slips(run, slips)
        if issues:
            self._insert_issues(run, issues)
        self._leave(run)

    def _insert_slips(self, run, slips):
        ids = self._reserve_ids(len(slips))
        heads = [
            self._prepare_slip(slip_id, *given)
            for slip_id, given in zip(ids, slips, strict=True)
        ]
        fixed = self._prepare_log() | {
            "run_id": run.id,
            "company_id": run.company_id.id,
            "kind": run.kind,
            "month": run.month,
            "tax_month": run.tax_month,
        }
        self._insert("pay_slip", SLIP_COLUMNS, heads, fixed)
        rank = {
            component.id: place
            for place, component in enumerate(
                self.env["pay.component"].with_context(active_test=False).search([])
            )
        }
        lines = [
            row
            for slip_id, given in zip(ids, slips, strict=True)
            for row in self._prepare_lines(slip_id, rank, *given)
        ]
        self._insert("pay_slip_line", LINE_COLUMNS, lines, {"run_id": run.id})

    def _reserve_ids(self, count):
        rows = self.env.execute_query(
            SQL("SELECT nextval('pay_slip_id_seq') FROM generate_series(1, %s)", count)
        )
        return [row[0] for row in rows]

    def _prepare_slip(self, slip_id, person, slip, ytd):
        figures = slip.figures
        return (
            slip_id,
            person.id,
            person.area,
            person.community,
            slip.gross / 100,
            slip.tax / 100,
            slip.net / 100,
            slip.employer / 100,
            figures.income / 100,
            figures.exempt / 100,
            figures.insurance / 100,
            figures.other / 100,
            slip.separate / 100,
            (slip.withheld.tax if slip.withheld else 0) / 100,
            json.dumps(ytd) if ytd else None,
        )

    def _prepare_lines(self, slip_id, rank, person, slip, _ytd):
        lines = sorted(
            slip.lines, key=lambda line: (rank[line.component.key], line.first)
        )
        return [
            (
                slip_id,
                person.id,
                person.area,
                line.component.key,
                line.component.kind,
                line.first.isoformat(),
                line.last.isoformat(),
                line.days,
                float(line.base) / 100,
                float(line.rate),
                line.amount / 100,
                line.rule,
                line.version,
                json.dumps(line.why) if line.why else None,
            )
            for line in lines
        ]

    def _insert_issues(self, run, issues):
        rows = [
            (person.id, person.area, code, json.dumps(params, default=str))
            for person, code, params in issues
        ]
        columns = ("employee_id", "area_id", "code", "params")
        fixed = self._prepare_log() | {"run_id": run.id}
        self._insert("pay_run_issue", columns, rows, fixed)

    def _prepare_log(self):
        now = self.env.cr.now()
        who = self.env.uid
        return {
            "create_uid": who,
            "write_uid": who,
            "create_date": now,
            "write_date": now,
        }

    def _insert(self, table, columns, rows, fixed):
        """Write rows in one statement; ``fixed`` are columns alike in all of them."""
        names = sql.SQL(", ").join(map(sql.Identifier, (*columns, *fixed)))
        query = sql.SQL("INSERT INTO {} ({}) VALUES %s").format(
            sql.Identifier(table), names
        )
        places = ", ".join(["%s"] * len(columns))
        alike = self.env.cr.mogrify(", ".join(["%s"] * len(fixed)), [*fixed.values()])
        template = f"({places}, {alike.decode()})"
        self.env.cr.execute_values(query, rows, template, page_size=len(rows))

    @api.model
    def _reverse(self, run, people):
        """Write the slips that a reversal takes back, with every amount turned."""
        self._enter(run)
        log = self._prepare_log()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO pay_slip (
                       run_id, company_id, kind, month, tax_month, reverses_id,
                       employee_id, area_id, community_id, gross, tax, net,
                       employer_cost, tax_income, tax_exempt, tax_insurance, tax_other,
                       tax_separate, tax_withheld, create_uid, write_uid, create_date,
                       write_date)
                SELECT %(run)s, company_id, 'reversal', month, %(taxed)s, slip.id,
                       employee_id, area_id, community_id, -gross, -tax, -net,
                       -employer_cost, -tax_income, -tax_exempt, -tax_insurance,
                       -tax_other, -tax_separate, -tax_withheld, %(create_uid)s,
                       %(write_uid)s, %(create_date)s, %(write_date)s
                  FROM pay_slip slip
                  JOIN pay_run_reversed_rel chosen
                    ON chosen.slip_id = slip.id AND chosen.run_id = %(run)s
                 WHERE slip.employee_id IN %(people)s
              ORDER BY slip.id;
                INSERT INTO pay_slip_line (
                       slip_id, run_id, employee_id, area_id, component_id, kind,
                       date_from, date_to, days, base, rate, amount, policy_line_id,
                       version_id, why)
                SELECT mine.id, mine.run_id, line.employee_id, line.area_id,
                       component_id, line.kind, date_from, date_to, days, base, rate,
                       -amount, policy_line_id, version_id, why
                  FROM pay_slip mine
                  JOIN pay_slip_line line ON line.slip_id = mine.reverses_id
                 WHERE mine.run_id = %(run)s AND mine.employee_id IN %(people)s
              ORDER BY line.id
                """,
                run=run.id,
                taxed=run.tax_month,
                people=tuple(people.ids),
                **log,
            )
        )
        self._leave(run)

    @api.model
    def _sum_up(self, run):
        """Keep the sums of a run that is complete."""
        self._enter(run)
        self.env.cr.execute(
            SQL(
                """
                UPDATE pay_run run
                   SET gross = sums.gross, net = sums.net, tax = sums.tax,
                       employer_cost = sums.cost
                  FROM (SELECT coalesce(sum(gross), 0) AS gross,
                               coalesce(sum(net), 0) AS net,
                               coalesce(sum(tax), 0) AS tax,
                               coalesce(sum(employer_cost), 0) AS cost
                          FROM pay_slip WHERE run_id = %(run)s) sums
                 WHERE run.id = %(run)s
                """,
                run=run.id,
            )
        )
        run.invalidate_recordset(["gross", "net", "tax", "employer_cost"])
