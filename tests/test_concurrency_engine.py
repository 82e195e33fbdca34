"""Several people decide at once; the process dies while a meeting is being closed.

On real connections that really commit, in a copy of the test database.
"""

import random
from datetime import timedelta
from unittest.mock import patch

from committed import CommittedCase
from psycopg2 import IntegrityError
from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory
from odoo.addons.community_base.house import with_pass


@tagged("post_install", "-at_install")
class TestDecidedAtOnce(CommittedCase):
    def open_urn(self, env):
        """Return the item of a secret vote in session and the ids of who votes."""
        step = env.ref("community_base.procedure_committee_decision_1")
        step.secret = True
        matter = self.make_matter(env)
        step.secret = False
        meeting = env["community.meeting"].create(
            {
                "organ_id": self.committee_id,
                "chair_id": self.chair_id,
                "date": house.today(env),
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "step_id": matter.current_step_id.id,
                            "ballot_kind": "electronic",
                        },
                    )
                ],
            }
        )
        meeting.action_convene()
        meeting.action_open()
        meeting.attendance_ids.action_present()
        return meeting.item_ids, meeting.attendance_ids.ids

    def cast(self, env, item_id, line_id, choice="yes"):
        person = env["community.meeting.attendance"].browse(line_id).person_id
        item = env["community.meeting.item"].browse(item_id)
        user = person.user_ids
        return item.with_user(user).cast_ballot(line_id, choice)

    def test_one_meeting_is_closed_once(self):
        with self.commits() as env:
            matters = [self.make_matter(env), self.make_matter(env)]
            meeting_id = self.make_meeting(env, *matters).id
        close = [lambda env: env["community.meeting"].browse(meeting_id).action_close()]
        ends = self.race(*close * 4)
        self.assertEqual(ends.count("done"), 1, ends)
        with self.commits() as env:
            meeting = env["community.meeting"].browse(meeting_id)
            self.assertEqual(meeting.state, "closed")
            resolutions = meeting.item_ids.resolution_id
            self.assertEqual(len(resolutions), 2)
            found = env["community.resolution"].search_count(
                [("meeting_id", "=", meeting_id)]
            )
            self.assertEqual(found, 2)
            self.assertIsNone(resolutions.register_id._verify())

    def test_fifty_resolutions_at_once(self):
        with self.commits() as env:
            matter = self.make_matter(env)
            vals = {
                "name": "并发决议",
                "organ_id": self.committee_id,
                "area_id": self.area_id,
                "matter_id": matter.id,
                "class_id": matter.class_id.id,
                "date": "2030-05-05",
            }
            resolutions = with_pass(env["community.resolution"], vals)
            ids = resolutions.create([vals] * 50).ids
        ends = self.race(
            *[
                lambda env, one=one: env["community.resolution"].browse(one)._seal()
                for one in ids
            ],
            tries=200,
        )
        self.assertEqual(set(ends), {"done"})
        with self.commits() as env:
            resolutions = env["community.resolution"].browse(ids)
            numbers = sorted(resolutions.mapped("register_number"))
            self.assertEqual(numbers, list(range(1, 51)))
            self.assertEqual(len(set(resolutions.mapped("number"))), 50)
            self.assertEqual(len(resolutions.register_id), 1)
            self.assertEqual(resolutions.register_id.last_number, 50)
            self.assertIsNone(resolutions.register_id._verify())

    def make_approval(self, env):
        """Return the step of a small expense that the secretary approves alone."""
        expense = env.ref("community_base.class_small_expense")
        return self.make_matter(env, class_id=expense.id, amount=800).current_step_id

    def approve(self, env, step_id):
        secretary = env["res.partner"].browse(self.chair_id).user_ids
        step = env["community.matter.step"].browse(step_id)
        step.with_user(secretary).action_approve("同意")

    def test_last_approvals_at_once_are_numbered_one_after_the_other(self):
        """The first of them opens the register of the year; who lost tries again."""
        with self.commits() as env:
            ids = [self.make_approval(env).id for _one in range(6)]
        acts = [lambda env, one=one: self.approve(env, one) for one in ids]
        ends = self.race(*acts, tries=60)
        self.assertEqual(set(ends), {"done"})
        with self.commits() as env:
            steps = env["community.matter.step"].browse(ids)
            approvals = steps.matter_id.resolution_ids
            self.assertEqual(set(approvals.mapped("kind")), {"approval"})
            numbers = approvals.mapped("register_number")
            register = approvals.register_id.ensure_one()
            last = register.last_number
            self.assertEqual(sorted(numbers), list(range(last - 5, last + 1)))
            self.assertEqual(len(set(approvals.mapped("number"))), 6)
            self.assertEqual(len(register._get_entries()), last)
            self.assertIsNone(register._verify())

    def test_one_approval_pressed_twice_is_numbered_once(self):
        with self.commits() as env:
            step_id = self.make_approval(env).id
        ends = self.race(*[lambda env: self.approve(env, step_id)] * 3, tries=5)
        self.assertEqual(ends.count("done"), 1, ends)
        with self.commits() as env:
            step = env["community.matter.step"].browse(step_id)
            self.assertEqual(len(step.matter_id.resolution_ids), 1)

    def test_one_amount_is_paid_once(self):
        with self.commits() as env:
            payments = self.make_payments(env, 700, 700, 700)
        ends = self.race(
            *[
                lambda env, one=one: env["test.guard.payment"].browse(one).action_pay()
                for one in payments.ids
            ],
            tries=5,
        )
        self.assertEqual(ends.count("done"), 1, ends)
        with self.commits() as env:
            payments = payments.with_env(env)
            self.assertEqual(sorted(payments.mapped("state")).count("paid"), 1)
            resolution = payments.resolution_id
            self.assertEqual((resolution.used, len(resolution.use_ids)), (700, 1))

    def test_who_saw_it_before_does_not_pay(self):
        """His transaction began before another paid, and he asks after that."""
        with self.commits() as env:
            first, second = self.make_payments(env, 700, 700).ids
        with self.registry.cursor() as late, mute_logger("odoo.sql_db"):
            late.execute("SELECT count(*) FROM community_resolution_use")
            with self.commits() as env:
                env["test.guard.payment"].browse(first).action_pay()
            env = api.Environment(late, SUPERUSER_ID, {})
            with self.assertRaises(SerializationFailure):
                env["test.guard.payment"].browse(second).action_pay()
            late.rollback()

    def test_a_vote_given_meanwhile_is_not_lost(self):
        with self.commits() as env:
            meeting = self.make_meeting(env, self.make_matter(env))
            vote = meeting.item_ids.vote_ids[-1]
            vals = {"item_id": vote.item_id.id, "attendance_id": vote.attendance_id.id}
            vote.unlink()
        with self.registry.cursor() as late, mute_logger("odoo.sql_db"):
            late.execute("SELECT count(*) FROM community_meeting_vote")
            with self.commits() as env:
                env["community.meeting.vote"].create({**vals, "choice": "no"})
            env = api.Environment(late, SUPERUSER_ID, {})
            with self.assertRaises(SerializationFailure):
                env["community.meeting"].browse(meeting.id).action_close()
            late.rollback()

    def rows(self, env, table, column):
        env.cr.execute(
            f"SELECT {column}, xmin::text, id FROM {table} WHERE item_id = %s "
            "ORDER BY ctid",
            [self.urn_id],
        )
        return env.cr.fetchall()

    def test_who_votes_twice_at_once_votes_once(self):
        with self.commits() as env:
            item, lines = self.open_urn(env)
            item_id, line_id = item.id, lines[0]
            self.cast(env, item_id, lines[1])
        votes = [
            lambda env, choice=choice: self.cast(env, item_id, line_id, choice)
            for choice in ("yes", "no", "yes", "no")
        ]
        ends = self.race(*votes, tries=5)
        self.assertEqual(ends.count("done"), 1, ends)
        with self.commits() as env:
            env.cr.execute(
                "SELECT (SELECT count(*) FROM community_meeting_ballot"
                "         WHERE item_id = %(id)s),"
                "       (SELECT count(*) FROM community_meeting_ballot_mark"
                "         WHERE item_id = %(id)s)",
                {"id": item_id},
            )
            self.assertEqual(env.cr.fetchone(), (2, 2))

    def test_the_marks_alone_stop_a_second_vote(self):
        """Without the locks of the program: the unique mark is what refuses."""
        with self.commits() as env:
            item, lines = self.open_urn(env)
            vals = {"item_id": item.id, "attendance_id": lines[0]}
        with self.registry.cursor() as late, mute_logger("odoo.sql_db"):
            late.execute("SELECT count(*) FROM community_meeting_ballot_mark")
            with self.commits() as env:
                env["community.meeting.ballot.mark"]._put(**vals)
                env["community.meeting.ballot"]._drop(item.with_env(env), "yes")
            env = api.Environment(late, SUPERUSER_ID, {})
            with self.assertRaises(IntegrityError):
                env["community.meeting.ballot.mark"]._put(**vals)
            late.rollback()

    def test_a_ballot_without_a_mark_is_not_committed(self):
        with self.commits() as env:
            item, _lines = self.open_urn(env)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.commits() as env:
                env["community.meeting.ballot"]._drop(item.with_env(env), "yes")

    def test_a_ballot_cast_meanwhile_is_not_lost(self):
        with self.commits() as env:
            item, lines = self.open_urn(env)
            item_id, meeting_id = item.id, item.meeting_id.id
            self.cast(env, item_id, lines[0])
        with self.registry.cursor() as late, mute_logger("odoo.sql_db"):
            late.execute("SELECT count(*) FROM community_meeting_ballot")
            with self.commits() as env:
                self.cast(env, item_id, lines[1])
            env = api.Environment(late, SUPERUSER_ID, {})
            with self.assertRaises(SerializationFailure):
                env["community.meeting"].browse(meeting_id).action_close()
            late.rollback()

    def test_after_closing_no_transaction_place_or_number_links(self):
        """While they vote the transactions tell; once the urn is open nothing does."""
        with self.commits() as env:
            item, lines = self.open_urn(env)
            self.urn_id, meeting_id = item.id, item.meeting_id.id
        for line_id in lines:
            with self.commits() as env:
                self.cast(env, self.urn_id, line_id, random.choice(["yes", "no"]))
        tables = {
            "community_meeting_ballot": "receipt",
            "community_meeting_ballot_mark": "attendance_id",
        }
        with self.commits() as env:
            was = {table: self.rows(env, table, key) for table, key in tables.items()}
        linked = [{xmin for _key, xmin, _id in rows} for rows in was.values()]
        self.assertEqual(*linked, "the same transactions, one for each voter")
        self.assertEqual(len(linked[0]), 3)
        with self.commits() as env:
            env["community.meeting"].browse(meeting_id).action_close()
        with self.commits() as env:
            now = {table: self.rows(env, table, key) for table, key in tables.items()}
            env.cr.execute(
                "SELECT xmin::text FROM community_meeting_attendance "
                "WHERE meeting_id = %s",
                [meeting_id],
            )
            roll = {xmin for (xmin,) in env.cr.fetchall()}
        for table, rows in now.items():
            self.assertEqual({xmin for _key, xmin, _id in rows}, roll, table)
            self.assertEqual(len(roll), 1, "one transaction, that of closing")
            self.assertEqual(
                {key for key, _xmin, _id in rows}, {key for key, _x, _i in was[table]}
            )
            self.assertFalse(
                {row[2] for row in rows} & {row[2] for row in was[table]}, table
            )

    def test_killed_while_closing_nothing_is_half_decided(self):
        with self.commits() as env:
            matters = [self.make_matter(env), self.make_matter(env)]
            meeting_id = self.make_meeting(env, *matters).id
            ids = [matter.id for matter in matters]
            before = self.heads(env)
        ran = self.run_until_killed(
            """
            meeting = env["community.meeting"].browse(int(sys.argv[2]))
            meeting.action_close()
            env.flush_all()
            print("closed", len(meeting.item_ids.resolution_id), flush=True)
        """,
            meeting_id,
        )
        self.assertIn("closed 2", ran.stdout, ran.stderr[-2000:])
        self.assertEqual(ran.returncode, -9)
        with self.commits() as env:
            meeting = env["community.meeting"].browse(meeting_id)
            matters = env["community.matter"].browse(ids)
            self.assertEqual(meeting.state, "open")
            self.assertEqual(set(matters.mapped("state")), {"running"})
            self.assertFalse(matters.resolution_ids)
            self.assertFalse(any(meeting.item_ids.mapped("outcome")))
            self.assertEqual(self.heads(env), before)
            meeting.action_close()
            self.assertIsNone(meeting.item_ids.resolution_id.register_id._verify())

    # Sealing in batches

    def note(self, env, *events):
        organ = env["community.organ"].browse(self.committee_id)
        return [env["community.trail"]._note(organ, event).id for event in events]

    def seal(self, env):
        env["community.batch.sealed.mixin"]._seal_all_waiting()

    def assert_chained(self, env, ids):
        """All rows are sealed once, in a register that holds."""
        rows = env["community.trail"].browse(ids)
        self.assertTrue(all(rows.mapped("seal")))
        registers = rows.register_id
        self.assertFalse(env["community.register"]._verify_all())
        count = env["community.trail"].search_count(
            [("register_id", "in", registers.ids)]
        )
        self.assertEqual(count, sum(registers.mapped("last_number")))

    def test_two_seal_at_once(self):
        with self.commits() as env:
            ids = self.note(env, *["handed_over"] * 300)
        ends = self.race(*[self.seal] * 4)
        self.assertIn("done", ends)
        with self.commits() as env:
            self.seal(env)
            self.assert_chained(env, ids)

    def test_a_smaller_id_that_comes_later_is_sealed_later(self):
        with self.registry.cursor() as late:
            early = self.note(api.Environment(late, SUPERUSER_ID, {}), "handed_over")
            with self.commits() as env:
                ids = self.note(env, "handed_over", "handed_over")
                self.assertLess(early[0], ids[0])
                self.seal(env)
            late.commit()
        with self.commits() as env:
            self.assertFalse(env["community.trail"].browse(early).seal)
            self.seal(env)
            rows = env["community.trail"].browse(early + ids)
            numbers = rows.mapped("register_number")
            self.assertEqual(numbers[0], max(numbers))
            self.assert_chained(env, rows.ids)

    def test_killed_while_sealing(self):
        with self.commits() as env:
            ids = self.note(env, *["handed_over"] * 20)
        ran = self.run_until_killed("""
            trail = env["community.trail"]
            print("sealed", trail._seal_batch(10), flush=True)
        """)
        self.assertIn("sealed 10", ran.stdout, ran.stderr[-2000:])
        with self.commits() as env:
            self.assertFalse(any(env["community.trail"].browse(ids).mapped("seal")))
            self.seal(env)
            self.assert_chained(env, ids)

    # The last second of a publication

    def make_page(self, env):
        """Return the id of a page whose last day it is."""
        first = env.ref("community_base.procedure_four_two").step_ids[0]
        code = f"at_once_{env['community.procedure'].search_count([])}"
        steps = [
            {"name": "表决", "kind": "vote", "rule_code": first.rule_code},
            {"name": "公示", "kind": "publication", "publication_days": 7},
        ]
        steps[0]["organ_kind_id"] = first.organ_kind_id.id
        env["community.procedure"].create(
            {
                "name": "并发公示",
                "code": code,
                "date_start": factory.TERM_START,
                "source": "并发测试",
                "step_ids": [
                    (0, 0, {**step, "sequence": number})
                    for number, step in enumerate(steps, start=1)
                ],
            }
        )
        matter_class = env["community.matter.class"].create(
            {
                "name": "并发公示",
                "code": code,
                "power": "decision",
                "procedure_code": code,
            }
        )
        matter = self.make_matter(env, class_id=matter_class.id)
        self.make_meeting(env, matter).action_close()
        page = env["community.publication"].search([("matter_id", "=", matter.id)])
        type(self).moment += timedelta(days=7)
        return page.id

    def object_to(self, env, page_id):
        """Object on the last day, whatever day others see by now."""
        last_day = env["community.publication"].browse(page_id).date_end
        with patch("odoo.addons.community_base.models.community_objection.today") as at:
            at.return_value = last_day
            return env["community.objection"]._receive(page_id, "最后一秒的异议")

    def test_an_objection_of_the_last_second_keeps_the_step_open(self):
        with self.commits() as env:
            page_id = self.make_page(env)
        with self.registry.cursor() as late, mute_logger("odoo.sql_db"):
            late.execute("SELECT count(*) FROM community_objection")
            with self.commits() as env:
                _objection, problem = self.object_to(env, page_id)
                self.assertIsNone(problem)
            type(self).moment += timedelta(days=1)
            env = api.Environment(late, SUPERUSER_ID, {})
            with self.assertRaises(SerializationFailure):
                env["community.publication"].browse(page_id).action_end()
            late.rollback()
        with self.commits() as env:
            page = env["community.publication"].browse(page_id)
            with self.assertRaises(UserError):
                page.action_end()
            env["community.publication"]._cron_end()
            self.assertEqual((page.state, page.step_id.state), ("posted", "open"))

    def test_an_objection_after_the_end_is_refused(self):
        with self.commits() as env:
            page_id = self.make_page(env)
        type(self).moment += timedelta(days=1)
        with self.registry.cursor() as late, mute_logger("odoo.sql_db"):
            late.execute("SELECT count(*) FROM community_objection")
            with self.commits() as env:
                env["community.publication"].browse(page_id).action_end()
            with self.assertRaises(SerializationFailure):
                self.object_to(api.Environment(late, SUPERUSER_ID, {}), page_id)
            late.rollback()
        with self.commits() as env:
            self.assertEqual(self.object_to(env, page_id)[1], "closed")

    def test_in_the_very_second_either_it_counts_or_it_is_refused(self):
        with self.commits() as env:
            page_id = self.make_page(env)
        type(self).moment += timedelta(days=1)
        answers = []
        self.race(
            lambda env: answers.append(self.object_to(env, page_id)[1]),
            lambda env: env["community.publication"].browse(page_id).action_end(),
            lambda env: env["community.publication"]._cron_end(),
            tries=5,
        )
        with self.commits() as env:
            page = env["community.publication"].browse(page_id)
            kept = env["community.objection"].search_count(
                [("publication_id", "=", page_id)]
            )
            ended = page.state == "over"
            self.assertEqual((kept, answers[-1]), (0, "closed") if ended else (1, None))
