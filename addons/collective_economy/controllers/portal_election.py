from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class ElectionPortal(CustomerPortal):
    """A shareholder's elections (换届选举): notice, his line on the roll, objections.

    The checks sit in the models; the page gets plain values.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "election_count" in counters:
            values["election_count"] = len(self._get_elections())
        return values

    def _get_elections(self):
        person = request.env.user.partner_id
        return request.env["coop.election"]._get_for_holder(person)

    @http.route("/my/elections", type="http", auth="user", website=True)
    def my_elections(self, problem=None, received=None):
        person = request.env.user.partner_id
        values = {
            "page_name": "elections",
            "problem": problem,
            "received": received,
            "elections": [one._prepare_portal(person) for one in self._get_elections()],
        }
        return request.render("collective_economy.portal_my_elections", values)

    @http.route(
        "/my/elections/<int:election_id>/objection",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def object_to_election(self, election_id, text="", **_params):
        files = [
            (file.filename, file.read())
            for file in request.httprequest.files.getlist("files")
            if file.filename
        ]
        _objection, problem = request.env["coop.election.objection"]._receive(
            election_id, request.env.user.partner_id, text, files
        )
        way = f"problem={problem}" if problem else "received=1"
        return request.redirect(f"/my/elections?{way}", code=303)
