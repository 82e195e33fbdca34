from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory

from ..demo import factory as coops
from .common import CoopEngineCase


@tagged("post_install", "-at_install")
class TestShareholdersMeeting(CoopEngineCase):
    def prepare(self, kind="issue", quantity=30, taker=None, **vals):
        return coops.prepare_request(
            self.as_clerk(self.lake),
            kind,
            quantity,
            taker=taker or self.jia,
            date=house.today(self.env),
            **vals,
        )

    def submit(self, request):
        """Submit the matter about a request and pass the committee; return it."""
        action = request.sudo().action_request_matter()
        matter = self.env["community.matter"].browse(action["res_id"])
        matter = matter.with_user(self.staff)
        for paper in matter.paper_ids:
            paper.attachment_ids = self.upload(paper, "方案.txt")
        matter.action_submit()
        self.hold_meeting(matter.current_step_id)
        return matter

    def test_issue_is_registered_under_its_resolution(self):
        request = self.prepare()
        with self.assertRaises(AccessError):
            request.action_register()
        resolution = self.decide(request)
        request.action_register()
        self.assertEqual(request.entry_id.resolution_id, resolution)
        self.assertEqual(resolution.use_ids.res_id, request.id)
        self.assertEqual(self.held(self.jia), (130, 0))

    def test_what_was_decided_is_what_is_registered(self):
        request = self.prepare()
        self.decide(request)
        request.quantity = 31
        with self.assertRaisesRegex(UserError, "decided again"):
            request.action_register()

    def test_resolution_is_used_once(self):
        request = self.prepare()
        self.decide(request)
        request.action_register()
        with self.assertRaisesRegex(UserError, "already"):
            request.action_register()

    def test_both_tallies_come_from_the_ledger(self):
        matter = self.submit(self.prepare())
        item = self.hold_shareholders_meeting(matter.current_step_id, absent=1)
        self.assertEqual(item.figures["head"]["due"], 3)
        self.assertEqual(item.figures["share"]["due"], 300)
        self.assertEqual(item.figures["share"]["yes"], 200)
        self.assertEqual(item.outcome, "adopted")

    def test_shares_can_outvote_heads_but_not_alone(self):
        self.register("transfer", 90, self.yi, self.jia, date=house.today(self.env))
        matter = self.submit(self.prepare())
        item = self.hold_shareholders_meeting(matter.current_step_id, yes=1, no=2)
        self.assertEqual(item.figures["share"]["yes"], 190)
        self.assertEqual(item.outcome, "rejected")

    def test_roll_is_of_the_record_date(self):
        matter = self.submit(self.prepare())
        step = matter.current_step_id
        day = house.today(self.env)
        self.later(days=1)
        self.register("transfer", 100, self.yi, self.jia, date=house.today(self.env))
        meeting = (
            self.env["community.meeting"]
            .with_user(self.staff)
            .create(
                {
                    "organ_id": step.organ_id.id,
                    "date": day + timedelta(days=20),
                    "record_date": day,
                    "chair_id": self.jia.partner_id.id,
                    "item_ids": [(0, 0, {"step_id": step.id})],
                }
            )
        )
        meeting.action_convene()
        self.later(days=19)
        meeting.action_open()
        self.assertEqual(meeting.due_shares, 300)
        self.assertIn(self.yi.partner_id, meeting.attendance_ids.person_id)
        self.assertEqual(meeting.roll_id.heads, 3)

    def test_collective_shares_do_not_vote(self):
        roll = self.env["coop.roll"]._freeze(self.lake, house.today(self.env))
        self.assertNotIn(self.collective, roll.line_ids.holder_id)

    def test_roll_stays_as_it_was(self):
        day = house.today(self.env)
        roll = self.env["coop.roll"]._freeze(self.lake, day)
        self.register("transfer", 50, self.yi, self.jia, date=day)
        yi = roll.line_ids.filtered(lambda line: line.holder_id == self.yi)
        self.assertEqual((yi.shares, roll.shares), (100, 300))
        with self.assertRaises(AccessError):
            yi.shares = 1

    def test_notice_is_the_laws(self):
        matter = self.submit(self.prepare())
        meeting = (
            self.env["community.meeting"]
            .with_user(self.staff)
            .create(
                {
                    "organ_id": matter.current_step_id.organ_id.id,
                    "date": house.today(self.env) + timedelta(days=9),
                    "item_ids": [(0, 0, {"step_id": matter.current_step_id.id})],
                }
            )
        )
        with self.assertRaisesRegex(UserError, "10 days"):
            meeting.action_convene()

    def test_charter_lets_one_stand_for_one(self):
        matter = self.submit(self.prepare())
        item = self.hold_shareholders_meeting(matter.current_step_id, close=False)
        meeting = item.meeting_id
        jia, *others = meeting.attendance_ids.sorted(
            lambda line: line.person_id != self.jia.partner_id
        )
        item.vote_ids.filtered(lambda v: v.attendance_id != jia).unlink()
        for line in others:
            line.write({"status": "proxy", "holder_id": jia.id})
        with self.assertRaisesRegex(UserError, "Too many proxies"):
            meeting.action_close()

    def test_rule_comes_from_the_profile(self):
        self.lake.profile_id = self.env.ref("collective_economy.profile_national2025")
        matter = self.submit(self.prepare())
        self.assertEqual(matter.current_step_id.rule_id.code, "members_assembly")

    def test_representatives_decide_where_the_charter_says_so(self):
        other = coops.make_cooperative(
            self.env, self.south, "南湖二公司", charter={"assembly": "representatives"}
        )
        organ = coops.make_organs(other, ["shareholder_representatives"])
        persons = factory.make_persons(self.env, ["股东戊"])
        taker = coops.make_holders(other, persons)
        matter = self.submit(coops.prepare_request(other, "issue", 5, taker=taker))
        step = matter.current_step_id
        self.assertEqual(step.organ_id, organ["shareholder_representatives"])
        self.assertEqual(step.rule_id.code, "coop_representatives_special")

    def test_amended_charter_ends_the_one_before(self):
        request = self.prepare()
        resolution = self.decide(request)
        first = self.lake.charter_ids
        second = coops.make_charter(
            self.lake, date_start=self.day("2026-05-01"), resolution_id=resolution.id
        )
        self.assertEqual(second.number, 2)
        self.assertEqual(first.date_end, self.day("2026-04-30"))
        self.assertEqual(self.lake._get_charter(self.day("2026-04-30")), first)
