import csv
import io
import json
import zipfile

from markupsafe import escape

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfReader

from ..demo import factory
from ..kernel import archive, chain, officialdoc
from ..models import community_matter_archive
from ..report import community_document_report
from .engine_common import EngineCase


class DocumentCase(EngineCase):
    """A matter that four meetings have adopted and whose decision is posted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["ir.actions.report"]

    def setUp(self):
        super().setUp()
        # The words asked for below are the sources, whatever is translated.
        for module in (community_matter_archive, community_document_report):
            self.patch(module, "public_lang", lambda _env: "en_US")
        self.matter = self.make_matter(
            amount=1680.32, description="<p>更换长椅二十张。</p>"
        )
        self.matter.action_submit()
        self.item = self.hold_meeting(self.matter.current_step_id, yes=2, no=1)
        self.resolution = self.item.resolution_id

    def html(self, report, record, role="staff"):
        reports = self.as_role(self.reports, role)
        xmlid = f"community_base.action_report_{report}"
        return reports._render_qweb_html(xmlid, record.ids)[0].decode()


@tagged("post_install", "-at_install")
class TestOfficialDocuments(DocumentCase):
    """Resolutions and minutes as 公文: the facts are on them, for who may read."""

    def test_resolution(self):
        html = self.html("resolution", self.resolution)
        for fact in (
            self.committee.name,
            "南湖党〔2026〕1号",
            "更换长椅二十张。",
            "人民币壹仟陆佰捌拾元零叁角贰分",
            officialdoc.chinese_date(self.resolution.date),
            self.resolution.seal,
            self.resolution.register_id.head,
        ):
            self.assertIn(fact, html)

    def test_published_head_is_printed(self):
        self.later(days=1)
        day = self.env["community.day.head"]._publish()
        html = self.html("resolution", self.resolution)
        self.assertIn(day.digest, html)
        self.assertIn(day.heads[self.resolution.register_id.key][1], html)

    def test_minutes(self):
        meeting = self.item.meeting_id
        html = self.html("meeting", meeting)
        for fact in (
            *meeting.attendance_ids.person_id.mapped("name"),
            str(escape(self.item.rule_words)),
            "南湖党〔2026〕1号",
            self.resolution.seal,
            "签字扫描件.pdf",
        ):
            self.assertIn(fact, html)
        document = self.env["report.community_base.report_meeting"]._prepare_item(
            self.item
        )
        facts = dict(document["facts"])
        self.assertEqual(len(facts["Yes"].split("、")), 2)
        self.assertEqual(len(facts["No"].split("、")), 1)

    def test_absent_and_withdrawn_people_are_named(self):
        matter = self.make_matter("support", counterparty_id=self.deputy.id)
        matter.action_submit()
        item = self.hold_meeting(matter.current_step_id, close=False)
        item.vote_ids.filtered(
            lambda vote: vote.attendance_id.person_id == self.deputy
        ).unlink()
        item.meeting_id.attendance_ids.filtered(
            lambda line: line.person_id == self.deputy
        ).action_absent()
        html = self.html("meeting", item.meeting_id)
        self.assertIn("gw-draft", html)
        self.assertIn(f"{self.deputy.name}（", html)
        self.assertIn("absent 1", html)

    def test_one_layout_for_several(self):
        matter = self.make_matter("support")
        matter.action_submit()
        other = self.hold_meeting(matter.current_step_id).resolution_id
        html = self.html("resolution", self.resolution | other)
        self.assertIn(other.number, html)
        self.assertEqual(html.count('class="gw"'), 2)

    def test_who_may_not_read_gets_none(self):
        for role in ("employee", "portal", "public", "administrator"):
            with self.assertRaises(AccessError, msg=role):
                self.html("meeting", self.item.meeting_id, role)
            with self.assertRaises(AccessError, msg=role):
                self.html("resolution", self.resolution, role)

    def test_staff_of_other_places_get_none(self):
        stranger = self.users["staff"]
        stranger.area_ids = self.west
        with self.assertRaises(AccessError):
            self.html("resolution", self.resolution)
        with self.assertRaises(AccessError):
            self.html("meeting", self.item.meeting_id)


@tagged("post_install", "-at_install")
class TestArchivePackage(DocumentCase):
    """The package of a matter opens, verifies and holds what there is."""

    def setUp(self):
        super().setUp()
        self.later(days=1)
        self.day = self.env["community.day.head"]._publish()

    def build(self, role="staff", matter=None):
        matter = self.as_role(matter or self.matter, role)
        return matter.env["community.matter.archive"]._build(matter)

    def unpack(self, package):
        with zipfile.ZipFile(io.BytesIO(package.content)) as zipped:
            return {name: zipped.read(name) for name in zipped.namelist()}

    def test_it_opens_and_verifies(self):
        package = self.build()
        self.assertEqual(archive.verify_package(package.content, package.digest), [])
        files = self.unpack(package)
        for paper in self.matter.paper_ids:
            self.assertEqual(files[f"Papers/{paper.name}/{paper.name}.txt"], b"x")
        self.assertIn("更换长椅二十张。".encode(), files["Matter.html"])
        self.assertIn("Resolutions/南湖党〔2026〕1号.html", files)
        votes = self.rows(files["Meetings/List of Votes.csv"])
        self.assertEqual(sorted(row[3] for row in votes[1:]), ["No", "Yes", "Yes"])

    def rows(self, content):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

    def test_documents_are_in_it_on_paper(self):
        """The real thing: pages of A4 out of wkhtmltopdf, with text on them."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() == "install":
            self.skipTest("there is no wkhtmltopdf")
        matter = self.matter.with_context(force_report_rendering=True)
        files = self.unpack(self.build(matter=matter))
        for name in ("Resolutions/Resolutions.pdf", "Meetings/Meetings.pdf"):
            pages = PdfReader(io.BytesIO(files[name])).pages
            width, height = pages[0].mediabox[2:]
            self.assertAlmostEqual(float(height) / float(width), 2**0.5, 2)
            self.assertIn("2026", "".join(page.extract_text() for page in pages))

    def test_a_tampered_copy_is_found(self):
        package = self.build()
        content = package.content.replace(
            "更换长椅二十张".encode(), "更换长椅八十张".encode()
        )
        problems = archive.verify_package(content, package.digest)
        self.assertIn("changed", {problem.code for problem in problems})

    def test_a_forged_package_is_not_the_recorded_one(self):
        package = self.build()
        files = self.unpack(package)
        forged = archive.build(
            [("Matter.html", files["Matter.html"])], "改造南湖社区公园"
        )
        recorded = self.env["community.trail"].search([("event", "=", "archived")])
        problems = archive.verify_package(forged.content, recorded.reason)
        self.assertEqual([problem.code for problem in problems], ["digest"])

    def test_the_digest_is_on_the_trail(self):
        package = self.build("auditor")
        row = self.matter.trail_ids.filtered(lambda row: row.event == "archived")
        self.assertEqual(row.reason, package.digest)
        self.assertEqual(row.person_id, self.users["auditor"].partner_id)

    def test_seals_can_be_recomputed(self):
        files = self.unpack(self.build())
        proof = json.loads(files["Resolutions/南湖党〔2026〕1号.json"])
        entries = [chain.Sealed(**entry) for entry in proof["entries"]]
        key = proof["register"]["key"]
        [(head_of, head)] = [
            item for item in proof["published"]["heads"].items() if key in item[0]
        ]
        self.assertEqual(head_of, f"{key}:{len(entries)}")
        self.assertIsNone(chain.verify(entries, chain.genesis(key), {1: head}))
        self.assertEqual(
            chain.day_head(proof["published"]["heads"]), proof["published"]["digest"]
        )
        entries[0].payload["name"] = "改造停车场"
        self.assertEqual(chain.verify(entries, chain.genesis(key)).reason, "seal")

    def test_who_may_not_read_the_matter_gets_none(self):
        for role in ("employee", "portal", "public", "administrator"):
            with self.assertRaises(AccessError, msg=role):
                self.build(role)

    def test_a_file_one_may_not_read_is_left_out_and_counted(self):
        paper = self.matter.paper_ids[0]
        foreign = self.env["ir.attachment"].create(
            {
                "name": "别处.txt",
                "raw": b"elsewhere",
                "res_model": "community.matter",
                "res_id": self.make_matter(
                    papers=False, user=self.env.user, area_id=self.west.id
                ).id,
            }
        )
        self.env.cr.execute(
            "INSERT INTO community_matter_paper_ir_attachment_rel VALUES (%s, %s)",
            (paper.id, foreign.id),
        )
        paper.invalidate_recordset()
        files = self.unpack(self.build())
        self.assertNotIn(b"elsewhere", files.values())
        about = json.loads(files["manifest.json"])["about"]
        self.assertEqual(about["Files and meetings left out for lack of access"], "1")

    def test_objections_without_who_made_them(self):
        while self.matter.state == "running":
            self.hold_meeting(self.matter.current_step_id)
        page = self.matter.publication_ids
        objection, _problem = self.env["community.objection"]._receive(
            page.id, "=长椅太多", "13800000000"
        )
        objection.action_answer("按需设置")
        files = self.unpack(self.build())
        whole = b"".join(files.values())
        self.assertIn("'=长椅太多".encode(), files["Objections.csv"])
        self.assertNotIn(b"13800000000", whole)
        self.assertNotIn(objection.sudo().token.encode(), whole)
        page_file = next(name for name in files if name.startswith("Publications/1"))
        self.assertIn("按需设置".encode(), files[page_file])

    def test_a_withdrawn_page_is_not_shown(self):
        while self.matter.state == "running":
            self.hold_meeting(self.matter.current_step_id)
        page = self.matter.publication_ids
        self.as_role(page, "staff").action_withdraw("涉及隐私", body="<p>长椅</p>")
        files = self.unpack(self.build())
        pages = [name for name in files if name.startswith("Publications/")]
        self.assertEqual(len(pages), 2)
        self.assertNotIn("二十张".encode(), files[min(pages)])

    def test_a_meeting_one_may_not_read_is_counted(self):
        above = self.env.ref("community_base.community_meeting_rule")
        above.domain_force = f"[('area_id', '=', {self.west.id})]"
        items = self.env.ref("community_base.community_meeting_item_rule")
        items.domain_force = above.domain_force
        files = self.unpack(self.build())
        about = json.loads(files["manifest.json"])["about"]
        self.assertEqual(about["Files and meetings left out for lack of access"], "1")
        self.assertFalse([name for name in files if name.startswith("Meetings/")])

    def test_risk_assessments_are_in_it(self):
        assessment = self.matter.risk_assessment_ids[:1]
        self.assertTrue(assessment)
        rows = self.rows(self.unpack(self.build())["Risk Assessments.csv"])
        self.assertIn(assessment.measures, rows[1])

    def test_names_that_are_one_file(self):
        paper = self.matter.paper_ids[0]
        name = f"{paper.name}.txt"
        again = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": b"again",
                "res_model": paper._name,
                "res_id": paper.id,
            }
        )
        self.env.cr.execute(
            "INSERT INTO community_matter_paper_ir_attachment_rel VALUES (%s, %s)",
            (paper.id, again.id),
        )
        paper.invalidate_recordset()
        files = self.unpack(self.build())
        self.assertIn(f"Papers/{paper.name}/{paper.name} (2).txt", files)


@tagged("post_install", "-at_install")
class TestArchiveDownload(DocumentCase, HttpCase):
    """The package over HTTP: for who may read the matter, and nobody else."""

    def get(self, role):
        if role:
            user = self.users[role]
            self.authenticate(user.login, factory.PASSWORD)
        else:
            self.authenticate(None, None)
        url = self.as_role(self.matter, "staff").action_archive_package()["url"]
        return self.url_open(url, allow_redirects=False)

    def test_download(self):
        response = self.get("staff")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(archive.verify_package(response.content), [])

    def test_others_find_nothing(self):
        for role in ("employee", "portal", "administrator"):
            self.assertEqual(self.get(role).status_code, 404, role)
        self.assertNotEqual(self.get(None).status_code, 200)

    def test_documents_over_http(self):
        url = f"/report/html/community_base.report_resolution/{self.resolution.id}"
        for role, found in (("staff", True), ("employee", False), ("portal", False)):
            self.authenticate(self.users[role].login, factory.PASSWORD)
            response = self.url_open(url)
            self.assertEqual(self.resolution.seal in response.text, found, role)
