from odoo import models

from odoo.addons.community_base.house import today
from odoo.addons.community_base.kernel import officialdoc


class ReportCoopAssetCard(models.AbstractModel):
    """The property card (资产卡片) of an asset, as of the day it is printed."""

    _name = "report.collective_economy.report_asset_card"
    _description = "Property Card"
    _inherit = ["community.document.report"]

    _document_model = "coop.asset"

    def _prepare_document(self, asset):
        return {
            "id": asset.id,
            "title": self.env._("Property Card"),
            "facts": self._prepare_facts(asset),
            "valuations": [
                (row.date, self._label(row, "kind"), f"{row.amount:,.2f}", row.source)
                for row in asset.valuation_ids
            ],
            # Who may read the card reads with whom the contracts are.
            "contracts": [
                (
                    row.number,
                    row.partner_id.name,
                    f"{row.date_start} – {row.date_end}",
                    f"{row.amount:,.2f}",
                    self._label(row, "state"),
                )
                for row in asset.sudo().contract_ids
                if row.number
            ],
            "photo": asset.photo_ids[:1].image,
            "date": officialdoc.chinese_date(today(self.env)),
        }

    def _label(self, record, name):
        return dict(record._fields[name]._description_selection(self.env))[record[name]]

    def _prepare_facts(self, asset):
        """Return (label, text) of what the card says; empty ones are left out."""
        fields_ = asset._fields
        facts = [
            (self.env._("Cooperative"), asset.cooperative_id.name),
            (self.env._("Asset No."), asset.number),
            (self.env._("Asset"), asset.name),
        ]
        for name in ("kind", "state", "use", "certificates", "location"):
            label = fields_[name]._description_string(self.env)
            is_choice = fields_[name].type == "selection"
            text = self._label(asset, name) if is_choice else asset[name]
            facts.append((label, text))
        for name in ("acreage", "book_value", "rent", "market_rent"):
            label = fields_[name]._description_string(self.env)
            facts.append((label, asset[name] and f"{asset[name]:,.2f}"))
        return [fact for fact in facts if fact[1]]
