from odoo import api, models
from odoo.fields import Domain

from ..house import today


class CommunityHomeSeats(models.AbstractModel):
    """My organs (我任职的组织): the seats of the person behind the login today."""

    _name = "community.home.seats"
    _inherit = ["community.home.section"]
    _description = "Seats on the First Page"

    @api.model
    def _get_seats_section(self):
        Seat = self.env["community.seat"]
        seats = Seat.search(
            Domain("person_id", "=", self.env.user.partner_id.id)
            & Seat._get_in_force_domain()
        )
        if not seats and self._get_role() != "member":
            return None
        return self._prepare_section(
            "seats",
            self.env._("My Organs"),
            items=self._prepare_seats(seats),
            empty=self.env._("You hold no seat in an organ today."),
        )

    @api.model
    def _prepare_seats(self, seats):
        vacancies = self._count_vacancies(seats.organ_id)
        givers = self._get_holders([("id", "in", seats.delegator_seat_id.ids)], "id")
        takers = self._get_holders(
            [("delegator_seat_id", "in", seats.ids)], "delegator_seat_id"
        )
        horizon = self.env["community.outlook"]._get_horizon()
        return [
            {
                **self._prepare_seat(seat, horizon),
                "vacancies": vacancies.get(seat.organ_id.id, 0),
                "delegated_by": givers.get(seat.delegator_seat_id.id, False),
                "delegated_to": takers.get(seat.id, False),
            }
            for seat in seats
        ]

    @api.model
    def _prepare_seat(self, seat, horizon):
        tenures = dict(seat._fields["tenure"]._description_selection(self.env))
        left = (seat.date_end - today(self.env)).days if seat.date_end else False
        return {
            "id": seat.id,
            "organ": seat.organ_id.name,
            "role": seat.role_id.name,
            "tenure": seat.tenure,
            "tenure_label": tenures[seat.tenure],
            "since": seat.date_start,
            "until": seat.date_end,
            "days_left": left,
            "ending": bool(seat.date_end) and seat.date_end <= horizon,
            "division": "、".join(seat.division_ids.mapped("name")),
            "action": self._action_open(seat.organ_id),
        }

    @api.model
    def _count_vacancies(self, organs):
        """Return ``{organ id: n}`` for the organs whose seats the user may see."""
        groups = self.env["community.outlook"]._read_group(
            [("kind", "=", "vacancy"), ("organ_id", "in", organs.ids)],
            ["organ_id"],
            ["number:sum"],
        )
        return {organ.id: number for organ, number in groups}

    @api.model
    def _get_holders(self, domain, key):
        """Return ``{key: name}`` of who holds those seats today, as far as visible."""
        Seat = self.env["community.seat"]
        seats = Seat.search(Domain(domain) & Seat._get_in_force_domain())
        return {
            seat[key].id if key != "id" else seat.id: seat.person_id.name
            for seat in seats
        }
