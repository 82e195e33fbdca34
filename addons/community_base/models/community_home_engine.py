from odoo import api, models
from odoo.fields import Domain

from .community_home_todo import ITEMS_PER_GROUP


class CommunityHomeEngine(models.AbstractModel):
    """What waits for the user in procedures: matters, meetings, votes (待我办理)."""

    _inherit = "community.home.todo"

    @api.model
    def _get_todo_groups(self):
        if not self.env["community.matter"].has_access("read"):
            return super()._get_todo_groups()
        mine = [
            self._get_waiting_group(),
            self._get_vote_group(),
            self._get_meeting_group(),
            self._get_minutes_group(),
            self._get_filing_group(),
            self._get_unfinished_group(),
            self._get_own_filing_group(),
        ]
        return [*mine, *super()._get_todo_groups()]

    @api.model
    def _get_waiting_group(self):
        Matter = self.env["community.matter"]
        domain = Matter._get_waiting_domain()
        found = Matter.search(domain, limit=ITEMS_PER_GROUP, order="deadline, id")
        late = domain & Domain("is_overdue", "=", True)
        return self._prepare_group(
            "matters",
            self.env._("Matters Waiting for Me"),
            [self._prepare_matter(matter) for matter in found],
            count=Matter.search_count(domain),
            overdue=Matter.search_count(late),
            action="community_base.community_matter_action_waiting",
        )

    @api.model
    def _prepare_matter(self, matter):
        step = matter.current_step_name
        return self._prepare_item(
            matter,
            matter.name,
            " · ".join(filter(None, [step, matter.area_id.name])),
            matter.deadline,
            badge=matter.my_part in (False, "outcome")
            and matter.needs_naming
            and self.env._("Name who carries it out"),
        )

    @api.model
    def _get_vote_group(self):
        """Return the votes that the recorder entered and the user has to confirm."""
        Vote = self.env["community.meeting.vote"]
        domain = (
            Domain("is_mine", "=", True)
            & Domain("confirmed_on", "=", False)
            & Domain("item_id.meeting_id.state", "=", "open")
        )
        found = Vote.search(domain, limit=ITEMS_PER_GROUP)
        choices = dict(Vote._fields["choice"]._description_selection(self.env))
        action = "community_base.community_meeting_vote_action_mine"
        return self._prepare_group(
            "votes",
            self.env._("Votes to Confirm"),
            [
                self._prepare_item(
                    vote,
                    vote.item_id.name,
                    vote.meeting_id.name,
                    action=action,
                    badge=choices[vote.choice],
                )
                for vote in found
            ],
            count=Vote.search_count(domain),
            action=action,
        )

    @api.model
    def _get_meeting_group(self):
        """Return the meetings in which the user has a seat, and those in session."""
        Meeting = self.env["community.meeting"]
        seats = self.env["community.seat"].sudo()
        organs = seats.search(
            Domain("person_id", "=", self.env.user.partner_id.id)
            & seats._get_in_force_domain()
        ).organ_id.ids
        mine = Domain("organ_id", "in", organs) | Domain(
            "organ_id.member_organ_ids", "in", organs
        )
        kept = Domain("recorder_id", "=", self.env.user.partner_id.id)
        domain = (mine | kept) & Domain("state", "in", ("convened", "open"))
        found = Meeting.search(domain, limit=ITEMS_PER_GROUP, order="date, id")
        return self._prepare_group(
            "meetings",
            self.env._("My Meetings"),
            [self._prepare_meeting(meeting) for meeting in found],
            count=Meeting.search_count(domain),
            action="community_base.community_meeting_action",
        )

    @api.model
    def _prepare_meeting(self, meeting):
        in_session = meeting.state == "open"
        return self._prepare_item(
            meeting,
            meeting.name,
            meeting.place,
            not in_session and meeting.date,
            badge=in_session and self.env._("In Session"),
        )

    @api.model
    def _get_minutes_group(self):
        """Return the meetings of which the user kept the minutes, or chaired them."""
        Meeting = self.env["community.meeting"]
        domain, title = (
            Meeting._get_unwritten_domain(),
            self.env._("Minutes to Finalise"),
        )
        found = Meeting.search(domain, limit=ITEMS_PER_GROUP, order="deadline, id")
        late = domain & Domain("is_overdue", "=", True)
        return self._prepare_group(
            "minutes",
            title,
            [
                self._prepare_item(
                    meeting, meeting.name, meeting.organ_id.name, meeting.deadline
                )
                for meeting in found
            ],
            count=len(found) and Meeting.search_count(domain),
            overdue=len(found) and Meeting.search_count(late),
            action=self._action_list("community.meeting", title, domain),
        )

    @api.model
    def _get_unfinished_group(self):
        """Return the user's own drafts, and what was returned to him (退回补正)."""
        Matter = self.env["community.matter"]
        domain = Domain("state", "in", ("draft", "returned")) & (
            Domain("submitted_by_id", "=", self.env.user.partner_id.id)
        )
        domain |= Domain("state", "=", "draft") & Domain(
            "create_uid", "=", self.env.uid
        )
        found = Matter.search(domain, limit=ITEMS_PER_GROUP)
        states = dict(Matter._fields["state"]._description_selection(self.env))
        return self._prepare_group(
            "unfinished",
            self.env._("To Be Completed"),
            [
                self._prepare_item(
                    matter,
                    matter.name,
                    matter.area_id.name,
                    badge=states[matter.state],
                )
                for matter in found
            ],
            count=Matter.search_count(domain),
            action=self._action_list(
                "community.matter", self.env._("To Be Completed"), domain
            ),
        )

    @api.model
    def _get_filing_group(self):
        """Return the filings that wait for a receipt of the user (待出具回执)."""
        return self._prepare_filing_group(
            "filings",
            self.env._("Filings Waiting for Me"),
            self.env["community.filing"]._get_waiting_domain(),
        )

    @api.model
    def _get_own_filing_group(self):
        """Return what the user filed and has no receipt for (我的报备)."""
        return self._prepare_filing_group(
            "own_filings",
            self.env._("My Filings"),
            self.env["community.filing"]._get_own_domain(),
        )

    @api.model
    def _prepare_filing_group(self, key, title, domain):
        Filing = self.env["community.filing"]
        found = Filing.search(domain, limit=ITEMS_PER_GROUP, order="deadline, id")
        late = domain & Domain("is_overdue", "=", True)
        return self._prepare_group(
            key,
            title,
            [self._prepare_filing(filing) for filing in found],
            count=len(found) and Filing.search_count(domain),
            overdue=len(found) and Filing.search_count(late),
            action=self._action_list("community.filing", title, domain),
        )

    @api.model
    def _prepare_filing(self, filing):
        states = dict(filing._fields["state"]._description_selection(self.env))
        returned = filing.state == "returned"
        return self._prepare_item(
            filing,
            filing.name,
            f"{filing.area_id.name} → {filing.organ_id.name}",
            not returned and filing.deadline,
            badge=returned and states["returned"],
        )
