from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import with_pass


class CommunityMeetingItem(models.Model):
    """What a cooperative decides was reviewed; who sits in its board withdraws then."""

    _inherit = "community.meeting.item"

    # What is only talked about has no result that looks like a decision.
    _ballots_of_a_vote = models.Constraint(
        "CHECK (step_id IS NOT NULL OR COALESCE(issued, 0) + COALESCE(returned, 0)"
        " + COALESCE(yes_count, 0) + COALESCE(no_count, 0)"
        " + COALESCE(abstain_count, 0) + COALESCE(invalid_count, 0) = 0)",
        "There are ballots on matters alone: put the matter on the agenda.",
    )

    @api.constrains("step_id", "meeting_id")
    def _check_step(self):
        """Nothing comes on an agenda that may be split and was not looked at."""
        result = super()._check_step()
        for item in self.filtered("step_id"):
            item.step_id._check_not_split()
            if item.organ_id.family == "cooperative":
                item._check_reviewed()
        return result

    def _check_reviewed(self):
        """The committee's vote in this round was in favour."""
        step = self.step_id.sudo()
        reviews = step.matter_id.step_ids.filtered(
            lambda other: (
                other.round == step.round
                and (other.kind, other.state) == ("vote", "done")
                and step.matter_id._is_reviewing(other.organ_id)
            )
        )
        if not reviews:
            raise UserError(
                self.env._(
                    "“%s” was not reviewed by the community's Party committee: it "
                    "cannot be put to the vote.",
                    step.matter_id.name,
                )
            )

    def _find_recusals(self):
        """Who sits in the board withdraws from the review of its matter (两头任职)."""
        result = super()._find_recusals()
        for item in self.filtered("matter_id.cooperative_id"):
            cooperative = item.matter_id.cooperative_id
            if item.organ_id.family == "cooperative":
                continue
            board = cooperative.sudo()._get_members("board", item.meeting_id.date)
            both = board & item.meeting_id.attendance_ids.person_id
            declared = item.recusal_ids.filtered(
                lambda line, both=both: line.person_id in both
            )
            with_pass(declared, {"found"}).found = True
            self.env["community.meeting.recusal"]._note_found(
                item,
                both - item.recusal_ids.person_id,
                self.env._("Sits in the board of %s", cooperative.name),
            )
        return result

    def _get_rule(self):
        """Shareholders stand for others as their charter or the law allows."""
        rule = super()._get_rule()
        if not self.meeting_id.by_shares:
            return rule
        cooperative = self.meeting_id.cooperative_id.sudo()
        limit = cooperative._get_proxies(self.meeting_id.date)
        return replace(rule, proxies=None if limit < 0 else limit)
