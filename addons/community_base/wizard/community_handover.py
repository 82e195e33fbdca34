from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import today, with_pass


class CommunityHandover(models.TransientModel):
    """Hands the open duties of a person in an organ over to another (工作交接).

    What waits for a seat goes with the seat and is not moved. What names a person is
    moved in one act, and the receipt lists it.
    """

    _name = "community.handover"
    _description = "Handover"

    organ_id = fields.Many2one("community.organ", required=True)
    from_person_id = fields.Many2one("res.partner", "Hands over", required=True)
    to_person_id = fields.Many2one("res.partner", "Takes over", required=True)
    reason = fields.Char("Reason or Document", required=True)
    preview = fields.Text("Duties", compute="_compute_preview")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "community.seat":
            seat = self.env["community.seat"].browse(self.env.context.get("active_id"))
            values |= {
                "organ_id": seat.organ_id.id,
                "from_person_id": seat.person_id.id,
            }
        return values

    @api.depends("organ_id", "from_person_id", "to_person_id")
    def _compute_preview(self):
        for wizard in self:
            lines = [
                f"{title}：{record.display_name}"
                for records, _field, title in wizard._get_duties()
                for record in records
            ]
            wizard.preview = "\n".join(lines) or self.env._("There is nothing open.")

    def action_apply(self):
        """Move everything and open the receipt."""
        self.ensure_one()
        self._check()
        duties = [duty for duty in self._get_duties() if duty[0]]
        receipt = self.env["community.handover.receipt"]._make(
            {
                "organ_id": self.organ_id.id,
                "area_id": self.organ_id.area_id.id,
                "from_person_id": self.from_person_id.id,
                "to_person_id": self.to_person_id.id,
                "reason": self.reason,
            },
            duties,
        )
        for records, field, _title in duties:
            self._move(records.sudo(), field)
        return receipt._get_records_action()

    def _check(self):
        """Who may change the seats may do this; both persons are of the organ."""
        seats = self.env["community.seat"].search(
            Domain("organ_id", "=", self.organ_id.id)
            & Domain("person_id", "=", self.from_person_id.id)
        )
        seats.check_access("write")
        self.organ_id.check_access("write")
        if not seats:
            raise UserError(
                self.env._(
                    "%(person)s has never held a seat in %(organ)s.",
                    person=self.from_person_id.name,
                    organ=self.organ_id.name,
                )
            )
        if self.from_person_id == self.to_person_id:
            raise UserError(self.env._("A handover goes to another person."))
        if not self.organ_id._get_authority(self.to_person_id, today(self.env)):
            raise UserError(
                self.env._(
                    "%(person)s holds no seat in %(organ)s today: seat him first.",
                    person=self.to_person_id.name,
                    organ=self.organ_id.name,
                )
            )

    def _move(self, records, field):
        target = self.to_person_id
        if records._fields[field].comodel_name == "res.users":
            target = target.sudo().user_ids[:1]
            if not target:
                raise UserError(
                    self.env._(
                        "%s has no login to give the activities to: make one first.",
                        self.to_person_id.name,
                    )
                )
        with_pass(records, {field}).write({field: target.id})
        if "trail_ids" in records._fields:
            self.env["community.trail"]._note(
                records, "handed_over", after=target.name, reason=self.reason
            )

    # What there is

    def _get_duties(self):
        """Return ``[(records, field, title)]``: what names the person who leaves.

        Addons add theirs. A matter under way keeps who submitted it: he may not decide
        it, and a handover must not free him of that.
        """
        self.ensure_one()
        if not (self.organ_id and self.from_person_id):
            return []
        person = self.from_person_id.id
        matters = self._find_matters()
        meetings = Domain("organ_id", "=", self.organ_id.id) & Domain(
            "state", "in", ("draft", "convened")
        )
        chaired = self._find(
            "community.meeting", meetings & Domain("chair_id", "=", person)
        )
        recorded = self._find(
            "community.meeting", meetings & Domain("recorder_id", "=", person)
        )
        return [
            (matters, "submitted_by_id", self.env._("Matter")),
            (chaired, "chair_id", self.env._("Chairs the meeting")),
            (recorded, "recorder_id", self.env._("Records the meeting")),
            (self._find_cases(), "handler_id", self.env._("Accountability case")),
            (self._find_activities(), "user_id", self.env._("Activity")),
        ]

    def _find(self, model, domain):
        area = Domain("area_id", "child_of", self.organ_id.area_id.id)
        return self.env[model].search(domain & area)

    def _find_matters(self):
        """Return what the person still has to do, where nobody has to decide first."""
        undecided = Domain("state", "in", ("waiting", "open")) & Domain(
            "kind", "in", ("vote", "approval", "filing")
        )
        return self._find(
            "community.matter",
            Domain("submitted_by_id", "=", self.from_person_id.id)
            & Domain("state", "in", ("returned", "adopted"))
            & ~Domain("step_ids", "any", undecided),
        )

    def _find_cases(self):
        """Return the cases that are followed up, but none to whom it is about."""
        cases = self._find(
            "community.accountability.case",
            Domain("handler_id", "=", self.from_person_id.id)
            & Domain("state", "!=", "closed"),
        )
        return cases.filtered(lambda case: not case._is_about(self.to_person_id))

    def _find_activities(self):
        """Return the person's activities on records of the area; reminders follow
        the seats by themselves."""
        users = self.from_person_id.sudo().user_ids
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                Domain("user_id", "in", users.ids)
                & Domain("res_model", "like", "community.%")
                & Domain("community_due", "=", False)
            )
        )
        found = activities.browse()
        for model, own in activities.grouped("res_model").items():
            if "area_id" in self.env[model]._fields:
                here = self._find(model, Domain("id", "in", own.mapped("res_id")))
                found |= own.filtered(lambda item, here=here: item.res_id in here.ids)
        return found
