from odoo.tests import HttpCase, tagged

from .property_common import PropertyCase


@tagged("post_install", "-at_install")
class TestPortalProperty(PropertyCase, HttpCase):
    """The board reads what its own cooperative owns and has agreed."""

    def setUp(self):
        super().setUp()
        self.lease = self.minor()

    def page(self, role, path):
        login = self.users[role].login
        self.authenticate(login, login)
        return self.url_open(path)

    def test_board_reads_its_own(self):
        text = self.page("board_a", "/my/property").text
        for words in ("商铺", self.lease.number, "明达电子"):
            self.assertIn(words, text)
        text = self.page("board_a", f"/my/property/contract/{self.lease.id}").text
        self.assertIn("明达电子", text)
        text = self.page("board_a", f"/my/property/asset/{self.shop.id}").text
        self.assertIn(self.shop.number, text)

    def test_nobody_else_reads_it(self):
        for role in ("board_b", "holder", "portal"):
            with self.subTest(role=role):
                text = self.page(role, "/my/property").text
                self.assertNotIn(self.lease.number, text)
                for path in (f"contract/{self.lease.id}", f"asset/{self.shop.id}"):
                    answer = self.page(role, f"/my/property/{path}")
                    self.assertEqual(answer.status_code, 404)

    def test_property_card(self):
        report = self.env["ir.actions.report"].with_user(self.clerk)
        html, _kind = report._render_qweb_html(
            "collective_economy.report_asset_card", self.shop.ids
        )
        for words in (self.shop.number, "明达电子", self.lake.name):
            self.assertIn(words, html.decode())
