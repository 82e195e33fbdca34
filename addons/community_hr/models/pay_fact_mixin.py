from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class PayFactMixin(models.AbstractModel):
    """A fact that pay is computed from (薪酬参数): dated, with its source, no gaps.

    What was in force stays as it was. A new value is a new record from its day on; it
    ends the one before. Between the first and the last record of a code no day is
    without one: a month that falls into a gap could not be computed. The database
    refuses overlaps at once and gaps when the transaction ends.

    A model says in :meth:`_compute_code` what its records are a fact of.
    """

    _name = "pay.fact.mixin"
    _description = "Fact of Pay"
    _inherit = ["community.fact.mixin"]

    code = fields.Char(compute="_compute_code", store=True, required=False)
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        readonly=True,
        default=lambda self: self.env.ref("base.CNY"),
    )

    def init(self):
        result = super().init()
        if self._abstract or not self._auto:
            return result
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION pay_fact_no_gap() RETURNS trigger AS $$
            DECLARE
                gap date;
            BEGIN
                EXECUTE format(
                    'SELECT date_end + 1 FROM (
                        SELECT date_end, lead(date_start) OVER (ORDER BY date_start)
                               AS following
                          FROM %I WHERE code = $1) fact
                      WHERE following IS NOT NULL
                        AND following IS DISTINCT FROM date_end + 1 LIMIT 1',
                    TG_TABLE_NAME)
                   INTO gap USING coalesce(NEW.code, OLD.code);
                IF gap IS NOT NULL THEN
                    RAISE EXCEPTION 'no % of the code % is in force on %',
                          TG_TABLE_NAME, coalesce(NEW.code, OLD.code), gap
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
        """)
        self.env.cr.execute(
            SQL(
                """
                DROP TRIGGER IF EXISTS pay_fact_no_gap ON %(table)s;
                CREATE CONSTRAINT TRIGGER pay_fact_no_gap
                    AFTER INSERT OR UPDATE OR DELETE ON %(table)s
                    DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION pay_fact_no_gap();
                """,
                table=SQL.identifier(self._table),
            )
        )
        return result

    def _compute_code(self):
        raise NotImplementedError

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._end_predecessor(vals)
        return super().create(vals_list)

    @api.model
    def _end_predecessor(self, vals):
        """End what is in force without an end, the day before a new value begins."""
        start = fields.Date.to_date(vals.get("date_start"))
        if start:
            before = self.search(
                Domain("code", "=", self.new(vals).code)
                & Domain("date_start", "<", start)
                & Domain("date_end", "=", False)
            )
            before.date_end = start - timedelta(days=1)
            before.flush_recordset()

    @api.constrains("date_start", "date_end")
    def _check_no_gap(self):
        codes = set(self.mapped("code"))
        facts = self.sudo().search([("code", "in", list(codes))], order="date_start")
        for same in facts.grouped("code").values():
            for fact, following in zip(same, same[1:], strict=False):
                if fact.date_end != following.date_start - timedelta(days=1):
                    raise ValidationError(
                        self.env._(
                            "“%(fact)s” ends on %(end)s and the next begins on "
                            "%(start)s: no day between may be without one.",
                            fact=fact.display_name,
                            end=fact.date_end,
                            start=following.date_start,
                        )
                    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_followed(self):
        for fact in self:
            after = Domain("code", "=", fact.code) & Domain(
                "date_start", ">", fact.date_start
            )
            if self.sudo().search_count(after & Domain("id", "not in", self.ids)):
                raise UserError(
                    self.env._(
                        "“%s” is followed by another and stays: it is what was in "
                        "force in its days.",
                        fact.display_name,
                    )
                )

    @api.model
    def _get_facts(self, first, last):
        """Return what is in force at any time of a period, oldest first.

        What holds for pay does not depend on who asks.
        """
        return self.sudo().search(
            Domain("date_start", "<=", last)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", first)),
            order="date_start, id",
        )
