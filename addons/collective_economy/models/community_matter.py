from itertools import takewhile
from operator import itemgetter

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from odoo.addons.community_base.house import today
from odoo.addons.community_base.models import community_matter

from ..kernel import supervision
from .coop_supervision_item import CONSENT

#: What a matter about a record takes over from it, where the record has it.
FIGURES = ("months", "acreage")


class CommunityMatter(models.Model):
    """A cooperative's matter: reviewed before its organs decide (先审议、后表决)."""

    _inherit = "community.matter"

    _content_fields = community_matter.CommunityMatter._content_fields | {
        "cooperative_id",
        *FIGURES,
    }

    cooperative_id = fields.Many2one(
        "coop.cooperative",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('area_id', '=', area_id)]",
        help="The cooperative whose organs decide.",
    )
    months = fields.Integer("Term (Months)", help="期限（月），租赁、借款等填写")
    acreage = fields.Float("Area (m²)", digits=(12, 2), help="涉及面积")
    supervision_item_id = fields.Many2one(
        "coop.supervision.item",
        "Supervision Item",
        compute="_compute_supervision_item_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The item of the supervision list (监督事项) that the matter falls under; "
        "it follows from its class and size.",
    )
    supervision_words = fields.Char(
        "Decided by", compute="_compute_supervision_words", help="由谁把关、由谁决定"
    )
    split_hit_ids = fields.One2many(
        "coop.split.hit", "matter_id", "Possibly Split", readonly=True
    )
    open_split_count = fields.Integer(compute="_compute_open_split_count")
    waiting_since = fields.Date(
        related="current_step_id.opened_on", string="There since"
    )
    missing_papers = fields.Char(compute="_compute_missing_papers")

    _figures_positive = models.Constraint(
        "CHECK (months >= 0 AND acreage >= 0)",
        "Terms and areas cannot be negative.",
    )

    def init(self):
        """Classes and cooperatives go together, and stay once submitted, in SQL too."""
        result = super().init()
        self.env.cr.execute(MATTER_GATE)
        return result

    @api.depends("class_id", "cooperative_id", "amount", "months", "acreage")
    def _compute_supervision_item_id(self):
        """What was submitted stays under the item it was submitted under."""
        for matter in self:
            if matter.state not in community_matter.EDITABLE:
                matter.supervision_item_id = matter.supervision_item_id
            else:
                matter.supervision_item_id = matter._find_supervision_item()

    def _find_supervision_item(self):
        """Return the item that holds today; a contract says what it is part of."""
        items = self.env["coop.supervision.item"].sudo()
        if not self.cooperative_id:
            return items
        day, subject = today(self.env), self.sudo()._get_subject()
        if hasattr(subject, "_get_item"):
            own = subject._get_item(day)
            if own.class_id == self.class_id:
                return own
        return items._find_for_class(
            self.class_id,
            day,
            self.cooperative_id,
            amount=self.amount,
            months=self.months,
            acreage=self.acreage,
        )

    @api.depends_context("lang")
    @api.depends("supervision_item_id")
    def _compute_supervision_words(self):
        deciders = self.env["coop.supervision.item"]._fields["decided_by"]
        labels = dict(deciders._description_selection(self.env))
        for matter in self:
            item = matter.sudo().supervision_item_id
            matter.supervision_words = labels.get(item.decided_by)

    @api.depends("split_hit_ids.state")
    def _compute_open_split_count(self):
        for matter in self:
            hits = matter.split_hit_ids.filtered(lambda hit: hit.state == "open")
            matter.open_split_count = len(hits)

    @api.depends("paper_ids.attachment_ids", "paper_ids.required")
    def _compute_missing_papers(self):
        for matter in self:
            missing = matter.paper_ids.filtered(
                lambda paper: paper.required and not paper.attachment_ids
            )
            matter.missing_papers = "、".join(missing.mapped("name"))

    @api.model_create_multi
    def create(self, vals_list):
        """A matter about a cooperative's record is a matter of that cooperative."""
        for vals in vals_list:
            about = self.env.get(vals.get("subject_model") or "")
            if about is not None and "cooperative_id" in about._fields:
                subject = about.sudo().browse(vals["subject_id"])
                vals |= self._prepare_from_subject(subject)
        matters = super().create(vals_list)
        matters._add_papers()
        return matters

    def write(self, vals):
        result = super().write(vals)
        if {"class_id", "amount", "cooperative_id", *FIGURES} & vals.keys():
            self._add_papers()
        return result

    @api.model
    def _prepare_from_subject(self, subject):
        """Return what a matter takes over from the record that it is about."""
        vals = {"cooperative_id": subject.cooperative_id.id}
        for name in FIGURES:
            if name in subject._fields:
                vals[name] = subject[name]
        if "partner_id" in subject._fields and subject.partner_id:
            vals["counterparty_id"] = subject.partner_id.id
        return vals

    def _prepare_papers(self):
        """The papers of the list come first, then those of the class."""
        listed = self.sudo().supervision_item_id.paper_ids
        names = set(listed.mapped("name"))
        return [
            Command.create({"name": paper.name, "required": paper.required})
            for paper in listed
        ] + [
            command
            for command in super()._prepare_papers()
            if command[2]["name"] not in names
        ]

    def _add_papers(self):
        """Add the papers that the item asks for, when it has become another."""
        for matter in self.filtered("supervision_item_id"):
            if matter.state not in community_matter.EDITABLE:
                continue
            present = set(matter.paper_ids.mapped("name"))
            listed = matter.sudo().supervision_item_id.paper_ids
            matter.paper_ids = [
                Command.create({"name": paper.name, "required": paper.required})
                for paper in listed
                if paper.name not in present
            ]

    @api.constrains("cooperative_id", "area_id")
    def _check_cooperative_area(self):
        for matter in self.filtered("cooperative_id"):
            if matter.cooperative_id.sudo().area_id != matter.area_id:
                raise ValidationError(
                    self.env._(
                        "A cooperative's matter is decided in its own area (%s).",
                        matter.cooperative_id.sudo().area_id.name,
                    )
                )

    @api.constrains("cooperative_id", "class_id")
    def _check_cooperative_class(self):
        """A cooperative's matters go the cooperatives' way, and nobody else's do."""
        for matter in self:
            matter_class = matter.class_id
            if matter.cooperative_id and not matter_class._is_for_cooperatives():
                raise ValidationError(
                    self.env._(
                        "“%s” is no class for matters of a cooperative: they are "
                        "reviewed before its organs decide.",
                        matter_class.name,
                    )
                )
            if matter_class.code.startswith("coop_") and not matter.cooperative_id:
                raise ValidationError(
                    self.env._(
                        "Say which cooperative “%s” is about.", matter_class.name
                    )
                )

    # The procedure

    def _check_complete(self):
        """The list of today decides what has to be there, and the item in force."""
        if self.cooperative_id:
            self.env.add_to_compute(self._fields["supervision_item_id"], self)
            self._add_papers()
        return super()._check_complete()

    def _start_round(self):
        result = super()._start_round()
        if self.cooperative_id:
            self.env["coop.split.hit"]._find_for_matter(self)
        return result

    def _move(self, state, event, reason=None, seat=None):
        result = super()._move(state, event, reason=reason, seat=seat)
        if state in ("draft", "returned", "rejected", "withdrawn"):
            self.sudo().split_hit_ids._supersede()
        return result

    def _get_supervised_kind(self):
        return self.sudo().supervision_item_id.kind

    def _get_figures(self):
        """Return how large the matter is, as the kernel counts."""
        self.ensure_one()
        return supervision.in_units(self.amount, self.months, self.acreage)

    def _get_askers(self):
        """The board asks: none of it decides about its matter elsewhere as well."""
        return super()._get_askers() | self.sudo().cooperative_id._get_members("board")

    def _check_reviewed_first(self, steps):
        """A cooperative decides what the committee has reviewed, by the right organ.

        :param steps: values of the matter's steps, in their order
        :raise UserError: the procedure leaves out the check or the review, has the
            cooperative vote before it, or lets another organ decide
        """
        organs = self.env["community.organ"].sudo()
        path = [
            (organs.browse(step["organ_id"]), step)
            for step in sorted(steps, key=itemgetter("sequence"))
            if step["kind"] in ("vote", "approval")
        ]
        before = list(takewhile(lambda pair: not self._is_review(*pair), path))
        own = [step for organ, step in path if organ.family == "cooperative"]
        early = [organ for organ, _step in before if organ.family == "cooperative"]
        item = self.sudo().supervision_item_id
        alone = item.decided_by == CONSENT
        if before == path or early or bool(own) == alone:
            self._raise_unreviewed()
        if own and own[0]["is_parallel"]:
            self._raise_unreviewed()
        if item:
            self._check_decided_as_listed(item, before, path[-1])

    def _is_review(self, organ, step):
        return step["kind"] == "vote" and self._is_reviewing(organ)

    def _is_reviewing(self, organ):
        """Tell whether an organ is the Party committee that reviews the matter."""
        return (
            organ.kind_id.code == "party_committee"
            and organ.area_id == self.area_id.community_id
        )

    def _check_decided_as_listed(self, item, before, last):
        organ, step = last
        kind, rule = item._get_decider(self.cooperative_id, today(self.env))
        place = self._is_reviewing(organ) or (
            organ.cooperative_id == self.cooperative_id
        )
        right = place and organ.kind_id.code == kind
        if not right or rule and step["rule_id"] != rule.id:
            raise UserError(
                self.env._(
                    "“%(item)s” is decided by: %(organ)s. The procedure of its class "
                    "says otherwise.",
                    item=item.name,
                    organ=self.supervision_words,
                )
            )
        checked = [o for o, _s in before if o.kind_id == item.checker_kind_id]
        if item.checker_kind_id and not checked:
            raise UserError(
                self.env._(
                    "“%s” is checked by the department first: the procedure of its "
                    "class leaves this out.",
                    item.name,
                )
            )

    def _raise_unreviewed(self):
        raise UserError(
            self.env._(
                "“%s”: the community's Party committee reviews what a cooperative "
                "decides, before it decides. The procedure of its class says "
                "otherwise.",
                self.name,
            )
        )


MATTER_GATE = """
    CREATE OR REPLACE FUNCTION coop_matter_gate() RETURNS trigger AS $$
    DECLARE
        code text;
        fixed text[] := ARRAY['cooperative_id', 'class_id', 'months',
                              'acreage', 'supervision_item_id'];
        name text;
    BEGIN
        SELECT class.code INTO code
          FROM community_matter_class class WHERE class.id = NEW.class_id;
        IF starts_with(code, 'coop_') AND NEW.cooperative_id IS NULL
           OR NEW.cooperative_id IS NOT NULL
              AND NOT starts_with(code, 'coop_') AND code <> 'cooperative_major'
        THEN
            RAISE EXCEPTION 'matter %: class % and cooperative do not go '
                'together', NEW.id, code
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND OLD.state NOT IN ('draft', 'returned') THEN
            FOREACH name IN ARRAY fixed LOOP
                IF to_jsonb(OLD) -> name IS DISTINCT FROM to_jsonb(NEW) -> name
                THEN
                    RAISE EXCEPTION 'matter %: % stays as it was submitted',
                        NEW.id, name
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
            END LOOP;
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_matter_gate
        BEFORE INSERT OR UPDATE ON community_matter FOR EACH ROW
        EXECUTE FUNCTION coop_matter_gate();
"""
