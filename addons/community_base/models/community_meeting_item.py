from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import with_pass
from ..kernel import tally
from .community_meeting import ENDED, PENDING

OUTCOMES = [
    ("adopted", "Adopted"),
    ("rejected", "Rejected"),
    ("tie", "Tie"),
    ("no_quorum", "No Quorum"),
    ("invalid", "Void Ballot"),
]
COUNTS = {
    *("issued", "returned"),
    *("yes_count", "no_count", "abstain_count", "invalid_count"),
}
CHOICES = [("yes", "Yes"), ("no", "No"), ("abstain", "Abstains")]


class CommunityMeetingItem(models.Model):
    """An item of the agenda (议题): the vote step of a matter, or a talk without vote.

    The step brings its rule. By name, each present member's vote is entered once and
    confirmed by himself, or covered by a signed scan. In a secret ballot scrutineers
    enter the totals, or each votes on screen and the urn is opened at the end.
    """

    _name = "community.meeting.item"
    _description = "Item of an Agenda"
    _inherit = ["community.meeting.part.mixin"]
    _order = "meeting_id, sequence, id"

    _minutes_columns = ("discussion",)
    _fixed_fields = frozenset({"meeting_id", "step_id"})
    _system_fields = frozenset({"outcome", "figures", "resolution_id"})

    meeting_id = fields.Many2one(
        "community.meeting", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="meeting_id.area_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(
        compute="_compute_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    step_id = fields.Many2one(
        "community.matter.step", index="btree_not_null", ondelete="restrict"
    )
    matter_id = fields.Many2one(related="step_id.matter_id", store=True, index=True)
    rule_id = fields.Many2one(related="step_id.rule_id")
    secret = fields.Boolean(related="step_id.secret")
    vote_ids = fields.One2many("community.meeting.vote", "item_id", "Votes by Name")
    recusal_ids = fields.One2many("community.meeting.recusal", "item_id", "Recused")
    issued = fields.Integer("Ballots Issued", copy=False)
    returned = fields.Integer("Ballots Returned", copy=False)
    yes_count = fields.Integer("Yes", copy=False)
    no_count = fields.Integer("No", copy=False)
    abstain_count = fields.Integer("Abstentions", copy=False)
    invalid_count = fields.Integer("Void Ballots", copy=False)
    scrutineer_ids = fields.Many2many(
        "community.meeting.attendance",
        string="Scrutineers",
        copy=False,
        help="监票人、计票人",
    )
    discussion = fields.Text()
    has_outcome = fields.Boolean(compute="_compute_has_outcome")
    responsible_organ_id = fields.Many2one(
        "community.organ",
        "Carried out by",
        copy=True,
        index="btree_not_null",
        help="Named together with the decision (责任单位).",
    )
    responsible_id = fields.Many2one("res.partner", "Responsible", help="责任人")
    due_date = fields.Date("Carried out until")
    outcome = fields.Selection(OUTCOMES, copy=False)
    figures = fields.Json(copy=False)
    resolution_id = fields.Many2one(
        "community.resolution", copy=False, index="btree_not_null"
    )
    meeting_state = fields.Selection(related="meeting_id.state")
    minutes_final_on = fields.Date(related="meeting_id.minutes_final_on")
    rule_words = fields.Char("By Rule", related="rule_id.in_words")
    amount = fields.Monetary(related="matter_id.amount")
    currency_id = fields.Many2one(related="matter_id.currency_id")
    organ_id = fields.Many2one(related="meeting_id.organ_id")
    vote_words = fields.Char("So Far", compute="_compute_vote_words")
    result_words = fields.Char("Result", compute="_compute_result_words")
    can_vote = fields.Boolean(compute="_compute_my_vote")
    my_choice = fields.Selection(CHOICES, "My Vote", compute="_compute_my_vote")
    my_vote_confirmed = fields.Boolean(compute="_compute_my_vote")

    _step_once = models.UniqueIndex(
        "(meeting_id, step_id) WHERE step_id IS NOT NULL",
        "This matter is on the agenda already.",
    )

    @api.depends("matter_id.step_ids.kind")
    def _compute_has_outcome(self):
        for item in self:
            item.has_outcome = bool(item.matter_id._get_outcome_step())

    @api.depends("step_id")
    def _compute_name(self):
        for item in self:
            item.name = item.step_id.matter_id.name or item.name

    @api.depends_context("lang")
    @api.depends(
        "vote_ids.choice",
        "vote_ids.confirmed_on",
        *("yes_count", "no_count", "abstain_count", "invalid_count"),
        *("is_electronic", "mark_ids", "meeting_id.state"),
    )
    def _compute_vote_words(self):
        """Say how the votes stand while they are being entered; of an urn, how many."""
        closed_urns = self.filtered(
            lambda item: item.is_electronic and item.meeting_id.state == "open"
        )
        for item in closed_urns:
            item.vote_words = self.env._(
                "%(voted)s of %(all)s have voted",
                voted=len(item.mark_ids),
                all=len(item._get_standing()),
            )
        for item in self - closed_urns:
            choices = item.vote_ids.mapped("choice")
            item.vote_words = self.env._(
                "yes %(yes)s, no %(no)s, abstained %(abstain)s",
                yes=item.yes_count if item.secret else choices.count("yes"),
                no=item.no_count if item.secret else choices.count("no"),
                abstain=item.abstain_count if item.secret else choices.count("abstain"),
            )

    @api.depends_context("lang")
    @api.depends("figures", "outcome")
    def _compute_result_words(self):
        for item in self:
            item.result_words = self._describe_figures(item.figures)

    @api.model
    def _describe_figures(self, figures):
        """Return the figures of a result as one sentence, per head and per share."""
        units = {"head": self.env._("Per head"), "share": self.env._("Per share")}
        return "；".join(
            self._describe_measure(units.get(unit, unit), figure, len(figures) > 1)
            for unit, figure in (figures or {}).items()
        )

    @api.model
    def _describe_measure(self, unit, figure, named):
        words = self.env._(
            "due %(due)s, present %(present)s; yes %(yes)s, no %(no)s, abstained "
            "%(abstain)s; needed to pass: %(needed_to_pass)s",
            **figure,
        )
        if figure["recused"]:
            words += self.env._("; withdrew: %s", figure["recused"])
        return (
            self.env._("%(unit)s: %(words)s", unit=unit, words=words)
            if named
            else words
        )

    @api.depends_context("uid")
    @api.depends("meeting_id.state", "vote_ids.choice", "vote_ids.confirmed_on")
    def _compute_my_vote(self):
        """Whether the person behind the login may vote now, and how he has voted."""
        me = self.env.user.partner_id
        for item in self:
            mine = item.vote_ids.filtered(lambda v: v.attendance_id.person_id == me)
            item.my_choice = mine.choice
            item.my_vote_confirmed = bool(mine.confirmed_on)
            item.can_vote = not mine.confirmed_on and me in item._get_voters().person_id

    def _get_voters(self):
        """Return the lines of the roll whose votes by name count on this item."""
        self.ensure_one()
        return self._get_standing() if not self.secret else self._no_lines()

    def _no_lines(self):
        return self.env["community.meeting.attendance"]

    def _get_standing(self):
        """Return the lines of the roll that may vote on this item now."""
        if self.meeting_id.state != "open" or not self.step_id:
            return self._no_lines()
        recused = self.recusal_ids.person_id
        return self.meeting_id.attendance_ids.filtered(
            lambda line: line.due and line.person_id not in recused
        ).filtered(lambda line: self._stands(line, recused))

    def _stands(self, line, recused):
        """Tell whether a member is there, himself or by a proxy that counts."""
        if line.status != "proxy":
            return line.status == "present"
        allowed = self._get_rule().proxies != 0
        return allowed and line.holder_id.person_id not in recused

    @api.constrains("step_id", "meeting_id")
    def _check_step(self):
        self.step_id.sudo()._hold()  # against two agendas at once
        for item in self.filtered("step_id"):
            step, meeting = item.step_id, item.meeting_id
            if step.kind != "vote" or step.organ_id != meeting.organ_id:
                raise UserError(
                    self.env._(
                        "“%(matter)s” is not for %(organ)s to vote on: its step "
                        "“%(step)s” belongs elsewhere.",
                        matter=step.matter_id.name,
                        organ=meeting.organ_id.name,
                        step=step.name,
                    )
                )
            if step.state != "open":
                raise UserError(
                    self.env._("“%s” is not up for a vote now.", step.matter_id.name)
                )
            if item._get_other_agendas():
                raise UserError(
                    self.env._(
                        "“%s” is on the agenda of another meeting already.",
                        step.matter_id.name,
                    )
                )

    @api.constrains("responsible_organ_id", "responsible_id")
    def _check_responsible(self):
        """Told while the agenda is made, not when the votes are counted."""
        for item in self.filtered("responsible_organ_id"):
            step = item.sudo().matter_id._get_outcome_step()
            step._check_assignable()
            step._check_responsible(item.responsible_organ_id, item.responsible_id)

    def _get_other_agendas(self):
        return self.search(
            Domain("step_id", "=", self.step_id.id)
            & Domain("id", "!=", self.id)
            & Domain("meeting_id.state", "in", ("draft", "convened", "open"))
        )

    def write(self, vals):
        if set(vals) == {"discussion"}:
            self._check_minutes_open()
        else:
            self._check_meeting()
        for item in self:
            item._note_counts(vals)
        return super().write(vals)

    def _note_counts(self, vals):
        """Keep the old number on the trail where a count is corrected."""
        for name in COUNTS & vals.keys():
            if self[name] and self._is_changing(name, vals[name]):
                label = self.meeting_id._say(self._fields[name])
                self.meeting_id._note_correction(
                    "count_corrected",
                    f"{label}：{self[name]}",
                    str(vals[name]),
                    self.name,
                )

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        if any(item.meeting_id.state != "draft" for item in items):
            raise UserError(
                self.env._("The agenda was sent with the notice and is complete.")
            )
        return items

    @api.ondelete(at_uninstall=False)
    def _unlink_except_prepared(self):
        if any(item.meeting_id.state != "draft" for item in self):
            raise UserError(
                self.env._("The agenda was sent with the notice and is complete.")
            )

    def _check_meeting(self):
        if any(
            item.meeting_id.state not in ("draft", "convened", "open") for item in self
        ):
            raise UserError(self.env._("The meeting is closed: its votes stand."))

    def _check_minutes_open(self):
        """What was said is written after the meeting too, until it is sealed."""
        for meeting in self.meeting_id:
            meeting._check_state(*PENDING, *ENDED)
            if meeting.seal:
                raise UserError(
                    self.env._(
                        "The minutes of “%s” are final: note a correction instead.",
                        meeting.name,
                    )
                )

    def _to_sealed_item(self):
        """Return what is sealed of the item with the minutes: ids, figures, hashes."""
        return {
            "item": self.id,
            "step": self.step_id.id,
            "resolution": self.resolution_id.id,
            "outcome": self.outcome or "",
            "figures": self.figures or {},
            "ballots": [
                *(self.issued, self.returned, self.yes_count, self.no_count),
                *(self.abstain_count, self.invalid_count),
            ],
            "scrutineers": sorted(self.scrutineer_ids.ids),
            "texts": self.meeting_id._digest([self.name, self.discussion or ""]),
            "votes": [
                [vote.attendance_id.id, vote.choice, vote.confirmed_on or None]
                for vote in self.vote_ids.sorted("id")
            ],
            "recusals": [
                [line.person_id.id, line.found, self.meeting_id._digest([line.reason])]
                for line in self.recusal_ids.sorted("id")
            ],
        }

    # Counting

    def _get_rule(self):
        """Return the :class:`~..kernel.tally.Rule` that the votes are counted by."""
        return self.rule_id._to_kernel()

    def _count(self):
        """Return the :class:`~..kernel.tally.Result` of each item that is voted on."""
        items = self.filtered("step_id")
        items._check_confirmed()
        ballots, lines = items._get_ballots(), items.meeting_id.attendance_ids
        recused = {item: item.recusal_ids.person_id for item in items}
        rolls = {people: lines._to_roll(people) for people in {*recused.values()}}
        chair = items._get_chair()
        return {
            item: item._evaluate(
                item._get_rule(), rolls[recused[item]], ballots[item], chair
            )
            for item in items
        }

    def _evaluate(self, rule, roll, ballots, chair):
        try:
            if self.secret:
                return self._count_ballots(rule, roll)
            return tally.evaluate(rule, roll, ballots, chair)
        except tally.TallyError as error:
            raise UserError(self._explain_error(error)) from error

    def _check_confirmed(self):
        """A vote counts if its member confirmed it, or if scans stand for all."""
        if self.meeting_id.scan_ids:
            return
        pending = self.env["community.meeting.vote"].search(
            Domain("item_id", "in", self.ids) & Domain("confirmed_on", "=", False)
        )
        if pending:
            item = pending[0].item_id
            votes = pending.filtered(lambda vote: vote.item_id == item)
            raise UserError(
                self.env._(
                    "“%(item)s”: these votes are not confirmed by those who gave "
                    "them: %(people)s. Have them confirm, or attach a signed scan.",
                    item=item.name,
                    people="、".join(votes.attendance_id.mapped("display_name")),
                )
            )

    def _get_ballots(self):
        """Return the votes by name on each item, all read at once."""
        ballots = {item: [] for item in self}
        for item, choice, lines in self.env["community.meeting.vote"]._read_group(
            Domain("item_id", "in", self.ids),
            ["item_id", "choice"],
            ["attendance_id:array_agg"],
        ):
            ballots[item] += [tally.Ballot(line, choice) for line in lines]
        return ballots

    def _get_chair(self):
        chair = self.meeting_id.chair_id
        lines = self.meeting_id.attendance_ids
        return lines.filtered(lambda line: line.person_id == chair).id or None

    def _count_ballots(self, rule, roll):
        self._check_scrutineers()
        heads, shares = tally.attendance(rule, roll)
        count = tally.Count(
            issued=self.issued,
            returned=self.returned,
            yes=self.yes_count,
            no=self.no_count,
            abstain=self.abstain_count,
            invalid=self.invalid_count,
        )
        return tally.evaluate_counted(rule, heads, count)

    def _check_scrutineers(self):
        there = self.meeting_id.attendance_ids.filtered("is_there")
        if not self.is_electronic and len(self.scrutineer_ids & there) < 2:
            raise UserError(
                self.env._(
                    "“%s”: name two scrutineers of the secret ballot who are present.",
                    self.name,
                )
            )

    def _explain_error(self, error):
        lines = {line.id: line.display_name for line in self.meeting_id.attendance_ids}
        who = lines.get(error.params.get("member"), "")
        texts = {
            "vote_by_absent": self.env._("%s voted and is marked as absent.", who),
            "vote_by_recused": self.env._("%s withdrew and cannot vote.", who),
            "duplicate_vote": self.env._("%s voted twice.", who),
            "ballots_do_not_add_up": self.env._(
                "The kinds of ballots do not add up to those returned."
            ),
            "proxy_over_limit": self.env._("Too many proxies in one hand."),
        }
        text = texts.get(error.code) or self.env._(
            "The votes and the roll contradict each other (%s).", error
        )
        return f"{self.name}：{text}"

    def _decide(self, results):
        """Write down the results of these items and let the matters follow them."""
        for item, result in results.items():
            figures = self._prepare_figures(result)
            vals = {"outcome": result.outcome, "figures": figures}
            with_pass(item, vals).write(vals)
        adopted = self.filtered(lambda item: item.outcome == "adopted")
        adopted._adopt()
        lost = self.filtered(lambda item: item.outcome in ("rejected", "tie"))
        lost.step_id._fail(comment=self.meeting_id.name)

    def _adopt(self):
        meeting, figures = self.meeting_id, {i.step_id: i.figures for i in self}
        resolutions = self.env["community.resolution"]._adopt(
            self.step_id, meeting.date, meeting=meeting, figures=figures
        )
        by_step = resolutions.grouped("step_id")
        for item in self:
            resolution = by_step[item.step_id]
            with_pass(item, {"resolution_id"}).resolution_id = resolution
            item._name_responsible()
        numbers = {resolution.step_id: resolution.number for resolution in resolutions}
        self.step_id._done(comment=numbers)

    def _name_responsible(self):
        """Hand on whom the meeting has named; a later day is put off by its word."""
        if self.responsible_organ_id:
            self.matter_id._get_outcome_step()._assign(
                self.responsible_organ_id,
                self.responsible_id,
                self.due_date,
                self.meeting_id.name,
            )

    @api.model
    def _prepare_figures(self, result):
        """Return the figures of a result as JSON: by unit, whole numbers only."""
        return {
            measure.unit: {
                "all": measure.figures.all,
                "due": measure.figures.due,
                "present": measure.figures.present,
                "recused": measure.figures.recused,
                "proxies": measure.figures.proxies,
                "yes": measure.yes,
                "no": measure.figures.no,
                "abstain": measure.figures.abstain,
                "invalid": measure.figures.invalid,
                "absent": measure.figures.absent,
                "needed_for_quorum": measure.needed_for_quorum,
                "needed_to_pass": measure.needed_to_pass,
            }
            for measure in (result.heads, result.shares)
            if measure
        }

    def action_fill_votes(self, choice="yes"):
        """Enter the same vote for all who have none yet; exceptions are changed then.

        Each of them confirms his own, or the signed scan covers them.
        """
        self.env["community.meeting.vote"].create(
            [
                {"item_id": item.id, "attendance_id": line.id, "choice": choice}
                for item in self
                for line in item._get_voters() - item.vote_ids.attendance_id
            ]
        )

    def action_open_votes(self):
        """Open the item by itself: its votes, who withdraws, the ballots."""
        return self._get_records_action(name=self.name)

    def action_vote_yes(self):
        return self.action_vote("yes")

    def action_vote_no(self):
        return self.action_vote("no")

    def action_vote_abstain(self):
        return self.action_vote("abstain")

    def action_vote(self, choice):
        """Vote for oneself, by the line that one has on the roll."""
        self.ensure_one()
        line = self.meeting_id.sudo().attendance_ids.filtered(
            lambda line: line.person_id == self.env.user.partner_id
        )
        if not line:
            raise UserError(self.env._("You are not on the roll of this meeting."))
        return self.env["community.meeting.vote"]._cast(self, line, choice)

    def _find_recusals(self):
        """Note who sits on both sides of a matter (两头任职): they withdraw (回避).

        On the other side is the matter's counterparty itself, and whoever holds a seat
        on the day in an organ of that firm or unit.
        """
        for item in self.filtered("matter_id.counterparty_id"):
            other = item.matter_id.counterparty_id
            seats = self.env["community.seat"].search(
                Domain("organ_id.partner_id", "=", other.id)
                & self.env["community.seat"]._get_in_force_domain(item.meeting_id.date)
            )
            both = (seats.person_id | other) & item.meeting_id.attendance_ids.person_id
            # Who declared it himself cannot take it back either.
            declared = item.recusal_ids.filtered(
                lambda line, both=both: line.person_id in both
            )
            with_pass(declared, {"found"}).found = True
            self.env["community.meeting.recusal"]._note_found(
                item,
                both - item.recusal_ids.person_id,
                self.env._("Sits on both sides: %s", other.name),
            )
