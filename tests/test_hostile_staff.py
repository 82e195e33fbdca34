"""The staff of one street against who has no business with it: N tried, 0 through.

The other street's officer, a colleague, the person himself and a resident try every
model of staff and pay with records of the street: to read, to change, to press.
"""

import inspect

from hostile import Attacker

from odoo.tests import HttpCase, tagged

from odoo.addons.community_base.demo.factory import PASSWORD
from odoo.addons.community_hr.demo import factory as staff
from odoo.addons.community_hr.tests.common import StaffCase

ATTACKERS = ("officer_west", "colleague", "worker", "portal")
#: What everybody may know, or what belongs to no area.
PUBLIC = {"staff.post.class", "staff.certificate.kind"}
VALUES = {
    "char": "x",
    "text": "x",
    "integer": 7,
    "float": 7.0,
    "monetary": 7.0,
    "date": "2026-02-02",
    "boolean": True,
}


@tagged("post_install", "-at_install")
class TestHostileStaff(StaffCase, Attacker, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scale = staff.make_scale(cls.env, cls.east_street)
        cls.window_post = cls.make_post(quota=3)
        cls.worker.version_id.write({"post_id": cls.window_post.id, "grade_number": 2})
        cls.window = cls.env["staff.window"].create(
            {
                "name": "综合窗口",
                "unit_id": cls.window_post.unit_id.id,
                "item_ids": [(0, 0, {"name": "居住登记"})],
                "counter_ids": [(0, 0, {"number": 1})],
                "opening_ids": [(0, 0, {})],
                "figure_ids": [(0, 0, {"date": "2026-01-05", "tickets": 9})],
            }
        )
        cls.make_papers()
        cls.make_changes()
        cls.env.flush_all()

    @classmethod
    def make_papers(cls):
        cls.window_post.unit_id.budget_ids = [
            (0, 0, {"year": 2026, "amount": 9, "document": "x"})
        ]
        cls.env["staff.certificate"].create(
            {
                "employee_id": cls.worker.id,
                "kind_id": cls.env.ref("community_hr.certificate_first_aid").id,
                "date_start": "2026-01-01",
            }
        )
        cls.env["staff.secondment"].create(
            {
                "employee_id": cls.worker.id,
                "to_area_id": cls.north.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
                "document": "x",
            }
        )
        cls.env["staff.quota.exception"].create(
            {"post_id": cls.window_post.id, "date_end": "2099-01-01", "reason": "x"}
        )

    @classmethod
    def make_changes(cls):
        for model in ("staff.transition", "staff.growth"):
            cls.env[model].create(
                {
                    "name": "x",
                    "area_id": cls.east_street.id,
                    "date": "2026-05-01",
                    "line_ids": [
                        (
                            0,
                            0,
                            {
                                "employee_id": cls.worker.id,
                                "post_id": cls.window_post.id,
                                "grade_number": 3,
                            },
                        )
                    ],
                }
            )

    def watched_tables(self):
        return sorted(
            {records._table for records in self.victims() if records._auto}
            | {"community_matter"}
        )

    def victims(self):
        """Yield the street's records of every model of staff that has some."""
        yield self.worker
        yield self.worker.version_ids
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not name.startswith("staff.") or model._abstract or model._transient:
                continue
            domain = None if name in PUBLIC else self.domain_of(model)
            if domain and (records := model.search(domain, limit=2)):
                yield records

    def domain_of(self, model):
        areas = (self.east_street | self.south).ids
        if "area_id" in model._fields:
            return [("area_id", "in", areas)]
        if "scale_id" in model._fields:
            return [("scale_id.area_id", "in", areas)]
        return None

    # Attempts

    def attempts(self):
        for role in ATTACKERS:
            for records in self.victims():
                for what, args in self.calls_on(records).items():
                    yield (
                        role,
                        f"{records._name}.{what}",
                        lambda records=records, what=what, args=args: self.seen(
                            records._name, what.split(" ")[0], args
                        ),
                    )
            yield from self.makings(role)

    def calls_on(self, records):
        ids = records.ids
        # A directory of names is open to who works here; nothing else of it is.
        private = "birthday" if records._name == "hr.employee" else "display_name"
        return {
            "read": (ids, [private]),
            "web_read": (ids, {private: {}}),
            "search_read": ([("id", "in", ids)], [private]),
            "export_data": (ids, ["id", private]),
            "copy": (ids,),
            "unlink": (ids,),
            **{
                f"write {name}": (ids, {name: VALUES[field.type]})
                for name, field in records._fields.items()
                if self.is_ours(records, field) and field.type in VALUES
            },
            **{
                name: (ids, *("x" for _needed in self.needs(records, name)))
                for name in dir(type(records))
                if name.startswith("action_") and self.is_suite_s(records, name)
            },
        }

    def is_ours(self, records, field):
        ours = records._name.startswith("staff.") or field._modules == ("community_hr",)
        return ours and not field.related

    def is_suite_s(self, records, name):
        module = getattr(type(records), name).__module__
        return module.startswith("odoo.addons.community_")

    def needs(self, records, name):
        method = getattr(type(records), name)
        return [
            parameter
            for parameter in list(inspect.signature(method).parameters.values())[1:]
            if parameter.default is parameter.empty
        ]

    def makings(self, role):
        """To create something for the street or for oneself."""
        day = "2026-03-03"
        for model, vals in (
            (
                "hr.version",
                {"employee_id": self.worker.id, "date_version": day, "grade_number": 9},
            ),
            ("hr.employee", {"name": "x", "area_id": self.south.id}),
            (
                "staff.transition",
                {"name": "x", "area_id": self.south.id, "state": "applied"},
            ),
            ("staff.growth", {"name": "x", "area_id": self.south.id}),
            (
                "staff.post",
                {"name": "x", "unit_id": self.window_post.unit_id.id, "quota": 9},
            ),
            (
                "staff.scale",
                {
                    "name": "x",
                    "code": "x",
                    "area_id": self.south.id,
                    "date_start": day,
                    "source": "x",
                },
            ),
            (
                "staff.certificate",
                {
                    "employee_id": self.worker.id,
                    "kind_id": self.env.ref("community_hr.certificate_accounting").id,
                    "date_start": day,
                },
            ),
        ):
            yield (
                role,
                f"{model}.create",
                lambda model=model, vals=vals: self.seen(model, "create", ([vals],)),
            )

    def seen(self, model, method, args):
        """Say whether an answer tells anything; what it changed is seen elsewhere."""
        answer = self.post(model, method, *args)
        if "error" in answer:
            return None
        result = answer["result"]
        if method == "export_data":
            result = result.get("datas")
        told = method in ("read", "web_read", "search_read", "export_data", "copy")
        return "THROUGH" if told and result else None

    def test_nothing_goes_through(self):
        rows, through = self.run_attempts(
            list(self.attempts()),
            lambda role: self.authenticate(self.users[role].login, PASSWORD),
        )
        models = {records._name for records in self.victims()}
        print(f"{len(models)} models with records of the street")
        self.assertGreater(len(models), 15)
        self.assertGreater(len(rows), 500)
        self.assertFalse(through, "\n".join(through))

    def test_own_officer_gets_through(self):
        """The same calls work for who may: nothing is refused for another reason."""
        self.authenticate(self.users["officer"].login, PASSWORD)
        for model, ids in (
            ("hr.employee", self.worker.ids),
            ("staff.post", self.window_post.ids),
            ("staff.scale", self.scale.ids),
        ):
            self.assertEqual(
                self.seen(model, "read", (ids, ["display_name"])), "THROUGH"
            )
        version = self.worker.version_ids
        self.assertTrue(
            self.call("hr.version", "write", version.ids, {"grade_number": 4})
        )
        self.assertEqual(version.grade_number, 4)
