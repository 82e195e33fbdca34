from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CommunityOrgan(models.Model):
    _inherit = "community.organ"

    cooperative_id = fields.Many2one(
        "coop.cooperative",
        index="btree_not_null",
        tracking=True,
        domain="[('area_id', '=', area_id)]",
        help="The cooperative whose organ it is (股份合作公司).",
    )

    def init(self):
        """Nobody gets round the seats of a cooperative by moving the organ about.

        While it is being set up organs are taken over; from its first day on an organ
        with seats neither joins nor leaves it, nor ends while somebody sits in it.
        """
        result = super().init()
        self.env.cr.execute(ORGAN_GUARD)
        return result

    def write(self, vals):
        if {"cooperative_id", "date_end"} & vals.keys():
            self._check_coop_seats(vals)
        return super().write(vals)

    @api.model
    def _is_begun(self, cooperatives):
        return any(one.state != "preparing" for one in cooperatives.sudo())

    def _check_coop_seats(self, vals):
        """Say in words what the trigger refuses."""
        cooperatives = self.env["coop.cooperative"]
        for organ in self.sudo():
            seats = organ.seat_ids.filtered(lambda seat: not seat.voided)
            target = cooperatives.browse(vals.get("cooperative_id") or ())
            moves = "cooperative_id" in vals and target != organ.cooperative_id
            if moves and seats and self._is_begun(organ.cooperative_id | target):
                raise ValidationError(
                    self.env._(
                        "%s has seats: it neither joins nor leaves a cooperative that "
                        "is active.",
                        organ.name,
                    )
                )
            end = fields.Date.to_date(vals.get("date_end"))
            if "date_end" not in vals or not end or organ.date_end == end:
                continue
            sitting = seats.filtered(
                lambda seat, end=end: not seat.date_end or seat.date_end > end
            )
            if sitting and organ.cooperative_id.state == "active":
                raise ValidationError(
                    self.env._(
                        "Somebody sits in %s after that day: it is not dissolved over "
                        "the members' heads.",
                        organ.name,
                    )
                )


ORGAN_GUARD = """
    CREATE OR REPLACE FUNCTION coop_organ_guard() RETURNS trigger AS $$
    DECLARE
        problem text;
    BEGIN
        IF NEW.cooperative_id IS DISTINCT FROM OLD.cooperative_id
            AND EXISTS (SELECT FROM coop_cooperative c
                         WHERE c.id IN (OLD.cooperative_id, NEW.cooperative_id)
                           AND c.state <> 'preparing')
            AND EXISTS (SELECT FROM community_seat s WHERE s.organ_id = OLD.id)
        THEN
            problem := 'has seats and stays where it is';
        ELSIF NEW.date_end IS DISTINCT FROM OLD.date_end
            AND NEW.date_end IS NOT NULL
            AND EXISTS (SELECT FROM coop_cooperative c
                         WHERE c.id = NEW.cooperative_id
                           AND c.state = 'active')
            AND EXISTS (SELECT FROM community_seat s
                         WHERE s.organ_id = OLD.id AND NOT s.voided
                           AND (s.date_end IS NULL
                                OR s.date_end > NEW.date_end))
        THEN
            problem := 'has seats in force and does not end';
        END IF;
        IF problem IS NOT NULL THEN
            RAISE EXCEPTION 'organ % of a cooperative %', OLD.id, problem
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_organ_guard
        BEFORE UPDATE OF cooperative_id, date_end ON community_organ
        FOR EACH ROW EXECUTE FUNCTION coop_organ_guard();
"""
