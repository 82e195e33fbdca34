from collections import Counter
from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.community_base.house import today, with_pass


class CoopElectionCourse(models.Model):
    """An election goes on, phase by phase (选举程序), up to the count."""

    # How it goes on reads apart from what is to be seen.
    _inherit = "coop.election"  # pylint: disable=consider-merging-classes-inherited

    def _begin(self, *states):
        """Take the election for a move: nobody else moves it at the same time."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        self._check_state(*states)

    def _move(self, state, **vals):
        before = self.state
        phase = self._get_phase(before)
        if phase and not phase.done_on:
            with_pass(phase, {"done_on"}).done_on = today(self.env)
        # What is still to be written belongs to the phase that ends.
        self.env.flush_all()
        vals = {"state": state, **vals}
        with_pass(self, vals).write(vals)
        self.flush_recordset()
        self.env["community.trail"]._note(
            self, "coop_election_moved", before=before, after=state
        )

    def action_start(self):
        """Begin: the rule in force becomes the election's, its phases are planned."""
        self._begin("draft")
        self._check_done()
        self._check_sizes()
        profile = self.cooperative_id.profile_id.sudo().code
        rule = self.env["coop.election.rule"].sudo()._get_fact(profile, self.date_start)
        if not self.phase_ids:
            self.phase_ids = [
                Command.create(line._prepare_phase(self.date_start))
                for line in rule.phase_ids
            ]
        self._move("preparation", rule_id=rule.id)

    def _check_sizes(self):
        """A regular election fills organs of a size that the law allows."""
        if self.kind != "regular":
            return
        sizes = Counter()
        for post in self.post_ids:
            sizes[post.organ_id] += post.seats
        problems = []
        for organ, number in sizes.items():
            problems += self.cooperative_id.sudo()._find_size_problem(
                organ.sudo(), number, self.date_start
            )
        if problems:
            raise UserError("\n".join(problems))

    def action_draw_roll(self):
        """Draw the roll from the ledger at the record date, and post it (公布名册)."""
        self._begin("preparation")
        self._check_done(self.env._("Term audit before the election"))
        roll = self.env["coop.roll"]._freeze(self.cooperative_id, self.record_date)
        with_pass(self, {"roll_id"}).roll_id = roll
        self._draw_voters()
        day = today(self.env)
        self._post_page("roll", self.rule_id.objection_days)
        self._move(
            "roll",
            roll_posted_on=day,
            objections_until=day + timedelta(days=self.rule_id.objection_days),
        )

    def _draw_voters(self):
        """Copy the roll into the election in one statement."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO coop_election_voter (
                       election_id, cooperative_id, area_id, community_id, street_id,
                       holder_id, partner_id, shares, on_roll, create_uid, create_date)
                SELECT e.id, e.cooperative_id, e.area_id, e.community_id, e.street_id,
                       line.holder_id, line.partner_id, line.shares, TRUE, %s,
                       now() AT TIME ZONE 'UTC'
                  FROM coop_election e
                  JOIN coop_roll_line line ON line.roll_id = e.roll_id
                 WHERE e.id = %s
              ORDER BY line.id
                """,
                self.env.uid,
                self.id,
            )
        )
        self.invalidate_recordset(["voter_ids"])

    def action_close_roll(self):
        """Make the roll final: objections are ruled on and their days are over."""
        self._begin("roll")
        self._check_done()
        self._move("candidates", roll_final_on=today(self.env))

    def action_close_candidates(self):
        """Close the list of candidates and post it (公布候选人)."""
        self._begin("candidates")
        self._check_done()
        for candidate in self._get_standing():
            candidate._check_eligible()
        self._post_page("candidates", self.rule_id.candidate_days)
        self._move("review")

    def action_reopen_candidates(self):
        """Take further candidates, when too few are left (补充候选人)."""
        self._begin("review")
        self._move("candidates")

    def action_open_ballot(self):
        """Open the ballot: the opinions are recorded, whatever they say (开始投票)."""
        self._begin("review")
        self._check_done()
        self._move("ballot")
        self.env["coop.election.round"]._open(
            self,
            [(post, post.seats, "first") for post in self.post_ids],
            self._get_standing(),
        )

    def action_begin_count(self):
        """Close the ballot boxes and begin to count (封箱计票)."""
        self._begin("ballot")
        self._check_done()
        self.round_id._begin_count()
        self._move("count")

    def action_close_count(self):
        """Count, seal the result and hand it to the election, in one (确认计票结果)."""
        self._begin("count")
        self._check_done()
        self.round_id._close_count()
        self._move("result", published_on=False)

    def action_finish(self):
        """Conclude: what had to be handed over was handed over (办结)."""
        self._begin("handover")
        self._check_done()
        self._move("done", done_on=today(self.env))

    def action_cancel(self):
        """Call the election off before the ballot opens (中止)."""
        self._begin("draft", "preparation", "roll", "candidates", "review")
        self._move("cancelled")
