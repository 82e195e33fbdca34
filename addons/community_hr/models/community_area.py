from odoo import api, fields, models

from odoo.addons.community_base.house import with_pass


class CommunityArea(models.Model):
    _inherit = "community.area"

    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        "Cost Center",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="community_hr.group_officer,community_base.group_auditor",
        help="What the staff of this area costs is booked on it (成本中心).",
    )

    @api.model
    def _get_locked_fields(self):
        return super()._get_locked_fields() | {"analytic_account_id"}

    def _get_analytic_accounts(self):
        """Return the cost centers of the areas by area; missing ones are opened."""
        for area in self.sudo().filtered(lambda area: not area.analytic_account_id):
            vals = {"analytic_account_id": area._open_analytic_account().id}
            with_pass(area, vals).write(vals)
        return {area: area.sudo().analytic_account_id for area in self}

    def _open_analytic_account(self):
        return self.env["account.analytic.account"].create(
            {
                "name": self.name,
                "code": self.code,
                "plan_id": self.env.ref("community_hr.analytic_plan_area").id,
                "company_id": self.street_id.company_id.id,
            }
        )
