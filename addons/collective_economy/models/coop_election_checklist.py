from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import today


class CoopElectionChecklist(models.Model):
    """What each phase asks for before the next one (办理清单)."""

    _inherit = "coop.election"

    checklist = fields.Html(compute="_compute_checklist", sanitize=False)
    next_step = fields.Char(compute="_compute_next_step")

    @api.depends_context("lang")
    @api.depends("state")
    def _compute_next_step(self):
        for election in self:
            missing = [words for done, words in election._get_checks() if not done]
            election.next_step = missing[0] if missing else False

    @api.depends_context("lang")
    @api.depends("state")
    def _compute_checklist(self):
        for election in self:
            election.checklist = self.env["ir.qweb"]._render(
                "collective_economy.election_checklist",
                {"checks": election._get_checks()},
            )

    def _get_checks(self):
        """Return ``[(done, words)]``: what the phase asks for before the next."""
        checks = getattr(self, f"_get_{self.state}_checks", list)
        return checks() if self.id else []

    def _check_done(self, *optional):
        """Refuse to go on while something of the phase is missing."""
        missing = [words for done, words in self._get_checks() if not done]
        missing = [words for words in missing if words not in optional]
        if missing:
            raise UserError(self.env._("This is missing: %s.", "; ".join(missing)))

    # The phases

    def _get_draft_checks(self):
        return [
            (bool(self.post_ids), self.env._("Enter the seats to fill")),
            (bool(self.ballot_date), self.env._("Set the day of the ballot")),
        ]

    def _get_preparation_checks(self):
        least, most = self.rule_id._get_group_size(self.cooperative_id.level)
        group = self._get_officers("group")
        heads = group.filtered("is_head")
        return [
            (
                least <= len(group) <= most,
                self.env._(
                    "Preparatory group of %(least)s to %(most)s (now %(number)s)",
                    least=least,
                    most=most,
                    number=len(group),
                ),
            ),
            (len(heads) == 1, self.env._("The group has its head")),
            (bool(self.record_date), self.env._("Set the record date")),
            (self.has_term_audit, self.env._("Term audit before the election")),
        ]

    def _get_roll_checks(self):
        waiting = self._get_open_objections("roll")
        over = self.objections_until and self.objections_until < today(self.env)
        return [
            (
                over,
                self.env._("Objections are received until %s", self.objections_until),
            ),
            (not waiting, self.env._("Objections ruled on (%s open)", len(waiting))),
        ]

    def _get_candidates_checks(self):
        checks = []
        for post in self.post_ids:
            running = post.candidate_ids.filtered(lambda one: one.state == "stands")
            checks.append(
                (
                    len(running) >= post.candidates_needed,
                    self.env._(
                        "%(post)s: at least %(needed)s candidates (now %(number)s)",
                        post=post.name,
                        needed=post.candidates_needed,
                        number=len(running),
                    ),
                )
            )
        return checks

    def _get_review_checks(self):
        missing = self._get_standing().filtered(lambda one: not one.opinion_ids)
        return [
            *self._get_candidates_checks(),
            (
                not missing,
                self.env._(
                    "The committee's opinion on each candidate (%s missing)",
                    len(missing),
                ),
            ),
            (
                not self._get_open_objections("candidates"),
                self.env._("Objections to candidates ruled on"),
            ),
            self._get_scrutineers_check(),
            *self._get_day_checks(),
        ]

    def _get_scrutineers_check(self):
        least = self.rule_id.scrutineers_min
        helpers = self._get_officers("scrutineer")
        words = self.env._(
            "At least %(least)s scrutineers (now %(number)s)",
            least=least,
            number=len(helpers),
        )
        return len(helpers) >= least, words

    def _get_day_checks(self):
        earliest = self._get_earliest_ballot()
        return [
            (
                bool(self.ballot_date and self.ballot_date >= earliest),
                self.env._("The ballot is not before %s", earliest),
            ),
            (
                bool(self.ballot_date and self.ballot_date <= today(self.env)),
                self.env._("The ballot opens on %s", self.ballot_date or ""),
            ),
        ]

    def _get_ballot_checks(self):
        issued = self.round_id.issued
        words = self.env._("Hand out the ballots (%s issued)", issued)
        return [(bool(issued), words)]

    def _get_count_checks(self):
        sheets = self.round_id.sheet_ids
        entered = sheets.filtered("is_entered")
        return [
            (
                len(entered) == len(sheets),
                self.env._(
                    "Enter the count of each post (%(done)s of %(all)s)",
                    done=len(entered),
                    all=len(sheets),
                ),
            ),
        ]

    def _get_result_checks(self):
        waiting = self._get_open_objections("result")
        return [
            (
                not self._get_vacant(),
                self.env._("Every seat is filled (%s open)", self._count_vacant()),
            ),
            (bool(self.published_on), self.env._("Publish the result")),
            (not waiting, self.env._("Appeals ruled on (%s open)", len(waiting))),
        ]

    def _get_handover_checks(self):
        return [
            (
                bool(self.handover_receipt_ids) or not self._get_predecessors(),
                self.env._("Handover receipts, until %s", self.handover_until),
            ),
        ]

    def _get_earliest_ballot(self):
        """Return the first day on which the roll was posted long enough."""
        posted = self.roll_posted_on or today(self.env)
        return posted + timedelta(days=self.rule_id.roll_days)
