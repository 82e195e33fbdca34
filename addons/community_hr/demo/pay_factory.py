"""Makers of what pay is computed from, for the demo and the tests."""

from datetime import date

SINCE = date(2024, 1, 1)
SOURCE = "示例：街道薪酬办法（虚构）"
ALLOWANCES = ("post", "seniority", "education", "certificate", "concurrent")
INSURANCES = ("pension", "medical", "unemployment", "injury", "maternity", "fund")
UNIT_ONLY = ("injury", "maternity")


def component(env, code):
    return env.ref(f"community_hr.component_{code}")


def prepare_rule(env, code, method, bases=(), **vals):
    """Return the values of a rule; components by code."""
    return {
        "component_id": component(env, code).id,
        "method": method,
        "base_ids": [(6, 0, [component(env, base).id for base in bases])],
        **vals,
    }


def prepare_rules(env, basis):
    """Return the rules of an ordinary policy on a basis of ``grade`` or ``wage``."""
    hourly = {"rate": 150, "divisor": 174}
    rules = [
        prepare_rule(env, "grade", basis),
        *(prepare_rule(env, kind, "allowance", source=kind) for kind in ALLOWANCES),
        prepare_rule(env, "performance", "performance", ["grade"], rate=25),
        prepare_rule(env, "meal", "amount", amount=300, proration="working"),
        prepare_rule(env, "overtime", "input", ["grade", "post"], **hourly),
        prepare_rule(env, "absence", "input", ["grade", "post"], divisor=21.75),
        prepare_rule(env, "one_off", "input"),
        prepare_rule(env, "bonus", "input"),
        prepare_rule(env, "reimbursed", "input"),
    ]
    for kind in INSURANCES:
        for party in ("unit",) if kind in UNIT_ONLY else ("person", "unit"):
            code = f"{kind}_{party}"
            rules.append(prepare_rule(env, code, "insurance", insurance=kind))
    rules.append(prepare_rule(env, "income_tax", "tax"))
    rules.append(prepare_rule(env, "bonus_tax", "bonus_tax"))
    return rules


def make_policy(env, area=None, basis="grade", rules=None, **vals):
    """Create a policy with its rules in the order given."""
    rules = rules or prepare_rules(env, basis)
    return env["pay.policy"].create(
        {
            "name": "薪酬办法",
            "area_id": area and area.id,
            "date_start": SINCE,
            "source": SOURCE,
            "line_ids": [
                (0, 0, {"sequence": 10 * place, **rule})
                for place, rule in enumerate(rules, 1)
            ],
            **vals,
        }
    )


def insure(employees, base, kinds=INSURANCES, since=SINCE):
    """Declare the same base for people in several insurances."""
    return employees.env["pay.insurance.base"].create(
        [
            {
                "employee_id": employee.id,
                "kind": kind,
                "base": base,
                "date_start": since,
            }
            for employee in employees
            for kind in kinds
        ]
    )


def enter(employee, code, month, reason="据实", **vals):
    """Enter something for a month: ``amount`` or ``quantity``."""
    return employee.env["pay.input"].create(
        {
            "employee_id": employee.id,
            "component_id": component(employee.env, code).id,
            "month": month,
            "reason": reason,
            "by_quantity": "quantity" in vals,
            **vals,
        }
    )


def make_run(area, month, **vals):
    return area.env["pay.run"].create({"area_id": area.id, "month": month, **vals})
