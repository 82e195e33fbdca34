from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.community_base.models.community_sealed_mixin import SEAL_FIELDS

from .pay_run import FINAL, KINDS


class PaySlip(models.Model):
    """What one person is paid by a run (工资单).

    Slips and their lines are written by the run alone, all lines of a slip at once,
    and only while it is being computed; their sum is the net. Once the run is approved
    a slip is sealed with its lines in its street's register of the year. The database
    sees to it, whoever asks.
    """

    _name = "pay.slip"
    _description = "Payslip"
    _inherit = ["community.batch.sealed.mixin", "pay.yuan.mixin"]
    _order = "month desc, area_id, employee_id, id"

    # A run under way takes its slips back; the triggers here see to the rest.
    _only_added = False
    _dated_by = "month"
    _sealed_columns = (
        *("run_id", "employee_id", "area_id", "community_id", "company_id"),
        *("kind", "month", "tax_month", "reverses_id"),
        *("gross", "tax", "net", "employer_cost"),
        *("tax_income", "tax_exempt", "tax_insurance"),
        *("tax_other", "tax_separate", "tax_withheld"),
    )

    run_id = fields.Many2one(
        "pay.run", required=True, readonly=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        "community.area", required=True, readonly=True, index=True, ondelete="restrict"
    )
    community_id = fields.Many2one(
        "community.area", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    state = fields.Selection(related="run_id.state")
    kind = fields.Selection(
        KINDS,
        required=True,
        readonly=True,
    )
    reverses_id = fields.Many2one(
        "pay.slip",
        "Reverses",
        readonly=True,
        ondelete="restrict",
        help="The payslip that is taken back (冲销的工资单).",
    )
    month = fields.Date(required=True, readonly=True)
    tax_month = fields.Date(required=True, readonly=True)
    gross = fields.Monetary(readonly=True, help="应发")
    tax = fields.Monetary("Income Tax", readonly=True, help="代扣个人所得税")
    net = fields.Monetary(readonly=True, help="实发")
    employer_cost = fields.Monetary(
        "Borne by the Employer", readonly=True, help="单位承担"
    )
    tax_income = fields.Monetary("Income for Tax", readonly=True, help="本期收入")
    tax_exempt = fields.Monetary("Exempt Income", readonly=True, help="本期免税收入")
    tax_insurance = fields.Monetary(
        "Insurances Deducted", readonly=True, help="本期专项扣除"
    )
    tax_other = fields.Monetary("Others Deducted", readonly=True, help="本期其他扣除")
    tax_separate = fields.Monetary("Taxed Apart", readonly=True, help="单独计税奖金")
    tax_withheld = fields.Monetary(
        "Withheld Cumulatively", readonly=True, help="本期预扣（不含单独计税）"
    )
    ytd = fields.Json("Year so far", readonly=True, help="累计预扣计算过程")
    line_ids = fields.One2many("pay.slip.line", "slip_id", "Lines", readonly=True)

    _regular_once = models.UniqueIndex(
        "(employee_id, month) WHERE kind = 'regular'",
        "This person is paid for this month already: use a supplement.",
    )
    _reversed_once = models.UniqueIndex(
        "(reverses_id) WHERE reverses_id IS NOT NULL",
        "This payslip was reversed already.",
    )
    _reversal = models.Constraint(
        "CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL))",
        "A reversal takes back a payslip.",
    )
    _run_once = models.Constraint(
        "UNIQUE (run_id, employee_id)", "A run pays a person once."
    )
    _year = models.Index("(employee_id, tax_month)")

    def init(self):
        result = super().init()
        # Thousands come in one statement, so they are looked at in one.
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION pay_slip_check() RETURNS trigger AS $$
            BEGIN
                IF EXISTS (SELECT FROM changed JOIN pay_run run
                               ON run.id = changed.run_id
                            WHERE run.state <> 'computing')
                THEN
                    RAISE EXCEPTION '% changes while its run is computed', TG_TABLE_NAME
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER pay_slip_added AFTER INSERT ON pay_slip
                REFERENCING NEW TABLE AS changed
                FOR EACH STATEMENT EXECUTE FUNCTION pay_slip_check();
            CREATE OR REPLACE TRIGGER pay_slip_removed AFTER DELETE ON pay_slip
                REFERENCING OLD TABLE AS changed
                FOR EACH STATEMENT EXECUTE FUNCTION pay_slip_check();

            CREATE OR REPLACE FUNCTION pay_slip_keep() RETURNS trigger AS $$
            BEGIN
                IF (to_jsonb(OLD) - TG_ARGV[0]::text[])
                    IS DISTINCT FROM (to_jsonb(NEW) - TG_ARGV[0]::text[])
                THEN
                    RAISE EXCEPTION '% % stays as it was computed', TG_TABLE_NAME,
                          OLD.id USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER pay_slip_never_emptied
                BEFORE TRUNCATE ON pay_slip
                FOR EACH STATEMENT EXECUTE FUNCTION community_append_only();
        """)
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER pay_slip_keep BEFORE UPDATE ON pay_slip
                    FOR EACH ROW EXECUTE FUNCTION pay_slip_keep(%s)
                """,
                "{%s}" % ",".join(self._get_changing_columns()),
            )
        )
        return result

    @api.model
    def _get_changing_columns(self):
        """Return the columns that may change after a slip was computed."""
        return ("write_uid", "write_date", *SEAL_FIELDS)

    @api.model
    def _get_locked_fields(self):
        return {name for name, field in self._fields.items() if field.store}

    @api.depends("employee_id", "month")
    def _compute_display_name(self):
        for slip in self:
            month = f"{slip.month:%Y-%m}" if slip.month else ""
            slip.display_name = f"{slip.employee_id.sudo().name or ''} {month}".strip()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("Payslips are removed by computing their run anew.")
        )

    @api.model
    def _is_paid(self, employee, month):
        """Tell whether a person's month is in a run that was or will be paid."""
        return bool(
            self.sudo().search_count(
                [
                    ("employee_id", "=", employee.id),
                    ("month", "=", month),
                    ("run_id.state", "in", FINAL),
                ],
                limit=1,
            )
        )

    # Sealing

    @api.model
    def _get_ripe_condition(self):
        return SQL(
            "EXISTS (SELECT FROM pay_run run WHERE run.id = entry.run_id AND %s)",
            self.env["pay.run"]._get_final_condition(),
        )

    def _read_rows(self, columns, condition):
        """A slip is sealed with all that its lines say."""
        lines = SQL(
            """
            (SELECT encode(sha256(convert_to(string_agg(concat_ws('|',
                        line.id, line.component_id, line.kind, line.date_from,
                        line.date_to, line.days, line.base, line.rate, line.amount,
                        line.policy_line_id, line.version_id, line.why),
                    E'\n' ORDER BY line.id), 'UTF8')), 'hex')
               FROM pay_slip_line line WHERE line.slip_id = entry.id) AS lines"""
        )
        return super()._read_rows(SQL("%s, %s", columns, lines), condition)

    @api.model
    def _prepare_row_payload(self, row):
        return super()._prepare_row_payload(row) | {"lines": row["lines"]}
