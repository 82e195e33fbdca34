from odoo import api, fields, models
from odoo.exceptions import AccessError

from .pay_component import KINDS


class Implied(fields.Many2one):
    """A reference that another one implies: what the slip or the rule says, repeated.

    The database compares all lines with their slips and rules when they are added, and
    those have the foreign keys: keys of their own made adding lines take twice as long.
    """

    def update_db_foreign_key(self, model, column):
        pass


class PaySlipLine(models.Model):
    """One amount on a payslip, with the days it pays for and where it comes from.

    ``amount`` has the sign of what it does to the net. A line whose days lie in a past
    month makes up for that month.
    """

    _name = "pay.slip.line"
    _description = "Payslip Line"
    _inherit = ["community.protected.mixin", "pay.yuan.mixin"]
    _order = "slip_id, id"
    # The slip has them, and lines never change.
    _log_access = False

    slip_id = fields.Many2one(
        "pay.slip", required=True, readonly=True, index=True, ondelete="restrict"
    )
    run_id = Implied("pay.run", required=True, readonly=True, index=True)
    employee_id = Implied("hr.employee", required=True, readonly=True)
    area_id = Implied("community.area", required=True, readonly=True)
    component_id = Implied("pay.component", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    date_from = fields.Date("From", required=True, readonly=True)
    date_to = fields.Date("To", required=True, readonly=True)
    days = fields.Integer(readonly=True, help="计薪天数")
    base = fields.Monetary(readonly=True, help="计算基数")
    rate = fields.Float(digits=(16, 8), readonly=True, help="系数、比例")
    amount = fields.Monetary(readonly=True)
    policy_line_id = fields.Many2one(
        "pay.policy.line",
        "Rule",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    version_id = fields.Many2one(
        "hr.version", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    why = fields.Json(readonly=True)
    words = fields.Char("Why This Amount", compute="_compute_words")

    _paid_for = models.Index("(employee_id, date_from)")

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION pay_slip_line_added() RETURNS trigger AS $$
            DECLARE
                wrong bigint;
            BEGIN
                SELECT slip.id INTO wrong
                  FROM pay_slip slip
                  JOIN (SELECT slip_id, run_id, employee_id, area_id,
                               sum(amount) FILTER (WHERE kind <> 'employer') AS net,
                               sum(amount) FILTER (WHERE kind = 'employer') AS cost,
                               sum(amount) FILTER (
                                   WHERE kind IN ('earning', 'reduction')) AS gross
                          FROM added GROUP BY slip_id, run_id, employee_id, area_id
                       ) lines ON lines.slip_id = slip.id
                 WHERE (lines.run_id, lines.employee_id, lines.area_id)
                       <> (slip.run_id, slip.employee_id, slip.area_id)
                    OR slip.net <> coalesce(lines.net, 0)
                    OR slip.gross <> coalesce(lines.gross, 0)
                    OR slip.employer_cost <> coalesce(lines.cost, 0)
                 LIMIT 1;
                IF wrong IS NULL THEN
                    SELECT added.slip_id INTO wrong FROM added
                      LEFT JOIN pay_component component
                        ON component.id = added.component_id
                      LEFT JOIN pay_policy_line rule ON rule.id = added.policy_line_id
                     WHERE component.kind IS DISTINCT FROM added.kind
                        OR rule.component_id <> added.component_id
                     LIMIT 1;
                END IF;
                IF wrong IS NOT NULL THEN
                    RAISE EXCEPTION 'the lines of payslip % do not add up to it', wrong
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER pay_slip_line_sums AFTER INSERT ON pay_slip_line
                REFERENCING NEW TABLE AS added
                FOR EACH STATEMENT EXECUTE FUNCTION pay_slip_line_added();
            CREATE OR REPLACE TRIGGER pay_slip_line_added AFTER INSERT ON pay_slip_line
                REFERENCING NEW TABLE AS changed
                FOR EACH STATEMENT EXECUTE FUNCTION pay_slip_check();
            CREATE OR REPLACE TRIGGER pay_slip_line_removed
                AFTER DELETE ON pay_slip_line
                REFERENCING OLD TABLE AS changed
                FOR EACH STATEMENT EXECUTE FUNCTION pay_slip_check();
            CREATE OR REPLACE TRIGGER pay_slip_line_keep BEFORE UPDATE ON pay_slip_line
                FOR EACH ROW EXECUTE FUNCTION pay_slip_keep('{}');
            CREATE OR REPLACE TRIGGER pay_slip_line_never_emptied
                BEFORE TRUNCATE ON pay_slip_line
                FOR EACH STATEMENT EXECUTE FUNCTION community_append_only();
        """)
        return result

    @api.model
    def _get_locked_fields(self):
        return {name for name, field in self._fields.items() if field.store}

    @api.depends("component_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.component_id.display_name

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("Payslips are removed by computing their run anew.")
        )

    # In words

    @api.depends_context("lang")
    @api.depends("component_id", "amount", "why")
    def _compute_words(self):
        for line in self:
            line.words = line._describe()

    def _describe(self):
        """Say how the amount comes about (为什么是这个金额)."""
        why, method = self.why or {}, self.policy_line_id.sudo().method
        if "paid" in why:
            return self._describe_back(why)
        if method in ("tax", "bonus_tax"):
            return self._describe_tax(method, why)
        if method == "insurance":
            return self._describe_insurance(why)
        if method == "input":
            return self._describe_input(why)
        return self._describe_days()

    def _describe_days(self):
        policy = self.policy_line_id.sudo()
        parts = [f"{self.base:,.2f}", *policy._describe_rate(self.rate)]
        is_part = (self.date_to.replace(day=1) != self.date_from) or (
            fields.Date.end_of(self.date_to, "month") != self.date_to
        )
        words = self.env._(
            "%(method)s: %(product)s",
            method=policy._get_method_label(),
            product=" × ".join(parts),
        )
        if is_part and policy.proration != "none":
            words = self.env._(
                "%(product)s, for %(days)s days (%(first)s–%(last)s) of the month",
                product=words,
                days=self.days,
                first=self.date_from,
                last=self.date_to,
            )
        return words

    def _describe_back(self, why):
        return self.env._(
            "%(month)s: %(due).2f are due, %(paid).2f were paid",
            month=f"{self.date_from:%Y-%m}",
            due=why["due"] / 100,
            paid=why["paid"] / 100,
        )

    def _describe_tax(self, method, why):
        if method == "bonus_tax":
            return self.env._(
                "Bonus of %(base)s taxed apart: × %(rate)s%% − %(quick).2f",
                base=f"{self.base:,.2f}",
                rate=f"{self.rate * 100:g}",
                quick=why["quick"] / 100,
            )
        return self.env._(
            "Year so far: income %(income)s − exempt %(exempt)s − basic %(basic)s − "
            "insurances %(insurance)s − special additional %(relief)s − other %(other)s"
            " = %(base)s taxable; × %(rate)s%% − %(quick)s = %(due)s due, of which "
            "%(withheld)s was withheld before",
            base=f"{self.base:,.2f}",
            rate=f"{self.rate * 100:g}",
            **{
                name: f"{why[name] / 100:,.2f}"
                for name in (
                    "income",
                    "exempt",
                    "basic",
                    "insurance",
                    "relief",
                    "other",
                    "quick",
                    "due",
                    "withheld",
                )
            },
        )

    def _describe_insurance(self, why):
        words = self.env._(
            "Declared base %(declared)s, counted %(base)s × %(rate)s%%",
            declared=f"{why['declared'] / 100:,.2f}",
            base=f"{self.base:,.2f}",
            rate=f"{self.rate * 100:g}",
        )
        if "fixed" in why:
            words += f" + {why['fixed'] / 100:,.2f}"
        return words

    def _describe_input(self, why):
        entry = self.env["pay.input"].sudo().browse(why["input"]).exists()
        words = entry.reason or ""
        if "quantity" not in why:
            return words
        policy, quantity = self.policy_line_id.sudo(), float(why["quantity"])
        parts = policy._describe_rate(self.rate, quantity)
        product = " × ".join([f"{self.base:,.2f}", *parts])
        return self.env._("%(reason)s: %(product)s", reason=words, product=product)
