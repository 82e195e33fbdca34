import re

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import CoopEngineCase

PDF = b"%PDF-1.7 x"


@tagged("post_install", "-at_install")
class TestPortalMatter(CoopEngineCase, HttpCase):
    """The board submits on the portal and sees where its matters are (报审)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls.env.ref("collective_economy.item_lease")

    def as_board(self, role="board_a"):
        return self.env["community.matter"].with_user(self.users[role])

    def begin(self, role="board_a", **vals):
        vals = {"name": "东塘仓库出租", "amount": 400_000, "months": 36, **vals}
        matters = self.as_board(role)
        matter = matters._portal_create(self.lake.id, self.item.id, vals)
        return matter.sudo(False)

    def fill(self, matter):
        for paper in matter.sudo().paper_ids:
            matter._portal_attach(paper.id, [(f"{paper.name}.pdf", PDF)])

    def submit(self, **vals):
        matter = self.begin(**vals)
        self.fill(matter)
        matter._portal_submit()
        return matter

    # Methods of the model

    def test_from_the_list_to_the_department(self):
        matter = self.begin()
        with self.assertRaisesRegex(UserError, "招租方案"):
            matter._portal_submit()
        self.fill(matter)
        matter._portal_submit()
        matter = matter.sudo()
        self.assertEqual(matter.submitted_by_id, self.chair)
        self.assertEqual(matter.current_organ_id, self.department)
        self.assertEqual(matter.deadline > matter.submitted_on, True)

    def test_size_decides_whatever_item_was_chosen(self):
        matter = self.begin()
        matter._portal_save({"amount": 9_000_000})
        self.assertEqual(matter.sudo().supervision_item_id.code, "lease_major")

    def test_nothing_but_what_the_page_asks_for(self):
        matter = self.begin(state="adopted", cooperative_id=self.hill.id, round=3)
        found = matter.sudo()
        self.assertEqual(
            (found.state, found.cooperative_id, found.round), ("draft", self.lake, 0)
        )

    def test_returned_completed_submitted_again(self):
        matter = self.submit()
        step = matter.sudo().current_step_id
        step.with_user(self.checker).action_return("请补市场租金参考")
        self.assertEqual(matter._get_returned_reason().reason, "请补市场租金参考")
        self.fill(matter)
        matter._portal_submit()
        self.assertEqual(matter.sudo().state, "running")

    def test_withdrawn_with_a_reason(self):
        matter = self.submit()
        with self.assertRaises(UserError):
            matter._portal_withdraw(" ")
        matter._portal_withdraw("另行招租")
        self.assertEqual(matter.sudo().state, "withdrawn")

    def test_papers_stay_once_submitted(self):
        matter = self.submit()
        paper = matter.sudo().paper_ids[0]
        with self.assertRaises(UserError):
            matter._portal_attach(paper.id, [("a.pdf", PDF)])
        with self.assertRaises(UserError):
            matter._portal_detach(paper.id, paper.attachment_ids.id)

    def test_files_that_are_none(self):
        matter = self.begin()
        paper = matter.sudo().paper_ids[0]
        self.env["ir.config_parameter"].set_param(
            "collective_economy.upload_megabytes", "1"
        )
        for name, content in (
            ("a.exe", b"MZ"),
            ("a.pdf", b"MZ"),
            ("a.pdf", b""),
            ("a.pdf", PDF + b"x" * 1024 * 1024),
        ):
            with self.assertRaises(UserError):
                matter._portal_attach(paper.id, [(name, content)])
        with self.assertRaises(UserError):
            matter._portal_attach(paper.id, [("a.pdf", PDF)] * 11)
        self.assertFalse(paper.attachment_ids)

    def test_file_of_another_paper(self):
        mine, other = self.begin(), self.begin()
        paper = other.sudo().paper_ids[0]
        file = other._portal_attach(paper.id, [("a.pdf", PDF)])
        with self.assertRaises(MissingError):
            mine._portal_attach(paper.id, [("a.pdf", PDF)])
        mine._portal_detach(mine.sudo().paper_ids[0].id, file.id)
        self.assertTrue(file.exists())

    def test_same_firm_is_one_firm(self):
        firm = {"counterparty": "明达电子", "credit_code": "91440300MA5000000X"}
        first, second = self.begin(**firm), self.begin(**{**firm, "counterparty": "X"})
        self.assertEqual(first.sudo().counterparty_id, second.sudo().counterparty_id)

    # Who may

    def test_other_board_and_shareholder_see_nothing(self):
        matter = self.begin()
        for role in ("board_b", "holder", "portal", "clerk_b"):
            with self.assertRaises(MissingError):
                self.as_board(role)._get_for_portal(matter.id)
            for act in (
                lambda m: m._portal_save({"amount": 1}),
                lambda m: m._portal_submit(),
                lambda m: m._portal_comment("x"),
                lambda m: m._portal_discard(),
            ):
                with self.assertRaises(MissingError):
                    act(matter.with_user(self.users[role]))

    def test_supervisors_read(self):
        chair = self.organs["board"].seat_ids
        organ = self.organs["supervisors"].id
        # As if the ledger of seats had him among the supervisors.
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE community_seat DISABLE TRIGGER USER")
        self.env.cr.execute(
            "UPDATE community_seat SET organ_id = %s WHERE id = %s", [organ, chair.id]
        )
        self.env.cr.execute("ALTER TABLE community_seat ENABLE TRIGGER USER")
        self.env.invalidate_all()
        self.assertEqual(self.rights("board_a"), {"read"})
        with self.assertRaises(AccessError):
            self.begin()

    def rights(self, role):
        cooperatives = self.env["coop.cooperative"].with_user(self.users[role])
        return cooperatives._get_portal_rights().get(self.lake, set())

    def test_clerk_prepares_and_does_not_submit(self):
        self.assertEqual(self.rights("clerk_a"), {"read", "prepare"})
        matter = self.begin("clerk_a")
        self.fill(matter)
        with self.assertRaises(AccessError):
            matter._portal_submit()

    def test_role_decides_who_submits(self):
        role = self.env.ref("community_base.role_board_chair")
        role.submits_matters = False
        self.assertEqual(self.rights("board_a"), {"read", "prepare"})

    # Over HTTP

    def open(self, role, path, **data):
        login = self.users[role].login
        self.authenticate(login, login)
        if not data:
            return self.url_open(path)
        page = self.url_open("/my/coop").text
        token = re.search(r'csrf_token: "(\w+)"', page)
        data = {name: value for name, value in data.items() if name != "go"}
        return self.url_open(path, {**data, "csrf_token": token.group(1)})

    def test_pages(self):
        matter = self.submit()
        page = self.open("board_a", "/my/coop").text
        self.assertIn("东塘仓库出租", page)
        self.assertIn("东街道集体经济办", page)
        page = self.open("board_a", f"/my/coop/matter/{matter.id}").text
        self.assertIn("招租方案", page)
        page = self.open("board_a", f"/my/coop/{self.lake.id}/list").text
        self.assertIn("拆分", page)
        self.assertNotIn("东塘仓库出租", self.open("board_b", "/my/coop").text)

    @mute_logger("odoo.http")
    def test_pages_of_others_are_not_there(self):
        matter = self.submit()
        file = matter.sudo().paper_ids.attachment_ids[0]
        for role in ("board_b", "holder", "portal"):
            for path in (
                f"/my/coop/matter/{matter.id}",
                f"/my/coop/matter/{matter.id}/file/{file.id}",
                f"/my/coop/{self.lake.id}/list",
            ):
                self.assertEqual(self.open(role, path).status_code, 404, (role, path))
        mine = self.open("board_a", f"/my/coop/matter/{matter.id}/file/{file.id}")
        self.assertEqual(mine.content, PDF)

    @mute_logger("odoo.http")
    def test_forms(self):
        path = f"/my/coop/{self.lake.id}/new/{self.item.id}"
        answer = self.open("board_a", path, go="1")
        matter = self.env["community.matter"].search([], order="id desc", limit=1)
        self.assertIn(f"/my/coop/matter/{matter.id}", answer.url)
        self.assertEqual(matter.cooperative_id, self.lake)
        path = f"/my/coop/matter/{matter.id}/save"
        answer = self.open(
            "board_a", path, name="码头出租", amount="400,000", submit="1"
        )
        self.assertIn("招租方案", answer.text)
        # What was typed stays, though it was not submitted.
        self.assertEqual((matter.name, matter.amount), ("码头出租", 400_000))
        self.assertEqual(matter.state, "draft")
        answer = self.open("board_a", path, name="码头招租", amount="410,000")
        self.assertEqual((matter.name, matter.amount), ("码头招租", 410_000))
        answer = self.open("board_b", path, name="x")
        self.assertEqual(answer.status_code, 404)
        answer = self.open("board_a", path, name="码头出租", amount="很多")
        self.assertIn("“很多”", answer.text)

    @mute_logger("odoo.http")
    def test_no_way_round_by_rpc(self):
        matter = self.submit()
        self.authenticate("t_board_a", "t_board_a")
        for method, args in (
            ("read", [matter.ids, ["name"]]),
            ("write", [matter.ids, {"name": "x"}]),
            ("create", [{"name": "x"}]),
            ("action_submit", [matter.ids]),
            ("action_withdraw", [matter.ids, "x"]),
            ("message_post", [matter.ids]),
            ("_portal_submit", [matter.ids]),
            ("_portal_save", [matter.ids, {"name": "x"}]),
        ):
            answer = self.url_open(
                f"/web/dataset/call_kw/community.matter/{method}",
                json={
                    "params": {
                        "model": "community.matter",
                        "method": method,
                        "args": args,
                        "kwargs": {},
                    }
                },
            ).json()
            self.assertIn("error", answer, method)

    def test_comments_without_the_notes_of_the_office(self):
        matter = self.submit()
        matter._portal_comment("附件已补", [("a.pdf", PDF)])
        matter.sudo().message_post(body="内部意见", subtype_xmlid="mail.mt_note")
        page = self.open("board_a", f"/my/coop/matter/{matter.id}").text
        self.assertIn("附件已补", page)
        self.assertNotIn("内部意见", page)

    def test_list_asks_the_database_as_often_for_many(self):
        self.submit()
        self.begin()
        self.open("board_a", "/my/coop")
        counts = []
        for _round in range(2):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.url_open("/my/coop")
            counts.append(self.cr.sql_log_count - before)
            for number in range(6):
                self.begin(name=f"仓库{number}")
        self.assertEqual(counts[1], counts[0])
