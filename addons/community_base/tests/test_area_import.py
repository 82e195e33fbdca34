import base64
import csv
import io

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from ..demo import factory
from ..kernel.table import PROBLEMS
from .common import CommunityCase

HEADER = "区划代码\t名称"


def table(*rows):
    return "\n".join([HEADER, *("\t".join(row) for row in rows)])


def other_cursor(env):
    """A connection of its own: cursors of the registry share the test's."""
    return db_connect(env.cr.dbname).cursor()


@tagged("post_install", "-at_install")
class TestAreaImport(CommunityCase):
    """The list of the test district 990009 changes; Bao'an's list is loaded whole."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.areas = cls.env["community.area"].with_context(active_test=False)

    def wizard(self, role="administrator", **vals):
        vals = {"source": "paste", "date": "2026-03-01", "document": "测试名单"} | vals
        wizard = self.env["community.area.import"].with_user(self.users[role])
        return wizard.create(vals)

    def preview(self, *rows, **vals):
        wizard = self.wizard(text=table(*rows), **vals)
        wizard.action_preview()
        return wizard

    def load(self, *rows, **vals):
        wizard = self.preview(*rows, **vals)
        self.assertEqual(wizard.state, "preview", wizard.problem_ids.mapped("message"))
        wizard.action_apply()
        self.assertEqual(wizard.state, "done", wizard.message)
        return wizard

    def baoan(self):
        model = self.env["community.area.import"].with_user(self.users["administrator"])
        wizard = model.create({"source": "shipped", "shipped_list": "baoan"})
        wizard.action_preview()
        return wizard

    def of_baoan(self):
        return self.areas.search([("code", "=like", "440306%")])

    def statuses(self, wizard):
        return {line.code: line.status for line in wizard.line_ids}

    # The shipped list

    def test_the_shipped_list_twice(self):
        wizard = self.baoan()
        self.assertEqual(wizard.new_count, 153)
        self.assertIn("国家统计局", wizard.document)
        self.assertTrue(wizard.is_unverified)
        wizard.action_apply()
        areas = self.of_baoan()
        self.assertEqual(len(areas), 153)
        self.assertEqual(len(areas.filtered(lambda a: a.level == "community")), 141)
        area = areas.filtered(lambda a: a.code == "440306017001")
        self.assertEqual(
            (area.name, area.official_name, area.street_id.name, area.district_id.name),
            ("宝民社区", "宝民社区居委会", "新安街道", "宝安区"),
        )
        self.assertIn("baomin", area.pinyin)
        again = self.baoan()
        self.assertEqual((again.new_count, again.same_count), (0, 153))
        again.action_apply()
        self.assertEqual(self.of_baoan(), areas)

    def test_date_and_document_come_with_the_shipped_list(self):
        wizard = self.env["community.area.import"].create({})
        self.assertEqual(str(wizard.date), "2023-06-30")
        self.assertEqual(dict(wizard._select_lists())["baoan"], "深圳市宝安区")

    # What a list can change

    def test_statuses(self):
        self.env["community.area.change"].create(
            {
                "kind": "close",
                "document": "文件",
                "area_ids": [Command.link(self.west[0].id)],
            }
        ).action_apply()
        wizard = self.preview(
            ("990009", "测试区"),
            ("990009001", "东街道"),
            ("990009001001", "南湾社区居委会"),
            ("990009001009", "新苑社区居委会"),
            ("990009002", "西街道办事处"),
            (self.west[0].code, "西口社区居委会"),
        )
        self.assertEqual(
            self.statuses(wizard),
            {
                "990009000000": "same",
                "990009001000": "same",
                "990009001001": "renamed",
                self.north.code: "gone",
                "990009001009": "new",
                "990009002000": "same",
                self.west[0].code: "ended",
            },
        )
        chosen = wizard.line_ids.filtered("chosen").mapped("status")
        self.assertEqual(chosen, ["renamed", "new"])
        renamed = wizard.line_ids.filtered(lambda line: line.status == "renamed")
        self.assertEqual((renamed.old_name, renamed.name), ("南湖社区", "南湾社区"))

    def test_rename_is_history(self):
        self.load((self.south.code, "南湾社区居委会"))
        self.assertEqual(self.south.name, "南湾社区")
        self.assertEqual(self.south.official_name, "南湾社区居委会")
        change = self.south.change_ids
        self.assertEqual((change.kind, change.state), ("rename", "done"))
        self.assertEqual(
            (str(change.date), change.document), ("2026-03-01", "测试名单")
        )
        self.assertFalse(self.north.date_end)

    def test_move_under_a_new_code(self):
        wizard = self.load(
            (self.south.code, self.south.name),
            ("990009002009", "北坡社区居委会"),
        )
        self.assertEqual(self.statuses(wizard)["990009002009"], "moved")
        self.assertEqual(self.north.parent_id, self.west_street)
        self.assertEqual(self.north.code, "990009002009")
        self.assertEqual(set(self.north.change_ids.mapped("kind")), {"move", "rename"})

    def test_gone_is_closed_only_where_chosen(self):
        rows = [("990009001", "东街道"), (self.south.code, self.south.name)]
        self.load(*rows)
        self.assertFalse(self.north.date_end)
        wizard = self.preview(*rows)
        wizard.line_ids.filtered(lambda line: line.status == "gone").write(
            {"chosen": True, "date": "2026-02-01"}
        )
        wizard.action_apply()
        self.assertEqual(str(self.north.date_end), "2026-01-31")
        self.assertTrue(self.north.exists())

    def test_a_street_closes_after_its_communities(self):
        wizard = self.preview(
            ("990009001", "东街道"),
            (self.south.code, self.south.name),
            (self.north.code, self.north.name),
        )
        gone = wizard.line_ids.filtered(lambda line: line.status == "gone")
        self.assertEqual(gone.mapped("level"), ["street", "community"])
        gone.chosen = True
        wizard.action_apply()
        self.assertTrue(self.west_street.date_end)
        self.assertTrue(self.west[0].date_end)

    def test_part_of_a_list(self):
        wizard = self.preview((self.south.code, "南湖社区"), is_complete=False)
        self.assertEqual(self.statuses(wizard), {self.south.code: "same"})

    def test_what_changed_here_since_the_list_is_not_chosen(self):
        self.load((self.south.code, "南湾社区居委会"))
        wizard = self.preview((self.south.code, "南湖社区居委会"), date="2023-06-30")
        line = wizard.line_ids.filtered(lambda line: line.code == self.south.code)
        self.assertEqual((line.status, line.chosen), ("renamed", False))
        self.assertTrue(line.is_changed_later)

    def test_new_area_without_its_parent(self):
        wizard = self.preview(
            ("990009005", "新街道"), ("990009005001", "新街社区居委会")
        )
        wizard.line_ids.filtered(lambda line: line.level == "street").chosen = False
        with self.assertRaisesRegex(UserError, "990009005000"):
            wizard.action_apply()

    # Sources

    def test_national_file_in_gb18030(self):
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow(["code", "name", "streetCode", "provinceCode", "cityCode"])
        writer.writerow(["110101001001", "多福巷社区居委会", "110101001", "11", "1101"])
        writer.writerow(["990009001009", "新苑社区居委会", "990009001", "99", "9900"])
        wizard = self.wizard(
            source="file",
            file=base64.b64encode(file.getvalue().encode("gb18030")),
            filename="villages.csv",
            scope="990009",
        )
        wizard.action_preview()
        self.assertFalse(wizard.problem_ids)
        new = wizard.line_ids.filtered(lambda line: line.status == "new")
        self.assertEqual(new.code, "990009001009")
        wizard.action_apply()
        self.assertFalse(wizard.file)
        self.assertTrue(self.areas.search([("code", "=", "990009001009")]))

    def test_nothing_under_the_code(self):
        wizard = self.preview((self.south.code, "南湖社区"), scope="990008")
        self.assertIn("none under the code", wizard.problem_ids.message)

    def test_nothing_given(self):
        with self.assertRaises(UserError):
            self.wizard(text=False).action_preview()
        with self.assertRaisesRegex(UserError, "4403a6"):
            self.preview((self.south.code, "南湖社区"), scope="4403a6")

    # Problems

    def test_problems_by_row_and_column_load_nothing(self):
        rows = [
            ("990009001009", "新苑社区居委会"),
            ("99000900100", "短码社区居委会"),
            ("990009007001", "无街社区居委会"),
            ("4.40306E+11", ""),
        ]
        wizard = self.preview(*rows)
        self.assertEqual((wizard.state, wizard.error_count), ("source", 3))
        self.assertEqual(
            [(p.row, p.column) for p in wizard.problem_ids],
            [(3, "区划代码"), (5, "区划代码"), (5, "名称")],
        )
        wizard.text = table(rows[0], rows[2])
        wizard.action_preview()
        problem = wizard.problem_ids
        self.assertEqual((problem.row, problem.column), (3, "Code Above"))
        self.assertIn("990009007000", problem.message)
        self.assertFalse(wizard.line_ids)
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertFalse(self.areas.search([("code", "=", "990009001009")]))

    def test_every_problem_has_its_words(self):
        texts = self.wizard()._get_problem_texts()
        for code, params in PROBLEMS.items():
            self.assertTrue(texts[code] % dict.fromkeys(params, "x"), code)

    # Looking twice

    def test_changed_between_preview_and_load(self):
        row = ("990009001009", "新苑社区居委会")
        mine = self.preview(row)
        self.load(row, role="district")
        mine.action_apply()
        self.assertEqual(mine.state, "preview")
        self.assertEqual(self.statuses(mine)["990009001009"], "same")
        self.assertIn("Nothing was loaded", mine.message)
        self.assertEqual(self.areas.search_count([("code", "=", "990009001009")]), 1)

    def test_lines_are_not_believed(self):
        wizard = self.preview(("990009001009", "新苑社区居委会"), role="district")
        line = wizard.line_ids.filtered(lambda line: line.status == "new")
        line.sudo().write({"code": "990009002001", "name": "伪造社区"})
        wizard.action_apply()
        self.assertEqual(
            self.areas.search([("code", "=", "990009001009")]).name, "新苑社区"
        )

    def test_decisions_stay_when_looking_again(self):
        wizard = self.preview(("990009001009", "新苑社区居委会"))
        wizard.line_ids.filtered(lambda line: line.status == "new").chosen = False
        wizard.action_preview()
        line = wizard.line_ids.filtered(lambda line: line.status == "new")
        self.assertFalse(line.chosen)

    def test_back_to_the_table(self):
        wizard = self.preview(("990009001009", "新苑社区居委会"))
        wizard.action_back()
        self.assertEqual(wizard.state, "source")
        self.assertFalse(wizard.line_ids)

    # Who may

    def test_district_officer_loads_his_own(self):
        wizard = self.env["community.area.import"].with_user(self.users["district"])
        self.assertEqual(wizard.default_get(["scope"])["scope"], "990009")
        self.load(
            ("990009005", "新街道"),
            ("990009005001", "新街社区居委会"),
            role="district",
        )
        area = self.areas.search([("code", "=", "990009005001")])
        self.assertIn(area.id, self.users["district"]._area_scope())

    def test_district_officer_in_another_district(self):
        wizard = self.preview(
            ("990008", "外区"), ("990008001", "外街道"), role="district", scope=False
        )
        self.assertEqual((wizard.state, wizard.error_count), ("source", 2))
        self.assertEqual(wizard.problem_ids.mapped("row"), [2, 3])

    def test_street_officer_adds_communities_of_his_street(self):
        wizard = self.env["community.area.import"].with_user(self.users["street"])
        scope = wizard.default_get(["scope"])["scope"]
        self.assertEqual(scope, "990009001")
        wizard = self.preview(
            ("990009", "测试区"),
            ("990009001", "东街道"),
            ("990009001009", "新苑社区居委会"),
            (self.south.code, "南湾社区居委会"),
            ("990009002009", "西苑社区居委会"),
            role="street",
            scope=scope,
        )
        chosen = wizard.line_ids.filtered("chosen")
        self.assertEqual(chosen.mapped("code"), ["990009001009"])
        wizard.action_apply()
        area = self.areas.search([("code", "=", "990009001009")])
        self.assertIn(area.id, self.users["street"]._area_scope())
        self.assertFalse(self.areas.search([("code", "=", "990009002009")]))

    def test_street_officer_changes_no_name_by_a_list(self):
        wizard = self.preview((self.south.code, "南湾社区居委会"), role="street")
        wizard.line_ids.filtered(lambda line: line.status == "renamed").chosen = True
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertEqual(self.south.name, "南湖社区")

    def test_street_officer_in_another_street(self):
        wizard = self.preview(
            ("990009002009", "西苑社区居委会"),
            ("990009003", "新街道"),
            role="street",
            scope=False,
        )
        self.assertEqual((wizard.state, wizard.error_count), ("source", 2))

    def test_street_officer_of_a_shipped_list(self):
        """His street's rows alone, whatever else the list has."""
        street, _none = factory.make_street(
            self.env,
            "440306017",
            "新安街道",
            [],
            factory.make_areas(
                self.env,
                [{"name": "宝安", "level": "district", "code": "440306000000"}],
            ),
        )
        self.users["street"].area_ids = street
        wizard = self.env["community.area.import"].with_user(self.users["street"])
        wizard = wizard.create({"source": "shipped", "shipped_list": "baoan"})
        wizard.action_preview()
        self.assertEqual(wizard.state, "preview", wizard.problem_ids.mapped("message"))
        chosen = wizard.line_ids.filtered("chosen")
        self.assertTrue(chosen)
        self.assertEqual({code[:9] for code in chosen.mapped("code")}, {"440306017"})

    def test_street_officer_makes_no_area_elsewhere_by_any_route(self):
        areas = self.env["community.area"].with_user(self.users["street"])
        vals = {"name": "伪社区", "level": "community", "code": "990009002009"}
        west = {**vals, "parent_id": self.west_street.id}
        rows = [["伪社区", "community", "990009002009", "西街道"]]
        for route in (
            lambda: areas.create(west),
            lambda: areas.create({**vals, "level": "street"}),
            lambda: areas.with_context(default_level="community").name_create("伪社区"),
            lambda: areas.browse(self.south.id).copy({**west, "child_ids": []}),
            lambda: areas.browse(self.south.id).parent_id.write(
                {"child_ids": [Command.create(vals)]}
            ),
            lambda: areas.browse(self.north.id).write(
                {"parent_id": self.west_street.id}
            ),
            lambda: areas.create(
                {
                    **vals,
                    "parent_id": self.east_street.id,
                    "child_ids": [Command.link(self.west[0].id)],
                }
            ),
            lambda: (
                self.env["community.area.change"]
                .with_user(self.users["street"])
                .create({"kind": "close", "document": "文件"})
            ),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                route()
        loaded = areas.load(["name", "level", "code", "parent_id"], rows)
        self.assertFalse(loaded["ids"])
        self.assertFalse(self.areas.search([("code", "=", "990009002009")]))

    def test_others_may_not(self):
        for role in ("staff", "committee", "department", "auditor", "employee"):
            with self.assertRaises(AccessError, msg=role):
                self.wizard(role=role)

    def test_wizards_of_others_are_not_seen(self):
        wizard = self.preview(("990009001009", "新苑社区居委会"))
        for records in (wizard, wizard.line_ids):
            with self.assertRaises(AccessError):
                records.with_user(self.users["district"]).read(["create_date"])

    # Two at once, and many

    def test_busy(self):
        wizard = self.preview(("990009001009", "新苑社区居委会"))
        model = self.env["ir.model"]._get(wizard._name)
        with other_cursor(self.env) as other:
            other.execute(
                "SELECT id FROM ir_model WHERE id = %s FOR UPDATE", [model.id]
            )
            with self.assertRaisesRegex(UserError, "Somebody else"):
                wizard.action_apply()

    def test_query_count_does_not_grow(self):
        small, large = (
            [
                (f"990009{street}{number:03}", f"新{number}号社区居委会")
                for number in range(1, count + 1)
            ]
            for street, count in (("001", 20), ("002", 140))
        )
        self.load(("990009001900", "暖身社区居委会"), is_complete=False)
        counts = []
        for rows in (small, large):
            start = self.env.cr.sql_log_count
            self.load(*rows, is_complete=False)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)


@tagged("post_install", "-at_install")
class TestTwoImports(TransactionCase):
    """In a class of its own: what is committed here outdates a test's transaction."""

    def test_after_somebody_who_was_quicker(self):
        """Odoo repeats the request upon this failure, with fresh data."""
        wizard = self.env["community.area.import"].create({})
        model = self.env["ir.model"]._get(wizard._name)
        with other_cursor(self.env) as other:
            other.execute("UPDATE ir_model SET state = state WHERE id = %s", [model.id])
        with (
            self.assertRaises(SerializationFailure),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            wizard._lock()
