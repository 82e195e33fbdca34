from odoo.tests import HttpCase, tagged

from ..demo import factory
from .ballot_common import BallotCase
from .engine_common import EngineCase
from .publication_common import PublicationCase

# The browser is asked this again and again, on whatever page it is by then, until it
# is true: each page is pressed once and leads to the next.
OBJECT = """
    const press = (selector) => {
        const pressed = document.querySelector(selector);
        if (pressed && !window.hasPressed) {
            window.hasPressed = true;
            pressed.click();
        }
    };
    const fill = (selector, value) => {
        const field = document.querySelector(selector);
        if (field) {
            field.value = value;
        }
    };
    if (document.readyState === "complete") {
        fill("#text", "公园预算过高");
        fill("#contact", "13800000000");
        press("ul.notices a[href='%(path)s']");
        press("form[action^='%(path)s/objection'] button[type='submit']");
    }
    document.querySelector(".sheet .note .code") !== null;
"""


@tagged("post_install", "-at_install")
class TestDecisionTours(EngineCase, HttpCase):
    """From what waits on the first page to what is decided, in Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        for user in cls.users.values():
            user.lang = "zh_CN"

    def play(self, tour, role, path="/odoo"):
        """Play a tour as the user of a role, then see what came of it."""
        login = self.users[role].login
        self.start_tour(path, f"community_base.{tour}", login=login, timeout=60)
        self.env.invalidate_all()

    def test_secretary_approves_what_waits_on_his_first_page(self):
        matter = self.make_matter("small_expense", name="购买打印纸", amount=800)
        matter.action_submit()
        step = matter.current_step_id
        self.play("approve_small_expense", "committee")
        self.assertEqual((matter.state, step.state), ("closed", "done"))
        self.assertEqual(step.person_id, self.secretary)
        self.assertEqual(step.comment, "同意，据实报销")

    def test_staff_hold_a_meeting(self):
        plan = self.make_matter()
        help_wanted = self.make_matter("support", name="慰问困难党员")
        for matter in (plan, help_wanted):
            matter.action_submit()
        proposal = plan.current_step_id
        self.play("hold_meeting", "staff")

        meeting = self.env["community.meeting"].search(
            [("organ_id", "=", self.committee.id)]
        )
        self.assertEqual((meeting.state, meeting.create_uid), ("closed", self.staff))
        self.assertEqual(meeting.chair_id, self.secretary)
        self.assertEqual(meeting.scan_ids.mapped("name"), ["签字扫描件.txt"])
        self.assertEqual((meeting.due_count, meeting.present_count), (3, 3))
        self.assertEqual(set(meeting.item_ids.mapped("outcome")), {"adopted"})
        self.assertEqual(meeting.item_ids.matter_id, plan | help_wanted)
        self.assertEqual(
            sorted(meeting.resolution_ids.mapped("number")),
            ["南湖党〔2026〕1号", "南湖党〔2026〕2号"],
        )
        self.assertEqual(proposal.state, "done")
        self.assertEqual(plan.current_step_id.organ_id, self.joint)
        self.assertEqual(help_wanted.state, "adopted")

    def prepare_four_two(self):
        """Return a draft of the secretary's, assessed and with its papers.

        He also sits in the two assemblies, which he chairs.
        """
        for name in ("南湖党员大会", "南湖居民会议"):
            organ = self.env["community.organ"].search([("name", "=", name)])
            role = organ.seat_ids[:1].role_id.code
            factory.make_seat(organ, role, self.secretary)
        above = self.east_street
        street = factory.make_organ(self.env, "street_office", above, "街道办")
        factory.make_seat(street, "director", self.users["street"].partner_id)
        matter = self.make_matter(papers=False, user=self.users["committee"])
        for paper in matter.paper_ids:
            paper.attachment_ids = self.upload(paper, f"{paper.name}.txt")
        self.assess(matter).with_user(self.users["street"]).action_review()
        return matter

    def test_secretary_carries_a_matter_through_four_two(self):
        """四议两公开: from the draft to the second publication, as he sees it."""
        matter = self.prepare_four_two()

        def play(name):
            path = f"/odoo/community-matters/{matter.id}"
            self.play(f"four_two_{name}", "committee", path)

        def check(kind, organ=None, decided=0):
            step = matter.current_step_id
            self.assertEqual((step.kind, step.organ_id), (kind, organ or step.organ_id))
            self.assertEqual(len(matter.resolution_ids), decided)

        self.play("four_two_submit", "committee")
        self.assertEqual((matter.state, matter.number), ("running", "2026-0001"))
        check("vote", self.committee)
        play("meeting")
        check("vote", self.joint, decided=1)
        play("meeting")
        check("vote", self.assembly, decided=2)
        play("convene")
        check("vote", self.assembly, decided=2)
        self.later(days=3)
        play("hold")
        check("vote", self.residents, decided=3)
        play("decide")
        check("publication", decided=4)
        self.assertEqual((matter.state, matter.needs_naming), ("adopted", True))
        self.assertEqual(
            [resolution.figures["head"]["yes"] for resolution in matter.resolution_ids],
            [10, 10, 7, 3],
        )
        play("name")
        outcome = matter._get_outcome_step()
        self.assertEqual(outcome.responsible_id, self.secretary)
        self.assertEqual(str(outcome.deadline), "2026-06-30")
        self.assertFalse(matter._is_effective())
        self.later(days=8)
        play("report")
        self.assertTrue(matter._is_effective())
        self.assertEqual(
            (outcome.state, outcome.seat_id), ("done", self.secretary_seat)
        )
        self.assertEqual(outcome.evidence_ids.mapped("name"), ["验收单.txt"])
        check("publication", decided=4)
        self.later(days=8)
        play("close")
        self.assertEqual(matter.state, "closed")
        self.assertEqual(matter.publication_ids.mapped("kind"), ["outcome", "decision"])
        self.assertEqual(set(matter.step_ids.mapped("state")), {"done"})


@tagged("post_install", "-at_install")
class TestBallotTour(BallotCase, HttpCase):
    """A voter with a login, who stands for a neighbour as well."""

    RULE = "village_election"

    def test_voter_casts_his_ballot_and_that_of_whom_he_stands_for(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        voter = self.voters[0]
        voter.lang = "zh_CN"
        item = self.open(there=7)
        absent = self.line(item, 7)
        absent.write({"status": "proxy", "holder_id": self.line(item, 0).id})
        path = f"/odoo/community-meetings/{item.meeting_id.id}"
        self.start_tour(path, "community_base.cast_ballots", login=voter.login)
        self.env.invalidate_all()
        marks = item.mark_ids.attendance_id
        self.assertEqual(marks, self.line(item, 0) | absent)
        # Nobody looks into the urn before it is opened but who reads the table.
        self.env.cr.execute(
            "SELECT choice FROM community_meeting_ballot WHERE item_id = %s"
            " ORDER BY choice",
            item.ids,
        )
        self.assertEqual(self.env.cr.fetchall(), [("no",), ("yes",)])


@tagged("post_install", "-at_install")
class TestVisitorTour(PublicationCase, HttpCase):
    """A resident with nothing but a browser."""

    def test_visitor_without_account_objects(self):
        page = self.post()
        path = f"/gongshi/{page.id}"
        told = 'console.log("test successful")'
        self.browser_js("/gongshi", told, ready=OBJECT % {"path": path})
        self.env.invalidate_all()
        objection = self.env["community.objection"].search(
            [("publication_id", "=", page.id)]
        )
        self.assertEqual(objection.text, "公园预算过高")
        self.assertEqual(objection.contact_ids.contact, "13800000000")
        self.assertEqual((objection.number, objection.state), (1, "open"))
        answer = self.url_open(f"/gongshi/objection/{objection.token}")
        self.assertIn("公园预算过高", answer.text)
