# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _create_collectives(self, vals_list):
        """New companies (农村集体经济组织) with the collective chart of accounts."""
        china, yuan = self.env.ref("base.cn"), self.env.ref("base.CNY")
        given = {"country_id": china.id, "currency_id": yuan.id}
        # Odoo would have each company of China load the chart of enterprises at the
        # end of the transaction, over the one loaded here.
        loading = self.with_context(chart_template_load=True)
        companies = loading.create([{**given, **vals} for vals in vals_list])
        templates = self.env["account.chart.template"]
        for company in companies:
            templates.try_loading("cn_collective", company)
        return companies.with_env(self.env)
