"""Two cooperatives over HTTP, each against the other: N tried, 0 through.

What is tried is generated: every model with records of the other cooperative, every
way to read, change, copy, export or delete them, every button, every page and every
report by the number of a record. The other side sees nothing and changes nothing.
"""

import inspect
import re

from hostile import Attacker

from odoo.tests import HttpCase, tagged

from odoo.addons.collective_economy.demo import factory as coops
from odoo.addons.collective_economy.tests.common import CoopCase
from odoo.addons.community_base.demo.factory import PASSWORD

ATTACKERS = ("clerk_a", "board_a", "holder", "portal")
#: What everybody may know of a cooperative's organs and of the law stays out.
PUBLIC = {"coop.finding.rule", "coop.finding.account", "coop.profile"}
SECRET = "北坡机密"


@tagged("post_install", "-at_install")
class TestHostileCooperatives(CoopCase, Attacker, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_books()
        cls.make_property()
        cls.make_findings()
        cls.env["coop.roll"]._freeze(cls.hill, cls.today)
        coops.prepare_request(cls.hill, "issue", 5, None, cls.stranger, share="raised")
        cls.env.flush_all()

    @classmethod
    def make_books(cls):
        charts = cls.env["account.chart.template"]
        company = cls.hill.company_id
        charts.try_loading("cn_collective", company, install_demo=False)
        cls.env["account.move"].with_company(company).create(
            {
                "ref": SECRET,
                "date": cls.today,
                "journal_id": charts.with_company(company).ref("general").id,
                "line_ids": [
                    (0, 0, {"account_id": account.id, "balance": sign * 9_000_000})
                    for account, sign in (
                        (charts.with_company(company).ref("account_102"), 1),
                        (charts.with_company(company).ref("account_221"), -1),
                    )
                ],
            }
        ).action_post()

    @classmethod
    def make_property(cls):
        cls.env["coop.asset"].create(
            {
                "number": "B-001",
                "cooperative_id": cls.hill.id,
                "kind": "building",
                "name": SECRET,
            }
        )
        cls.env["coop.contract"].create(
            {
                "name": SECRET,
                "cooperative_id": cls.hill.id,
                "kind": "works",
                "partner_id": cls.stranger.partner_id.id,
                "entered_amount": 1000,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )

    @classmethod
    def make_findings(cls):
        cls.env.flush_all()
        cls.cr.execute("UPDATE coop_cooperative SET date_live = '2024-01-02'")
        cls.env.invalidate_all()
        cls.env["coop.finding"].action_look()

    def watched_tables(self):
        return sorted(
            {records._table for records in self.victims() if records._auto}
            | {"account_move", "account_move_line", "community_seat"}
        )

    def victims(self):
        """Yield the other cooperative's records of every model that has some."""
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not name.startswith("coop.") or model._abstract or model._transient:
                continue
            if name in PUBLIC:
                continue
            domain = self.domain_of(model)
            if domain and (records := model.search(domain, limit=2)):
                yield records

    def domain_of(self, model):
        """Return the domain of what belongs to the other cooperative."""
        if model._name == "coop.cooperative":
            return [("id", "=", self.hill.id)]
        if "cooperative_id" in model._fields:
            return [("cooperative_id", "=", self.hill.id)]
        for name, field in model._fields.items():
            other = field.comodel_name and self.env[field.comodel_name]
            if field.type == "many2one" and other._name.startswith("coop."):
                if "cooperative_id" in other._fields and field.store:
                    return [(f"{name}.cooperative_id", "=", self.hill.id)]
        return None

    # Attempts

    def attempts(self):
        for role in ATTACKERS:
            for records in self.victims():
                yield from self.on_records(role, records)
            yield from self.on_pages(role)
            yield from self.on_reports(role)

    def on_records(self, role, records):
        model, ids = records._name, records.ids
        calls = {
            "read": (ids, ["display_name"]),
            "web_read": (ids, {"display_name": {}}),
            "search_read": ([("id", "in", ids)], ["display_name"]),
            "search_count": ([("id", "in", ids)],),
            "export_data": (ids, ["id", "display_name"]),
            "copy": (ids,),
            "unlink": (ids,),
            **self.on_fields(records),
            **self.on_buttons(records),
        }
        for what, args in calls.items():
            method = what.split(" ")[0]
            yield (
                role,
                f"{model}.{what}",
                lambda model=model, method=method, args=args: self.seen(
                    model, method, args
                ),
            )

    def on_fields(self, records):
        """One write per field that a form would send."""
        values = {"char": "x", "text": "x", "integer": 1, "boolean": True}
        return {
            f"write {name}": (records.ids, {name: values[field.type]})
            for name, field in records._fields.items()
            if field.store and field.type in values and not field.compute
        }

    def on_buttons(self, records):
        """Every public method that needs nothing but the record."""
        found = {}
        for name in dir(type(records)):
            if not name.startswith("action_"):
                continue
            method = getattr(type(records), name)
            needed = [
                parameter
                for parameter in list(inspect.signature(method).parameters.values())[1:]
                if parameter.default is parameter.empty
                and parameter.kind == parameter.POSITIONAL_OR_KEYWORD
            ]
            found[name] = (records.ids, *("x" for _ in needed))
        return found

    def seen(self, model, method, args):
        """Say whether an answer tells anything; what it changed is seen elsewhere."""
        answer = self.post(model, method, *args)
        reading = method in ("read", "web_read", "search_read", "search_count", "copy")
        if "error" in answer:
            return None
        result = answer["result"]
        if method == "export_data":
            result = result.get("datas")
        if (reading or method == "export_data") and result:
            return "THROUGH"
        return None

    def on_pages(self, role):
        """Every page of the suite that takes the number of a record."""
        for url in self.pages():
            yield role, f"GET {url}", lambda url=url: self.fetched(url)

    def pages(self):
        """Return the addresses of the portal, with each of the other's numbers."""
        numbers = sorted(
            {number for records in self.victims() for number in records.ids}
        )
        router = self.env["ir.http"]
        modules = sorted(self.env.registry._init_modules)
        rules = router._generate_routing_rules(modules, router._get_converters())
        for url in sorted({url for url, _endpoint in rules}):
            if url.startswith(("/my/", "/coop/")) and url.count("<") == 1:
                for number in numbers:
                    yield re.sub(r"<.*>", str(number), url)

    def on_reports(self, role):
        reports = self.env["ir.actions.report"].search([("model", "=like", "coop.%")])
        known = {records._name: records for records in self.victims()}
        for report in reports:
            records = known.get(report.model)
            if records:
                ids = ",".join(map(str, records.ids))
                url = f"/report/html/{report.report_name}/{ids}"
                yield role, f"GET {url}", lambda url=url: self.fetched(url)

    def fetched(self, url):
        answer = self.url_open(url, allow_redirects=False)
        told = any(word in answer.text for word in (SECRET, self.hill.name, "股东丁"))
        return "THROUGH" if answer.status_code == 200 and told else None

    def test_nothing_goes_through(self):
        rows, through = self.run_attempts(
            list(self.attempts()),
            lambda role: self.authenticate(self.users[role].login, PASSWORD),
        )
        models = {records._name for records in self.victims()}
        print(f"{len(models)} models with records of the other cooperative")
        self.assertGreater(len(rows), 300)
        self.assertFalse(through, "\n".join(through))
