from odoo import models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Odoo's merge rewrites all that refers to a contact, past every rule.

    Seats carry authority and files carry private data, so persons become one by
    ``community.person.private.action_link`` only.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].sudo().browse(partner_ids).exists()
        for person in partners.filtered("is_person"):
            raise UserError(
                self.env._(
                    "%s is in the register of persons: open the personal file and link "
                    "it to the other person there.",
                    person.name,
                )
            )
        return super()._merge(partner_ids, dst_partner, extra_checks)
