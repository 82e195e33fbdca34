from odoo import api, fields, models
from odoo.tools import SQL

from ..house import today


class CommunityOutlook(models.Model):
    """What needs an officer's eye in the organs: vacancies, ends of term, acting heads.

    One row per empty kind of seat, per seat whose term ends within the notice
    period and per acting seat. Ids are those of the record behind the row times
    ten plus the kind, so that a row keeps its id from query to query.
    """

    _name = "community.outlook"
    _description = "Vacancies and Terms Ahead"
    _auto = False
    _order = "date, area_id, id"
    _depends = {
        "community.organ": ["active", "area_id", "date_end"],
        "community.organ.position": ["number", "organ_id", "role_id"],
        "community.seat": [
            "date_end",
            "date_start",
            "organ_id",
            "person_id",
            "role_id",
            "tenure",
            "voided",
        ],
    }

    kind = fields.Selection(
        [("vacancy", "Vacant"), ("ending", "Term Ends"), ("acting", "Acting")],
        readonly=True,
    )
    organ_id = fields.Many2one("community.organ", readonly=True)
    area_id = fields.Many2one("community.area", readonly=True)
    role_id = fields.Many2one("community.seat.role", readonly=True)
    seat_id = fields.Many2one("community.seat", readonly=True)
    person_id = fields.Many2one("res.partner", readonly=True)
    number = fields.Integer("Number of Seats", readonly=True)
    date = fields.Date("Until", readonly=True)

    @property
    def _table_query(self):
        day = today(self.env)
        in_office = SQL(
            "NOT seat.voided AND seat.date_start <= %(day)s"
            " AND (seat.date_end IS NULL OR seat.date_end >= %(day)s)",
            day=day,
        )
        living = SQL("(organ.date_end IS NULL OR organ.date_end >= %s)", day)
        return SQL(
            """
            SELECT position.id * 10 + 1 AS id, 'vacancy' AS kind, position.organ_id,
                   organ.area_id, position.role_id, NULL::integer AS seat_id,
                   NULL::integer AS person_id, NULL::date AS date,
                   position.number - COUNT(seat.id) AS number
              FROM community_organ_position position
              JOIN community_organ organ ON organ.id = position.organ_id
              LEFT JOIN community_seat seat
                     ON seat.organ_id = position.organ_id
                    AND seat.role_id = position.role_id
                    AND seat.tenure = 'regular' AND %(in_office)s
             WHERE organ.active AND %(living)s
             GROUP BY position.id, organ.area_id
            HAVING position.number > COUNT(seat.id)
            UNION ALL
            SELECT seat.id * 10 + 2, 'ending', seat.organ_id, organ.area_id,
                   seat.role_id, seat.id, seat.person_id, seat.date_end, 1
              FROM community_seat seat
              JOIN community_organ organ ON organ.id = seat.organ_id
             WHERE %(in_office)s AND seat.date_end <= %(horizon)s AND %(living)s
            UNION ALL
            SELECT seat.id * 10 + 3, 'acting', seat.organ_id, organ.area_id,
                   seat.role_id, seat.id, seat.person_id, seat.date_end, 1
              FROM community_seat seat
              JOIN community_organ organ ON organ.id = seat.organ_id
             WHERE %(in_office)s AND seat.tenure = 'acting' AND %(living)s
            """,
            in_office=in_office,
            living=living,
            horizon=self._get_horizon(),
        )

    @api.model
    def _get_horizon(self):
        """Return the last day that counts as near: what ends until then is shown."""
        limits = self.env["community.limit"]
        return limits._get_deadline("term_notice_days", today(self.env))

    def action_open(self):
        """Open the record behind the row: the seat, or the organ with the vacancy."""
        self.ensure_one()
        return (self.seat_id or self.organ_id)._get_records_action()

    def action_seat_person(self):
        """Seat a person in the vacancy."""
        self.ensure_one()
        action = self.organ_id.action_seat_person()
        action["context"]["default_role_id"] = self.role_id.id
        return action
