from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ..demo import factory
from .publication_common import PublicationCase

CONTACT = "13800000000"


class TestPeriod(PublicationCase):
    """A page is posted for full days, and nothing shortens them."""

    def setUp(self):
        super().setUp()
        self.page = self.post()

    def as_staff(self):
        return self.page.with_user(self.staff)

    def test_days_are_counted_in_full(self):
        posted = self.page.date_start
        self.assertEqual(posted, self.moment.date())
        self.assertEqual(self.page.date_end, posted + timedelta(days=7))
        for days in range(1, 8):
            self.later(days=1)
            with self.assertRaises(UserError, msg=f"day {days}"):
                self.as_staff().action_end()
            self.env["community.publication"]._cron_end()
            self.assertEqual(self.page.state, "posted", f"day {days}")
        self.later(days=1)
        self.env["community.publication"]._cron_end()
        self.assertEqual(self.page.state, "over")
        self.assertEqual(self.page.step_id.state, "done")

    def test_no_write_shortens_them(self):
        yesterday = self.page.date_start - timedelta(days=1)
        for vals in (
            {"date_start": yesterday},
            {"date_end": self.page.date_start},
            {"days": 1},
            {"state": "over"},
            {"state": "withdrawn"},
            {"step_id": self.page.matter_id.step_ids[0].id},
            {"replaced_by_id": self.page.id},
        ):
            for page in (self.as_staff(), self.page, self.page.sudo()):
                with self.assertRaises(AccessError, msg=str(vals)):
                    page.write(vals)

    def test_nobody_posts_by_hand(self):
        vals = self.page.copy_data()[0]
        for page in (self.as_staff(), self.page.sudo()):
            with self.assertRaises(AccessError):
                page.create(vals)
        with self.assertRaises(UserError):
            self.page.sudo().unlink()

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_them_too(self):
        for change in (
            "UPDATE community_publication SET date_end = date_start WHERE id = %s",
            "UPDATE community_publication SET days = 1 WHERE id = %s",
            "DELETE FROM community_publication WHERE id = %s",
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.cr.execute(change, [self.page.id])

    def test_text_is_corrected_on_the_first_day_only(self):
        self.as_staff().body = "<p>改正错字</p>"
        self.later(days=1)
        for vals in ({"body": "<p>别的</p>"}, {"name": "别的"}):
            with self.assertRaises(UserError):
                self.as_staff().write(vals)
        self.assertIn("改正错字", self.page.body)

    def test_withdrawn_page_is_replaced_and_starts_again(self):
        self.later(days=5)
        with self.assertRaises(UserError):
            self.as_staff().action_withdraw("")
        self.as_staff().action_withdraw("写出了住户姓名", body="<p>已隐去</p>")
        again = self.page.replaced_by_id
        self.assertEqual((self.page.state, again.state), ("withdrawn", "posted"))
        self.assertEqual(again.date_end, self.page.date_end + timedelta(days=5))
        self.assertIn("已隐去", again.body)
        self.later(days=3)
        self.env["community.publication"]._cron_end()
        self.assertEqual(again.state, "posted")
        self.assertEqual(again.step_id.state, "open")
        with self.assertRaises(UserError):
            self.as_staff().action_withdraw("再来一次")
        trail = self.env["community.trail"].search(
            [
                ("model", "=", self.page._name),
                ("res_id", "=", self.page.id),
                ("event", "=", "page_withdrawn"),
            ]
        )
        self.assertEqual(trail.reason, "写出了住户姓名")

    def test_second_publication_closes_the_matter(self):
        matter = self.page.matter_id
        self.later(days=8)
        self.as_staff().action_end()
        self.assertEqual(matter.state, "adopted")
        step = matter.current_step_id.with_user(self.staff)
        step.action_assign(self.committee.id, deadline="2026-12-31")
        step.action_report("公园改造完工")
        outcome = self.page.search([("matter_id", "=", matter.id)]) - self.page
        self.assertEqual((outcome.kind, outcome.days), ("outcome", 3))
        self.assertIn("公园改造完工", outcome.body)
        self.later(days=3)
        self.env["community.publication"]._cron_end()
        self.assertEqual(matter.state, "adopted")
        self.later(days=1)
        self.env["community.publication"]._cron_end()
        self.assertEqual(matter.state, "closed")


class TestObjection(PublicationCase):
    """What residents object is kept, answered, and holds the step open."""

    def setUp(self):
        super().setUp()
        self.page = self.post()

    def test_step_waits_for_the_answer(self):
        objection = self.receive(self.page)
        self.later(days=8)
        self.env["community.publication"]._cron_end()
        self.assertEqual(self.page.state, "posted")
        with self.assertRaises(UserError):
            self.page.with_user(self.staff).action_end()
        with self.assertRaises(UserError):
            objection.action_answer("")
        objection.action_answer("预算经两委会核对")
        with self.assertRaises(UserError):
            objection.action_answer("再答一次")
        self.env["community.publication"]._cron_end()
        self.assertEqual(self.page.state, "over")

    def test_withdrawal_does_not_lose_an_objection(self):
        objection = self.receive(self.page)
        self.page.with_user(self.staff).action_withdraw("写出了住户姓名")
        again = self.page.replaced_by_id
        self.assertEqual(again.open_objection_count, 1)
        self.later(days=8)
        with self.assertRaises(UserError):
            again.with_user(self.staff).action_end()
        objection.action_answer("已核对")
        again.with_user(self.staff).action_end()
        self.assertEqual(again.state, "over")
        self.assertEqual(len(again._prepare_public_page()["answers"]), 1)

    def test_numbers_go_on_after_a_replacement(self):
        self.assertEqual(self.receive(self.page).number, 1)
        self.page.with_user(self.staff).action_withdraw("写出了住户姓名")
        self.assertEqual(self.receive(self.page.replaced_by_id).number, 2)

    def test_nothing_is_made_or_changed_by_hand(self):
        objection = self.receive(self.page)
        for vals in ({"text": "没有意见"}, {"state": "answered"}, {"answer": "好"}):
            with self.assertRaises(AccessError):
                objection.write(vals)
            with self.assertRaises(AccessError):
                objection.sudo().write(vals)
        with self.assertRaises(AccessError):
            objection.unlink()
        with self.assertRaises(AccessError):
            objection.read(["token"])

    def test_contact_is_for_the_staff_of_the_area(self):
        objection = self.receive(self.page, contact=CONTACT)
        contacts = self.env["community.objection.contact"]
        domain = [("objection_id", "=", objection.id)]
        for role in ("staff", "committee", "street", "district"):
            seen = self.as_role(contacts, role).search(domain)
            self.assertEqual(seen.contact, CONTACT, role)
        self.assertFalse(self.as_role(contacts, "administrator").search(domain))
        for role in ("department", "auditor", "employee", "portal", "public"):
            with self.assertRaises(AccessError, msg=role):
                self.as_role(contacts, role).search(domain)
        west = self.env["res.users"].browse(self.users["staff"].id)
        west.area_ids = self.west
        self.assertFalse(contacts.with_user(west).search(domain))

    def test_contact_goes_some_days_after_the_answer(self):
        objection = self.receive(self.page, contact=CONTACT)
        contact = objection.sudo().contact_ids
        self.later(days=200)
        contact._cron_purge()
        self.assertTrue(contact.exists(), "not answered yet")
        objection.action_answer("已核对")
        self.set_limit("objection_contact_days", 10)
        self.later(days=10)
        contact._cron_purge()
        self.assertTrue(contact.exists())
        self.later(days=1)
        contact._cron_purge()
        self.assertFalse(contact.exists())
        self.assertTrue(objection.exists())


class TestObjectionNotice(PublicationCase):
    """Who has to answer finds it on his desk; if it is late, it goes up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.above = factory.make_organ(
            cls.env, "party_work_committee", cls.east_street, "东街道党工委"
        )
        cls.leader = cls.users["street"]
        factory.make_seat(cls.above, "secretary", cls.leader.partner_id)
        cls.head = cls.users["committee"]
        cls.committee.parent_id = cls.above

    def setUp(self):
        super().setUp()
        self.page = self.post()
        self.posting = self.page.matter_id.step_ids.organ_id
        self.posting.parent_id = self.above

    def notices(self, objection):
        return self.env["mail.activity"].search(
            [("community_due", "=", f"{objection._name},{objection.id}")]
        )

    def remind(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("community_base.ir_cron_remind").method_direct_trigger()
        self.env.invalidate_all()

    def test_head_and_submitter_get_one_task_each(self):
        objection = self.receive(self.page)
        tasks = self.notices(objection)
        self.assertEqual(tasks.user_id, self.head | self.staff)
        self.assertEqual(len(tasks), 2)
        self.assertEqual(set(tasks.mapped("res_id")), {objection.id})
        self.assertEqual(set(tasks.mapped("date_deadline")), {objection.deadline})
        self.remind()
        self.remind()
        self.assertEqual(self.notices(objection), tasks)
        desk = self.as_role(self.env["community.home"], "committee")
        group = desk._get_activity_group()
        self.assertIn(tasks[0].summary, [item["title"] for item in group["items"]])

    def test_another_objection_is_another_task(self):
        first, second = self.receive(self.page), self.receive(self.page)
        self.assertFalse(self.notices(first) & self.notices(second))
        first.action_answer("已核对")
        self.assertFalse(self.notices(first))
        self.assertEqual(len(self.notices(second)), 2)

    def test_an_assembly_without_head_leaves_it_to_who_put_the_matter(self):
        self.page.matter_id.step_ids[0].sudo()._set(organ_id=self.assembly.id)
        steps = self.page.matter_id.step_ids.sorted("sequence")
        steps[1].sudo()._set(organ_id=self.assembly.id)
        steps[0].sudo()._set(organ_id=self.joint.id)
        tasks = self.notices(self.receive(self.page))
        self.assertIn(self.head, tasks.user_id)

    def test_the_seat_of_the_day_counts(self):
        objection = self.receive(self.page)
        self.secretary_seat._end(self.page.date_start, "调任")
        heir = factory.make_user(self.env, "t_heir", "继任者", "committee", self.south)
        self.later(days=1)
        factory.make_seat(
            self.committee,
            "secretary",
            heir.partner_id,
            date_start=self.page.date_start + timedelta(days=1),
        )
        self.remind()
        self.assertEqual(self.notices(objection).user_id, heir | self.staff)

    def test_who_may_not_read_it_hears_nothing_of_it(self):
        self.head.area_ids = self.west
        tasks = self.notices(self.receive(self.page))
        self.assertEqual(tasks.user_id, self.staff)

    def test_it_is_late_after_the_working_days_and_goes_up(self):
        self.set_limit("objection_answer_days", 5)
        objection = self.receive(self.page)
        days = self.env["community.calendar.day"]
        self.assertEqual(
            objection.deadline, days._get_deadline(objection.received_on, 5).date
        )
        self.later(days=(objection.deadline - objection.received_on).days)
        found = [("is_overdue", "=", True)]
        self.assertFalse(objection.is_overdue)
        self.assertNotIn(objection, objection.search(found))
        self.later(days=1)
        objection.invalidate_recordset()
        self.assertTrue(objection.is_overdue)
        self.assertIn(objection, objection.search(found))
        self.remind()
        self.assertNotIn(self.leader, self.notices(objection).user_id)
        self.later(days=3)
        self.remind()
        self.assertIn(self.leader, self.notices(objection).user_id)
        objection.action_answer("已核对")
        self.assertFalse(self.notices(objection))
        self.assertFalse(objection.is_overdue)

    def test_the_deadline_is_set_by_nobody(self):
        objection = self.receive(self.page)
        for record in (objection, objection.sudo()):
            with self.assertRaises(AccessError):
                record.deadline = self.page.date_end
