from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request


class PayoutFile(http.Controller):
    @http.route("/coop/payout/<int:payout_id>/file", type="http", auth="user")
    def payout_file(self, payout_id):
        """Hand out the bank's file to who may read the accounts in it."""
        payout = request.env["coop.payout"].browse(payout_id)
        try:
            name, content = payout._make_file()
        except (AccessError, UserError) as refusal:
            return request.make_response(str(refusal), status=403)
        headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Disposition", http.content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)
