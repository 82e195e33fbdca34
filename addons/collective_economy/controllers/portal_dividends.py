from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

PAGE = 50


class DividendPortal(CustomerPortal):
    """A shareholder's own dividends, and what lies open to him (我的分红).

    Who sits on the board or oversees it finds all lines of its distributions as well.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "dividend_count" in counters:
            values["dividend_count"] = len(self._get_own_dividends())
        return values

    def _get_own_dividends(self):
        """Return the person's own lines; a board reads the lines of all."""
        person = request.env.user.partner_id
        lines = request.env["coop.distribution.line"]
        return lines.search(
            [
                ("partner_id", "=", person.id),
                ("distribution_id.state", "!=", "draft"),
            ]
        )

    def _get_disclosures(self):
        return request.env["coop.disclosure"].search([("state", "=", "open")])

    def _get_overseen(self):
        """Return the distributions that the person sees as a whole, not as a holder."""
        seated = request.env.user._coop_domain([(0, "=", 1)])
        items = request.env["coop.distribution"]
        # Who sits where is not his to search; what he oversees is his to read.
        return items.browse(items.sudo().search(seated).ids)

    @http.route("/my/dividends", type="http", auth="user", website=True)
    def my_dividends(self):
        values = {
            "page_name": "dividends",
            "statements": self._get_own_dividends()._prepare_statements(),
            "disclosures": self._get_disclosures(),
            "overseen": self._get_overseen(),
        }
        return request.render("collective_economy.portal_my_dividends", values)

    @http.route(
        "/my/dividends/<int:line_id>/statement", type="http", auth="user", website=True
    )
    def my_dividend_statement(self, line_id):
        line = self._get_own_dividends().filtered(lambda item: item.id == line_id)
        if not line:
            raise request.not_found()
        pdf, _kind = request.env["ir.actions.report"]._render_qweb_pdf(
            "collective_economy.report_dividend", line.ids
        )
        headers = [
            ("Content-Type", "application/pdf"),
            ("Content-Disposition", http.content_disposition(f"{line.year}.pdf")),
        ]
        return request.make_response(pdf, headers)

    @http.route(
        "/my/disclosures/<int:disclosure_id>/<int:file_id>",
        type="http",
        auth="user",
        website=True,
    )
    def my_disclosure_file(self, disclosure_id, file_id):
        """Hand out a file of a disclosure that the person may read."""
        disclosure = request.env["coop.disclosure"].browse(disclosure_id)
        try:
            disclosure.check_access("read")
        except (AccessError, MissingError):
            raise request.not_found() from None
        # Who may read the disclosure may read its files, and no others.
        files = [file for _label, own in disclosure.sudo()._get_files() for file in own]
        found = [file for file in files if file.id == file_id]
        if not found:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_stream_from(found[0])
        return stream.get_response(as_attachment=True)

    @http.route(
        [
            "/my/distributions/<int:item_id>",
            "/my/distributions/<int:item_id>/page/<int:page>",
        ],
        type="http",
        auth="user",
        website=True,
    )
    def my_distribution(self, item_id, page=1):
        item = self._get_overseen().filtered(lambda found: found.id == item_id)
        if not item:
            raise request.not_found()
        lines = request.env["coop.distribution.line"]
        domain = [("distribution_id", "=", item.id)]
        pages = pager(
            f"/my/distributions/{item.id}", lines.search_count(domain), page, PAGE
        )
        values = {
            "page_name": "dividends",
            "item": item,
            "lines": lines.search(
                domain, limit=PAGE, offset=pages["offset"], order="id"
            ),
            "pager": pages,
        }
        return request.render("collective_economy.portal_distribution", values)
