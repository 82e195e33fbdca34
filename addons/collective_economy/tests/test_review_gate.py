from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.community_base.demo import factory

from .common import CoopEngineCase


@tagged("post_install", "-at_install")
class TestReviewGate(CoopEngineCase):
    """What a cooperative decides was reviewed by the community's Party committee."""

    def setUp(self):
        super().setUp()
        self.matter = self.make_coop_matter("investment", amount=5_000_000)
        self.procedure = self.env.ref("collective_economy.procedure_coop_review")

    def get_step(self, number):
        return self.procedure.step_ids.sorted("sequence")[number]

    def refuse(self, pattern):
        with self.assertRaisesRegex(UserError, pattern):
            self.matter.action_submit()

    # The procedure is edited

    def test_procedure_without_review(self):
        self.get_step(1).unlink()
        self.refuse("reviews what a cooperative decides")

    def test_review_after_the_decision(self):
        self.get_step(1).sequence = 35
        self.refuse("reviews what a cooperative decides")

    def test_review_beside_the_decision(self):
        self.get_step(2).is_parallel = True
        self.refuse("reviews what a cooperative decides")

    def test_review_by_another_organ(self):
        step = self.get_step(1)
        step.organ_kind_id = self.env.ref("community_base.kind_residents_committee")
        self.refuse("reviews what a cooperative decides")

    def test_procedure_without_check(self):
        self.get_step(0).unlink()
        self.refuse("checked by the department")

    def test_decision_by_another_organ(self):
        step = self.get_step(2)
        step.organ_kind_id = self.env.ref("community_base.kind_board")
        step.rule_code = "board"
        self.refuse("is decided by")

    def test_committee_alone_does_not_decide(self):
        self.get_step(2).unlink()
        self.refuse("reviews what a cooperative decides")

    def test_milder_rule(self):
        self.get_step(2).rule_code = "shareholders_ordinary"
        self.refuse("is decided by")

    # Another class, another cooperative

    def test_class_of_the_residents(self):
        with self.assertRaises(ValidationError):
            self.matter.class_id = self.env.ref("community_base.class_residents_matter")
        with self.assertRaises(ValidationError):
            self.matter.cooperative_id = False

    def test_class_in_sql(self):
        other = self.env.ref("community_base.class_residents_matter")
        for column, value in (("class_id", other.id), ("cooperative_id", None)):
            self.refuse_sql(
                f"UPDATE community_matter SET {column} = %s WHERE id = %s",
                value,
                self.matter.id,
            )

    def test_cooperative_stays_after_submission(self):
        self.matter.action_submit()
        with self.assertRaises(UserError):
            self.matter.cooperative_id = self.hill
        with self.assertRaises(UserError):
            self.matter.months = 3
        for column in ("cooperative_id", "months", "supervision_item_id"):
            value = self.hill.id if column == "cooperative_id" else 1
            self.refuse_sql(
                f"UPDATE community_matter SET {column} = %s WHERE id = %s",
                value,
                self.matter.id,
            )

    def refuse_sql(self, query, *params):
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.env.cr.execute(query, params)

    # The agenda

    def propose(self, step, **vals):
        return (
            self.env["community.meeting"]
            .with_user(self.staff)
            .create(
                {
                    "organ_id": step.organ_id.id,
                    "date": self.moment.date(),
                    "item_ids": [(0, 0, {"step_id": step.id, **vals})],
                }
            )
        )

    def test_not_on_the_agenda_before_the_review(self):
        self.matter.action_submit()
        votes = self.matter.step_ids.filtered(lambda step: step.kind == "vote")
        with self.assertRaises(UserError):
            self.propose(votes[-1])
        self.pass_check(self.matter)
        with self.assertRaises(UserError):
            self.propose(votes[-1])
        self.hold_meeting(votes[0])
        self.assertTrue(self.propose(votes[-1]).item_ids)

    def test_rejected_review_ends_it(self):
        self.matter.action_submit()
        self.pass_check(self.matter)
        self.hold_meeting(self.matter.current_step_id, yes=0, no=3)
        self.assertEqual(self.matter.state, "rejected")
        votes = self.matter.step_ids.filtered(lambda step: step.kind == "vote")
        with self.assertRaises(UserError):
            self.propose(votes[-1])

    def test_step_opened_in_sql(self):
        self.matter.action_submit()
        votes = self.matter.step_ids.filtered(lambda step: step.kind == "vote")
        for state in ("open", "done"):
            self.refuse_sql(
                "UPDATE community_matter_step SET state = %s WHERE id = %s",
                state,
                votes[-1].id,
            )

    def test_review_of_an_earlier_round_does_not_count(self):
        self.matter.action_submit()
        self.pass_check(self.matter)
        self.hold_meeting(self.matter.current_step_id)
        step = self.matter.current_step_id
        self.env.flush_all()
        self.refuse_sql(
            "UPDATE community_matter_step SET round = 2 WHERE id = %s", step.id
        )

    def test_talk_has_no_ballots(self):
        board = self.organs["board"]
        meeting = (
            self.env["community.meeting"]
            .with_user(self.staff)
            .create(
                {
                    "organ_id": board.id,
                    "date": self.moment.date(),
                    "item_ids": [(0, 0, {"name": "决定对外投资五百万元"})],
                }
            )
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                meeting.item_ids.yes_count = 3
                self.env.flush_all()
        for name in ("outcome", "resolution_id"):
            with self.assertRaises(AccessError):
                meeting.item_ids.write({name: "adopted" if name == "outcome" else 1})

    def test_resolution_in_sql(self):
        self.matter.action_submit()
        self.refuse_sql(
            "INSERT INTO community_resolution"
            " (name, organ_id, matter_id, class_id, area_id, date, used, amount)"
            " VALUES ('x', %s, %s, %s, %s, '2026-03-02', 0, 0)",
            self.organs["shareholders_meeting"].id,
            self.matter.id,
            self.matter.class_id.id,
            self.south.id,
        )

    # Two hats

    def test_board_withdraws_from_the_review(self):
        """The chairman is the committee's part-time deputy secretary (兼职副书记)."""
        factory.make_seat(self.committee, "part_time_deputy_secretary", self.chair)
        self.matter.action_submit()
        self.pass_check(self.matter)
        item = self.hold_meeting(self.matter.current_step_id, yes=0, close=False)
        self.assertEqual(item.recusal_ids.person_id, self.chair)
        self.assertTrue(item.recusal_ids.found)
        self.assertNotIn(self.chair, item._get_voters().person_id)
        with self.assertRaises(UserError):
            item.recusal_ids.unlink()

    def test_he_reviews_the_matters_of_others(self):
        factory.make_seat(self.committee, "part_time_deputy_secretary", self.chair)
        matter = self.make_matter("support")
        matter.action_submit()
        item = self.hold_meeting(matter.current_step_id, yes=0, close=False)
        self.assertFalse(item.recusal_ids)

    def test_board_votes_in_its_own_meeting(self):
        matter = self.make_coop_matter(amount=300_000)
        matter.action_submit()
        self.pass_check(matter)
        self.hold_meeting(matter.current_step_id)
        item = self.hold_meeting(matter.current_step_id)
        self.assertFalse(item.recusal_ids)
        self.assertEqual(item.outcome, "adopted")
