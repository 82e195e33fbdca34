from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..house import today
from ..kernel import officialdoc
from ..kernel.pinyin import search_key
from ..pinyin_field import Pinyin


class CommunityOrgan(models.Model):
    """A body that decides or acts (组织): committee, assembly, board, office …

    Authority is never a property of a login. It comes from a seat in force on
    the day: :meth:`_get_authority` is the one place that says whether a person
    may act for an organ.
    """

    _name = "community.organ"
    _description = "Organ"
    _inherit = ["community.area.mixin", "mail.thread"]
    _parent_store = True
    _rec_names_search = ["name", "pinyin"]
    _order = "area_id, sequence, id"

    _fixed_fields = frozenset({"kind_id", "area_id"})

    name = fields.Char(required=True, index="trigram", tracking=True)
    kind_id = fields.Many2one(
        "community.organ.kind", "Kind", required=True, index=True, ondelete="restrict"
    )
    kind_code = fields.Char(related="kind_id.code")
    family = fields.Selection(related="kind_id.family", store=True)
    sequence = fields.Integer(default=10)
    parent_id = fields.Many2one(
        "community.organ", "Under", index=True, ondelete="restrict", tracking=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("community.organ", "parent_id", "Organs Below")
    partner_id = fields.Many2one(
        "res.partner",
        "Legal Entity",
        index="btree_not_null",
        help="The firm or unit behind the organ, e.g. the property firm (物业公司).",
    )
    date_start = fields.Date("Established on")
    date_end = fields.Date("Dissolved on", tracking=True)
    active = fields.Boolean(default=True)
    term_years = fields.Integer("Term (Years)", tracking=True)
    position_ids = fields.One2many(
        "community.organ.position", "organ_id", "Seats of the Organ", copy=True
    )
    seat_ids = fields.One2many(
        "community.seat", "organ_id", "All Seats, Past and Present"
    )
    member_organ_ids = fields.Many2many(
        "community.organ",
        "community_organ_member_rel",
        "joint_id",
        "member_id",
        "Sits Together",
        help="Organs whose members form this one, e.g. 两委联席会议.",
    )
    document_prefix = fields.Char(
        help="Short form in document numbers (发文字号), e.g. 蚝街党.",
        tracking=True,
    )
    current_seat_ids = fields.One2many(
        "community.seat", compute="_compute_current_seats", string="In Office"
    )
    head_seat_id = fields.Many2one(
        "community.seat", compute="_compute_current_seats", string="Head"
    )
    head_name = fields.Char(compute="_compute_current_seats", string="Headed by")
    seat_count = fields.Integer(compute="_compute_current_seats")
    vacancy_count = fields.Integer(
        compute="_compute_vacancy_count", search="_search_vacancy_count"
    )
    pinyin = Pinyin(compute="_compute_pinyin", store=True, index="trigram")
    can_manage = fields.Boolean(compute="_compute_can_manage")

    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "An organ cannot end before it begins."
    )
    _name_unique = models.UniqueIndex(
        "(area_id, name) WHERE active",
        "There is an organ of this name in the area already.",
    )

    @api.depends("name")
    def _compute_pinyin(self):
        for organ in self:
            organ.pinyin = search_key(organ.name or "")

    @api.depends(
        "seat_ids.date_start",
        "seat_ids.date_end",
        "seat_ids.voided",
        "seat_ids.person_id",
        "seat_ids.role_id",
    )
    def _compute_current_seats(self):
        seats = self.env["community.seat"].search(
            Domain("organ_id", "in", self.ids)
            & self.env["community.seat"]._get_in_force_domain()
        )
        by_organ = seats.grouped("organ_id")
        for organ in self:
            current = by_organ.get(organ, self.env["community.seat"])
            heads = current.filtered("leads").sorted(
                lambda seat: seat.tenure != "regular"
            )
            organ.current_seat_ids = current
            organ.seat_count = len(current)
            organ.head_seat_id = heads[:1]
            organ.head_name = heads[:1].person_id.name

    @api.depends("position_ids.vacant")
    def _compute_vacancy_count(self):
        for organ in self:
            organ.vacancy_count = sum(organ.position_ids.mapped("vacant"))

    def _search_vacancy_count(self, operator, value):
        if operator not in (">", "=", "in") or value not in (0, [0], {0}):
            return NotImplemented
        vacant = self.env["community.outlook"]._search([("kind", "=", "vacancy")])
        organs = Domain("id", "in", vacant.select("organ_id"))
        return organs if operator == ">" else ~organs

    @api.depends_context("uid")
    def _compute_can_manage(self):
        manageable = self._filtered_access("write")
        for organ in self:
            organ.can_manage = organ in manageable

    @api.constrains("kind_id", "area_id")
    def _check_level(self):
        for organ in self:
            kind, level = organ.kind_id, organ.area_id.level
            if f"at_{level}" in kind._fields and not kind[f"at_{level}"]:
                raise ValidationError(
                    self.env._(
                        "“%(kind)s” does not exist at this level, so it cannot stand "
                        "in %(area)s.",
                        kind=kind.name,
                        area=organ.area_id.name,
                    )
                )

    @api.constrains("member_organ_ids", "area_id")
    def _check_members_are_neighbours(self):
        """Who sits together votes together: nobody's roll is filled from elsewhere."""
        for organ in self:
            if organ.member_organ_ids.area_id - organ.area_id:
                raise ValidationError(
                    self.env._(
                        "Only organs of %s can sit together in this one.",
                        organ.area_id.name,
                    )
                )

    @api.constrains("parent_id")
    def _check_no_cycle(self):
        if self._has_cycle():
            raise ValidationError(self.env._("An organ cannot stand under itself."))

    @api.onchange("kind_id", "area_id")
    def _onchange_kind(self):
        if self.kind_id and self.area_id and not self.name:
            self.name = f"{self.area_id.name}{self.kind_id.name}"
        if self.kind_id and not self.position_ids:
            self.term_years = self.kind_id.term_years
            self.position_ids = self.kind_id._prepare_positions()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            kind = self.env["community.organ.kind"].browse(vals.get("kind_id"))
            vals.setdefault("term_years", kind.term_years)
            if "position_ids" not in vals:
                vals["position_ids"] = kind._prepare_positions()
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_seated(self):
        if self.with_context(active_test=False).seat_ids:
            raise UserError(
                self.env._(
                    "An organ that has had seats cannot be deleted: enter the day it "
                    "was dissolved instead, its history stays."
                )
            )

    def _get_authority(self, person, on_date, roles=None, voting=False):
        """Return the seats by which a person may act for these organs on a day.

        This is the one answer to "may this person act for this organ on this
        day" (某人某日能否代表该组织): an empty recordset means no.

        :param person: ``res.partner``; persons are compared, never logins
        :param on_date: the ``date`` of the act; there is no default, so that
            nobody asks about today when the act was yesterday
        :param roles: codes of the roles that may do it; None for any seat
        :param voting: only seats that vote
        :return: ``community.seat`` in force that day; a delegated seat counts
            only while the seat it was delegated from is in force as well
        """
        if not person or not on_date:
            return self.env["community.seat"]
        Seat = self.env["community.seat"].sudo()
        domain = (
            Domain("organ_id", "in", self.ids)
            & Domain("person_id", "in", person.ids)
            & Seat._get_in_force_domain(on_date)
        )
        if roles is not None:
            domain &= Domain("role_id.code", "in", list(roles))
        if voting:
            domain &= Domain("votes", "=", True)
        return Seat.search(domain).with_env(self.env)

    def action_view_seats(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_base.community_seat_action"
        )
        return action | {
            "domain": [("organ_id", "=", self.id)],
            "context": {"default_organ_id": self.id, "search_default_current": 0},
        }

    def action_seat_person(self):
        """Open the form that seats a person in this organ."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Seat a Person"),
            "res_model": "community.seat",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_organ_id": self.id,
                "default_date_start": today(self.env),
            },
        }

    def _get_document_sender(self):
        """Return what stands before the year in the organ's document numbers (代字).

        :raise UserError: the name cannot stand there and no short form is entered
        """
        self.ensure_one()
        sender = self.document_prefix or self.name
        try:
            officialdoc.format_number(sender, today(self.env).year, 1)
        except officialdoc.DocumentError as error:
            raise UserError(
                self.env._(
                    "“%s” cannot stand in a document number. Enter the organ's short "
                    "form, without digits and brackets, under Document Prefix.",
                    sender,
                )
            ) from error
        return sender

    def _require_authority(self, roles=None, voting=False):
        """Return the seat by which the person behind the login acts today.

        :raise AccessError: he holds none; the message names who could act
        """
        self.ensure_one()
        day = today(self.env)
        seats = self._get_authority(self.env.user.partner_id, day, roles, voting)
        if seats:
            return seats[0]
        Seat = self.env["community.seat"].sudo()
        domain = Domain("organ_id", "=", self.id) & Seat._get_in_force_domain(day)
        if roles:
            domain &= Domain("role_id.code", "in", list(roles))
        people = Seat.search(domain, limit=5).mapped("person_id.name")
        raise AccessError(
            self.env._(
                "You hold no seat in %(organ)s today that may do this. Who may: "
                "%(people)s.",
                organ=self.name,
                people="、".join(people) or self.env._("nobody, the seat is vacant"),
            )
        )
