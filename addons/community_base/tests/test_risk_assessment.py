import inspect

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..demo import factory
from .engine_common import EngineCase


class TestRiskAssessment(EngineCase):
    """社会稳定风险评估: no decision before somebody looked at what it may cause."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.work_committee = factory.make_organ(
            cls.env, "party_work_committee", cls.east_street, "东街道党工委"
        )
        cls.leader = cls.users["street"]
        factory.make_seat(cls.work_committee, "secretary", cls.leader.partner_id)

    def setUp(self):
        super().setUp()
        self.matter = self.make_matter(papers=False)
        for paper in self.matter.paper_ids:
            paper.attachment_ids = self.upload(paper, f"{paper.name}.txt")

    def review(self, item, role="committee"):
        item.with_user(self.users[role]).action_review()

    def test_a_class_that_needs_one_waits_for_the_review(self):
        with self.assertRaises(UserError):
            self.matter.action_submit()
        item = self.assess(self.matter)
        self.assertEqual(item.assessor_id, self.staff.partner_id)
        with self.assertRaises(UserError):
            self.matter.action_submit()
        self.review(item)
        self.assertEqual(item.reviewer_seat_id, self.secretary_seat)
        self.matter.action_submit()
        self.assertEqual(self.matter.state, "running")

    def test_nobody_reviews_his_own(self):
        item = self.assess(self.matter.with_user(self.users["committee"]))
        with self.assertRaises(UserError):
            self.review(item)

    def test_without_a_seat_nobody_reviews(self):
        item = self.assess(self.matter.with_user(self.users["committee"]))
        with self.assertRaises(UserError):
            self.review(item, "staff")

    def test_a_high_risk_is_approved_by_name(self):
        item = self.assess(self.matter, "high")
        self.review(item)
        with self.assertRaises(UserError):
            self.matter.action_submit()
        with self.assertRaises(AccessError):
            item.with_user(self.users["committee"]).action_approve()
        item.with_user(self.leader).action_approve()
        self.assertEqual(item.approver_id, self.leader.partner_id)
        self.assertEqual(item.approver_seat_id.organ_id, self.work_committee)
        self.assertEqual(str(item.approved_on), "2026-03-02")
        self.matter.action_submit()
        events = self.matter.trail_ids.mapped("event")
        self.assertLessEqual({"risk_reviewed", "risk_approved"}, set(events))

    def test_reviewer_does_not_approve_as_well(self):
        item = self.assess(self.matter, "high")
        self.review(item, "street")
        with self.assertRaises(UserError):
            item.with_user(self.leader).action_approve()

    def test_reviewed_is_fixed_and_covers_the_matter_as_it_was(self):
        item = self.assess(self.matter)
        self.review(item)
        for vals in ({"level": "high"}, {"risks": "无"}, {"measures": "无"}):
            with self.assertRaises(UserError):
                item.write(vals)
        with self.assertRaises(UserError):
            item.unlink()
        self.matter.amount = 9_000_000
        with self.assertRaises(UserError):
            self.matter.action_submit()

    def test_every_change_of_a_papers_file_makes_it_stale(self):
        paper = self.matter.paper_ids[0]
        file = paper.attachment_ids
        loose = self.upload(paper, "补充.txt")
        papers = self.matter.paper_ids
        papers.required = False
        for route in (
            lambda: file.write({"raw": b"y"}),
            lambda: file.write({"datas": "eno="}),
            lambda: file.write({"name": "改名.txt"}),
            lambda: file.unlink(),
            lambda: paper.write({"attachment_ids": [Command.link(loose.id)]}),
            lambda: paper.write({"attachment_ids": [Command.unlink(file.id)]}),
            lambda: paper.write(
                {"attachment_ids": [Command.create({"name": "新.txt", "raw": b"z"})]}
            ),
            lambda: papers.create({"matter_id": self.matter.id, "name": "新材料"}),
            lambda: self.matter.write({"paper_ids": [Command.delete(papers[-1].id)]}),
            lambda: file.with_user(self.staff).write({"raw": b"y"}),
            lambda: file.sudo().write({"raw": b"y"}),
        ):
            self.review(self.assess(self.matter))
            with self.subTest(route=inspect.getsource(route)):
                with self.env.cr.savepoint() as savepoint:
                    route()
                    with self.assertRaisesRegex(UserError, "one of its files"):
                        self.matter.action_submit()
                    self.assertFalse(self.matter.risk_assessment_ids[0].is_current)
                    savepoint.rollback()
                self.env.invalidate_all()
                self.assertTrue(self.matter.risk_assessment_ids[0].is_current)

    def test_assessed_again_it_is_submitted(self):
        self.review(self.assess(self.matter))
        self.matter.paper_ids[0].attachment_ids.raw = b"y"
        self.review(self.assess(self.matter))
        self.matter.action_submit()
        self.assertEqual(self.matter.state, "running")

    def test_its_own_files_stay_as_they_were_reviewed(self):
        item = self.assess(self.matter)
        item.attachment_ids = file = self.upload(item, "评估报告.txt")
        self.assertEqual((file.res_model, file.res_id), (item._name, item.id))
        item.attachment_ids.raw = b"y"
        self.review(item)
        for route in (
            lambda: file.write({"raw": b"z"}),
            lambda: file.sudo().unlink(),
            lambda: item.write({"attachment_ids": [Command.unlink(file.id)]}),
            lambda: item.write({"attachment_ids": [Command.clear()]}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                route()
        self.assertTrue(item._covers_matter())
        self.cr.execute(
            "UPDATE ir_attachment SET checksum = 'x' WHERE id = %s", [file.id]
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.matter.action_submit()

    def test_nobody_approves_what_was_changed_since(self):
        item = self.assess(self.matter, "high")
        self.review(item)
        self.matter.paper_ids[0].attachment_ids.raw = b"y"
        with self.assertRaises(UserError):
            item.with_user(self.leader).action_approve()

    def test_a_newer_assessment_counts(self):
        self.review(self.assess(self.matter))
        newer = self.assess(self.matter, "high")
        with self.assertRaises(UserError):
            self.matter.action_submit()
        self.review(newer)
        with self.assertRaises(UserError):
            self.matter.action_submit()

    def test_no_field_of_the_system_is_set_by_hand(self):
        item = self.assess(self.matter)
        for vals in (
            {"state": "reviewed"},
            {"reviewer_id": self.secretary.id},
            {"assessor_id": self.secretary.id},
            {"approved_on": "2026-03-02"},
            {"matter_digest": "x"},
        ):
            with self.assertRaises(AccessError):
                item.write(vals)
            with self.assertRaises(AccessError):
                item.create(
                    {
                        "matter_id": self.matter.id,
                        "level": "low",
                        "risks": "无",
                        "measures": "无",
                        **vals,
                    }
                )
