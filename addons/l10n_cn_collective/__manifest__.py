# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "China - Rural Collective Economic Organizations",
    "summary": "Accounts, statements, vouchers and year-end of Caikuai [2023] No. 14",
    "version": "19.0.1.0.0",
    "category": "Accounting/Localizations/Account Charts",
    "countries": ["cn"],
    "author": "The Jiedao contributors",
    "license": "AGPL-3",
    "depends": [
        "account",
        "mis_builder",
        "account_financial_report",
        "report_xlsx",
    ],
    "data": [
        "security/ir.model.access.csv",
        "security/l10n_cn_collective_rules.xml",
        "report/voucher_templates.xml",
        "views/account_move_views.xml",
        "views/res_config_settings_views.xml",
        "views/l10n_cn_year_closing_views.xml",
        "views/l10n_cn_collective_menus.xml",
        "security/l10n_cn_statement_rules.xml",
        "data/mis_report_style_data.xml",
        "data/mis_report_balance_sheet_data.xml",
        "data/mis_report_income_data.xml",
        "data/mis_report_receipts_data.xml",
        "report/l10n_cn_form_templates.xml",
        "views/mis_report_views.xml",
        "wizard/l10n_cn_statement_views.xml",
        "wizard/l10n_cn_statement_overview_views.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "l10n_cn_collective/static/src/scss/mis_report_widget.scss",
            "l10n_cn_collective/static/src/js/form_report.js",
        ],
        "web.assets_tests": ["l10n_cn_collective/static/tests/tours/**/*"],
    },
}
