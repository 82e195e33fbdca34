from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .year_common import YearCase


@tagged("post_install", "-at_install")
class TestPortalDividends(YearCase, HttpCase):
    def open(self, role, path):
        login = self.users[role].login
        self.authenticate(login, login)
        with mute_logger("odoo.http"):
            return self.url_open(path)

    def test_pages_of_shareholder_board_and_strangers(self):
        item = self.approved_distribution()
        line = item.line_ids.filtered(lambda line: line.holder_id == self.jia)
        other = item.line_ids.filtered(lambda line: line.holder_id == self.yi)

        page = self.open("holder", "/my/dividends").text
        self.assertIn("南湖股份合作公司", page)
        self.assertIn("100", page)
        self.assertIn("800.00", page)
        self.assertNotIn("股东乙", page)
        self.assertNotIn("/my/distributions/", page)
        statement = f"/my/dividends/{line.id}/statement"
        answer = self.open("holder", statement)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        stranger = f"/my/dividends/{other.id}/statement"
        self.assertEqual(self.open("holder", stranger).status_code, 404)
        whole = f"/my/distributions/{item.id}"
        self.assertEqual(self.open("holder", whole).status_code, 404)

        page = self.open("board_a", "/my/dividends").text
        self.assertIn(whole, page)
        page = self.open("board_a", whole).text
        for name in ("股东甲", "股东乙", "股东丙"):
            self.assertIn(name, page)
        for role in ("board_b", "portal"):
            self.assertNotIn("南湖", self.open(role, "/my/dividends").text)
            self.assertEqual(self.open(role, whole).status_code, 404)
            self.assertEqual(self.open(role, statement).status_code, 404)

    def test_files_that_lie_open(self):
        year = self.make_year()
        disclosure = self.disclose(year)
        url = f"/my/disclosures/{disclosure.id}/{disclosure.plan_file_ids.id}"
        self.assertIn(url, self.open("holder", "/my/dividends").text)
        self.assertEqual(self.open("holder", url).content, b"x")
        for role in ("board_b", "portal"):
            self.assertEqual(self.open(role, url).status_code, 404, role)
        foreign = self.env["ir.attachment"].create({"name": "别的.txt", "raw": b"y"})
        wrong = f"/my/disclosures/{disclosure.id}/{foreign.id}"
        self.assertEqual(self.open("holder", wrong).status_code, 404)
        year.action_take_back()
        self.assertEqual(self.open("holder", url).status_code, 404)
