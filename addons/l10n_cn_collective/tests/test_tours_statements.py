# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..report import l10n_cn_form_report, l10n_cn_form_xlsx
from .statement_common import StatementCase


@tagged("post_install", "-at_install")
class TestStatementTours(StatementCase, HttpCase):
    """Who may only read the books opens a statement, in Chinese."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.reader.lang = "zh_CN"
        cls.asked = []

    def setUp(self):
        super().setUp()
        for module in (l10n_cn_form_report, l10n_cn_form_xlsx):
            self.patch(module, "paper_lang", lambda _env: "zh_CN")

    def play(self, tour):
        tour = f"l10n_cn_collective.{tour}"
        self.start_tour("/odoo", tour, login=self.reader.login, timeout=180)

    def keep(self, name):
        """Keep what a kind of report returns, as the reader got it."""
        reports = self.env.registry["ir.actions.report"]
        render, kept = getattr(reports, name), []

        def kept_too(*args, **kwargs):
            kept.append(render(*args, **kwargs))
            return kept[-1]

        patcher = patch.object(reports, name, kept_too)
        patcher.start()
        self.addCleanup(patcher.stop)
        return kept

    def test_balance_sheet_to_its_entries_and_to_paper(self):
        sheets, papers = self.keep("_render_xlsx"), self.keep("_render_qweb_pdf")
        self.play("read_balance_sheet")
        [(sheet, kind)] = sheets
        self.assertEqual((sheet[:2], kind), (b"PK", "xlsx"))
        [(paper, _kind)] = papers
        self.assertIn("资产负债表".encode(), paper)

    def test_trial_balance_to_its_entries(self):
        self.play("read_trial_balance")
