from collections import Counter
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import today, with_pass


class CoopElectionOffice(models.Model):
    """Who was elected, which seats stay open, and who takes office (当选与就任)."""

    # What follows from the count reads apart from what leads to it.
    _inherit = "coop.election"  # pylint: disable=consider-merging-classes-inherited

    seat_ids = fields.One2many(
        "community.seat", compute="_compute_seats", string="Seats Given"
    )
    vacant_count = fields.Integer(compute="_compute_vacant_count")

    @api.depends("result_ids")
    def _compute_seats(self):
        seats = self.env["community.seat"].sudo()
        found = seats.search([("election_result_id", "in", self.result_ids.ids)])
        for election in self:
            election.seat_ids = found.filtered(
                lambda seat, own=election.result_ids: seat.election_result_id in own
            )

    @api.depends("state", "result_ids", "candidate_ids.declined_document")
    def _compute_vacant_count(self):
        for election in self:
            election.vacant_count = election._count_vacant()

    def _get_closed_rounds(self):
        return self.round_ids.filtered(lambda one: one.state == "closed")

    def _get_elected(self):
        """Return the candidates whom the counts elected, with their result."""
        candidates = {one._get_key(): one for one in self.candidate_ids}
        nobody = self.candidate_ids.browse()
        return [
            (candidates.get(tuple(key), nobody), round_.result_id)
            for round_ in self._get_closed_rounds().sorted("number")
            for key in round_.result_id.elected or ()
        ]

    def _count_elected(self):
        """Return ``{post: number of seats that are filled}``; who declined is not."""
        return Counter(
            candidate.post_id
            for candidate, _result in self._get_elected()
            if not candidate.declined_document
        )

    def _get_vacant(self):
        """Return ``{post: seats still open}``."""
        filled = self._count_elected()
        vacant = {post: post.seats - filled[post] for post in self.post_ids}
        return {post: number for post, number in vacant.items() if number > 0}

    def _count_vacant(self):
        return sum(self._get_vacant().values())

    def _get_predecessors(self):
        """Return the seats that this election ended."""
        seats = self.env["community.seat"].sudo()
        return seats.search([("closing_result_id", "in", self.result_ids.ids)])

    # A further ballot

    def action_further_ballot(self):
        """Hold a further ballot for the seats that are still open (另行选举)."""
        self._begin("result")
        vacant = self._get_vacant()
        if not vacant:
            raise UserError(self.env._("Every seat is filled."))
        standing, sheets = self._prepare_further(vacant)
        if not standing:
            raise UserError(
                self.env._("No candidate is left: fill the seats by a by-election.")
            )
        self._move("ballot")
        self.env["coop.election.round"]._open(self, sheets, standing)

    def _prepare_further(self, vacant):
        """Return (who stands, ``[(post, seats, kind)]``) of a further ballot.

        Those who tied stand against each other; else all who are left.

        :param vacant: ``{post: seats still open}``
        """
        left, sheets = self._get_standing(), []
        for candidate, _result in self._get_elected():
            left -= candidate
        standing = left.browse()
        for post, seats in vacant.items():
            last = post._get_last_sheet()
            stands = last._get_tied() or left & post.candidate_ids
            if stands:
                kind = last.kind if last.is_void else "further"
                sheets.append((post, seats, kind))
                standing |= stands
        return standing, sheets

    def _repeat(self, reason):
        """Annul the ballot after an appeal; it is held again (重新选举)."""
        last = self.round_id
        last._annul(reason)
        self._move("ballot", published_on=False)
        self.env["coop.election.round"]._open(
            self,
            [(sheet.post_id, sheet.seats, sheet.kind) for sheet in last.sheet_ids],
            last.candidate_ids,
        )

    # Taking office

    def action_take_office(self):
        """Seat who was elected; the terms before end the day before (就任)."""
        self._begin("result")
        self._check_done(
            self.env._("Every seat is filled (%s open)", self._count_vacant())
        )
        elected = [
            (candidate, result)
            for candidate, result in self._get_elected()
            if not candidate.declined_document
        ]
        if not elected:
            raise UserError(self.env._("Nobody was elected."))
        self.cooperative_id.sudo()._hold()
        self._check_bars([candidate for candidate, _result in elected])
        day = today(self.env)
        with_pass(self, {"date_office"}).date_office = day
        self.flush_recordset()
        if self.kind == "regular":
            self._end_terms(day - timedelta(days=1))
        self._seat(elected, day)
        until = day + timedelta(days=self.rule_id.handover_days)
        self._move("handover", handover_until=until)

    def _check_bars(self, candidates):
        """Who was elected stays elected; but no one sits who is barred."""
        found = self.cooperative_id.sudo()._find_bars(
            [
                (one.person_id, one.post_id.sudo().organ_id, one.post_id.role_id)
                for one in candidates
            ],
            today(self.env),
            leaving=self._get_ending(),
        )
        if found:
            raise UserError(
                "\n".join(
                    [
                        *found,
                        self.env._(
                            "The count stands as it is. Either an exception is "
                            "granted, or one of them declines the seat."
                        ),
                    ]
                )
            )

    def _get_ending(self):
        """Return the seats in force that a regular election ends."""
        seats = self.env["community.seat"].sudo()
        if self.kind != "regular":
            return seats
        domain = Domain.OR(
            Domain("organ_id", "=", post.organ_id.id)
            & Domain("role_id", "=", post.role_id.id)
            for post in self.post_ids
        )
        return seats.search(domain & seats._get_in_force_domain(today(self.env)))

    def _end_terms(self, day):
        rounds = self._get_closed_rounds()
        for seat in self._get_ending():
            sheets = rounds.sheet_ids.filtered(
                lambda sheet, seat=seat: (
                    sheet.post_id.organ_id == seat.organ_id
                    and sheet.post_id.role_id == seat.role_id
                )
            )
            ground = {"closing_result_id": sheets[:1].round_id.result_id.id}
            seat._end_in_cooperative(day, self.name, ground)

    def _seat(self, elected, day):
        years = self.cooperative_id.sudo()._get_term("term_years", day)
        end = day + relativedelta(years=years, days=-1) if years else False
        self.env["community.seat"].sudo()._seat_in_cooperative(
            [
                {
                    "organ_id": candidate.post_id.organ_id.id,
                    "role_id": candidate.post_id.role_id.id,
                    "person_id": candidate.person_id.id,
                    "date_start": day,
                    "date_end": end,
                    "document": result.number,
                    "election_result_id": result.id,
                }
                for candidate, result in elected
            ]
        )
