# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


def paper_lang(env):
    """Return the language of statutory paper: Chinese, where it is installed."""
    return env["res.lang"]._get_data(code="zh_CN").code or env.lang or "en_US"


class L10nCnFormReport(models.AbstractModel):
    """Prints forms (报表): the same data for PDF and spreadsheet."""

    _name = "l10n_cn.form.report"
    _description = "Form of a Statement"

    _form_model = None

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self.env[self._form_model].browse(docids).exists()
        docs.check_access("read")
        lang = paper_lang(self.env)
        return {
            "doc_ids": docs.ids,
            "doc_model": self._form_model,
            "docs": docs,
            "lang": lang,
            "forms": [doc.with_context(lang=lang)._prepare_form() for doc in docs],
        }
