from odoo import http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

PAGE = 12


class PayPortal(CustomerPortal):
    """A person's own pay (我的工资): his and nobody else's."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "pay_count" in counters:
            slips = request.env["pay.slip"]
            values["pay_count"] = slips.search_count(slips._get_own_domain())
        return values

    def _get_own_slip(self, slip_id):
        """Return a payslip of the person himself; an officer's others are not here."""
        slips = request.env["pay.slip"]
        slip = slips.search(slips._get_own_domain() & Domain("id", "=", slip_id))
        if not slip:
            raise request.not_found()
        return slip

    @http.route(
        ["/my/pay", "/my/pay/page/<int:page>"], type="http", auth="user", website=True
    )
    def my_pay(self, page=1):
        slips = request.env["pay.slip"]
        own = slips._get_own_domain()
        pages = pager("/my/pay", slips.search_count(own), page, step=PAGE)
        found = slips.search(own, limit=PAGE, offset=pages["offset"])
        values = {
            "page_name": "pay",
            "statements": [slip._prepare_statement() for slip in found],
            "pager": pages,
        }
        return request.render("community_hr.portal_my_pay", values)

    @http.route("/my/pay/<int:slip_id>", type="http", auth="user", website=True)
    def my_slip(self, slip_id):
        slip = self._get_own_slip(slip_id)
        values = {"page_name": "pay", "statement": slip._prepare_statement()}
        return request.render("community_hr.portal_pay_slip", values)

    @http.route("/my/pay/<int:slip_id>/pdf", type="http", auth="user", website=True)
    def my_slip_pdf(self, slip_id):
        slip = self._get_own_slip(slip_id)
        pdf, _kind = request.env["ir.actions.report"]._render_qweb_pdf(
            "community_hr.report_payslip", slip.ids
        )
        name = f"{slip.display_name}.pdf"
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", http.content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(pdf, headers)
