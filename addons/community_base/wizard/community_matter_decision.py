from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

KINDS = [
    ("approve", "Approve"),
    ("return", "Return for Completion"),
    ("refuse", "Refuse"),
    ("withdraw", "Withdraw"),
    ("recall", "Take Back to Correct"),
    ("take_back", "Take My Approval Back"),
    ("assign", "Name Who Carries It Out"),
    ("report", "Report the Outcome"),
]
COMPARED = ("name", "class_id", "amount", "submitted_by_id", "area_id")


class CommunityMatterDecision(models.TransientModel):
    """Decides matters, one or many, with the reason (审批、退回、否决、撤回、报告结果).

    The same dialog corrects one's own act and names who carries a matter out (落实).

    Of many it shows what differs before they are decided together: approving ten at
    once is not approving ten unread.
    """

    _name = "community.matter.decision"
    _description = "Decide Matters"

    kind = fields.Selection(KINDS, required=True, default="approve")
    matter_ids = fields.Many2many(
        "community.matter",
        "community_matter_decision_rel",
        required=True,
        default=lambda self: self._default_matters(),
    )
    step_ids = fields.Many2many(
        "community.matter.step",
        "community_matter_decision_step_rel",
        compute="_compute_step_ids",
    )
    comment = fields.Text("Opinion")
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence")
    area_id = fields.Many2one("community.area", compute="_compute_before")
    organ_id = fields.Many2one(
        "community.organ",
        "Carried out by",
        compute="_compute_duty",
        store=True,
        readonly=False,
    )
    person_id = fields.Many2one(
        "res.partner",
        "Responsible",
        compute="_compute_duty",
        store=True,
        readonly=False,
        help="Empty: whoever leads the organ.",
    )
    date = fields.Date(
        "Carried out until", compute="_compute_duty", store=True, readonly=False
    )
    due = fields.Date("Was Due on", compute="_compute_before")
    count = fields.Integer(compute="_compute_comparison")
    same = fields.Char(compute="_compute_comparison")
    differs = fields.Char(compute="_compute_comparison")
    left_out = fields.Char(compute="_compute_step_ids")

    @api.model
    def _default_matters(self):
        if self.env.context.get("active_model") != "community.matter":
            return False
        return self.env.context.get("active_ids", [])

    @api.depends("matter_ids")
    def _compute_duty(self):
        """Begin with what was named before, if anything was."""
        for wizard in self:
            matter = wizard.matter_ids._origin[:1]
            wizard.organ_id = matter.outcome_organ_id
            wizard.person_id = matter.responsible_id
            wizard.date = matter.outcome_deadline

    @api.depends("matter_ids")
    def _compute_before(self):
        for wizard in self:
            matter = wizard.matter_ids._origin[:1]
            wizard.area_id = matter.area_id
            wizard.due = matter.outcome_deadline

    @api.depends("matter_ids", "kind")
    def _compute_step_ids(self):
        """The steps that are decided here; what is not one's to decide is named."""
        for wizard in self:
            matters = wizard.matter_ids._origin
            decided = matters._get_my_steps()
            wizard.step_ids = decided
            others = matters - decided.matter_id
            deciding = wizard.kind in ("approve", "return", "refuse")
            wizard.left_out = deciding and "、".join(others.mapped("name"))

    @api.depends("step_ids")
    def _compute_comparison(self):
        """Say in what the matters are alike and in what they differ."""
        for wizard in self:
            matters = wizard.step_ids._origin.matter_id
            wizard.count = len(matters)
            alike, different = wizard._compare(matters)
            wizard.same, wizard.differs = "；".join(alike), "、".join(different)

    def _compare(self, matters):
        alike, different = [], []
        for name in COMPARED:
            field = matters._fields[name]
            label = field._description_string(self.env)
            values = {self._show(matter, field) for matter in matters}
            if len(values) > 1:
                different.append(label)
            elif any(values):
                alike.append(f"{label}：{values.pop()}")
        return alike, different

    @api.model
    def _show(self, matter, field):
        if field.type == "monetary":
            return formatLang(self.env, matter[field.name], digits=2)
        return field.convert_to_display_name(matter[field.name], matter)

    def action_apply(self):
        self.ensure_one()
        getattr(self, f"_apply_{self.kind}")()
        return {"type": "ir.actions.act_window_close"}

    def _get_steps(self):
        if not self.step_ids:
            raise UserError(self.env._("Nothing of this waits for your decision."))
        return self.step_ids

    def _apply_approve(self):
        self._get_steps().action_approve(self.comment)

    def _apply_return(self):
        self._get_first_steps().action_return(self.comment)

    def _apply_refuse(self):
        self._get_first_steps().action_refuse(self.comment)

    def _get_first_steps(self):
        """Return one step of each matter: what is against it ends the others."""
        steps = self._get_steps()
        firsts = [own[0].id for own in steps.grouped("matter_id").values()]
        return steps.browse(firsts)

    def _apply_withdraw(self):
        self.matter_ids.action_withdraw(self.comment)

    def _apply_recall(self):
        self.matter_ids.action_recall(self.comment)

    def _apply_take_back(self):
        self.matter_ids.action_take_back(self.comment)

    def _apply_assign(self):
        self.matter_ids.ensure_one()
        step = self.matter_ids._get_outcome_step()
        step.action_assign(self.organ_id.id, self.person_id.id, self.date, self.comment)

    def _apply_report(self):
        self.matter_ids.ensure_one()
        step = self.matter_ids.current_step_id
        step.action_report(self.comment, self.attachment_ids.ids)
