# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from odoo.addons.account.models.chart_template import template


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    @template("cn_collective")
    def _get_cn_collective_template_data(self):
        return {
            "name": self.env._("Rural Collective Economic Organizations"),
            # Behind the charts of enterprises: a company gets this one by choice.
            "sequence": 10,
            "code_digits": 3,
            "property_account_receivable_id": "account_112",
            "property_account_payable_id": "account_211",
        }

    @template("cn_collective", "res.company")
    def _get_cn_collective_res_company(self):
        return {
            self.env.company.id: {
                "account_fiscal_country_id": "base.cn",
                "bank_account_code_prefix": "102",
                "cash_account_code_prefix": "101",
                "transfer_account_code_prefix": "102",
                # A wrong entry is taken back in red (红字冲销), not turned around.
                "account_storno": True,
                "income_account_id": "account_501",
                "expense_account_id": "account_511",
                "transfer_account_id": "account_10202",
                "account_journal_suspense_account_id": "account_10201",
                # The standard has no account of its own for any of these.
                **dict.fromkeys(_GAINS, "account_504"),
                **dict.fromkeys(_LOSSES, "account_515"),
            },
        }

    @template("cn_collective", "account.journal")
    def _get_cn_collective_account_journal(self):
        return {
            "sale": {"name@zh_CN": "应收款", "code@zh_CN": "应收"},
            "purchase": {"name@zh_CN": "应付款", "code@zh_CN": "应付"},
            "general": {"name@zh_CN": "转账", "code@zh_CN": "转账"},
            "exch": {"name@zh_CN": "汇兑差额", "code@zh_CN": "汇兑"},
            "caba": {"name@zh_CN": "收付实现制税费", "code@zh_CN": "税费"},
            "bank": {"name@zh_CN": "银行存款", "default_account_id": "account_102"},
            "cash": {
                "name": "Cash",
                "name@zh_CN": "库存现金",
                "type": "cash",
                "code": "CASH",
                "show_on_dashboard": True,
                "sequence": 8,
                "default_account_id": "account_101",
            },
        }

    def _load_collectives(self, companies):
        """Load the chart into many new companies.

        What is the same for all of them is done once: Odoo looks at the charts of all
        countries again, and reads all translations, for each company it loads.
        """
        once = self.with_context(l10n_cn_charts=self._get_chart_template_mapping())
        untranslated = once.with_context(l10n_cn_untranslated=True)
        for company in companies:
            untranslated.try_loading("cn_collective", company)
        once._load_translations(companies=companies)

    def _get_chart_template_mapping(self, get_all=False):
        known = self.env.context.get("l10n_cn_charts")
        return known or super()._get_chart_template_mapping(get_all)

    def _load_translations(self, langs=None, companies=None, template_data=None):
        if self.env.context.get("l10n_cn_untranslated"):
            return None
        return super()._load_translations(langs, companies, template_data)

    def _create_outstanding_accounts(self, company, bank_prefix, code_digits):
        # The table of accounts brings them, with codes of the second level.
        if company.chart_template == "cn_collective":
            return None
        return super()._create_outstanding_accounts(company, bank_prefix, code_digits)


_GAINS = (
    "income_currency_exchange_account_id",
    "default_cash_difference_income_account_id",
    "account_journal_early_pay_discount_gain_account_id",
)
_LOSSES = (
    "expense_currency_exchange_account_id",
    "default_cash_difference_expense_account_id",
    "account_journal_early_pay_discount_loss_account_id",
)
