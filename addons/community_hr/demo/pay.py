"""What the staff of the demo street are paid by, and a month that is to be reviewed."""

from odoo import fields

from odoo.addons.community_base.house import today

from ..kernel import tax
from . import pay_factory as pay

RELIEFS = ("child_education", "elderly", "rent_1500", "infant", "loan", "degree")
ENTRIES = (
    ("overtime", {"quantity": 9}, "台风防御值守"),
    ("absence", {"quantity": 1}, "事假一天"),
    ("one_off", {"amount": 500}, "换届工作一次性补助"),
    ("reimbursed", {"amount": 86.5}, "走访交通费报销"),
    ("bonus", {"amount": 24_000}, "上年度年终奖"),
)


def build(env):
    """Pay the staff of the demo street, once."""
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    street = env["community.area"].search([("name", "=", "蚝乡街道")])
    if not env["pay.policy"].search_count([("area_id", "=", street.id)], limit=1):
        DemoPay(env, street).build()


class DemoPay:
    """The pay of the month before this one; nobody was paid by this system before."""

    def __init__(self, env, street):
        self.env, self.street = env, street
        self.brackets = env.ref("community_hr.tax_table_yearly")._to_kernel()
        first = today(env).replace(day=1)
        self.month = fields.Date.subtract(first, months=3)
        self.since = fields.Date.subtract(self.month, years=2).replace(month=1, day=1)
        self.staff = env["hr.employee"].search(
            [("area_id", "child_of", street.id)], order="id"
        )

    def build(self):
        pay.make_policy(
            self.env,
            self.street,
            name="蚝乡街道社区专职工作者薪酬办法（示例）",
            date_start=self.since,
            source="蚝乡街道社区专职工作者薪酬办法（虚构）",
        )
        self._insure()
        self._declare_reliefs()
        self._open_year()
        self._enter()
        if self.staff:
            self._compute()

    def _insure(self):
        for number, person in enumerate(self.staff):
            pay.insure(person, 6_200 + 350 * (number % 12), since=self.since)

    def _declare_reliefs(self):
        kinds = [self.env.ref(f"community_hr.relief_{code}") for code in RELIEFS]
        self.env["pay.tax.relief"].create(
            [
                {
                    "employee_id": person.id,
                    "kind_id": kinds[number % len(kinds)].id,
                    "parts": 0.5 if number % 4 == 1 else 1,
                    "date_start": self.since,
                }
                for number, person in enumerate(self.staff)
                if number % 3
            ]
        )

    def _open_year(self):
        """Enter what the year held before, as after a change of systems."""
        if self.month.month == 1:
            return
        since = self.month.replace(month=1)
        here = self.staff.filtered(
            lambda person: (
                person.contract_date_start and person.contract_date_start < since
            )
        )
        self.env["pay.tax.opening"].create(
            [
                self._prepare_opening(person, 11_800 if number % 6 == 3 else 5_600)
                for number, person in enumerate(here)
            ]
        )

    def _prepare_opening(self, person, monthly):
        """Return what a person was paid and taxed so far, the tax as it is due."""
        months = self.month.month - 1
        figures = {
            "income": monthly * months,
            "basic": 5_000 * months,
            "insurance": 900 * months,
        }
        fen = {name: 100 * amount for name, amount in figures.items()}
        due = tax.withhold(tax.YearToDate(**fen), self.brackets).due
        return {
            **figures,
            "employee_id": person.id,
            "until": fields.Date.subtract(self.month, months=1),
            "withheld": due / 100,
            "document": "原工资台账年初至接管前累计数",
        }

    def _enter(self):
        for person, (code, vals, reason) in zip(self.staff, ENTRIES, strict=False):
            pay.enter(person, code, self.month, reason, **vals)

    def _compute(self):
        officer = self.env["res.users"].search([("login", "=", "hr")])
        company = self.staff.company_id[:1]
        officer.company_ids |= company
        run = pay.make_run(
            self.street.with_user(officer), self.month, company_id=company.id
        )
        run.action_compute()
