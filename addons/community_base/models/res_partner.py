from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..kernel.pinyin import search_key


class ResPartner(models.Model):
    """A person is a partner with a name; everything private lies elsewhere.

    Every internal user can read partners, so a person's partner carries no
    phone, address or number: those belong into ``community.person.private``.
    """

    _inherit = "res.partner"

    _rec_names_search = [
        "complete_name",
        "email",
        "ref",
        "vat",
        "company_registry",
        "pinyin",
    ]

    is_person = fields.Boolean(
        "In the Register of Persons",
        index=True,
        copy=False,
        help="The partner is a natural person known to the street office in a role.",
    )
    pinyin = fields.Char(compute="_compute_pinyin", store=True, index="trigram")
    seat_ids = fields.One2many("community.seat", "person_id", "Seats")

    @api.depends("name")
    def _compute_pinyin(self):
        for partner in self:
            partner.pinyin = search_key(partner.name or "")

    @api.constrains("is_person", "phone", "street", "street2", "vat")
    def _check_nothing_private(self):
        for partner in self.filtered("is_person"):
            if partner.phone or partner.street or partner.street2 or partner.vat:
                raise ValidationError(
                    self.env._(
                        "Everybody in the office can read this contact of %s. Enter "
                        "phone, address and numbers in the personal file instead.",
                        partner.name,
                    )
                )
