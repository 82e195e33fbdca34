from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..house import today, with_pass

TENURES = [
    ("regular", "Regular"),
    ("acting", "Acting"),
    ("delegated", "By Delegation"),
]


class CommunitySeat(models.Model):
    """A person's seat in an organ (任职) for a period; the source of authority.

    ``regular``   the seat itself (任职)
    ``acting``    fills a vacant seat until it is taken (代理); while somebody acts
                  in a single role nobody else can hold it
    ``delegated`` acts beside the holder, within the holder's own period (受委托)

    A seat is a fact of history: who, where, what and from when never change.
    Its end moves by :meth:`_end` and :meth:`_extend`; a seat entered by mistake is
    voided, which keeps the entry and takes its authority away.
    """

    _name = "community.seat"
    _description = "Seat"
    _inherit = ["community.area.mixin", "mail.thread"]
    _rec_names_search = ["person_id.name", "person_id.pinyin", "organ_id.name"]
    _order = "organ_id, role_sequence, tenure desc, date_start desc, id"

    _fixed_fields = frozenset(
        {
            "organ_id",
            "person_id",
            "role_id",
            "tenure",
            "date_start",
            "date_end",
            "delegator_seat_id",
            "votes",
        }
    )
    _system_fields = frozenset({"voided", "end_reason"})

    organ_id = fields.Many2one(
        "community.organ", required=True, index=True, ondelete="restrict", tracking=True
    )
    area_id = fields.Many2one(related="organ_id.area_id", store=True, required=False)
    person_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", False)],
        tracking=True,
    )
    role_id = fields.Many2one(
        "community.seat.role",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    role_sequence = fields.Integer(related="role_id.sequence", store=True)
    single = fields.Boolean(related="role_id.single", store=True)
    leads = fields.Boolean(related="role_id.leads")
    tenure = fields.Selection(TENURES, required=True, default="regular", tracking=True)
    date_start = fields.Date("From", required=True, index=True, tracking=True)
    date_end = fields.Date("Until", help="Last day in office.", tracking=True)
    votes = fields.Boolean(
        compute="_compute_votes", store=True, readonly=False, precompute=True
    )
    division_ids = fields.Many2many(
        "community.division",
        string="Division of Work",
        help="What this member answers for (分工).",
    )
    division_note = fields.Char("Division of Work, in Words")
    part_time = fields.Boolean(help="Holds the seat beside another post (兼职).")
    sent_from_organ_id = fields.Many2one(
        "community.organ",
        "Sent by",
        index="btree_not_null",
        help="Organ that sent the person for a term (选派单位).",
    )
    delegator_seat_id = fields.Many2one(
        "community.seat",
        "Delegated by",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('organ_id', '=', organ_id), ('tenure', '!=', 'delegated')]",
    )
    document = fields.Char(help="Document that gives the seat (任职文号).")
    voided = fields.Boolean(readonly=True, copy=False, tracking=True)
    end_reason = fields.Char(readonly=True, copy=False, tracking=True)
    status = fields.Selection(
        [
            ("coming", "Coming"),
            ("current", "In Office"),
            ("ended", "Ended"),
            ("voided", "Voided"),
        ],
        compute="_compute_status",
        search="_search_status",
    )
    other_seat_count = fields.Integer(
        "Other Seats",
        compute="_compute_other_seats",
        help="Seats the person holds in other organs today (交叉任职).",
    )
    other_seats = fields.Char("Seats Elsewhere", compute="_compute_other_seats")
    cross_held = fields.Boolean(
        "Holds Several Seats",
        compute="_compute_other_seats",
        search="_search_cross_held",
    )

    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "A seat cannot end before it begins."
    )
    _one_at_a_time = models.Constraint(
        "EXCLUDE USING gist (organ_id WITH =, role_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) "
        "WHERE (single AND NOT voided AND tenure <> 'delegated')",
        "This role is held by one person at a time, and somebody holds it in these "
        "days already: end that seat first.",
    )
    _person_once = models.Constraint(
        "EXCLUDE USING gist (organ_id WITH =, role_id WITH =, person_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) WHERE (NOT voided)",
        "This person holds this role in this organ in these days already.",
    )
    _delegate_once = models.Constraint(
        "EXCLUDE USING gist (delegator_seat_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&) "
        "WHERE (delegator_seat_id IS NOT NULL AND NOT voided)",
        "This seat is delegated to somebody in these days already.",
    )
    _delegation = models.Constraint(
        "CHECK ((tenure = 'delegated') = (delegator_seat_id IS NOT NULL))",
        "A seat by delegation, and only such a seat, names the seat it comes from.",
    )
    _person_period = models.Index("(person_id, date_start, date_end)")

    def init(self):
        """Let the database itself know which roles are held one at a time.

        The exclusion constraint can only read its own row. A trigger fills the
        column from the role, so that no route, SQL included, can enter a
        second secretary by leaving the flag out.
        """
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_seat_set_single() RETURNS trigger AS $$
            BEGIN
                SELECT COALESCE(role.single, FALSE) INTO NEW.single
                  FROM community_seat_role role WHERE role.id = NEW.role_id;
                NEW.voided := COALESCE(NEW.voided, FALSE);
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER community_seat_set_single
                BEFORE INSERT OR UPDATE ON community_seat
                FOR EACH ROW EXECUTE FUNCTION community_seat_set_single();
        """)
        return result

    @api.depends("role_id")
    def _compute_votes(self):
        for seat in self:
            seat.votes = seat.role_id.votes

    @api.depends("date_start", "date_end", "voided")
    def _compute_status(self):
        day = today(self.env)
        for seat in self:
            if seat.voided:
                seat.status = "voided"
            elif seat.date_start and seat.date_start > day:
                seat.status = "coming"
            elif seat.date_end and seat.date_end < day:
                seat.status = "ended"
            else:
                seat.status = "current"

    def _search_status(self, operator, value):
        if operator != "in":
            return NotImplemented
        day = today(self.env)
        valid = Domain("voided", "=", False)
        domains = {
            "voided": Domain("voided", "=", True),
            "coming": valid & Domain("date_start", ">", day),
            "ended": valid & Domain("date_end", "<", day),
            "current": valid & self._get_period_domain(day),
        }
        return Domain.OR(domains[status] for status in value if status in domains)

    @api.depends("person_id.seat_ids.date_end", "person_id.seat_ids.voided")
    def _compute_other_seats(self):
        seats = self.sudo().search(
            Domain("person_id", "in", self.person_id.ids) & self._get_in_force_domain()
        )
        by_person = seats.grouped("person_id")
        # All names at once: what is filtered below would fetch them one by one.
        seats.organ_id.fetch(["name"])
        for seat in self:
            others = by_person.get(seat.person_id, self.browse()).filtered(
                lambda other, seat=seat: other.organ_id != seat.organ_id
            )
            seat.other_seat_count = len(others)
            seat.cross_held = bool(others)
            seat.other_seats = "、".join(
                f"{other.organ_id.name}{other.role_id.name}" for other in others
            )

    def _search_cross_held(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        groups = self.sudo()._read_group(
            self._get_in_force_domain(),
            ["person_id"],
            ["organ_id:count_distinct"],
            having=[("organ_id:count_distinct", ">", 1)],
        )
        return Domain("person_id", "in", [person.id for person, _count in groups])

    @api.depends("person_id.name", "role_id.name", "organ_id.name", "tenure")
    def _compute_display_name(self):
        tenures = dict(self._fields["tenure"]._description_selection(self.env))
        for seat in self:
            note = "" if seat.tenure == "regular" else f"（{tenures[seat.tenure]}）"
            organ, role = seat.organ_id.name or "", seat.role_id.name or ""
            seat.display_name = f"{seat.person_id.name or ''} {organ}{role}{note}"

    @api.constrains("role_id", "sent_from_organ_id", "date_end")
    def _check_sent_from_above(self):
        for seat in self.filtered("role_id.sent_from_above"):
            if not (seat.sent_from_organ_id and seat.date_end):
                raise ValidationError(
                    self.env._(
                        "%(role)s is sent by a higher organ for a term: enter who sent "
                        "the person, and the last day of the term.",
                        role=seat.role_id.name,
                    )
                )

    @api.constrains(
        "delegator_seat_id", "date_start", "date_end", "organ_id", "role_id"
    )
    def _check_delegation(self):
        for seat in self.filtered("delegator_seat_id"):
            giver = seat.delegator_seat_id
            inside = seat.date_start >= giver.date_start and (
                not giver.date_end
                or (seat.date_end and seat.date_end <= giver.date_end)
            )
            if giver.tenure == "delegated" or giver.voided:
                raise ValidationError(
                    self.env._("What was delegated cannot be delegated again.")
                )
            if giver.organ_id != seat.organ_id or giver.role_id != seat.role_id:
                raise ValidationError(
                    self.env._("A delegated seat has the organ and role of its giver.")
                )
            if giver.person_id == seat.person_id or not inside:
                raise ValidationError(
                    self.env._(
                        "A delegation goes to another person and lies within the "
                        "giver's own days in office (%(start)s – %(end)s).",
                        start=giver.date_start,
                        end=giver.date_end or "…",
                    )
                )

    @api.constrains("date_start", "date_end", "organ_id")
    def _check_organ_exists(self):
        for seat in self:
            organ = seat.organ_id
            before = organ.date_start and seat.date_start < organ.date_start
            after = organ.date_end and seat.date_start > organ.date_end
            if before or after:
                raise ValidationError(
                    self.env._(
                        "%(organ)s does not exist on %(day)s: check the dates of the "
                        "seat and of the organ.",
                        organ=organ.name,
                        day=seat.date_start,
                    )
                )

    @api.onchange("organ_id", "date_start")
    def _onchange_term(self):
        years = self.organ_id.term_years
        if years and self.date_start and not self.date_end:
            self.date_end = self.date_start + relativedelta(years=years, days=-1)

    @api.onchange("delegator_seat_id")
    def _onchange_delegator(self):
        if self.delegator_seat_id:
            self.role_id = self.delegator_seat_id.role_id

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        day = today(self.env)
        if any(seat.date_start <= day for seat in self):
            raise UserError(
                self.env._(
                    "A seat that has begun is part of the record: end it, or void it "
                    "with a reason if it was entered by mistake."
                )
            )

    @api.model
    def _get_period_domain(self, day):
        return Domain("date_start", "<=", day) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", day)
        )

    @api.model
    def _get_in_force_domain(self, on_date=None):
        """Return the domain of the seats in force on a day (default: today)."""
        day = on_date or today(self.env)
        valid = Domain("voided", "=", False) & self._get_period_domain(day)
        organ = Domain("organ_id.date_end", "=", False) | Domain(
            "organ_id.date_end", ">=", day
        )
        own = Domain("delegator_seat_id", "=", False)
        return valid & organ & (own | Domain("delegator_seat_id", "any", valid))

    @api.model
    def _count_in_office(self, organs):
        """Return ``{(organ id, role id): n}`` of the regular seats in force today."""
        domain = (
            Domain("organ_id", "in", organs.ids)
            & Domain("tenure", "=", "regular")
            & self._get_in_force_domain()
        )
        groups = self.sudo()._read_group(domain, ["organ_id", "role_id"], ["__count"])
        return {(organ.id, role.id): count for organ, role, count in groups}

    def _end(self, day, reason):
        """End the seats with ``day`` as last day in office (离任)."""
        late = self.filtered(lambda seat: seat.voided or seat.date_start > day)
        if late:
            raise UserError(
                self.env._(
                    "%(seat)s begins on %(start)s and cannot end on %(end)s: choose a "
                    "later day, or void the seat if it was entered by mistake.",
                    seat=late[0].display_name,
                    start=late[0].date_start,
                    end=day,
                )
            )
        self._change_period({"date_end": day, "end_reason": reason})
        delegated = self.search(
            Domain("delegator_seat_id", "in", self.ids)
            & Domain("voided", "=", False)
            & (Domain("date_end", "=", False) | Domain("date_end", ">", day))
        )
        coming = delegated.filtered(lambda seat: seat.date_start > day)
        if coming:
            coming._void(reason)
        if delegated - coming:
            (delegated - coming)._end(day, reason)

    def _extend(self, day, reason):
        """Let the seats run until ``day`` (延任); None leaves the end open."""
        self._change_period({"date_end": day, "end_reason": reason})

    def _void(self, reason):
        """Take back seats that were entered by mistake (作废)."""
        if not reason:
            raise UserError(self.env._("Say why the seat is void."))
        self._change_period({"voided": True, "end_reason": reason})

    def _change_period(self, vals):
        self.lock_for_update()
        with_pass(self, vals).write(vals)

    def action_change(self):
        """Open the wizard that ends, extends or voids the seats."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End or Change the Term"),
            "res_model": "community.seat.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_seat_ids": self.ids},
        }
