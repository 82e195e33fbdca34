from datetime import timedelta

from odoo.exceptions import AccessError, UserError

from ..demo import factory
from .engine_common import EngineCase


class OutcomeCase(EngineCase):
    """A matter that the Party committee adopts and that somebody carries out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.helper = factory.make_user(
            cls.env, "t_helper", "经办人", "committee", cls.south, lang="en_US"
        )
        cls.station = factory.make_organ(
            cls.env, "workstation", cls.south, "南湖工作站"
        )
        factory.make_seat(cls.station, "station_staff", cls.helper.partner_id)
        cls.helper_seat = cls.station.seat_ids
        cls.head = factory.make_user(
            cls.env, "t_head", "站长", "committee", cls.south, lang="en_US"
        )
        factory.make_seat(cls.station, "station_head", cls.head.partner_id)

    def decide(self, class_code="support", **vals):
        matter = self.make_matter(class_code)
        matter.action_submit()
        item = self.hold_meeting(matter.current_step_id, close=False)
        item.write(vals)
        item.meeting_id.action_close()
        return matter

    def in_days(self, days):
        return self.env["community.meeting"]._today() + timedelta(days=days)

    def assign(self, matter, days=10, person=None, reason=None):
        matter._get_outcome_step().with_user(self.staff).action_assign(
            self.station.id,
            (person or self.helper.partner_id).id,
            self.in_days(days),
            reason,
        )

    def waits_for(self, matter):
        """Return which of the users have the matter on their desk."""
        users = (self.staff, self.helper, self.head, self.users["committee"])
        matters = self.env["community.matter"]
        domain = [("id", "=", matter.id), ("waits_for_me", "=", True)]
        return {user for user in users if matters.with_user(user).search(domain)}


class TestOutcome(OutcomeCase):
    """落实: by whom, until when, with what proof, and what happens when it is late."""

    def test_unnamed_it_waits_for_who_submitted_it(self):
        matter = self.decide()
        self.assertTrue(matter.needs_naming)
        self.assertEqual(self.waits_for(matter), {self.staff})
        group = self.env["community.home"].with_user(self.staff)._get_waiting_group()
        [item] = group["items"]
        self.assertEqual(item["badge"], "Name who carries it out")
        with self.assertRaises(UserError):
            matter.current_step_id.with_user(self.staff).action_report("完成")

    def test_named_it_waits_for_him(self):
        matter = self.decide()
        self.assign(matter)
        self.assertFalse(matter.needs_naming)
        self.assertEqual(self.waits_for(matter), {self.helper})
        self.assertEqual(matter.with_user(self.helper).my_part, "outcome")
        self.assertFalse(matter.with_user(self.staff).my_part)
        self.assertEqual(matter.current_organ_id, self.station)
        row = matter.trail_ids.filtered(lambda row: row.event == "assigned")
        self.assertEqual(row.after, f"南湖工作站 经办人 {self.in_days(10)}")

    def test_who_leaves_his_seat_is_followed_by_who_leads(self):
        matter = self.decide()
        self.assign(matter)
        self.helper_seat._end(self.in_days(0), "调离")
        self.later(days=1)
        self.env.invalidate_all()
        self.assertEqual(self.waits_for(matter), {self.head})

    def test_an_organ_alone_answers_by_who_leads_it(self):
        matter = self.decide()
        matter._get_outcome_step().with_user(self.staff).action_assign(
            self.station.id, deadline=self.in_days(5)
        )
        self.assertEqual(self.waits_for(matter), {self.head})

    def test_the_meeting_names_him_with_the_decision(self):
        matter = self.decide(
            responsible_organ_id=self.station.id,
            responsible_id=self.helper.partner_id.id,
            due_date=self.in_days(9),
        )
        step = matter.current_step_id
        self.assertEqual(step.responsible_id, self.helper.partner_id)
        self.assertEqual((step.deadline, step.state), (self.in_days(9), "open"))

    def test_only_with_a_seat_and_here(self):
        matter = self.decide()
        step = matter._get_outcome_step().with_user(self.staff)
        other = factory.make_organ(self.env, "party_committee", self.north, "北坡党委")
        for organ, person in (
            (self.station, self.secretary),
            (other, self.secretary),
        ):
            with self.assertRaises(UserError):
                step.action_assign(organ.id, person.id, self.in_days(5))
        for role in ("department", "auditor"):
            with self.assertRaises(AccessError):
                step.with_user(self.users[role]).action_assign(
                    self.station.id, deadline=self.in_days(5)
                )
        with self.assertRaises(UserError):
            step.action_assign(self.station.id)
        with self.assertRaises(UserError):
            step.action_assign(self.station.id, deadline=self.in_days(-1))
        with self.assertRaises(AccessError):
            step.sudo().write({"responsible_id": self.secretary.id})

    def test_the_procedures_working_days(self):
        step = self.env.ref("community_base.procedure_committee_decision_2")
        step.working_days = 5
        matter = self.decide()
        matter._get_outcome_step().with_user(self.staff).action_assign(self.station.id)
        self.assertEqual(str(matter.deadline), "2026-03-09")

    def test_putting_it_off_needs_a_reason(self):
        matter = self.decide()
        self.assign(matter, 10)
        self.assign(matter, 8)
        with self.assertRaises(UserError):
            self.assign(matter, 9)
        self.assign(matter, 30, reason="汛期停工")
        row = matter.trail_ids.filtered(lambda row: row.event == "assigned")[0]
        self.assertIn(str(self.in_days(8)), row.before)
        self.assertEqual(row.reason, "汛期停工")

    def test_he_reports_with_evidence(self):
        matter = self.decide()
        self.assign(matter)
        step = matter.current_step_id.with_user(self.helper)
        file = self.upload(step, "验收单.pdf")
        wizard = self.env["community.matter.decision"].with_user(self.helper)
        wizard.create(
            {
                "kind": "report",
                "matter_ids": [(6, 0, matter.ids)],
                "comment": "已完工",
                "attachment_ids": [(6, 0, file.ids)],
            }
        ).action_apply()
        self.assertEqual((matter.state, step.report), ("closed", "已完工"))
        self.assertEqual(step.seat_id, self.helper_seat)
        self.assertEqual((file.res_model, file.res_id), (step._name, step.id))

    def test_a_department_officer_reports_without_writing_elsewhere(self):
        office = factory.make_organ(
            self.env, "department", self.east_street, "东街道城建办"
        )
        officer = self.users["department"]
        factory.make_seat(office, "department_officer", officer.partner_id)
        matter = self.decide()
        matter._get_outcome_step().with_user(self.staff).action_assign(
            office.id, officer.partner_id.id, self.in_days(5)
        )
        with self.assertRaises(AccessError):
            matter.current_step_id.with_user(self.users["auditor"]).action_report("x")
        matter.current_step_id.with_user(officer).action_report("已完工")
        self.assertEqual(matter.state, "closed")

    def test_late_it_is_red_and_goes_up(self):
        above = factory.make_organ(
            self.env, "party_work_committee", self.east_street, "东街道党工委"
        )
        leader = self.users["street"]
        factory.make_seat(above, "secretary", leader.partner_id)
        self.station.parent_id = above
        matter = self.decide()
        self.assign(matter, 1)
        self.later(days=2)
        self.env.invalidate_all()
        late = self.env["community.matter"].search([("is_overdue", "=", True)])
        self.assertTrue(matter.is_overdue)
        self.assertIn(matter, late)
        self.assertEqual(self.remind(matter).user_id, self.helper)
        self.later(days=3)
        self.assertEqual(self.remind(matter).user_id, self.helper | leader)
        self.assign(matter, 40, reason="汛期停工")
        self.assertFalse(matter.is_overdue)

    def remind(self, matter):
        reminder = self.env["community.reminder"].sudo()
        reminder._remind(matter.current_step_id.sudo())
        return reminder._get_activities(matter.current_step_id)

    def test_the_page_names_organ_role_and_day_never_the_person(self):
        matter = self.make_matter("residents_matter")
        matter.action_submit()
        self.assign(matter, 30)
        self.hold_meeting(matter.current_step_id)
        body = matter.publication_ids.body
        role = self.helper_seat.role_id.name
        for part in ("南湖工作站", role, str(matter._get_outcome_step().deadline)):
            self.assertIn(part, body)
        self.assertNotIn("经办人", body)

    def test_the_queries_do_not_grow(self):
        matters = self.env["community.matter"]
        counts = []
        for _number in range(3):
            for _each in range(2):
                matter = self.decide()
                self.assign(matter)
                matters |= matter
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            matters.with_user(self.helper).mapped("my_part")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], "the first one warms the caches")
