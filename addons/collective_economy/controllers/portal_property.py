from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class PropertyPortal(CustomerPortal):
    """What the cooperative owns and has agreed, for those who oversee it (资产与合同).

    The record rules say whose; a shareholder without a seat has none of it.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "property_count" in counters:
            values["property_count"] = request.env["coop.asset"].search_count([])
        return values

    @http.route("/my/property", type="http", auth="user", website=True)
    def my_property(self):
        contracts = request.env["coop.contract"].search([("state", "!=", "draft")])
        # Names of counterparties are part of the contract, their contacts are not read.
        values = {
            "page_name": "property",
            "assets": request.env["coop.asset"].search([("date_disposed", "=", False)]),
            "contracts": contracts.sudo(),
            "alerts": contracts.sudo()._get_alerts(),
        }
        return request.render("collective_economy.portal_my_property", values)

    @http.route(
        "/my/property/asset/<int:asset_id>", type="http", auth="user", website=True
    )
    def my_asset(self, asset_id):
        asset = self._get_own("coop.asset", asset_id)
        values = {"page_name": "property", "asset": asset.sudo(), "title": asset.name}
        return request.render("collective_economy.portal_my_asset", values)

    @http.route(
        "/my/property/contract/<int:contract_id>",
        type="http",
        auth="user",
        website=True,
    )
    def my_contract(self, contract_id):
        contract = self._get_own("coop.contract", contract_id)
        values = {
            "page_name": "property",
            "contract": contract.sudo(),
            "title": contract.name,
        }
        return request.render("collective_economy.portal_my_contract", values)

    def _get_own(self, model, record_id):
        try:
            return self._document_check_access(model, record_id)
        except (AccessError, MissingError) as error:
            raise request.not_found() from error
