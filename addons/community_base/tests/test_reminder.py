from ..demo import factory
from .engine_common import EngineCase


class TestReminder(EngineCase):
    """催办: who holds the seat is reminded, who stands above is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.above = factory.make_organ(
            cls.env, "party_work_committee", cls.east_street, "东街道党工委"
        )
        cls.leader = cls.users["street"]
        factory.make_seat(cls.above, "secretary", cls.leader.partner_id)
        cls.committee.parent_id = cls.above
        cls.secretary_user = cls.users["committee"]

    def run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("community_base.ir_cron_remind").method_direct_trigger()
        self.env.invalidate_all()
        return self.reminders()

    def reminders(self):
        return self.env["mail.activity"].search([("community_due", "!=", False)])

    def start(self):
        matter = self.make_matter("support")
        matter.action_submit()
        return matter.current_step_id

    def move_to(self, day):
        self.later(days=(day - self.env["community.meeting"]._today()).days)

    def test_reminded_on_the_working_day_before(self):
        step = self.start()
        days = self.env["community.calendar.day"]
        self.assertFalse(self.run_cron())
        eve = step.deadline
        while days._get_deadline(eve, 1).date != step.deadline:
            eve = eve.replace(day=eve.day - 1)
        self.move_to(eve)
        reminder = self.run_cron()
        self.assertEqual(reminder.user_id, self.secretary_user)
        self.assertEqual(reminder.res_id, step.matter_id.id)
        self.assertEqual(reminder.date_deadline, step.deadline)

    def test_no_doubles_and_a_moved_deadline(self):
        step = self.start()
        self.move_to(step.deadline)
        reminder = self.run_cron()
        self.assertEqual(self.run_cron(), reminder)
        later = step.deadline.replace(day=step.deadline.day + 1)
        step._set(deadline=later)
        self.assertEqual(self.run_cron(), reminder)
        self.assertEqual(reminder.date_deadline, later)

    def test_it_is_gone_with_the_step(self):
        step = self.start()
        self.move_to(step.deadline)
        self.run_cron()
        step.matter_id.action_withdraw("不办了")
        self.assertFalse(self.reminders())

    def test_it_follows_the_seat(self):
        step = self.start()
        self.move_to(step.deadline)
        self.run_cron()
        self.secretary_seat._end(self.day("2026-03-02"), "调任")
        heir = factory.make_user(
            self.env, "t_heir", "继任者", "committee", self.south, lang="en_US"
        )
        factory.make_seat(
            self.committee, "secretary", heir.partner_id, date_start="2026-03-03"
        )
        self.assertEqual(self.run_cron().user_id, heir)

    def test_what_stays_late_goes_up(self):
        step = self.start()
        self.move_to(step.deadline)
        self.later(days=3)
        self.assertEqual(self.run_cron().user_id, self.secretary_user)
        self.later(days=1)
        found = self.run_cron()
        self.assertEqual(found.user_id, self.secretary_user | self.leader)
        events = step.matter_id.trail_ids.filtered(lambda row: row.event == "escalated")
        self.assertEqual(events.after, self.above.name)
        self.run_cron()
        self.assertEqual(len(self.reminders()), 2)
        step.matter_id.invalidate_recordset()
        self.assertEqual(step.matter_id.trail_ids.mapped("event").count("escalated"), 1)

    def test_of_several_together_the_organ_above_one_is_told(self):
        matter = self.make_matter()
        matter.action_submit()
        self.hold_meeting(matter.current_step_id)
        self.assertEqual(matter.current_step_id.organ_id, self.joint)
        self.move_to(matter.current_step_id.deadline)
        self.later(days=4)
        self.assertIn(self.leader, self.run_cron().user_id)

    def test_who_asked_is_not_asked_to_approve(self):
        matter = self.make_matter("small_expense", amount=800, user=self.secretary_user)
        matter.action_submit()
        self.move_to(matter.current_step_id.deadline)
        self.assertNotIn(self.secretary_user, self.run_cron().user_id)

    def test_the_number_of_queries_does_not_grow(self):
        reminder = self.env["community.reminder"].sudo()
        steps = self.start()
        for _number in range(8):
            steps |= self.start()
        self.move_to(steps[0].deadline)
        self.later(days=9)
        counts = []
        for some in (steps[0], steps[1:3], steps[3:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            reminder._remind(some)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(self.reminders()), 2 * len(steps))
        # The first one warms the caches, of which one may be emptied meanwhile; a query
        # for each step would make four more.
        self.assertLess(counts[2] - counts[1], 4, counts)

    def test_who_may_not_read_the_matter_hears_nothing_of_it(self):
        step = self.start()
        self.secretary_user.area_ids = self.west
        self.move_to(step.deadline)
        self.assertNotIn(self.secretary_user, self.run_cron().user_id)
