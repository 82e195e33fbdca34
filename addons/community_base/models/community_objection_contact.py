from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..house import today


class CommunityObjectionContact(models.Model):
    """How to reach a resident who objected and wished to be told (联系方式).

    Kept apart from the objection, for the staff of the area alone. It goes when its
    purpose is served: some days after the answer, see ``_cron_purge``.
    """

    _name = "community.objection.contact"
    _description = "Contact of an Objection"
    _inherit = ["community.area.mixin"]
    _rec_name = "contact"

    _fixed_fields = frozenset({"objection_id", "area_id", "contact"})

    objection_id = fields.Many2one(
        "community.objection", required=True, index=True, ondelete="restrict"
    )
    contact = fields.Char(required=True, copy=False)

    _one_each = models.Constraint(
        "UNIQUE (objection_id)", "This objection has a contact already."
    )

    @api.model
    def _cron_purge(self):
        """Delete the contacts of objections that were answered long enough ago."""
        day = today(self.env)
        days = self.env["community.limit"]._get("objection_contact_days", day)
        answered = Domain("objection_id.state", "=", "answered") & Domain(
            "objection_id.answered_on", "<", day - timedelta(days=days)
        )
        self.search(answered).unlink()
