# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    l10n_cn_closing_ids = fields.One2many(
        "l10n_cn.year.closing", "company_id", string="Year-End Closings"
    )
    l10n_cn_closed_until = fields.Date(
        string="Closed Years",
        compute="_compute_l10n_cn_closed_until",
        compute_sudo=True,
        help="Last day of the last year that is closed (年终结转).",
    )

    l10n_cn_review_from = fields.Date(
        string="Vouchers Reviewed From",
        help="A year is closed only when all its vouchers of this day and later have"
        " been reviewed (审核). Empty: no review is required.",
    )

    @api.depends("l10n_cn_closing_ids.state")
    def _compute_l10n_cn_closed_until(self):
        closed = self.env["l10n_cn.year.closing"]._read_group(
            [("company_id", "in", self.ids), ("state", "=", "closed")],
            ["company_id"],
            ["date_to:max"],
        )
        last = dict(closed)
        for company in self:
            company.l10n_cn_closed_until = last.get(company._origin, False)

    def _get_lock_date_violations(self, accounting_date, *args, **kwargs):
        # All who ask whether a day takes entries ask here: a closed year takes none,
        # whatever the lock dates and the exceptions to them say.
        locks = super()._get_lock_date_violations(accounting_date, *args, **kwargs)
        closed = accounting_date and self.l10n_cn_closed_until
        if closed and accounting_date <= closed:
            locks.append((closed, "l10n_cn_closed_until"))
        return locks

    @api.model
    def _create_collectives(self, vals_list):
        """New companies (农村集体经济组织) with the collective chart of accounts."""
        china, yuan = self.env.ref("base.cn"), self.env.ref("base.CNY")
        given = {"country_id": china.id, "currency_id": yuan.id}
        # Odoo would have each company of China load the chart of enterprises at the
        # end of the transaction, over the one loaded here.
        loading = self.with_context(chart_template_load=True)
        companies = loading.create([{**given, **vals} for vals in vals_list])
        self.env["account.chart.template"]._load_collectives(companies)
        return companies.with_env(self.env)
