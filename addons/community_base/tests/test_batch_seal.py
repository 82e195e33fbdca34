from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import community_batch_sealed_mixin as batch
from .engine_common import EngineCase


class BatchSealCase(EngineCase):
    """Trail rows of 南湖 and of the other street, none of them sealed yet."""

    def setUp(self):
        super().setUp()
        self.trail = self.env["community.trail"]
        self.seals = self.env["community.batch.sealed.mixin"]
        self.seals._seal_all_waiting()

    def register_of(self, rows):
        rows.invalidate_recordset()
        return rows.register_id

    def alter(self, statement, *args, table="community_trail"):
        """Change rows as one who can switch triggers off."""
        self.env.flush_all()
        self.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        self.cr.execute(statement, args)
        self.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestBatchSeal(BatchSealCase):
    """留痕与决议使用: sealed in batches, in one register per street and year."""

    def test_rows_are_chained_in_order(self):
        organs = self.committee | self.residents_committee | self.assembly
        rows = self.trail._note(organs, "handed_over", reason="移交")
        self.seals._seal_all_waiting()
        register = self.register_of(rows)
        self.assertEqual(register.area_id, self.east_street)
        self.assertEqual(register.key, f"trail/{self.east_street.id}/2026")
        last = register.last_number
        self.assertEqual(
            rows.sorted("id").mapped("register_number"), [last - 2, last - 1, last]
        )
        self.assertIsNone(register._verify())

    def test_each_street_and_year_has_its_own(self):
        organ = self.env["community.organ"].create(
            {
                "name": "西口党委",
                "area_id": self.west.id,
                "kind_id": self.committee.kind_id.id,
            }
        )
        east = self.trail._note(self.committee, "handed_over")
        west = self.trail._note(organ, "handed_over")
        # 17:00 UTC on New Year's Eve is the first of January in Shanghai.
        self.moment = self.moment.replace(month=12, day=31, hour=17)
        later = self.trail._note(self.committee, "handed_over")
        nowhere = self.trail._note(self.env.user, "handed_over")
        self.seals._seal_all_waiting()
        self.assertEqual(
            [self.register_of(rows).key for rows in (east, west, later, nowhere)],
            [
                f"trail/{self.east_street.id}/2026",
                f"trail/{self.west_street.id}/2026",
                f"trail/{self.east_street.id}/2027",
                "trail/0/2027",
            ],
        )
        self.assertFalse(self.env["community.register"]._verify_all())

    def test_batches_follow_each_other(self):
        organs = self.committee | self.residents_committee | self.assembly
        rows = self.trail._note(organs, "handed_over")
        with patch.object(batch, "BATCH", 2):
            self.assertEqual(self.trail._seal_batch(2), 2)
            self.assertEqual(self.trail._seal_batch(2), 1)
            self.assertEqual(self.trail._seal_batch(2), 0)
            self.assertIsNone(self.register_of(rows)._verify())

    @mute_logger("odoo.sql_db")
    def test_no_row_changes_before_or_after(self):
        row = self.trail._note(self.committee, "handed_over")
        for _ in range(2):
            for statement in (
                "UPDATE community_trail SET reason = 'x' WHERE id = %s",
                "UPDATE community_trail SET seal = NULL, reason = 'x' WHERE id = %s",
                "UPDATE community_trail SET seal = 'x', reason = 'x' WHERE id = %s",
                "DELETE FROM community_trail WHERE id = %s",
            ):
                with self.assertRaises(IntegrityError), self.cr.savepoint():
                    self.cr.execute(statement, [row.id])
            self.seals._seal_all_waiting()
        for statement in (
            "UPDATE community_trail SET seal = %s WHERE id = %s",
            "UPDATE community_trail SET seal_previous = %s WHERE id = %s",
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.cr.execute(statement, ["x", row.id])
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute("TRUNCATE community_trail CASCADE")

    def test_the_first_altered_row_is_named(self):
        organs = self.committee | self.residents_committee | self.assembly
        rows = self.trail._note(organs, "handed_over", reason="移交").sorted("id")
        self.seals._seal_all_waiting()
        register = self.register_of(rows)
        for column, value in {
            "reason": "没有移交",
            "event": "adopted",
            "person_id": self.deputy.id,
            "moment": "2026-01-01",
            "res_id": 1,
        }.items():
            with self.cr.savepoint() as point:
                self.alter(
                    f"UPDATE community_trail SET {column} = %s WHERE id = %s",
                    value,
                    rows[1].id,
                )
                number = rows[1].register_number
                self.assertEqual(register._verify(), number, column)
                with self.assertRaises(UserError):
                    register.action_verify()
                point.rollback()
            self.env.invalidate_all()
        self.assertIsNone(register._verify())

    def test_a_removed_row_is_named(self):
        rows = self.trail._note(self.committee | self.assembly, "handed_over")
        self.seals._seal_all_waiting()
        register, (first, last) = self.register_of(rows), rows.sorted("id")
        number = last.register_number
        with self.cr.savepoint() as point:
            self.alter("DELETE FROM community_trail WHERE id = %s", last.id)
            self.assertEqual(register._verify(), number)
            point.rollback()
        self.env.invalidate_all()
        self.alter("DELETE FROM community_trail WHERE id = %s", first.id)
        self.assertEqual(register._verify(), number - 1)

    def test_day_heads_cover_them(self):
        rows = self.trail._note(self.committee, "handed_over")
        self.later(days=1)
        day = self.env["community.day.head"]._publish()
        register = self.register_of(rows)
        self.assertEqual(day.heads[register.key], [register.last_number, register.head])

    def test_uses_of_resolutions_are_chained(self):
        matter = self.make_matter("support", amount=1000)
        matter.action_submit()
        self.hold_meeting(matter.current_step_id)
        resolution = matter.resolution_ids.sudo()
        use = resolution._consume(self.committee, 250.5, "test")
        self.seals._seal_all_waiting()
        register = self.register_of(use)
        self.assertEqual(register.model, "community.resolution.use")
        self.assertIsNone(register._verify())
        self.alter(
            "UPDATE community_resolution_use SET amount = 250.51 WHERE id = %s",
            use.id,
            table="community_resolution_use",
        )
        self.assertEqual(register._verify(), use.register_number)

    def test_no_name_and_no_text_is_sealed_as_it_is(self):
        row = self.trail._note(self.committee, "handed_over", reason="张三")
        payload = row._get_seal_payload(1)
        self.assertNotIn("张三", str(payload))
        self.assertEqual(payload["person_id"], self.env.user.partner_id.id)

    def test_every_sealed_model_is_verified(self):
        """Whatever has a seal has the triggers, and its registers are looked at."""
        sealed = [
            model
            for model in self.env.values()
            if not model._abstract and model._auto and "seal" in model._fields
        ]
        self.assertGreaterEqual(
            {model._name for model in sealed},
            {
                "community.meeting",
                "community.resolution",
                "community.resolution.use",
                "community.trail",
            },
        )
        mixin = type(self.env["community.sealed.mixin"])
        for model in sealed:
            self.assertIsInstance(model, mixin, model._name)
            self.cr.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass"
                " AND tgenabled = 'O' AND NOT tgisinternal",
                [model._table],
            )
            triggers = {name for (name,) in self.cr.fetchall()}
            self.assertGreaterEqual(
                triggers, {"community_refuse_sealed", "community_never_emptied"}
            )
            self.assert_verified(model)

    def assert_verified(self, model):
        """A register of the model that claims an entry it has not is found broken."""
        registers = self.env["community.register"]
        key = f"test/{model._name}"
        register = registers._open(key, "测试", model._name, self.south)
        register._advance(1, "0" * 64)
        self.assertIn(register.sudo(), registers._verify_all(), model._name)
