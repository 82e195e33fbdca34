from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import is_html_empty

from ..kernel.pinyin import search_key
from ..pinyin_field import Pinyin

#: What a contact could hold about a person, open to every internal user.
OPEN_FIELDS = (
    "phone",
    "street",
    "street2",
    "zip",
    "city",
    "vat",
    "company_registry",
    "comment",
)


class ResPartner(models.Model):
    """A person is a partner with a name; everything private lies elsewhere.

    Every internal user can read partners, so a person's partner carries no
    phone, address or number: those belong into ``community.person.private``.
    There is on purpose no field that leads from here to the personal files.
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
    pinyin = Pinyin(compute="_compute_pinyin", store=True, index="trigram")
    seat_ids = fields.One2many("community.seat", "person_id", "Seats")

    @api.depends("name")
    def _compute_pinyin(self):
        for partner in self:
            partner.pinyin = search_key(partner.name or "")

    @api.constrains("is_person", "parent_id", *OPEN_FIELDS)
    def _check_nothing_private(self):
        """Neither the person's contact nor an address below it holds anything."""
        for partner in self:
            person = (partner | partner.parent_id).filtered("is_person")[:1]
            if person and partner._has_open_values():
                raise ValidationError(
                    self.env._(
                        "Everybody in the office can read this contact of %s. Enter "
                        "phone, address and numbers in the personal file instead.",
                        person.name,
                    )
                )

    def _has_open_values(self):
        return any(self[name] for name in OPEN_FIELDS if name != "comment") or (
            not is_html_empty(self.comment)
        )

    @api.constrains("is_person")
    def _check_person(self):
        """A person has no bank account here, and stays a person while on file."""
        persons = self.filtered("is_person").sudo().with_context(active_test=False)
        persons.bank_ids._check_no_person()
        persons.child_ids._check_nothing_private()
        if self.filtered(lambda partner: not partner.is_person)._is_on_file():
            raise ValidationError(
                self.env._(
                    "There is a personal file of this person: the contact stays in the "
                    "register of persons."
                )
            )

    def _is_on_file(self):
        files = self.env["community.person.private"].sudo()
        return bool(files.search_count([("partner_id", "in", self.ids)], limit=1))

    def action_view_personal_files(self):
        """Open the personal files of the person that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_base.community_person_private_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
