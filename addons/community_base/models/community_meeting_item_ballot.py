from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..house import with_pass
from ..kernel import tally
from .community_meeting_item import CHOICES, COUNTS

BALLOT_KINDS = [("paper", "Counted by Scrutineers"), ("electronic", "Electronic")]
# Of so few, whoever adds up what he knows may tell the others' votes.
FEW_VOTERS = 3


class CommunityMeetingItem(models.Model):
    """The electronic way of a secret ballot (电子无记名投票) on an item of the agenda.

    It is chosen before the meeting opens. Who is present votes on screen and gets a
    receipt; the urn is opened, shuffled and counted when the meeting is closed.
    """

    _inherit = "community.meeting.item"

    ballot_kind = fields.Selection(
        BALLOT_KINDS,
        "Way of Voting",
        default="paper",
        required=True,
        help="How a secret ballot is held (投票方式): chosen before the meeting opens.",
    )
    is_electronic = fields.Boolean(compute="_compute_is_electronic")
    few_voters = fields.Boolean(compute="_compute_few_voters")
    ballot_ids = fields.One2many(
        "community.meeting.ballot", "item_id", "Receipts", readonly=True
    )
    mark_ids = fields.One2many(
        "community.meeting.ballot.mark", "item_id", "Have Voted", readonly=True
    )
    can_cast = fields.Boolean(compute="_compute_can_cast")

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_ballot_kind() RETURNS trigger AS $$
            BEGIN
                IF NOT EXISTS (SELECT FROM community_meeting
                                WHERE id = NEW.meeting_id
                                  AND state IN ('draft', 'convened'))
                THEN
                    RAISE EXCEPTION 'how item % is voted on stays', NEW.id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER community_ballot_kind
                BEFORE UPDATE ON community_meeting_item FOR EACH ROW
                WHEN (OLD.ballot_kind <> NEW.ballot_kind)
                EXECUTE FUNCTION community_ballot_kind();
        """)
        return result

    @api.depends("secret", "ballot_kind")
    def _compute_is_electronic(self):
        for item in self:
            item.is_electronic = item.secret and item.ballot_kind == "electronic"

    @api.depends("is_electronic", "meeting_id.attendance_ids", "meeting_id.organ_id")
    def _compute_few_voters(self):
        for item in self:
            item.few_voters = item.is_electronic and item._count_roll() <= FEW_VOTERS

    def _count_roll(self):
        """Return how many are on the roll, or will be as the seats are today."""
        meeting = self.meeting_id.sudo()
        return len(meeting.attendance_ids or meeting._get_voting_people())

    @api.depends_context("uid")
    @api.depends("is_electronic", "meeting_id.state", "mark_ids")
    def _compute_can_cast(self):
        for item in self:
            lines = item._get_my_papers()
            item.can_cast = bool(lines - item.sudo().mark_ids.attendance_id)

    @api.constrains("ballot_kind", "step_id")
    def _check_ballot_kind(self):
        for item in self.filtered(lambda item: item.ballot_kind == "electronic"):
            if not item.secret:
                raise ValidationError(
                    self.env._("“%s” is not voted on by secret ballot.", item.name)
                )
            if item.rule_id.counting != "head":
                raise ValidationError(
                    self.env._(
                        "“%s”: shares are counted, and a number of shares names who "
                        "holds them. Let scrutineers count.",
                        item.name,
                    )
                )

    def write(self, vals):
        self._check_ballots_left_alone(vals)
        return super().write(vals)

    def _check_ballots_left_alone(self, vals):
        """How is voted is settled before the meeting opens; an urn counts itself."""
        if "ballot_kind" in vals and self._is_changing(
            "ballot_kind", vals["ballot_kind"]
        ):
            self.meeting_id._check_state("draft", "convened")
        counts = COUNTS & vals.keys()
        urns = self.filtered("is_electronic")
        if any(urns._is_changing(name, vals[name]) for name in counts):
            if not self._has_system_pass(counts):
                raise UserError(
                    self.env._(
                        "The ballots are in the urn and are counted when the meeting "
                        "is closed."
                    )
                )

    # Voting

    def action_open_ballot(self):
        """Open the ballot papers of the person behind the login (填写选票)."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "community_base.ballot",
            "params": {"item_id": self.id},
        }

    def get_ballot_papers(self):
        """Return what the voter's dialog shows: the item and his papers, his own first.

        It says of each whether it was cast. How, nobody could say.
        """
        self.ensure_one()
        me = self.env.user.partner_id
        lines = self._get_my_papers().sorted(lambda line: line.person_id != me)
        cast = self.sudo().mark_ids.attendance_id
        return {
            "name": self.name,
            "few": self.few_voters,
            "choices": self._fields["my_choice"]._description_selection(self.env),
            "papers": [
                {
                    "id": line.id,
                    "name": line.person_id.name,
                    "is_mine": line.person_id == me,
                    "cast": line in cast,
                }
                for line in lines
            ],
        }

    def cast_ballot(self, line_id, choice):
        """Cast one's ballot, or that of whom one stands for; return its receipt.

        The choice comes as an argument, never in the name of a method: addresses are
        written into the logs of web servers.

        :param line_id: id of the line of the roll that votes
        """
        self.ensure_one()
        papers = self._get_my_papers()
        (papers | papers.holder_id)._hold()  # against closing and leaving meanwhile
        line = self._get_my_papers().filtered(lambda line: line.id == line_id)
        if not line:
            raise AccessError(
                self.env._(
                    "A secret ballot is cast while the meeting is in session, by who "
                    "is on the roll and present, for himself or for whom he stands."
                )
            )
        return self.sudo()._cast_ballot(line, choice)

    def _cast_ballot(self, line, choice):
        """Mark that a line has voted and drop its ballot; return the receipt."""
        if choice not in dict(CHOICES):
            raise UserError(self.env._("Choose yes, no or to abstain."))
        if line.id not in self._get_entitled():
            raise UserError(self.env._("%s does not vote on this.", line.display_name))
        if line in self.mark_ids.attendance_id:
            raise UserError(self.env._("%s has voted already.", line.display_name))
        # The mark first: what it refuses must not write the choice into a log.
        self.env["community.meeting.ballot.mark"]._put(
            item_id=self.id, attendance_id=line.id
        )
        return self.env["community.meeting.ballot"]._drop(self, choice)

    def _get_entitled(self):
        """Return the ids of the lines that vote, as the rule counts the roll."""
        try:
            return tally.entitled(
                self.rule_id._to_kernel(),
                self.meeting_id.attendance_ids._to_roll(self.recusal_ids.person_id),
            )
        except tally.TallyError as error:
            raise UserError(self._explain_error(error)) from error

    def _get_my_papers(self):
        """Return the lines for which the person behind the login votes secretly."""
        item = self.sudo()
        if not item.is_electronic:
            return item._no_lines()
        me = self.env.user.partner_id
        return item._get_standing().filtered(
            lambda line: me == (line.holder_id or line).person_id
        )

    # Counting

    def _open_urns(self):
        """Shuffle and count the electronic ballots (开箱计票); they add up or nothing.

        From here on no row's transaction, id or place tells who cast which ballot.
        """
        items = self.sudo().filtered("is_electronic")
        if not items:
            return
        ballots = items.env["community.meeting.ballot"]
        marks = items.env["community.meeting.ballot.mark"]
        ballots._shuffle(items)
        marks._shuffle(items)
        cast = ballots._count_by_item(items, "choice")
        voted = marks._count_by_item(items)
        for item in items:
            item._enter_totals(
                {choice: cast.get((item.id, choice), 0) for choice, _label in CHOICES},
                voted.get((item.id,), 0),
            )

    def _enter_totals(self, cast, voted):
        """Enter what an urn held as its totals."""
        total = sum(cast.values())
        if total != voted:
            raise UserError(
                self.env._(
                    "“%(item)s”: %(ballots)s ballots are in the urn, but %(voted)s "
                    "have voted. The meeting cannot be closed on this: tell the "
                    "auditor.",
                    item=self.name,
                    ballots=total,
                    voted=voted,
                )
            )
        vals = {f"{choice}_count": number for choice, number in cast.items()}
        vals |= {"issued": len(self._get_entitled()), "returned": total}
        vals["invalid_count"] = 0
        with_pass(self, vals).write(vals)
