import csv
import io
import zipfile

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..kernel.checksums import verify
from .common import CollectiveCase


@tagged("post_install", "-at_install")
class TestYearArchive(CollectiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_books()
        cls.year()
        move = cls.env["account.move"].search(
            [("date", "=", "2025-02-03"), ("company_id", "=", cls.company.id)]
        )
        cls.env["ir.attachment"].create(
            {
                "name": "收据/1.txt",
                "res_model": "account.move",
                "res_id": move.id,
                "raw": b"paper",
            }
        )
        cls.closing = cls.closings._close(cls.company, 2025)

    def package(self):
        self.closing.action_archive_package()
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", self.closing._name),
                ("res_id", "=", self.closing.id),
                ("name", "like", ".zip"),
            ]
        )
        self.assertEqual(len(attachment), 1)
        return attachment.raw

    def files(self, package):
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def table(self, files, width):
        for name, content in files.items():
            if name.endswith(".csv"):
                rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
                if len(rows[0]) == width:
                    return rows[1:]

    def test_it_verifies_without_the_system(self):
        package = self.package()
        self.assertEqual(verify(package, self.closing.archive_digest), [])

    def test_the_same_year_makes_the_same_package(self):
        self.assertEqual(self.package(), self.package())

    def test_balances_by_hand(self):
        rows = {row[0]: row[2:] for row in self.table(self.files(self.package()), 6)}
        self.assertEqual(
            rows["102"], ["100000.00", "30500.00", "15000.00", "115500.00"]
        )
        self.assertEqual(rows["32202"], ["0.00", "5000.00", "14750.00", "-9750.00"])

    def test_ledger_has_every_line(self):
        rows = self.table(self.files(self.package()), 9)
        lines = self.env["account.move.line"].search_count(
            [("company_id", "=", self.company.id), ("date", ">=", "2025-01-01")]
        )
        self.assertEqual(len(rows), lines)

    def test_vouchers_and_papers_are_in_it(self):
        files = self.files(self.package())
        pages = [files[name].decode() for name in files if name.endswith(".html")]
        vouchers = [text for text in pages if 'class="jz"' in text]
        self.assertEqual(len(vouchers), 5)
        self.assertEqual(sum(text.count('class="jz"') for text in vouchers), 10)
        self.assertIn(b"paper", files.values())

    def test_statements_are_in_it_with_the_figures_of_the_year(self):
        files = self.files(self.package())
        pages = [files[name].decode() for name in files if name.endswith(".html")]
        statements = [text for text in pages if 'class="jz"' not in text]
        self.assertEqual(len(statements), 3)
        # Closing leaves them as they were: 30,000 of operating income, 14,750 net.
        self.assertTrue(any("30,000.00" in text for text in statements))
        self.assertTrue(any("14,750.00" in text for text in statements))

    def test_the_auditor_gets_it(self):
        action = self.closing.with_user(self.auditor).action_archive_package()
        self.assertIn("/web/content/", action["url"])

    def test_an_open_year_is_not_archived(self):
        self.closing._reopen("补记")
        with self.assertRaises(UserError):
            self.closing.action_archive_package()
