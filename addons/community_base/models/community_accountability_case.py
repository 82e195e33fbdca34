from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..house import public_lang, today, with_pass
from ..kernel import officialdoc

BATCH = 100
STATES = [
    ("open", "Open"),
    ("measures", "Measures Ordered"),
    ("closed", "Closed"),
]


class CommunityAccountabilityCase(models.Model):
    """Somebody is held to account (追责问责): an organ, a seat or a department.

    A person opens a case, or a rule does, which is then named by its code. A case is
    closed with its outcome and in no other way, is never deleted, and whom it is about
    has no hand in it.
    """

    _name = "community.accountability.case"
    _description = "Accountability Case"
    _inherit = ["community.area.mixin", "mail.thread"]
    _rec_names_search = ["number", "facts"]
    _rec_name = "number"
    _order = "id desc"

    _fixed_fields = frozenset({"organ_id", "seat_id", "department_id", "matter_id"})
    _system_fields = frozenset(
        {
            "number",
            "state",
            "key",
            "step_id",
            "rule_code",
            "found_by_id",
            "found_on",
            "closed_by_id",
            "closed_on",
        }
    )
    _content_fields = frozenset(
        {"facts", "measures", "deadline", "outcome", "handler_id"}
    )

    number = fields.Char(copy=False, index="btree_not_null")
    organ_id = fields.Many2one(
        "community.organ",
        "Against the Organ",
        index="btree_not_null",
        ondelete="restrict",
    )
    seat_id = fields.Many2one(
        "community.seat",
        "Against the Seat",
        index="btree_not_null",
        ondelete="restrict",
    )
    department_id = fields.Many2one(
        "community.organ",
        "Against the Department",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("kind_id.code", "=", "department")],
    )
    area_id = fields.Many2one(
        compute="_compute_area_id", store=True, precompute=True, required=False
    )
    against = fields.Char(compute="_compute_against")
    matter_id = fields.Many2one(
        "community.matter", index="btree_not_null", ondelete="restrict"
    )
    step_id = fields.Many2one(
        "community.matter.step", copy=False, index="btree_not_null", ondelete="restrict"
    )
    state = fields.Selection(
        STATES, default="open", required=True, copy=False, index=True, tracking=True
    )
    key = fields.Char(
        copy=False, help="What a rule found; it opens one case for it and no second."
    )
    rule_code = fields.Char("Found by the Rule", copy=False)
    found_by_id = fields.Many2one("res.partner", "Found by", copy=False)
    found_on = fields.Date(copy=False)
    facts = fields.Text(required=True, tracking=True, help="问题事实")
    measures = fields.Text(tracking=True, help="整改措施")
    deadline = fields.Date(tracking=True, help="整改期限")
    outcome = fields.Text(tracking=True, help="处理结果")
    handler_id = fields.Many2one(
        "res.partner",
        "Followed up by",
        default=lambda self: self.env.user.partner_id,
        index="btree_not_null",
        tracking=True,
    )
    closed_by_id = fields.Many2one("res.partner", copy=False)
    closed_on = fields.Date(copy=False)
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _one_target = models.Constraint(
        "CHECK (num_nonnulls(organ_id, seat_id, department_id) = 1)",
        "Say who is held to account: one organ, one seat or one department.",
    )
    _key_once = models.Constraint("UNIQUE (key)", "There is a case about this already.")
    _closed_with_outcome = models.Constraint(
        "CHECK (state <> 'closed' OR outcome IS NOT NULL)",
        "A case is closed with its outcome.",
    )

    def init(self):
        """Let the database refuse to delete a case, whoever asks."""
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_never_deleted() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'rows of % are never deleted', TG_TABLE_NAME
                      USING ERRCODE = 'integrity_constraint_violation';
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER community_never_deleted
                BEFORE DELETE OR TRUNCATE ON community_accountability_case
                FOR EACH STATEMENT EXECUTE FUNCTION community_never_deleted();
        """)
        return result

    @api.depends("organ_id", "seat_id", "department_id")
    def _compute_area_id(self):
        for case in self:
            organ = case.organ_id | case.department_id | case.seat_id.organ_id
            case.area_id = organ[:1].area_id

    @api.depends("organ_id.name", "seat_id.display_name", "department_id.name")
    def _compute_against(self):
        for case in self:
            organ = case.organ_id | case.department_id
            case.against = organ[:1].name or case.seat_id.display_name

    @api.depends("deadline", "state")
    def _compute_is_overdue(self):
        day = today(self.env)
        for case in self:
            late = case.deadline and case.deadline < day
            case.is_overdue = case.state != "closed" and late

    def _search_is_overdue(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        late = Domain("deadline", "<", today(self.env))
        return Domain("state", "!=", "closed") & late

    @api.constrains("department_id")
    def _check_department(self):
        for case in self:
            if case.department_id.kind_id.code not in (False, "department"):
                raise ValidationError(
                    self.env._("“%s” is no department.", case.department_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        day = today(self.env)
        numbers = self.env["community.register"]._number(cases)
        for case in cases:
            by_rule = case.rule_code
            vals = {
                "number": officialdoc.entry_number(day.year, numbers[case]),
                "found_on": day,
                "found_by_id": not by_rule and self.env.user.partner_id.id,
            }
            with_pass(case, vals).write(vals)
        self.env["community.trail"]._note(cases, "case_opened", after="open")
        return cases

    def write(self, vals):
        changed = self._content_fields.intersection(vals)
        if changed:
            self._check_not_concerned()
        closed = self.filtered(lambda case: case.state == "closed")
        if changed and any(closed._is_changing(name, vals[name]) for name in changed):
            raise UserError(self.env._("A closed case stays as it was closed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A case is never deleted. Close it with its outcome.")
        )

    def action_order_measures(self):
        """Order what has to be put right, and until when (责令整改)."""
        self._move(("open",), "measures", "measures_ordered")

    def action_close(self):
        """Close the case with its outcome (结案)."""
        day = today(self.env)
        person = self.env.user.partner_id
        self._move(
            ("open", "measures"),
            "closed",
            "case_closed",
            closed_on=day,
            closed_by_id=person.id,
        )

    def _move(self, states, state, event, **vals):
        self.check_access("write")
        self._hold()
        self._check_not_concerned()
        for case in self:
            case._check_ready(states, state)
            before = case.state
            with_pass(case, {*vals, "state"}).write({**vals, "state": state})
            reason = case.outcome if state == "closed" else case.measures
            self.env["community.trail"]._note(
                case, event, before=before, after=state, reason=reason
            )

    def _check_ready(self, states, state):
        if self.state not in states:
            raise UserError(self.env._("“%s” is past this already.", self.number))
        if state == "measures" and not (self.measures and self.deadline):
            raise UserError(self.env._("Enter the measures and their deadline first."))
        if state == "closed" and not (self.outcome or "").strip():
            raise UserError(self.env._("Enter the outcome first: nothing just ends."))

    def _check_not_concerned(self):
        """Refuse the persons whom a case is about."""
        for case in self:
            if case._is_about(self.env.user.partner_id):
                raise UserError(
                    self.env._(
                        "%(case)s is about you or your organ: others handle it.",
                        case=case.number,
                    )
                )

    def _is_about(self, person):
        """Tell whether the person is held to account, or leads who is."""
        case = self.sudo()
        organ = case.organ_id | case.department_id
        return person in organ.head_seat_id.person_id | case.seat_id.person_id

    def _get_register(self):
        year, street = today(self.env).year, self.street_id or self.area_id
        name = self.env._("Cases %(year)s, %(area)s", year=year, area=street.name)
        return f"case/{street.id}/{year}", name, street

    # The rule about what is long overdue

    @api.model
    def _cron_find_overdue(self):
        """Open a case for each step that is overdue for too long, once and for all."""
        cases = self.sudo().with_context(lang=public_lang(self.env))
        steps = self.env["community.matter.step"].sudo()
        domain = cases._get_overdue_domain()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=steps.search_count(domain))
        last = 0
        while batch := steps.search(
            domain & Domain("id", ">", last), limit=BATCH, order="id"
        ):
            last = batch[-1].id
            cases._open_overdue(batch)
            if not cron._commit_progress(len(batch)):
                break

    @api.model
    def _get_overdue_domain(self):
        day = today(self.env)
        days = self.env["community.limit"]._get("accountability_overdue_days", day)
        known = self._search([("step_id", "!=", False)])
        return (
            Domain("state", "=", "open")
            & Domain("deadline", "<", day - timedelta(days=days))
            & ~Domain("id", "in", known.select("step_id"))
        )

    @api.model
    def _open_overdue(self, steps):
        vals_list = [
            vals for vals in (self._prepare_overdue(step) for step in steps) if vals
        ]
        return with_pass(self, self._get_system_fields()).create(vals_list)

    @api.model
    def _prepare_overdue(self, step):
        matter, organ = step.matter_id, step._get_answering_organ()
        target = "department_id" if organ.kind_code == "department" else "organ_id"
        return organ and {
            target: organ.id,
            "matter_id": matter.id,
            "step_id": step.id,
            "key": f"overdue/{step.id}",
            "rule_code": "overdue",
            "handler_id": False,
            "facts": self.env._(
                "“%(matter)s” (%(number)s): the step “%(step)s” was due on %(day)s.",
                matter=matter.name,
                number=matter.number,
                step=step.name,
                day=step.deadline,
            ),
        }
