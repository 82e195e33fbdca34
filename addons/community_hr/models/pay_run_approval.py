from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class PayRun(models.Model):
    """A run is paid as it was decided (审批): by the Secretary's approval or by a
    resolution, as the class of the matter says.

    What is decided about is every line of every slip. In the database as well nothing
    gets approved without it, and what was approved keeps its figures.
    """

    _inherit = "pay.run"

    _guarded_states = {"approved": ("pay_run", "pay_run_street")}
    _guard_fields = (
        *("area_id", "company_id", "kind", "month", "tax_month", "head_count"),
        *("gross", "tax", "net", "employer_cost", "slips_digest"),
    )

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION pay_run_stays() RETURNS trigger AS $$
            BEGIN
                IF EXISTS (SELECT FROM unnest(TG_ARGV[0]::text[]) AS part
                            WHERE to_jsonb(OLD) -> part
                                  IS DISTINCT FROM to_jsonb(NEW) -> part)
                THEN
                    RAISE EXCEPTION 'pay run % stays as it was approved', OLD.id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
        """)
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER pay_run_stays BEFORE UPDATE ON pay_run
                    FOR EACH ROW WHEN (OLD.state IN ('approved', 'posted', 'paid'))
                    EXECUTE FUNCTION pay_run_stays(%s)
                """,
                "{%s}" % ",".join(self._get_decided_columns()),
            )
        )
        return result

    def action_request_matter(self):
        """Put the run up for approval once it was reviewed (提请审批)."""
        self.ensure_one()
        if self.state != "reviewed":
            raise UserError(self.env._("The run has to be reviewed first."))
        return super().action_request_matter()

    def action_view_matters(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Matters"),
            "res_model": "community.matter",
            "view_mode": "list,form",
            "domain": list(self._get_matter_domain()),
        }

    def action_approve(self):
        """Let the run be paid, under the resolution that decided it."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        self._check_next("approved")
        self._act("approved")
        self.env.ref("community_base.ir_cron_seal_waiting").sudo()._trigger()
