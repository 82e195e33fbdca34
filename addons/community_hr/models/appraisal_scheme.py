from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.community_base.house import with_pass

from ..kernel import appraisal
from ..kernel.appraisal import AppraisalError
from ..kernel.rounding import exact


class AppraisalScheme(models.Model):
    """By what people are appraised (考核方案): criteria, who marks, grades.

    It changes until it is put in force, and then never; a cycle takes it over as it is
    when it opens, with the quota of the best of its last day. The rules are general:
    whose model brings ``appraisal.subject.mixin`` can be appraised by one.
    """

    _name = "appraisal.scheme"
    _description = "Appraisal Scheme"
    _inherit = ["community.fact.mixin", "mail.thread"]
    _order = "area_id, date_start desc, id desc"

    _fixed_fields = frozenset({"area_id", "code", "subject_model"})
    _system_fields = frozenset({"state"})

    name = fields.Char("Scheme Name", required=True, tracking=True)
    area_id = fields.Many2one(
        "community.area",
        index="btree_not_null",
        ondelete="restrict",
        help="Where it is used, with everything below; empty: everywhere.",
    )
    subject_model = fields.Selection(
        [("hr.employee", "Staff")], "Of Whom", required=True, default="hr.employee"
    )
    period = fields.Selection(
        [("monthly", "Monthly"), ("yearly", "Yearly")],
        "Appraisal Period",
        required=True,
        default="yearly",
    )
    state = fields.Selection(
        [("draft", "Being Prepared"), ("in_force", "In Force")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    party_ids = fields.One2many("appraisal.party", "scheme_id", "Parties", copy=True)
    criterion_ids = fields.One2many("appraisal.criterion", "scheme_id", "Criteria")
    grade_ids = fields.One2many("appraisal.grade", "scheme_id", "Grades", copy=True)
    missing = fields.Selection(
        [
            ("refuse", "No Result without It"),
            ("spread", "The Others Bear Its Weight"),
            ("neutral", "Counts as a Neutral Mark"),
        ],
        "Missing Marks",
        required=True,
        default="refuse",
        help="When a party gave no mark (缺考核主体时的处理).",
    )
    neutral = fields.Float("Neutral Mark", digits=(5, 2), default=60)
    digits = fields.Integer("Decimals", default=2, required=True)
    quota_code = fields.Char(
        "Quota of the Best", help="Code of the quota (优秀比例); empty: no limit."
    )
    min_days = fields.Integer(
        "Days in Service",
        default=0,
        help="Who held a post for fewer days of the period is not appraised.",
    )
    hearing_days = fields.Integer(
        default=5, help="Days in which a person may say something to his result."
    )
    appeal_days = fields.Integer(default=10, help="Days to appeal (申请复核).")
    publication_days = fields.Integer(default=5, help="Days posted (公示天数).")
    effect = fields.Selection(
        [
            ("none", "Not in Pay"),
            ("period", "For Its Own Months"),
            ("next", "For as Many Months after It"),
        ],
        "Coefficient",
        required=True,
        default="next",
        help="For which months the grade's coefficient of performance pay counts.",
    )

    _numbers = models.Constraint(
        "CHECK (neutral BETWEEN 0 AND 100 AND digits BETWEEN 0 AND 4 AND min_days >= 0 "
        "AND hearing_days > 0 AND appeal_days > 0 AND publication_days > 0)",
        "Marks lie between 0 and 100, and each term has a day at least.",
    )

    def copy_data(self, default=None):
        default = default or {}
        return [
            {**vals, "code": f"{scheme.code}_{scheme.id}", "verified": False, **default}
            for scheme, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def copy(self, default=None):
        """Criteria name parties of their own scheme: they are copied after those."""
        copies = super().copy(default)
        for old, new in zip(self, copies, strict=True):
            for criterion in old.criterion_ids:
                codes = criterion.party_ids.mapped("code")
                parties = new.party_ids.filtered(lambda one, c=codes: one.code in c)
                criterion.copy(
                    {"scheme_id": new.id, "party_ids": [(6, 0, parties.ids)]}
                )
        return copies

    def write(self, vals):
        kept = {"date_end", "verified", "state"}
        decided = {name for name in vals if name in self._fields} - kept
        begun = self.filtered(lambda scheme: scheme.state == "in_force")
        if any(begun._is_changing(name, vals[name]) for name in decided):
            begun._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self._check_open()

    def _check_open(self):
        """Raise if one of the schemes is in force, and so stays as it is."""
        for scheme in self.sudo():
            if scheme.state == "in_force":
                raise UserError(
                    self.env._(
                        "“%s” is in force and stays as it is: end it, and enter the "
                        "next one from the day after.",
                        scheme.name,
                    )
                )

    def action_put_in_force(self):
        """Let people be appraised by it; from now on it stays as it is."""
        for scheme in self:
            scheme.check_access("write")
            scheme._hold()
            scheme._check_rules()
            with_pass(scheme, {"state"}).state = "in_force"

    def _check_rules(self):
        self.ensure_one()
        if not (self.party_ids and self.criterion_ids and self.grade_ids):
            raise ValidationError(
                self.env._("A scheme has parties, criteria and grades.")
            )
        for criterion in self.criterion_ids:
            criterion._check_evidence()
        try:
            appraisal.check(self._to_kernel())
        except AppraisalError as error:
            raise ValidationError(self._explain(error)) from error

    def _to_kernel(self, quota=None):
        """Return the rules; ``quota`` is the record of the quota, if there is one."""
        return appraisal.Rules(
            tuple(party._to_kernel() for party in self.party_ids),
            tuple(criterion._to_kernel() for criterion in self.criterion_ids),
            tuple(grade._to_kernel() for grade in self.grade_ids),
            self.missing,
            exact(self.neutral),
            self.digits,
            quota._to_kernel() if quota else appraisal.Quota(exact(1)),
        )

    def _get_quota(self, day):
        """Return the quota in force on a day; none if the scheme has no limit."""
        quotas = self.env["appraisal.quota"]
        return quotas._get_fact(self.quota_code, day) if self.quota_code else quotas

    def _explain(self, error):
        """Return in words what the kernel refused."""
        parties = {one.code: one.name for one in self.sudo().party_ids}
        criteria = {one.code: one.name for one in self.sudo().criterion_ids}
        params = error.params
        party = parties.get(params.get("party"), "")
        criterion = criteria.get(params.get("criterion"), "")
        return {
            "weights": self.env._(
                "The weights of the parties and those of the criteria make up 100 each."
            ),
            "below_floor": self.env._(
                "%(party)s would weigh %(weight)s, but must weigh %(floor)s at least.",
                party=party,
                weight=_percent(params.get("weight")),
                floor=_percent(params.get("floor")),
            ),
            "unmarked": self.env._(
                "Each criterion is marked by a party, and each party marks one: %s.",
                party or criterion,
            ),
            "grades": self.env._(
                "One grade begins at 0, no two begin alike, and one at most is limited."
            ),
            "missing": self.env._(
                "%(party)s gave no mark on “%(criterion)s”.",
                party=party,
                criterion=criterion,
            ),
            "nothing": self.env._("Nobody gave a mark."),
            "range": self.env._("Marks lie between 0 and 100."),
        }[error.code]


def _percent(value):
    return f"{float(value or 0):.4g}%"
