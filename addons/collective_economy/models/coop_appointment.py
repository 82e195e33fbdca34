from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.community_base.house import today


class CoopAppointment(models.Model):
    """An appointment to an organ of a cooperative, or a removal from it (任免).

    It takes effect under the resolution by which the committee consented, and by that
    alone makes or ends the seat. Who was elected is seated by the result; a seat that
    fell vacant by itself is entered as :class:`coop.vacancy`.
    """

    _name = "coop.appointment"
    _description = "Appointment or Removal"
    _inherit = [
        "community.guarded.mixin",
        "community.files.mixin",
        "coop.clerk.mixin",
        "mail.thread",
    ]
    _order = "date_start desc, id desc"

    _file_fields = ("file_ids",)
    _fixed_fields = frozenset({"cooperative_id"})
    _system_fields = frozenset({"state"})
    _guarded_states = {"effective": "coop_appointment"}
    _guard_fields = (
        "cooperative_id",
        "kind",
        "organ_id",
        "role_id",
        "person_id",
        "tenure",
        "seat_id",
        "date_start",
        "date_end",
    )

    state = fields.Selection(
        [("draft", "Being Prepared"), ("effective", "In Effect")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    kind = fields.Selection(
        [("appoint", "Appointment"), ("remove", "Removal")],
        required=True,
        default="appoint",
        tracking=True,
    )
    organ_id = fields.Many2one(
        "community.organ",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('cooperative_id', '=', cooperative_id)]",
        tracking=True,
    )
    role_id = fields.Many2one(
        "community.seat.role", required=True, ondelete="restrict", tracking=True
    )
    post_id = fields.Many2one("coop.post", compute="_compute_post", store=True)
    is_leader = fields.Boolean(related="post_id.is_leader")
    person_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("is_company", "=", False)],
        tracking=True,
    )
    tenure = fields.Selection(
        [("regular", "Regular"), ("acting", "Acting")],
        required=True,
        default="regular",
        tracking=True,
    )
    seat_id = fields.Many2one(
        "community.seat",
        "Seat to End",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('organ_id', '=', organ_id), ('status', '=', 'current')]",
    )
    date_start = fields.Date(
        "From", required=True, default=lambda self: today(self.env), tracking=True
    )
    date_end = fields.Date("Until", tracking=True)
    basis = fields.Char("Reason or Basis", required=True, tracking=True)
    file_ids = fields.Many2many("ir.attachment", string="Papers", copy=False)
    made_seat_ids = fields.One2many("community.seat", "appointment_id", "Seat Given")
    ended_seat_ids = fields.One2many("community.seat", "removal_id", "Seat Ended")
    advice = fields.Text(compute="_compute_advice")
    bars = fields.Text(compute="_compute_bars")

    _dates = models.Constraint(
        "CHECK (date_end >= date_start)",
        "An appointment cannot end before it begins.",
    )
    _removal_has_seat = models.Constraint(
        "CHECK ((kind = 'remove') = (seat_id IS NOT NULL))",
        "A removal, and only a removal, names the seat that ends.",
    )

    @api.depends("organ_id", "role_id")
    def _compute_post(self):
        posts = self.env["coop.post"]
        for item in self:
            item.post_id = posts._find(item.organ_id, item.role_id)

    @api.depends("kind", "person_id", "organ_id", "role_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for item in self:
            organ, role = item.sudo().organ_id.name or "", item.role_id.name or ""
            item.display_name = (
                f"{kinds.get(item.kind, '')} {item.person_id.name or ''} {organ}{role}"
            )

    @api.depends_context("lang")
    @api.depends("organ_id", "role_id", "person_id", "kind")
    def _compute_advice(self):
        """What is recommended and never enforced."""
        for item in self:
            item.advice = "\n".join(item._get_advice())

    def _get_advice(self):
        if self.kind != "appoint" or not (self.organ_id and self.role_id):
            return []
        advice = []
        secretary = self.cooperative_id.sudo()._get_committee_secretary()
        if self._is_asset_chair() and secretary != self.person_id:
            advice.append(
                self.env._(
                    "The Secretary of the community's Party committee is to chair this "
                    "committee: %s.",
                    secretary.name or self.env._("the seat is vacant"),
                )
            )
        if self.role_id.code == "board_chair" and self.person_id:
            advice.append(self.cooperative_id._advise_on_chair(self.person_id))
        return [line for line in advice if line]

    def _is_asset_chair(self):
        return (
            self.organ_id.sudo().kind_id.code == "asset_committee"
            and self.role_id.leads
        )

    @api.depends("organ_id", "role_id", "person_id", "kind", "date_start", "state")
    def _compute_bars(self):
        for item in self:
            item.bars = (
                "\n".join(item._find_bars())
                if item.state == "draft" and item._is_filled_in()
                else False
            )

    def _is_filled_in(self):
        return (
            self.kind == "appoint"
            and self.cooperative_id
            and self.organ_id
            and self.role_id
            and self.person_id
            and self.date_start
        )

    def _find_bars(self):
        """Return in words what stands in the way of the appointment."""
        cooperative = self.cooperative_id.sudo()
        return cooperative._find_bars(
            [(self.person_id, self.organ_id.sudo(), self.role_id)], self.date_start
        ) + cooperative._find_size_bars(self.organ_id.sudo(), self.date_start, 1)

    @api.onchange("organ_id", "role_id")
    def _onchange_post(self):
        """Suggest the Secretary as chair of the asset committee."""
        if self.kind == "appoint" and self._is_asset_chair() and not self.person_id:
            self.person_id = self.cooperative_id.sudo()._get_committee_secretary()

    @api.onchange("organ_id", "date_start", "kind")
    def _onchange_term(self):
        if self.kind != "appoint" or not (self.cooperative_id and self.date_start):
            return
        years = self.cooperative_id.sudo()._get_term("term_years", self.date_start)
        if years and not self.date_end:
            self.date_end = self.date_start + relativedelta(years=years, days=-1)

    @api.onchange("seat_id")
    def _onchange_seat(self):
        seat = self.seat_id.sudo()
        if seat:
            self.role_id, self.person_id = seat.role_id, seat.person_id

    @api.constrains("cooperative_id", "organ_id")
    def _check_organ(self):
        for item in self:
            if item.organ_id.sudo().cooperative_id != item.cooperative_id:
                raise ValidationError(
                    self.env._(
                        "%(organ)s is no organ of %(cooperative)s.",
                        organ=item.organ_id.sudo().name,
                        cooperative=item.cooperative_id.name,
                    )
                )

    @api.constrains("seat_id", "organ_id", "role_id", "person_id", "kind")
    def _check_seat(self):
        for item in self.filtered("seat_id"):
            seat = item.seat_id.sudo()
            if (seat.organ_id, seat.role_id, seat.person_id) != (
                item.organ_id,
                item.role_id,
                item.person_id,
            ):
                raise ValidationError(
                    self.env._("The seat that ends is not the one that is named here.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_prepared(self):
        if any(item.state != "draft" for item in self):
            raise UserError(self.env._("An appointment in effect stays on record."))

    def _are_files_fixed(self):
        return self.state == "effective"

    # Taking effect

    def action_take_effect(self):
        """Make or end the seat, under the resolution (生效)."""
        self.check_access("write")
        self.lock_for_update()
        for item in self:
            if item.state != "draft":
                raise UserError(
                    self.env._("“%s” is in effect already.", item.display_name)
                )
            item._check_appointable()
            item._act("effective")
            item._appoint() if item.kind == "appoint" else item._remove()

    def _check_appointable(self):
        if self.kind == "remove":
            return
        self.cooperative_id.sudo()._hold()
        post = self.post_id
        if not post:
            raise UserError(
                self.env._(
                    "%(role)s is no post in %(organ)s: enter it in the list of posts.",
                    role=self.role_id.name,
                    organ=self.organ_id.sudo().name,
                )
            )
        if post.filled_by == "election" and self.tenure == "regular":
            raise UserError(
                self.env._(
                    "%s is elected: nobody is appointed to it. Until the by-election "
                    "somebody may act.",
                    post.name,
                )
            )
        self.cooperative_id.sudo()._check_term(self.date_start, self.date_end)
        bars = self._find_bars()
        if bars:
            raise UserError("\n".join(bars))

    def _appoint(self):
        self.env["community.seat"].sudo()._seat_in_cooperative(
            [
                {
                    "organ_id": self.organ_id.id,
                    "role_id": self.role_id.id,
                    "person_id": self.person_id.id,
                    "tenure": self.tenure,
                    "date_start": self.date_start,
                    "date_end": self.date_end,
                    "document": self.resolution_id.number,
                    "appointment_id": self.id,
                }
            ]
        )

    def _remove(self):
        self.seat_id.sudo()._end_in_cooperative(
            self.date_start, self.basis, {"removal_id": self.id}
        )
