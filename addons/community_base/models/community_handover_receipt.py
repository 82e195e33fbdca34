from odoo import api, fields, models

from ..house import today, with_pass


class CommunityHandoverReceipt(models.Model):
    """What one person handed over to another, line by line (交接清单); append-only."""

    _name = "community.handover.receipt"
    _description = "Handover Receipt"
    _inherit = ["community.append.mixin"]
    _order = "id desc"

    # No area mixin: its computed columns are updated after the row was added.
    area_id = fields.Many2one(
        "community.area", required=True, index=True, ondelete="restrict"
    )
    organ_id = fields.Many2one(
        "community.organ", required=True, index=True, ondelete="restrict"
    )
    from_person_id = fields.Many2one(
        "res.partner", "Handed over by", required=True, ondelete="restrict"
    )
    to_person_id = fields.Many2one(
        "res.partner", "Taken over by", required=True, ondelete="restrict"
    )
    date = fields.Date(required=True)
    reason = fields.Char("Reason or Document")
    done_by_id = fields.Many2one(
        "res.partner", "Entered by", required=True, ondelete="restrict"
    )
    line_ids = fields.One2many(
        "community.handover.receipt.line", "receipt_id", "Duties"
    )

    @api.depends("organ_id", "from_person_id", "to_person_id")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = (
                f"{receipt.organ_id.name} "
                f"{receipt.from_person_id.name} → {receipt.to_person_id.name}"
            )

    @api.model
    def _make(self, vals, duties):
        """Write the receipt of a handover.

        :param duties: ``[(records, field name, title)]``, before they are moved
        """
        system = self.sudo()
        receipt = with_pass(system, self._get_locked_fields()).create(
            {
                **vals,
                "date": today(self.env),
                "done_by_id": self.env.user.partner_id.id,
            }
        )
        lines = self.env["community.handover.receipt.line"].sudo()
        with_pass(lines, lines._get_locked_fields()).create(
            [
                {
                    "receipt_id": receipt.id,
                    "area_id": receipt.area_id.id,
                    "title": title,
                    "name": record.display_name,
                    "model": record._name,
                    "res_id": record.id,
                }
                for records, _field, title in duties
                for record in records
            ]
        )
        return self.browse(receipt.id)
