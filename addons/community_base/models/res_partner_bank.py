from odoo import api, models
from odoo.exceptions import ValidationError


class ResPartnerBank(models.Model):
    """Every internal user can read bank accounts of partners, so persons have none."""

    _inherit = "res.partner.bank"

    @api.constrains("partner_id")
    def _check_no_person(self):
        for person in self.sudo().partner_id.filtered("is_person"):
            raise ValidationError(
                self.env._(
                    "Everybody in the office can read this bank account. Enter the "
                    "account of %s in the personal file instead.",
                    person.name,
                )
            )
