from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.community_base.house import today

from .res_users import READING_ORGANS


class Hit(NamedTuple):
    """Something a rule has found: where, when, how much, and the records behind it."""

    cooperative_id: int
    day: date
    amount: float
    records: tuple
    partner_id: int | None = None
    matter_id: int | None = None
    step_id: int | None = None

    def key(self, code):
        """Return what makes the hit one and the same, whenever it is found."""
        model, res_id = self.records[0]
        return f"{code}/{model}/{res_id}"


class CoopFinder(models.AbstractModel):
    """Searches of the rules of findings: one set-based query each, over all books."""

    _name = "coop.finder"
    _description = "Search for Findings"

    @api.model
    def _find(self, rule):
        """Return the hits of a rule, known or not, oldest first."""
        self.env.flush_all()
        hits = getattr(self, f"_find_{rule.kind}")(rule)
        return sorted(hits, key=lambda hit: (hit.day, hit.records))

    # Seats

    def _find_seat(self, rule):
        """Seats since the cooperative is kept here that nobody appointed or elected."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT organ.cooperative_id, seat.date_start, seat.id, seat.person_id
                  FROM community_seat seat
                  JOIN community_organ organ ON organ.id = seat.organ_id
                  JOIN community_organ_kind kind ON kind.id = organ.kind_id
                  JOIN coop_cooperative coop ON coop.id = organ.cooperative_id
                 WHERE kind.code IN %(kinds)s AND seat.voided IS NOT TRUE
                   AND seat.date_start >= greatest(%(first)s, coop.date_live)
                   AND coop.date_live IS NOT NULL
                   AND seat.appointment_id IS NULL
                   AND seat.election_result_id IS NULL
                """,
                kinds=READING_ORGANS,
                first=rule.date_start,
            )
        )
        return [
            Hit(coop, day, 0, (("community.seat", seat),), person)
            for coop, day, seat, person in rows
        ]

    # What was decided too late

    def _find_decided_late(self, rule):
        """Entries that a resolution explains which came after them."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT explained.cooperative_id, move.date, explained.amount,
                       move.id, resolution.matter_id, move.partner_id
                  FROM coop_entry_explanation explained
                  JOIN account_move move ON move.id = explained.move_id
                  JOIN community_resolution resolution
                    ON resolution.id = explained.resolution_id
                 WHERE resolution.date > move.date AND explained.voided IS NOT TRUE
                   AND move.date >= %s AND move.state = 'posted'
                """,
                rule.date_start,
            )
        )
        return [
            Hit(coop, day, amount, (("account.move", move),), partner, matter)
            for coop, day, amount, move, matter, partner in rows
        ]

    # Matters

    def _find_unreviewed(self, rule):
        """Resolutions of a cooperative's organ on what no committee reviewed first."""
        rows = self.env.execute_query(
            SQL(
                UNREVIEWED,
                first=rule.date_start,
            )
        )
        return [
            Hit(coop, day, amount, (("community.resolution", res),), None, matter)
            for coop, day, amount, res, matter in rows
        ]

    def _find_review_late(self, rule):
        """Steps of the party that answers that are past their deadline.

        What the general rule about overdue steps has opened a case for stays there.
        """
        kind = {"committee": "party_committee"}.get(rule.party, rule.party)
        rows = self.env.execute_query(
            SQL(
                REVIEWED_LATE,
                kind=kind,
                code=rule.code,
                first=rule.date_start,
                today=today(self.env),
                grace=rule.days_late,
            )
        )
        return [
            Hit(
                *(coop, day, amount, (("community.matter.step", step),)),
                matter_id=matter,
                step_id=step,
            )
            for coop, day, amount, step, matter in rows
        ]


REVIEWED_LATE = """
    SELECT matter.cooperative_id, step.deadline, matter.amount,
           step.id, matter.id
      FROM community_matter_step step
      JOIN community_matter matter ON matter.id = step.matter_id
      JOIN community_organ organ ON organ.id = step.organ_id
      JOIN community_organ_kind kind ON kind.id = organ.kind_id
     WHERE matter.cooperative_id IS NOT NULL AND kind.code = %(kind)s
       AND step.kind IN ('vote', 'approval')
       AND step.state IN ('open', 'done', 'failed')
       AND step.deadline >= %(first)s
       AND coalesce(step.closed_on, %(today)s) > step.deadline + %(grace)s
       AND NOT EXISTS (
           SELECT FROM community_accountability_case known
            WHERE known.step_id = step.id
              AND known.rule_code IS DISTINCT FROM %(code)s)
"""
UNREVIEWED = """
    SELECT organ.cooperative_id, resolution.date, resolution.amount,
           resolution.id, resolution.matter_id
      FROM community_resolution resolution
      JOIN community_organ organ ON organ.id = resolution.organ_id
     WHERE organ.cooperative_id IS NOT NULL
       AND resolution.date >= %(first)s
       AND NOT EXISTS (
           SELECT FROM community_matter_step step
             JOIN community_organ reviewer ON reviewer.id = step.organ_id
             JOIN community_organ_kind kind ON kind.id = reviewer.kind_id
            WHERE step.matter_id = resolution.matter_id
              AND step.state = 'done' AND kind.code = 'party_committee'
              AND step.closed_on <= resolution.date)
"""
