from odoo import models

from odoo.addons.community_base.house import today
from odoo.addons.community_base.kernel import officialdoc


class ReportCoopCertificate(models.AbstractModel):
    """The share certificate (股权证) of a shareholder, as of the day it is printed."""

    _name = "report.collective_economy.report_certificate"
    _description = "Share Certificate"
    _inherit = ["community.document.report"]

    _document_model = "coop.holder"

    def _prepare_document(self, holder):
        known = holder.sudo()
        cooperative = known.cooperative_id
        last = (known.giver_entry_ids | known.taker_entry_ids).sorted("id")[-1:]
        return {
            "id": holder.id,
            "title": self.env._("Share Certificate"),
            "cooperative": cooperative.name,
            "credit_code": cooperative.credit_code or "",
            "number": known.number,
            "name": known.name,
            "rows": [
                (row.class_id.name, row.quantity, row.pledged)
                for row in known.balance_ids
            ],
            "date": officialdoc.chinese_date(today(self.env)),
            "seal": self._prepare_seal(last) if last else [],
        }
