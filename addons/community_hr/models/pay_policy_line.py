from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..kernel import pay
from ..kernel.rounding import Rounding, exact, to_fen
from .pay_insurance_rate import INSURANCES
from .staff_allowance import KINDS as ALLOWANCES

METHODS = [
    ("grade", "By Grade of the Scale"),
    ("wage", "Agreed in the Contract"),
    ("allowance", "Allowance"),
    ("amount", "Fixed Amount"),
    ("rate", "Rate of Others"),
    ("performance", "Performance"),
    ("input", "As Entered"),
    ("insurance", "Insurance and Fund"),
    ("tax", "Income Tax of the Year so far"),
    ("bonus_tax", "Income Tax on the Bonus"),
]
PRORATIONS = [
    ("calendar", "Calendar Days"),
    ("working", "Working Days"),
    ("none", "In Full"),
]
ROUNDING_RULES = [("half_up", "Half up"), ("up", "Up"), ("down", "Down")]
ROUNDING_UNITS = [("fen", "Fen"), ("jiao", "Jiao"), ("yuan", "Yuan")]


class PayPolicyLine(models.Model):
    """How one component comes about (薪酬规则): a method and figures, no formula."""

    _name = "pay.policy.line"
    _description = "Rule of Pay"
    _inherit = ["community.protected.mixin"]
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one(
        "pay.policy", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(
        related="policy_id.area_id", store=True, index="btree_not_null"
    )
    currency_id = fields.Many2one(related="policy_id.currency_id")
    sequence = fields.Integer(default=100)
    component_id = fields.Many2one(
        "pay.component", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(related="component_id.kind")
    method = fields.Selection(METHODS, required=True, default="amount")
    amount = fields.Monetary()
    rate = fields.Float("Rate (%)", digits=(9, 4), default=100)
    divisor = fields.Float(
        digits=(9, 4),
        default=1,
        help="The base is divided by it: 21.75 for a day, 174 for an hour (计薪折算).",
    )
    base_ids = fields.Many2many("pay.component", string="Of")
    source = fields.Selection(ALLOWANCES, "Allowance")
    insurance = fields.Selection(INSURANCES)
    default_coefficient = fields.Float(
        "Without a Result",
        digits=(6, 4),
        default=1,
        help="Coefficient of who has no appraisal result yet (无考核结果时的系数).",
    )
    proration = fields.Selection(PRORATIONS, required=True, default="calendar")
    rounding_rule = fields.Selection(ROUNDING_RULES, required=True, default="half_up")
    rounding_unit = fields.Selection(ROUNDING_UNITS, required=True, default="fen")

    _once = models.UniqueIndex(
        "(policy_id, component_id, (coalesce(source, insurance, method)))",
        "A component comes about in one way.",
    )
    _has_source = models.Constraint(
        "CHECK ((method = 'allowance') = (source IS NOT NULL))",
        "Say which allowance.",
    )
    _has_insurance = models.Constraint(
        "CHECK ((method = 'insurance') = (insurance IS NOT NULL))",
        "Say which insurance.",
    )
    _divisor_positive = models.Constraint(
        "CHECK (divisor > 0)", "The divisor has to be more than 0."
    )
    _positive = models.Constraint(
        "CHECK (amount >= 0 AND rate >= 0 AND default_coefficient >= 0)",
        "Amounts and rates are entered without a sign: the component has it.",
    )

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION pay_policy_line_keep() RETURNS trigger AS $$
            BEGIN
                IF EXISTS (SELECT FROM pay_slip_line WHERE policy_line_id = OLD.id)
                   AND (TG_OP = 'DELETE' OR
                        (OLD.component_id, OLD.method, OLD.amount, OLD.rate,
                         OLD.divisor, OLD.source, OLD.insurance, OLD.proration,
                         OLD.default_coefficient, OLD.rounding_rule,
                         OLD.rounding_unit)
                        IS DISTINCT FROM
                        (NEW.component_id, NEW.method, NEW.amount, NEW.rate,
                         NEW.divisor, NEW.source, NEW.insurance, NEW.proration,
                         NEW.default_coefficient, NEW.rounding_rule,
                         NEW.rounding_unit))
                THEN
                    RAISE EXCEPTION 'people were paid by rule % of pay', OLD.id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER pay_policy_line_keep
                BEFORE UPDATE OR DELETE ON pay_policy_line
                FOR EACH ROW EXECUTE FUNCTION pay_policy_line_keep();
        """)
        return result

    @api.depends("component_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.component_id.display_name

    @api.constrains("method", "component_id")
    def _check_method(self):
        """Insurances are withheld or the employer's, taxes are taxes."""
        for line in self:
            kind, method = line.component_id.kind, line.method
            fits = {
                "insurance": kind in ("withheld", "employer"),
                "tax": kind == "tax",
                "bonus_tax": kind == "tax",
            }.get(method, kind != "tax")
            if not fits:
                raise ValidationError(
                    self.env._(
                        "“%(component)s” cannot come about by “%(method)s”.",
                        component=line.component_id.name,
                        method=line._get_method_label(),
                    )
                )

    @api.constrains("base_ids", "sequence", "component_id", "method")
    def _check_bases(self):
        """What a rule builds on comes before it, from the days of the month."""
        for policy in self.policy_id:
            known = self.env["pay.component"]
            for line in policy.line_ids.sorted(lambda line: (line.sequence, line.id)):
                line._check_known(known)
                if line.method in pay.SLICE_METHODS:
                    known |= line.component_id

    def _check_known(self, known):
        missing = self.base_ids - known
        if missing:
            raise ValidationError(
                self.env._(
                    "“%(component)s” builds on “%(base)s”, which does not come before "
                    "it.",
                    component=self.component_id.name,
                    base=missing[0].name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_unused()
        return lines

    def write(self, vals):
        self._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self):
        """Who was paid by a policy can look up how: it stays, a new one follows."""
        used = self.env["pay.slip.line"].sudo()
        for policy in self.policy_id:
            if used.search_count(
                [("policy_line_id", "in", policy.line_ids.ids)], limit=1
            ):
                raise UserError(
                    self.env._(
                        "People were paid by “%s”: it stays as it is. Renew it for "
                        "what changes from a day on.",
                        policy.name,
                    )
                )

    def _get_method_label(self):
        labels = dict(self._fields["method"]._description_selection(self.env))
        return labels.get(self.method, "")

    def _describe_rate(self, rate, times=None):
        """Return the factors of a base as people read them: 150 % ÷ 174, 10.

        :param rate: all factors together
        :param times: how often, or the coefficient of performance that is in the rate
        """
        own = self.rate / 100 / self.divisor
        factors = []
        if own != 1:
            divisor = f" ÷ {self.divisor:g}" if self.divisor != 1 else ""
            factors.append(f"{self.rate:g}%{divisor}")
        if times is None and own:
            times = round(rate / own, 6)
        if times not in (None, 1):
            factors.append(f"{times:g}")
        return factors

    def _to_kernel(self, components):
        return pay.Rule(
            self.id,
            components[self.component_id.id],
            self.method,
            to_fen(self.amount),
            exact(self.rate) / 100,
            exact(self.divisor),
            tuple(self.base_ids.ids),
            self.source or self.insurance or "",
            "unit" if self.component_id.kind == "employer" else "person",
            exact(self.default_coefficient),
            self.proration,
            Rounding(self.rounding_rule, self.rounding_unit),
        )
