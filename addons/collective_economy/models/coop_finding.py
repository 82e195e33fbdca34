from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import public_lang, today, with_pass

BATCH = 100
#: Who stands for a cooperative, the first that there is.
ANSWERING = ("board", "supervisors", "asset_committee", "shareholders_meeting")
STATES = [
    ("open", "Not Judged"),
    ("doubted", "Called a False Hit"),
    ("dismissed", "False Hit"),
    ("settled", "Settled"),
]
_DISMISSAL = (
    "doubt_reason",
    "doubted_by_id",
    "doubted_on",
    "dismissed_by_id",
    "dismissed_on",
)


class CoopFinding(models.Model):
    """An act of a cooperative that a rule found without its matter (未报先办).

    It opens one accountability case against who answers for it, with the records
    behind it. A false hit is dismissed with the reason, by a second person; all else
    ends with the outcome of the case.
    """

    _name = "coop.finding"
    _description = "Finding"
    _inherit = ["community.area.mixin", "mail.thread"]
    _rec_names_search = ["facts", "cooperative_id.name"]
    _order = "id desc"

    _system_fields = frozenset(
        {
            "cooperative_id",
            "rule_id",
            "key",
            "facts",
            "date",
            "amount",
            "partner_id",
            "matter_id",
            "step_id",
            "found_on",
            "case_id",
            "evidence_ids",
            *_DISMISSAL,
        }
    ) - {"doubt_reason"}

    cooperative_id = fields.Many2one(
        "coop.cooperative", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
    rule_id = fields.Many2one(
        "coop.finding.rule", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="rule_id.kind", store=True)
    party = fields.Selection(related="rule_id.party", store=True)
    key = fields.Char(required=True, help="What was found is found once.")
    facts = fields.Text(required=True, help="问题事实")
    date = fields.Date("Day of the Act", required=True)
    found_on = fields.Date(required=True)
    currency_id = fields.Many2one(related="cooperative_id.currency_id")
    amount = fields.Monetary()
    partner_id = fields.Many2one("res.partner", "Party", index="btree_not_null")
    matter_id = fields.Many2one(
        "community.matter", index="btree_not_null", ondelete="restrict"
    )
    step_id = fields.Many2one(
        "community.matter.step", index="btree_not_null", ondelete="restrict"
    )
    evidence_ids = fields.One2many("coop.finding.evidence", "finding_id", "Evidence")
    case_id = fields.Many2one(
        "community.accountability.case", index="btree_not_null", ondelete="restrict"
    )
    outcome = fields.Text(related="case_id.outcome")
    state = fields.Selection(
        STATES, compute="_compute_state", store=True, index=True, tracking=True
    )
    doubt_reason = fields.Char("Why It Is No Breach", tracking=True)
    doubted_by_id = fields.Many2one("res.partner", "Called So by")
    doubted_on = fields.Date("Called So on")
    dismissed_by_id = fields.Many2one("res.partner", "Confirmed by")
    dismissed_on = fields.Date()

    _key_once = models.Constraint("UNIQUE (key)", "This was found already.")
    _case_once = models.UniqueIndex("(case_id)", "The case is about another finding.")
    _by_a_second_person = models.Constraint(
        "CHECK (dismissed_by_id IS NULL OR (doubted_by_id IS NOT NULL"
        " AND doubted_by_id <> dismissed_by_id"
        " AND trim(coalesce(doubt_reason, '')) <> ''))",
        "A false hit is dismissed with the reason, by a second person.",
    )

    def init(self):
        """Let the database refuse to delete a finding, or to change what was found."""
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION coop_finding_stays() RETURNS trigger AS $$
            BEGIN
                IF (OLD.key, OLD.cooperative_id, OLD.rule_id, OLD.facts, OLD.date)
                        IS DISTINCT FROM
                   (NEW.key, NEW.cooperative_id, NEW.rule_id, NEW.facts, NEW.date)
                   OR OLD.case_id IS DISTINCT FROM NEW.case_id
                      AND OLD.case_id IS NOT NULL
                   OR OLD.dismissed_by_id IS DISTINCT FROM NEW.dismissed_by_id
                      AND OLD.dismissed_by_id IS NOT NULL
                THEN
                    RAISE EXCEPTION 'finding % stays as it was found', OLD.id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER coop_finding_stays
                BEFORE UPDATE ON coop_finding
                FOR EACH ROW EXECUTE FUNCTION coop_finding_stays();
            CREATE OR REPLACE TRIGGER coop_finding_never_deleted
                BEFORE DELETE OR TRUNCATE ON coop_finding
                FOR EACH STATEMENT EXECUTE FUNCTION community_never_deleted();
        """)
        return result

    @api.depends("case_id.state", "doubted_by_id", "dismissed_by_id")
    def _compute_state(self):
        for finding in self:
            if finding.dismissed_by_id:
                finding.state = "dismissed"
            elif finding.case_id.state == "closed":
                finding.state = "settled"
            else:
                finding.state = "doubted" if finding.doubted_by_id else "open"

    @api.depends("cooperative_id.name", "rule_id.name")
    def _compute_display_name(self):
        for finding in self:
            cooperative, rule = finding.cooperative_id.name, finding.rule_id.name
            finding.display_name = f"{cooperative} {rule}"

    def write(self, vals):
        if "doubt_reason" in vals:
            self._check_state("open")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A finding is never deleted."))

    # Looking for findings

    @api.model
    def action_look(self):
        """Run the rules now, over all cooperatives in the user's areas (立即查找)."""
        self.check_access("write")
        for rule in self.env["coop.finding.rule"].sudo()._get_in_force():
            self._record(rule, rule._find_new())

    @api.model
    def _cron_look(self):
        """Run each rule, and put what it finds on record in batches."""
        findings = self.sudo().with_context(lang=public_lang(self.env))
        cron = self.env["ir.cron"]
        for rule in findings.env["coop.finding.rule"]._get_in_force():
            hits = rule._find_new()
            cron._commit_progress(remaining=len(hits))
            for start in range(0, len(hits), BATCH):
                findings._record(rule, hits[start : start + BATCH])
                if not cron._commit_progress(len(hits[start : start + BATCH])):
                    return
        findings._open_cases(findings.search([("case_id", "=", False)]))

    @api.model
    def _record(self, rule, hits):
        """Put hits on record with their evidence, and open a case for each."""
        lang = public_lang(self.env)
        findings = self.sudo().with_context(lang=lang)
        rule = rule.sudo().with_context(lang=lang)
        vals_list = [findings._prepare(rule, hit) for hit in hits]
        findings = with_pass(findings, self._get_system_fields()).create(vals_list)
        self.env["coop.finding.evidence"]._add(findings, hits)
        self._open_cases(findings.with_context(community_system_pass=None))
        return findings.with_env(self.env)

    def _prepare(self, rule, hit):
        vals = {
            "cooperative_id": hit.cooperative_id,
            "rule_id": rule.id,
            "key": hit.key(rule.code),
            "date": hit.day,
            "found_on": today(self.env),
            "amount": hit.amount,
            "partner_id": hit.partner_id,
            "matter_id": hit.matter_id,
            "step_id": hit.step_id,
        }
        return {**vals, "facts": self._describe(rule, hit)}

    def _describe(self, rule, hit):
        """Say in words what was found."""
        records = self.env["coop.finding.evidence"]._name_records(hit.records)
        return self.env._(
            "%(cooperative)s, %(day)s: %(rule)s. %(records)s",
            cooperative=self.env["coop.cooperative"].browse(hit.cooperative_id).name,
            day=hit.day,
            rule=rule.name,
            records="；".join(records),
        )

    # Who answers

    @api.model
    def _open_cases(self, findings):
        """Open the case of each finding, where there is somebody to answer for it."""
        for finding in findings:
            target = finding._get_target()
            if not target:
                continue
            vals = {
                **target,
                "matter_id": finding.matter_id.id,
                "step_id": finding.step_id.id,
                "key": f"coop/{finding.key}",
                "rule_code": finding.rule_id.code,
                "handler_id": False,
                "facts": finding.facts,
            }
            cases = self.env["community.accountability.case"].sudo()
            case = with_pass(cases, vals).create(vals)
            with_pass(finding, {"case_id"}).case_id = case.id

    def _get_target(self):
        """Return who answers, as a case names it; nothing if there is nobody."""
        organ = self.step_id.organ_id or getattr(self, f"_get_{self.party}")()
        key = "department_id" if organ.kind_id.code == "department" else "organ_id"
        return organ and {key: organ.id}

    def _get_cooperative(self):
        found = (self.cooperative_id._get_organ(kind) for kind in ANSWERING)
        return (
            next((organs[:1] for organs in found if organs), False)
            or (self.env["community.organ"])
        )

    def _get_committee(self):
        return self._get_standing("party_committee", self.area_id)

    def _get_department(self):
        return self._get_standing("department", self.street_id)

    def _get_standing(self, kind, area):
        organs = self.env["community.organ"].sudo()
        domain = Domain("kind_id.code", "=", kind) & Domain("area_id", "=", area.id)
        return organs.search(domain, limit=1)

    # False hits

    def action_doubt(self):
        """Say that this is no breach, with the reason; a second person decides."""
        self.check_access("write")
        self._hold()
        self._check_state("open")
        self._check_not_concerned()
        for finding in self:
            if not (finding.doubt_reason or "").strip():
                raise UserError(self.env._("Say first why this is no breach."))
        self._set(
            "finding_doubted",
            doubted_by_id=self.env.user.partner_id.id,
            doubted_on=today(self.env),
        )

    def action_uphold(self):
        """Keep the finding: it is a breach (不予排除)."""
        self._check_second_person()
        self._set("finding_upheld", doubted_by_id=False, doubted_on=False)

    def action_dismiss(self):
        """Dismiss a false hit that somebody else has called so; its case is closed."""
        self._check_second_person()
        for finding in self:
            case = finding.case_id
            case.outcome = self.env._("False hit: %s", finding.doubt_reason)
            case.action_close()
        self._set(
            "finding_dismissed",
            dismissed_by_id=self.env.user.partner_id.id,
            dismissed_on=today(self.env),
        )

    def _check_second_person(self):
        self.check_access("write")
        self.case_id.check_access("write")
        self._hold()
        self._check_state("doubted")
        self._check_not_concerned()
        for finding in self:
            if finding.doubted_by_id == self.env.user.partner_id:
                raise UserError(
                    self.env._("You called it a false hit: a second person decides.")
                )

    def _check_state(self, state):
        if any(finding.state != state for finding in self):
            raise UserError(self.env._("The finding is past this already."))

    def _check_not_concerned(self):
        """Refuse who answers for the act, and who entered what was found."""
        self.case_id._check_not_concerned()
        person = self.env.user.partner_id
        for finding in self:
            if person in finding.sudo().evidence_ids._get_authors():
                raise UserError(
                    self.env._("You entered what was found: others judge about it.")
                )

    def _set(self, event, **vals):
        for finding in self:
            before = finding.state
            with_pass(finding, vals).write(vals)
            self.env["community.trail"]._note(
                finding,
                event,
                before=before,
                after=finding.state,
                reason=finding.doubt_reason,
            )

    def action_view_case(self):
        return self.case_id._get_records_action(name=self.env._("Case"))
