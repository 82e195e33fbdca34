from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request


class PayFiles(http.Controller):
    """Files with private data are made for who asks, logged, and kept nowhere."""

    def _hand_out(self, make):
        try:
            name, content = make()
        except (AccessError, MissingError, UserError) as refusal:
            return request.make_response(str(refusal), status=403)
        headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Disposition", http.content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)

    @http.route("/pay/payment/<int:payment_id>/file", type="http", auth="user")
    def payment_file(self, payment_id):
        """Hand out the bank's file to who may read the accounts in it."""
        return self._hand_out(request.env["pay.payment"].browse(payment_id)._make_file)

    @http.route(
        "/pay/run/<int:run_id>/declaration/<int:declaration_id>",
        type="http",
        auth="user",
    )
    def declaration(self, run_id, declaration_id):
        """Hand out a declaration table to who may read the ID numbers in it."""
        run = request.env["pay.run"].browse(run_id)
        template = request.env["pay.declaration"].browse(declaration_id)
        return self._hand_out(lambda: run._make_declaration(template))
