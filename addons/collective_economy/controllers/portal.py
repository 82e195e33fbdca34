from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class SharePortal(CustomerPortal):
    """A shareholder's own shares (我的股份): his and nobody else's."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "share_count" in counters:
            values["share_count"] = len(self._get_own_holders())
        return values

    def _get_own_holders(self):
        """Return what the person behind the login holds himself.

        A member of a board may read the whole register; this page is not for that.
        """
        person = request.env.user.partner_id
        return request.env["coop.holder"].search([("partner_id", "=", person.id)])

    @http.route("/my/shares", type="http", auth="user", website=True)
    def my_shares(self):
        holders = self._get_own_holders()
        values = {
            "page_name": "shares",
            "holders": holders,
            "movements": {
                holder.id: self._prepare_movements(holder) for holder in holders
            },
        }
        return request.render("collective_economy.portal_my_shares", values)

    @http.route(
        "/my/shares/<int:holder_id>/<any(certificate, statement):kind>",
        type="http",
        auth="user",
        website=True,
    )
    def my_paper(self, holder_id, kind):
        """Hand out his certificate (股权证) or his statement (持股对账单)."""
        holder = self._get_own_holders().filtered(lambda item: item.id == holder_id)
        if not holder:
            raise request.not_found()
        pdf, _kind = request.env["ir.actions.report"]._render_qweb_pdf(
            f"collective_economy.report_{kind}", holder.ids
        )
        name = http.content_disposition(f"{kind}-{holder.number}.pdf")
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", name)]
        return request.make_response(pdf, headers)

    def _prepare_movements(self, holder):
        return holder._prepare_movements()
