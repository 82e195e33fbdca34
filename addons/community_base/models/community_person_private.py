from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from ..house import today, with_pass
from ..kernel import identity
from ..kernel.matching import normalize_name
from ..pinyin_field import Pinyin

ID_TYPES = [
    ("id_card", "Resident Identity Card"),
    ("residence_permit", "Residence Permit (Hong Kong, Macao, Taiwan)"),
    ("hong_kong_macao", "Travel Permit (Hong Kong, Macao)"),
    ("taiwan", "Travel Permit (Taiwan)"),
    ("foreigner", "Permanent Residence Card (Foreigners)"),
    ("passport", "Passport"),
]
#: Papers that carry an 18-digit number with a check digit.
CHECKED_ID_TYPES = ("id_card", "residence_permit")
#: 政治面貌
POLITICAL_STATUSES = [
    ("party_member", "Party Member"),
    ("probationary", "Probationary Party Member"),
    ("league_member", "League Member"),
    ("other_party", "Member of a Democratic Party"),
    ("no_party", "Personage without Party"),
    ("masses", "Masses"),
]
PURPOSES = [
    ("seat_holder", "Holds a Seat"),
    ("staff", "Staff"),
    ("representative", "Representative"),
    ("shareholder", "Shareholder"),
    ("team_member", "Member of a Team"),
    ("reporter", "Reporter"),
    ("other", "Other"),
]


class CommunityPersonPrivate(models.Model):
    """What one area keeps about one person, for a stated purpose (人员信息).

    The person is a ``res.partner`` with a name, known to every internal user. All
    else is here, one record per person and area, under a global rule that knows no
    exception: administrators too see the files of the areas in their own charge.

    Lists show its private values masked; :class:`~.community_private_mixin` guards
    and logs the full ones. The chatter says which of them changed, never to what.

    Two files of one person under two partners are found by ID number in all
    areas, and by name and phone within the areas of the user. :meth:`action_link`
    makes them one person.
    """

    _name = "community.person.private"
    _description = "Personal File"
    _inherit = ["community.private.mixin", "community.area.mixin", "mail.thread"]
    _rec_names_search = ["name", "pinyin"]
    _order = "area_id, name, id"

    _fixed_fields = frozenset({"partner_id", "area_id"})
    _system_fields = frozenset({"purged_on"})
    _private_fields = ("id_number", "phone", "bank_account", "address", "note")

    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_person", "=", True)],
        help="Leave it empty to enter a person who is not in any register yet.",
    )
    name = fields.Char(
        "Full Name",
        compute="_compute_name",
        inverse="_inverse_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index="trigram",
        tracking=True,
    )
    pinyin = Pinyin(related="partner_id.pinyin", store=True, index="trigram")
    area_id = fields.Many2one(
        string="Kept by", default=lambda self: self._default_area_id(), tracking=True
    )
    purpose = fields.Selection(
        PURPOSES,
        required=True,
        tracking=True,
        help="Why this area keeps data about the person (处理目的).",
    )
    retain_until = fields.Date(
        "Keep until",
        index=True,
        tracking=True,
        help="After this day the private values are deleted, unless the person is in "
        "office. The file with the name stays.",
    )
    purged_on = fields.Date(
        "Private Values Deleted on", readonly=True, copy=False, tracking=True
    )

    id_type = fields.Selection(ID_TYPES, "Paper", default="id_card")
    id_number = fields.Char(
        "ID Number", copy=False, prefetch="private", index="btree_not_null"
    )
    phone = fields.Char(copy=False, prefetch="private", index="btree_not_null")
    bank_name = fields.Char("Bank", copy=False)
    bank_account = fields.Char(copy=False, prefetch="private")
    address = fields.Char(copy=False, prefetch="private")
    note = fields.Text("Private Note", copy=False, prefetch="private")
    political_status = fields.Selection(POLITICAL_STATUSES, copy=False)

    id_number_masked = fields.Char("ID Number, Masked", compute="_compute_masked")
    phone_masked = fields.Char("Phone, Masked", compute="_compute_masked")
    bank_account_masked = fields.Char("Account, Masked", compute="_compute_masked")
    look_up = fields.Char(
        "ID or Phone Number", compute="_compute_look_up", search="_search_look_up"
    )
    duplicate_hint = fields.Text(compute="_compute_duplicate_hint")
    possible_duplicate = fields.Boolean(
        compute="_compute_duplicate_hint", search="_search_possible_duplicate"
    )
    seat_count = fields.Integer("Seats", compute="_compute_seat_count")

    _partner_area_unique = models.Constraint(
        "UNIQUE (partner_id, area_id)", "This area keeps a file on this person already."
    )
    _id_number_unique = models.UniqueIndex(
        "(area_id, id_number) WHERE id_number IS NOT NULL",
        "Another person in this area's register has this ID number.",
    )

    def _default_area_id(self):
        areas = self.env.user.area_ids
        return areas if len(areas) == 1 else False

    # Fields

    @api.depends("partner_id.name")
    def _compute_name(self):
        for file in self:
            file.name = file.partner_id.name or file.name

    def _inverse_name(self):
        for file in self.filtered(lambda file: file.name != file.partner_id.name):
            file._check_may_rename()
            file.partner_id.sudo().name = file.name

    @api.depends("id_number", "phone", "bank_account")
    def _compute_masked(self):
        for file in self:
            file.id_number_masked = identity.mask_id_card(file.id_number)
            file.phone_masked = identity.mask_phone(file.phone)
            file.bank_account_masked = identity.mask_bank_account(file.bank_account)

    def _compute_look_up(self):
        self.look_up = False

    def _search_look_up(self, operator, value):
        """Find by a whole ID or phone number, however it is typed."""
        if operator != "in":
            return NotImplemented
        numbers = [identity.compact(number) for number in value if number]
        phones = [identity.check_phone(number)[0] for number in numbers]
        return Domain("id_number", "in", numbers) | Domain("phone", "in", phones)

    def _compute_seat_count(self):
        groups = self.env["community.seat"]._read_group(
            [("person_id", "in", self.partner_id.ids)], ["person_id"], ["__count"]
        )
        counts = {person.id: count for person, count in groups}
        for file in self:
            file.seat_count = counts.get(file.partner_id.id, 0)

    # Numbers

    @api.model
    def _clean_numbers(self, vals):
        """Return ``vals`` with numbers in their bare form and no empty strings."""
        cleaners = {
            "id_number": identity.compact,
            "phone": lambda text: identity.check_phone(text)[0],
            "bank_account": identity.compact,
            "address": str.strip,
            "name": str.strip,
        }
        cleaned = {
            name: cleaners[name](value) or False
            for name, value in vals.items()
            if name in cleaners and isinstance(value, str)
        }
        return {**vals, **cleaned}

    @api.constrains("id_type", "id_number")
    def _check_id_number(self):
        for file in self.sudo():
            if file.id_number and file.id_type in CHECKED_ID_TYPES:
                self._raise_bad_id_number(identity.check_id_card(file.id_number)[1])

    @api.constrains("phone")
    def _check_phone(self):
        for file in self.sudo().filtered("phone"):
            if identity.check_phone(file.phone)[1]:
                raise ValidationError(
                    self.env._(
                        "This is no phone number: a mobile number has 11 digits, a "
                        "number of the fixed network 7 or 8 after the area's."
                    )
                )

    @api.constrains("bank_account")
    def _check_bank_account(self):
        for file in self.sudo().filtered("bank_account"):
            if identity.check_bank_account(file.bank_account, card=False)[1]:
                raise ValidationError(
                    self.env._("A bank account has 6 to 32 digits and nothing else.")
                )

    @api.onchange("bank_account")
    def _onchange_bank_account(self):
        """Passbooks have no check digit, so a wrong one is only doubtful."""
        if self.bank_account and identity.check_bank_account(self.bank_account)[1]:
            return {
                "warning": {
                    "title": self.env._("Please compare the account"),
                    "message": self.env._(
                        "The check digit does not fit a bank card. If it is one, a "
                        "digit is wrong or two are swapped."
                    ),
                }
            }
        return None

    def _raise_bad_id_number(self, reason):
        texts = {
            "length": self.env._("An ID number has 18 characters."),
            "format": self.env._("An ID number has 17 digits, then a digit or X."),
            "checksum": self.env._(
                "The last character does not fit this ID number: a digit is wrong or "
                "two are swapped."
            ),
            "old": self.env._(
                "ID numbers of 15 digits are not valid since 2013: enter the one of "
                "18 characters."
            ),
            "birth_date": self.env._(
                "The date of birth in this ID number does not exist."
            ),
        }
        if reason:
            raise ValidationError(texts[reason])

    # Writing

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        vals_list = [self._clean_numbers(vals) for vals in vals_list]
        self._check_in_charge(vals_list)
        self._make_missing_partners(vals_list)
        files = super().create(vals_list)
        files._register_persons()
        return files

    @api.model
    def _check_in_charge(self, vals_list):
        """Refuse before anything is written.

        The record rule speaks after the row is inserted: an attempt in another area
        would otherwise learn from the unique indexes whom it knows.
        """
        default = self.default_get(["area_id"]).get("area_id")
        areas = {vals.get("area_id", default) for vals in vals_list} - {False, None}
        if not self.env.su and not areas.issubset(self.env.user._area_scope()):
            raise AccessError(
                self.env._(
                    "Personal files are kept by the areas in your charge; this area is "
                    "not one of them."
                )
            )

    @api.model
    def _make_missing_partners(self, vals_list):
        """Make a partner for each new person, who is nothing but a name there."""
        default = self.default_get(["partner_id"]).get("partner_id")
        missing = [
            vals
            for vals in vals_list
            if not vals.get("partner_id", default) and vals.get("name")
        ]
        partners = (
            self.env(context=clean_context(self.env.context))["res.partner"]
            .sudo()
            .create([{"name": vals["name"], "is_person": True} for vals in missing])
        )
        for vals, partner in zip(missing, partners, strict=True):
            vals["partner_id"] = partner.id

    def _register_persons(self):
        """A user or member who gets his first file becomes a person of the register."""
        for partner in self.partner_id.sudo().filtered(lambda p: not p.is_person):
            if partner.is_company or partner.parent_id or not partner.user_ids:
                raise ValidationError(
                    self.env._(
                        "“%s” is a contact of another kind, not a person: enter the "
                        "person by name.",
                        partner.name,
                    )
                )
            partner.is_person = True

    def write(self, vals):
        vals = self._clean_numbers(vals)
        changed = self._get_changed_labels(vals)
        result = super().write(vals)
        self._log_changed(changed)
        return result

    def _get_changed_labels(self, vals):
        """Return the labels of the private fields that ``vals`` changes, by file."""
        names = [*self._private_fields, "political_status", "bank_name"]
        names = [name for name in names if name in vals]
        labels = defaultdict(list)
        for file in self:
            for name in names:
                if file._is_changing(name, vals[name]):
                    label = self._fields[name]._description_string(self.env)
                    labels[file.id].append(label)
        return labels

    def _log_changed(self, labels):
        """Note in the chatter what changed, without what it changed to."""
        bodies = {
            file_id: self.env._("Changed: %s", "、".join(names))
            for file_id, names in labels.items()
        }
        if bodies and not self.env.context.get("tracking_disable"):
            self.browse(bodies)._message_log_batch(bodies)

    def _check_may_rename(self):
        """A name is everybody's: who changes it is in charge of all it stands on."""
        self.ensure_one()
        if self.env.su:
            return
        partner = self.partner_id.sudo().with_context(active_test=False)
        if partner.user_ids:
            self.env["res.users"].check_access("write")
        if not self._get_areas_of(partner) <= set(self.env.user._area_scope()):
            raise AccessError(
                self.env._(
                    "%s is on file or holds a seat in another area as well: whoever is "
                    "in charge of both changes the name.",
                    partner.name,
                )
            )

    @api.model
    def _get_areas_of(self, partner):
        """Return the ids of the areas where a person is on file or has had a seat."""
        files = self.sudo().search([("partner_id", "in", partner.ids)])
        seats = partner.sudo().seat_ids
        return {*files.area_id.ids, *seats.area_id.ids}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_seated(self):
        for file in self:
            if file.partner_id.sudo().seat_ids:
                raise UserError(
                    self.env._(
                        "%s holds or held a seat, so the file stays: enter the day "
                        "until which its private values are kept.",
                        file.name,
                    )
                )

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        self._archive_unused(partners)
        return result

    @api.model
    def _archive_unused(self, partners):
        """Let names disappear from lists that nobody keeps a file on any more."""
        unused = partners.sudo().filtered(
            lambda partner: (
                not partner.with_context(active_test=False).user_ids
                and not self._get_areas_of(partner)
            )
        )
        unused.active = False

    # Duplicates

    @api.depends("id_number", "phone", "name", "partner_id")
    @api.depends_context("uid")
    def _compute_duplicate_hint(self):
        twins = self._get_twins()
        for file in self:
            others = twins.get(file._origin.id, self.browse())
            hints = [file._describe_twin(other) for other in others]
            file.duplicate_hint = "\n".join(hints)
            file.possible_duplicate = bool(others)

    def _get_twins(self):
        """Return ``{file id: files of what may be the same person}``.

        By ID number in all areas; by name and phone in the areas of the user, who
        would otherwise learn whom others know under a phone number.
        """
        files = self._origin.sudo()
        numbers = [file.id_number for file in files if file.id_number]
        phones = [file.phone for file in files if file.phone]
        by_number = self.sudo().search([("id_number", "in", numbers)])
        by_phone = self.search([("phone", "in", phones)]).sudo()
        nobody = files.browse()
        candidates = defaultdict(lambda: nobody)
        for other in by_number:
            candidates[other.id_number] |= other
        for other in by_phone:
            candidates[other.phone, normalize_name(other.name)] |= other
        twins = {}
        for file in files:
            found = candidates.get(file.id_number, nobody)
            key = (file.phone, normalize_name(file.name))
            found |= candidates.get(key, nobody)
            twins[file.id] = found.filtered(
                lambda other, file=file: other.partner_id != file.partner_id
            )
        return twins

    def _describe_twin(self, other):
        """Say where the person is known; nothing of what is kept there."""
        vals = {"area": other.area_id.name, "name": other.name}
        if self.sudo().id_number and self.sudo().id_number == other.id_number:
            return self.env._(
                "This ID number is in the register of %(area)s, where the person is "
                "known as %(name)s.",
                **vals,
            )
        return self.env._(
            "Somebody with this name and phone is in the register of %(area)s.", **vals
        )

    def _search_possible_duplicate(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._find_twins())

    @api.model
    def _find_twins(self):
        """Return the ids of the user's files that have a twin, without reading them."""
        self.flush_model(["area_id", "id_number", "name", "partner_id", "phone"])
        query = SQL(
            """
            SELECT file.id
              FROM community_person_private file
             WHERE file.area_id = ANY(%(scope)s)
               AND EXISTS (
                   SELECT FROM community_person_private other
                    WHERE other.partner_id <> file.partner_id
                      AND other.id_number = file.id_number
                   UNION ALL
                   SELECT FROM community_person_private other
                    WHERE other.partner_id <> file.partner_id
                      AND other.phone = file.phone
                      AND other.name = file.name
                      AND other.area_id = ANY(%(scope)s))
            """,
            scope=list(self.env.user._area_scope()),
        )
        return [file_id for (file_id,) in self.env.execute_query(query)]

    def action_link(self):
        """Make this file's person one with the person it duplicates (合并为同一人)."""
        self.ensure_one()
        self.check_access("write")
        twins = self._get_twins()[self.id]
        if len(twins.partner_id) != 1:
            raise UserError(
                self.env._(
                    "There is not exactly one person this could be: correct the "
                    "numbers first."
                )
            )
        return self._link_to(twins.partner_id.with_env(self.env))

    def _link_to(self, partner):
        """Re-point the files and seats of this file's person to ``partner``.

        Authority comes from seats, so they only move by who may seat people, and
        never away from a login. Where the user is not in charge of all that moves,
        nothing does.
        """
        former = self.partner_id
        files = self.sudo().search([("partner_id", "=", former.id)])
        seats = former.sudo().seat_ids
        self._check_may_link(former, files, seats)
        taken = self.sudo().search([("partner_id", "=", partner.id)]).area_id
        if taken & files.area_id:
            raise UserError(
                self.env._(
                    "%s keeps a file on each of the two: enter in one what the other "
                    "lacks and delete the other.",
                    (taken & files.area_id)[0].name,
                )
            )
        moving = {"partner_id": partner.id}
        with_pass(seats, {"person_id"}).write({"person_id": partner.id})
        with_pass(files, moving).write(moving)
        files._log_linked(former, partner)
        self._archive_unused(former)
        return self._get_records_action()

    def _check_may_link(self, former, files, seats):
        former = former.sudo().with_context(active_test=False)
        if former.user_ids:
            raise UserError(
                self.env._(
                    "%s has a login, which stays with the name: open the other "
                    "person's file and link that one.",
                    former.name,
                )
            )
        scope = set(self.env.user._area_scope())
        if not self.env.su and not {*files.area_id.ids, *seats.area_id.ids} <= scope:
            raise AccessError(
                self.env._(
                    "%s is on file or holds a seat in another area as well: whoever is "
                    "in charge of both links the two.",
                    former.name,
                )
            )
        files.with_env(self.env).check_access("write")
        if seats:
            seats.with_env(self.env).check_access("write")

    def _log_linked(self, former, partner):
        body = self.env._(
            "Linked: %(former)s is the same person as %(partner)s.",
            former=former.name,
            partner=partner.name,
        )
        self._message_log_batch(dict.fromkeys(self.ids, body))

    # Retention

    @api.model
    def _get_expired_domain(self):
        """Return the domain of the files whose private values have had their time."""
        in_office = self.env["community.seat"]._get_in_force_domain()
        kept = Domain.OR(Domain(name, "!=", False) for name in self._purged_fields())
        return (
            Domain("retain_until", "<", today(self.env))
            & kept
            & ~Domain("partner_id.seat_ids", "any", in_office)
        )

    @api.model
    def _purged_fields(self):
        return (*self._private_fields, "bank_name", "political_status")

    def _purge(self):
        """Delete the private values; the file with its name and purpose stays."""
        vals = dict.fromkeys(self._purged_fields(), False)
        vals["purged_on"] = today(self.env)
        with_pass(self, {"purged_on"}).write(vals)

    @api.model
    def _cron_purge(self, limit=500):
        """Purge files whose term of keeping has passed, batch by batch."""
        files = self.search(self._get_expired_domain())
        self.env["ir.cron"]._commit_progress(remaining=len(files))
        for start in range(0, len(files), limit):
            batch = files[start : start + limit]
            batch._purge()
            if not self.env["ir.cron"]._commit_progress(len(batch)):
                break

    # Actions

    def action_view_seats(self):
        """Open the seats of the person that the user may see."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_base.community_seat_action"
        )
        return action | {
            "domain": [("person_id", "=", self.partner_id.id)],
            "context": {
                "default_person_id": self.partner_id.id,
                "search_default_current": 0,
            },
        }
