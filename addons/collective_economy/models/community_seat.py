from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from odoo.addons.community_base.house import with_pass

GROUNDS = (
    "appointment_id",
    "election_result_id",
    "removal_id",
    "vacancy_id",
    "closing_result_id",
)
GIVEN = {"organ_id", "person_id", "role_id", "tenure", "date_start", "votes"}
ENDED = {"date_end", "voided", "end_reason"}


class CommunitySeat(models.Model):
    """Seats in the organs of cooperatives rest on an appointment or an election.

    While a cooperative is being set up, what is there is taken over. From its first
    day on such a seat is made by an appointment in effect or a sealed result, and ended
    by a removal in effect, a vacancy or the next result: a trigger keeps it, whatever
    route is taken. Other organs are not touched.
    """

    _inherit = "community.seat"

    _system_fields = frozenset(GROUNDS)

    appointment_id = fields.Many2one(
        "coop.appointment",
        "Appointed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    election_result_id = fields.Many2one(
        "coop.election.result",
        "Elected by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    removal_id = fields.Many2one(
        "coop.appointment",
        "Removed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    vacancy_id = fields.Many2one(
        "coop.vacancy",
        "Fallen Vacant",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    closing_result_id = fields.Many2one(
        "coop.election.result",
        "Term Ended by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _appointed_once = models.UniqueIndex(
        "(appointment_id) WHERE appointment_id IS NOT NULL",
        "This appointment has its seat already.",
    )
    _elected_once = models.UniqueIndex(
        "(election_result_id, organ_id, role_id, person_id)"
        " WHERE election_result_id IS NOT NULL",
        "Who was elected has his seat already.",
    )

    def init(self):
        result = super().init()
        # Their bodies are looked at when they run: the tables they read come later.
        for function in (IS_SEAT_GUARDED, SEAT_IS_GIVEN, SEAT_IS_ENDED, SEAT_GUARD):
            self.env.cr.execute(function)
        return result

    # The same below every route of the ORM, in words

    def _is_guarded_organ(self, organs):
        return organs.sudo().filtered(
            lambda organ: (
                organ.cooperative_id and organ.cooperative_id.state != "preparing"
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        organs = self.env["community.organ"].browse(
            [vals["organ_id"] for vals in vals_list if vals.get("organ_id")]
        )
        grounded = all(
            vals.get("appointment_id") or vals.get("election_result_id")
            for vals in vals_list
        )
        guarded = self._is_guarded_organ(organs)
        if guarded and not (grounded and self._has_system_pass({*GROUNDS})):
            raise AccessError(
                self.env._(
                    "%s belongs to a cooperative: its seats are given by an "
                    "appointment in effect or by the result of an election.",
                    guarded[0].name,
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        kept = (GIVEN | ENDED).intersection(vals)
        if kept and not self._has_system_pass({*GROUNDS}):
            guarded = self.filtered(lambda seat: self._is_guarded_organ(seat.organ_id))
            if any(guarded._is_changing(name, vals[name]) for name in kept):
                raise AccessError(
                    self.env._(
                        "“%s” is a seat in a cooperative: it ends by a removal in "
                        "effect, by a vacancy with its document, or by the result of "
                        "the next election.",
                        guarded[0].display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_cooperative(self):
        guarded = self._is_guarded_organ(self.organ_id)
        if guarded:
            raise AccessError(
                self.env._("A seat in %s stays on record.", guarded[0].name)
            )

    @api.model
    def _seat_in_cooperative(self, vals_list):
        """Give seats; each names the appointment or the result that it rests on."""
        return with_pass(self, self._get_system_fields()).create(vals_list)

    def _end_in_cooperative(self, day, reason, ground):
        """End the seats on their ground: a removal, a vacancy or the next result."""
        vals = {"date_end": day, "end_reason": reason, **ground}
        self.lock_for_update()
        with_pass(self, {*vals, *GROUNDS}).write(vals)
        self.flush_recordset()

    @api.model
    def _get_cooperative_domain(self, cooperative, day):
        """Return the domain of the seats in force in a cooperative's organs."""
        return Domain(
            "organ_id.cooperative_id", "=", cooperative.id
        ) & self._get_in_force_domain(day)


IS_SEAT_GUARDED = """
    CREATE OR REPLACE FUNCTION coop_is_seat_guarded(organ integer)
        RETURNS boolean AS $$
    BEGIN
        RETURN EXISTS (SELECT FROM community_organ o
                         JOIN coop_cooperative c ON c.id = o.cooperative_id
                        WHERE o.id = organ AND c.state <> 'preparing');
    END $$ LANGUAGE plpgsql STABLE;
"""
SEAT_GUARD = """
    CREATE OR REPLACE FUNCTION coop_seat_guard() RETURNS trigger AS $$
    DECLARE
        problem text;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF coop_is_seat_guarded(OLD.organ_id) THEN
                problem := 'stays on record';
            END IF;
        ELSIF TG_OP = 'UPDATE'
            AND NOT coop_is_seat_guarded(OLD.organ_id)
            AND NOT coop_is_seat_guarded(NEW.organ_id) THEN
            NULL;
        ELSIF TG_OP = 'INSERT' THEN
            IF coop_is_seat_guarded(NEW.organ_id) AND (NEW.voided
                OR NOT coop_seat_is_given(NEW)) THEN
                problem := 'needs an appointment in effect or a result';
            END IF;
        ELSIF (NEW.organ_id, NEW.person_id, NEW.role_id, NEW.tenure,
               NEW.date_start, NEW.votes, NEW.voided,
               NEW.delegator_seat_id, NEW.appointment_id,
               NEW.election_result_id)
            IS DISTINCT FROM
              (OLD.organ_id, OLD.person_id, OLD.role_id, OLD.tenure,
               OLD.date_start, OLD.votes, OLD.voided,
               OLD.delegator_seat_id, OLD.appointment_id,
               OLD.election_result_id) THEN
            problem := 'stays as it was given';
        ELSIF (NEW.date_end, NEW.removal_id, NEW.vacancy_id,
               NEW.closing_result_id)
            IS DISTINCT FROM
              (OLD.date_end, OLD.removal_id, OLD.vacancy_id,
               OLD.closing_result_id) AND NOT coop_seat_is_ended(NEW) THEN
            problem := 'ends by a removal, a vacancy or the next result';
        END IF;
        IF problem IS NOT NULL THEN
            RAISE EXCEPTION 'seat % of a cooperative %',
                  coalesce(NEW.id, OLD.id), problem
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_seat_guard
        BEFORE INSERT OR UPDATE OR DELETE ON community_seat
        FOR EACH ROW EXECUTE FUNCTION coop_seat_guard();
"""
SEAT_IS_GIVEN = """
    CREATE OR REPLACE FUNCTION coop_seat_is_given(seat community_seat)
        RETURNS boolean AS $$
    BEGIN
        RETURN seat.tenure <> 'delegated' AND (EXISTS (
            SELECT FROM coop_appointment a
             WHERE a.id = seat.appointment_id AND a.state = 'effective'
               AND a.kind = 'appoint'
               AND (a.organ_id, a.role_id, a.person_id, a.tenure, a.date_start)
                 = (seat.organ_id, seat.role_id, seat.person_id, seat.tenure,
                    seat.date_start)
               AND a.date_end IS NOT DISTINCT FROM seat.date_end)
         OR EXISTS (
            SELECT FROM coop_election_result r
              JOIN coop_election_round round ON round.id = r.round_id
             WHERE r.id = seat.election_result_id AND r.seal IS NOT NULL
               AND round.state = 'closed' AND seat.tenure = 'regular'
               AND r.elected @> jsonb_build_array(jsonb_build_array(
                   seat.organ_id, seat.role_id, seat.person_id))));
    END $$ LANGUAGE plpgsql STABLE;
"""
SEAT_IS_ENDED = """
    CREATE OR REPLACE FUNCTION coop_seat_is_ended(seat community_seat)
        RETURNS boolean AS $$
    BEGIN
        RETURN EXISTS (
            SELECT FROM coop_appointment a
             WHERE a.id = seat.removal_id AND a.state = 'effective'
               AND a.kind = 'remove' AND a.seat_id = seat.id
               AND a.date_start = seat.date_end)
         OR EXISTS (
            SELECT FROM coop_vacancy v
             WHERE v.id = seat.vacancy_id AND v.state = 'done'
               AND v.seat_id = seat.id AND v.date = seat.date_end)
         OR EXISTS (
            SELECT FROM coop_election_result r
              JOIN coop_election_sheet sheet ON sheet.round_id = r.round_id
              JOIN coop_election_post post ON post.id = sheet.post_id
              JOIN coop_election e ON e.id = r.election_id
             WHERE r.id = seat.closing_result_id AND r.seal IS NOT NULL
               AND e.kind = 'regular' AND e.date_office = seat.date_end + 1
               AND (post.organ_id, post.role_id)
                 = (seat.organ_id, seat.role_id));
    END $$ LANGUAGE plpgsql STABLE;
"""
