from odoo import models


class ReportMeeting(models.AbstractModel):
    """The minutes of a meeting (会议记录): roll, votes, figures, what was resolved."""

    _name = "report.community_base.report_meeting"
    _description = "Minutes of a Meeting"
    _inherit = ["community.document.report"]

    _document_model = "community.meeting"

    def _prepare_document(self, meeting):
        meeting = meeting.sudo()
        return {
            "id": meeting.id,
            "head": self.env._("Minutes of %s", meeting.organ_id.name),
            "title": meeting.name,
            "is_record": meeting.state in ("closed", "adjourned"),
            "state": self._get_label(meeting, "state"),
            "facts": self._prepare_facts(meeting),
            "roll": [self._prepare_member(line) for line in meeting.attendance_ids],
            "items": [self._prepare_item(item) for item in meeting.item_ids],
            "urns": [
                (item.name, self._prepare_receipts(item))
                for item in meeting.item_ids.filtered("ballot_ids")
            ],
            "minutes": meeting.minutes,
            "scans": (meeting.scan_ids | meeting.minutes_scan_ids).mapped("name"),
            "corrections": self._prepare_corrections(meeting),
            "chair": meeting.chair_id.name or "",
            "recorder": meeting.recorder_id.name or "",
            "date": self._get_day(meeting.date),
            "seals": [
                *self._prepare_own_seal(meeting),
                *(
                    (resolution.number, self._prepare_seal(resolution))
                    for resolution in meeting.item_ids.resolution_id
                ),
            ],
        }

    def _prepare_own_seal(self, meeting):
        if not meeting.seal:
            return []
        return [(self.env._("Minutes"), self._prepare_seal(meeting))]

    def _prepare_corrections(self, meeting):
        """Return each correction with its day and who noted it, oldest first."""
        rows = meeting.trail_ids.filtered(lambda row: row.event == "minutes_corrected")
        return [
            self.env._(
                "%(moment)s, %(person)s: “%(before)s” should read “%(after)s”; "
                "%(reason)s",
                moment=self._get_moment(row.moment),
                person=row.person_id.name,
                before=row.before,
                after=row.after,
                reason=row.reason,
            )
            for row in rows.sorted("id")
        ]

    def _prepare_facts(self, meeting):
        """Return label and text of what stands above the roll, without empty ones."""
        hours, minutes = divmod(round(meeting.hour * 60), 60)
        called = f"{self._get_day(meeting.date)} {hours:02}:{minutes:02}"
        facts = [
            (self.env._("Called for"), called),
            (self.env._("Opened and Closed"), self._describe_session(meeting)),
            (self.env._("Place"), meeting.place),
            (self.env._("Notice Sent"), self._get_day(meeting.convened_on)),
            (self.env._("Second Call of"), meeting.second_call_of_id.name),
            (self.env._("Chair"), meeting.chair_id.name),
            (self.env._("Recorder"), meeting.recorder_id.name),
            (self.env._("Due and Present"), self._describe_attendance(meeting)),
        ]
        return [(label, text) for label, text in facts if text]

    def _describe_session(self, meeting):
        moments = (meeting.opened_at, meeting.closed_at)
        return " — ".join(self._get_moment(moment) for moment in moments if moment)

    def _describe_attendance(self, meeting):
        if not meeting.attendance_ids:
            return ""
        lines = meeting.attendance_ids.filtered("due").grouped("status")
        return self.env._(
            "due %(due)s, present %(present)s, by proxy %(proxy)s, absent %(absent)s",
            due=meeting.due_count,
            present=len(lines.get("present", ())),
            proxy=len(lines.get("proxy", ())),
            absent=len(lines.get("absent", ())),
        )

    def _prepare_member(self, line):
        status = self._get_label(line, "status")
        if line.holder_id:
            status = self.env._(
                "%(status)s: %(holder)s",
                status=status,
                holder=line.holder_id.person_id.name,
            )
        return {
            "name": line.person_id.name,
            "role": line.seat_id.role_id.name or "",
            "organ": line.seat_id.organ_id.name or "",
            "status": status,
        }

    def _prepare_item(self, item):
        return {
            "name": item.name,
            "facts": [
                (label, text) for label, text in self._get_item_facts(item) if text
            ],
            "discussion": item.discussion,
        }

    def _get_item_facts(self, item):
        people = item.recusal_ids
        withdrew = "；".join(f"{one.person_id.name}（{one.reason}）" for one in people)
        amount = f"¥{item.amount:,.2f}" if item.amount else ""
        number = item.matter_id.number
        return [
            (self.env._("Matter"), number),
            (self.env._("Amount"), amount),
            (self.env._("Rule"), item.rule_words),
            (self.env._("Withdrew"), withdrew),
            *self._get_votes(item),
            (self.env._("Figures"), item.result_words),
            (self.env._("Outcome"), self._get_label(item, "outcome")),
            (self.env._("Resolution"), item.resolution_id.number),
        ]

    def _get_votes(self, item):
        """Return label and names by choice; of a secret ballot its totals alone."""
        if item.secret:
            return self._get_ballots(item)
        labels = dict(item.vote_ids._fields["choice"]._description_selection(self.env))
        votes = item.vote_ids.grouped("choice")
        return [
            (label, "、".join(votes[choice].attendance_id.person_id.mapped("name")))
            for choice, label in labels.items()
            if choice in votes
        ]

    def _get_ballots(self, item):
        counts = self.env._(
            "issued %(issued)s, returned %(returned)s: yes %(yes)s, no %(no)s, "
            "abstained %(abstain)s, void %(invalid)s",
            issued=item.issued,
            returned=item.returned,
            yes=item.yes_count,
            no=item.no_count,
            abstain=item.abstain_count,
            invalid=item.invalid_count,
        )
        if item.is_electronic:
            return [(self.env._("Secret Ballot, Electronic"), counts)]
        names = "、".join(item.scrutineer_ids.person_id.mapped("name"))
        return [
            (self.env._("Secret Ballot"), counts),
            (self.env._("Scrutineers"), names),
        ]

    def _prepare_receipts(self, item):
        """Return label and receipts by choice: how each electronic ballot counted."""
        labels = dict(
            item.ballot_ids._fields["choice"]._description_selection(self.env)
        )
        ballots = item.ballot_ids.grouped("choice")
        return [
            (label, ballots[choice].mapped("receipt"))
            for choice, label in labels.items()
            if choice in ballots
        ]
