from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import today, with_pass

from ..kernel import splitting

STATES = [
    ("open", "To Be Looked at"),
    ("dismissed", "Not Split"),
    ("superseded", "Returned, or no Longer Asked"),
]
KEYS = [
    ("counterparty", "Same Counterparty"),
    ("asset", "Same Asset"),
    ("account", "Same Account"),
]
#: States of matters that still count: asked for and not refused.
COUNTED = ("running", "adopted", "closed")


class CoopSplitHit(models.Model):
    """Acts that stay under a threshold each and pass it together (疑似拆分).

    Found when a matter is submitted, and for other acts when they are registered. An
    open one stops the check and the review of the matter, until a reviewer dismisses
    it with a reason, or the matter is returned and submitted as one with the others.
    """

    _name = "coop.split.hit"
    _description = "Possibly Split Matter"
    _inherit = ["community.area.mixin"]
    _order = "state desc, id desc"

    _system_fields = frozenset(
        {
            "cooperative_id",
            "matter_id",
            "model",
            "res_id",
            "item_id",
            "key",
            "common",
            "window_days",
            "amount",
            "months",
            "acreage",
            "date",
            "state",
            "reason",
            "dismissed_by_id",
            "dismissed_on",
        }
    )

    cooperative_id = fields.Many2one(
        "coop.cooperative", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
    matter_id = fields.Many2one(
        "community.matter", index="btree_not_null", ondelete="restrict"
    )
    model = fields.Char(required=True)
    res_id = fields.Many2oneReference("Found on", model_field="model", required=True)
    item_id = fields.Many2one(
        "coop.supervision.item", "Passed Together", required=True, ondelete="restrict"
    )
    key = fields.Selection(KEYS, "What They Share", required=True)
    common = fields.Char("Namely")
    window_days = fields.Integer("Within (Days)")
    currency_id = fields.Many2one(related="item_id.currency_id")
    amount = fields.Monetary("Total")
    months = fields.Integer("Months in All")
    acreage = fields.Float("Area in All (m²)", digits=(12, 2))
    date = fields.Date("Found on the", required=True)
    line_ids = fields.One2many("coop.split.hit.line", "hit_id", "Acts")
    state = fields.Selection(STATES, default="open", required=True, index=True)
    reason = fields.Char()
    dismissed_by_id = fields.Many2one("res.partner", "Dismissed by")
    dismissed_on = fields.Date()
    may_dismiss = fields.Boolean(compute="_compute_may_dismiss")

    _dismissed_with_reason = models.Constraint(
        "CHECK (state <> 'dismissed'"
        " OR (reason IS NOT NULL AND dismissed_by_id IS NOT NULL))",
        "Who dismisses a finding says why.",
    )

    @api.depends("item_id.name", "common")
    def _compute_display_name(self):
        for hit in self:
            hit.display_name = f"{hit.item_id.name} · {hit.common or ''}"

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_may_dismiss(self):
        for hit in self:
            hit.may_dismiss = hit.state == "open" and bool(hit._get_own_seat())

    # Finding

    @api.model
    def _find_for_matter(self, matter):
        """Look for what a matter may have been split from; return the hits."""
        subject = matter.sudo()._get_subject()
        joined = self._get_open(subject).item_id if subject else False
        return self._find_for(
            matter.cooperative_id,
            matter._get_supervised_kind(),
            self._prepare_act(matter, matter.submitted_on or today(self.env)),
            joined=joined,
            matter_id=matter.id,
        )

    @api.model
    def _get_open(self, record):
        """Return the open findings on a record."""
        return self.sudo().search(
            Domain("model", "=", record._name)
            & Domain("res_id", "in", record.ids)
            & Domain("state", "=", "open")
        )

    @api.model
    def _find_for(self, cooperative, kind, act, joined=None, **vals):
        """Note the strictest item that an act passes only together with others.

        :param act: a :class:`~..kernel.splitting.Act`; its ``ref`` is (model, id)
        :param joined: items under which it is decided as part of the whole already
        :return: the hits, one per thing that the acts share
        """
        items = self.env["coop.supervision.item"].sudo()
        window = cooperative.sudo()._get_profile(act.day).split_window_days
        others = self._collect_acts(cooperative, kind, act.day, window)
        for item in items._get_items(kind, act.day, cooperative):
            groups = splitting.find(
                act, others, item._get_thresholds(), window, self._get_measures
            )
            if item in (joined or ()):
                break
            if groups:
                return self._note_groups(cooperative, act, item, groups, window, vals)
        return self.browse()

    @api.model
    def _get_measures(self, key):
        """Return what adds up: terms of one asset, and areas let to one firm."""
        return ("amount", "months" if key[0] == "asset" else "acreage")

    @api.model
    def _collect_acts(self, cooperative, kind, day, window):
        """Return what the cooperative did or asked for around a day."""
        span = timedelta(days=window)
        matters = self.env["community.matter"].sudo()
        found = matters.search(
            Domain("cooperative_id", "=", cooperative.id)
            & Domain("supervision_item_id.kind", "=", kind)
            & Domain("state", "in", COUNTED)
            & Domain("submitted_on", ">=", day - span)
            & Domain("submitted_on", "<=", day + span)
        )
        return [self._prepare_act(matter, matter.submitted_on) for matter in found]

    @api.model
    def _prepare_act(self, record, day):
        """Return a record as the kernel's act.

        The record says by ``_get_figures`` how large it is, by ``counterparty_id`` or
        ``partner_id`` whom it is with; assets come from what it is about.
        """
        return splitting.Act(
            (record._name, record.id),
            day,
            record._get_figures(),
            self._get_keys(record),
        )

    @api.model
    def _get_keys(self, record):
        """Return what an act may share with others, as (kind, what)."""
        subject = record
        if record._name == "community.matter":
            subject = record.sudo()._get_subject()
        assets = subject["asset_ids"] if subject and "asset_ids" in subject else []
        name = "counterparty_id" if "counterparty_id" in record else "partner_id"
        partner = record.sudo()[name]
        accounts = partner.bank_ids.mapped("sanitized_acc_number")
        keys = [("asset", asset.id) for asset in assets]
        keys += [("account", number) for number in accounts]
        if partner:
            keys.append(("counterparty", partner.commercial_partner_id.id))
        return frozenset(keys)

    @api.model
    def _note_groups(self, cooperative, act, item, groups, window, vals):
        """Write down each set of acts once, whatever else they share."""
        hits, seen = self.browse(), set()
        for group in groups:
            refs = frozenset(other.ref for other in group.acts)
            if refs in seen or self._was_dismissed(act, group):
                continue
            seen.add(refs)
            values = {
                **vals,
                "cooperative_id": cooperative.id,
                "model": act.ref[0],
                "res_id": act.ref[1],
                "item_id": item.id,
                "key": group.key[0],
                "common": self._describe_key(group),
                "window_days": window,
                "amount": group.total.amount / 100,
                "months": group.total.months,
                "acreage": group.total.acreage / 100,
                "date": today(self.env),
            }
            hit = with_pass(self.sudo(), values).create(values).with_env(self.env)
            hit._note_acts(group.acts)
            hits |= hit
        return hits

    @api.model
    def _was_dismissed(self, act, group):
        """Tell whether somebody has looked at these very acts in this size before."""
        model, res_id = act.ref
        before = self.sudo().search(
            Domain("model", "=", model)
            & Domain("res_id", "=", res_id)
            & Domain("state", "=", "dismissed")
        )
        refs = {(*other.ref, other.figures) for other in group.acts}
        return any(hit.line_ids._get_refs() == refs for hit in before)

    def _note_acts(self, acts):
        lines = self.env["coop.split.hit.line"].sudo()
        with_pass(lines, lines._get_system_fields()).create(
            [{"hit_id": self.id, **self._prepare_line(act)} for act in acts]
        )

    @api.model
    def _describe_key(self, group):
        kind, value = group.key
        if kind == "counterparty":
            return self.env["res.partner"].sudo().browse(value).name
        if kind == "asset":
            return self._get_asset(value).display_name
        return value

    @api.model
    def _get_asset(self, asset_id):
        return self.env["coop.asset"].sudo().browse(asset_id)

    @api.model
    def _prepare_line(self, act):
        model, res_id = act.ref
        record = self.env[model].sudo().browse(res_id)
        return {
            "model": model,
            "res_id": res_id,
            "name": record.display_name,
            "date": act.day,
            "amount": act.figures.amount / 100,
            "months": act.figures.months,
            "acreage": act.figures.acreage / 100,
        }

    # What becomes of it

    def _get_reviewers(self):
        """Return the organs that check or review the act (把关、审议的组织)."""
        self.ensure_one()
        steps = self.sudo().matter_id.step_ids.filtered(
            lambda step: step.kind in ("approval", "vote")
        )
        organs = steps.organ_id.filtered(lambda o: o.family != "cooperative")
        return organs or self.env["community.organ"].sudo().search(
            Domain("kind_id.code", "=", "party_committee")
            & Domain("area_id", "=", self.sudo().area_id.community_id.id)
        )

    def _get_own_seat(self):
        """Return the seat by which the person behind the login reviews, or none."""
        self.ensure_one()
        person = self.env.user.partner_id
        if person in self._get_askers():
            return self.env["community.seat"]
        return self._get_reviewers()._get_authority(person, today(self.env))[:1]

    def _get_askers(self):
        """Who asked for the act, and the cooperative's board, do not judge it."""
        hit = self.sudo()
        record = self.env[hit.model].sudo().browse(hit.res_id).exists()
        askers = record.create_uid.partner_id | hit.matter_id._get_askers()
        return askers | hit.cooperative_id._get_members("board")

    def action_dismiss(self, reason):
        """Say that the acts do not belong together, and why (排除疑点)."""
        for hit in self:
            hit.check_access("read")
            hit.sudo()._hold()
            seat = hit._get_own_seat()
            if not seat:
                raise UserError(
                    self.env._(
                        "Somebody with a seat in %s dismisses this, and nobody who "
                        "asked for it or sits in the cooperative's board.",
                        "、".join(hit._get_reviewers().mapped("name")),
                    )
                )
            if hit.state != "open":
                raise UserError(self.env._("Somebody has looked at this already."))
            if not (reason or "").strip():
                raise UserError(self.env._("Say why."))
            hit._set(
                state="dismissed",
                reason=reason,
                dismissed_by_id=self.env.user.partner_id.id,
                dismissed_on=today(self.env),
            )
            self.env["community.trail"]._note(
                hit.matter_id or self.env[hit.model].browse(hit.res_id),
                "coop_split_dismissed",
                before=hit.display_name,
                reason=reason,
                seat=seat,
            )

    def _supersede(self):
        """What was returned or taken back is looked at anew when it comes again."""
        left = self.filtered(lambda hit: hit.state == "open")
        if left:
            left._set(state="superseded")

    def _set(self, **vals):
        with_pass(self.sudo(), vals).write(vals)

    def action_open_dismissal(self):
        """Ask for the reason."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not Split"),
            "res_model": "coop.split.dismissal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_hit_ids": [(6, 0, self.ids)]},
        }
