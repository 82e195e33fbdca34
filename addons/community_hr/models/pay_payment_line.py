from odoo import fields, models

from odoo.addons.community_base.house import with_pass
from odoo.addons.community_base.kernel.money import in_yuan

from ..kernel.rounding import to_fen


class PayPaymentLine(models.Model):
    """What one person gets with a batch (发放明细)."""

    _name = "pay.payment.line"
    _description = "Payment to an Employee"
    _inherit = ["community.protected.mixin", "pay.yuan.mixin"]
    _order = "payment_id desc, serial, id"
    _rec_name = "employee_id"

    payment_id = fields.Many2one(
        "pay.payment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    run_id = fields.Many2one(
        "pay.run", required=True, readonly=True, index=True, ondelete="restrict"
    )
    slip_id = fields.Many2one(
        "pay.slip", required=True, readonly=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one("community.area", readonly=True, index=True)
    employee_id = fields.Many2one(
        "hr.employee", required=True, readonly=True, index=True, ondelete="restrict"
    )
    serial = fields.Integer("No.", readonly=True, aggregator=False)
    amount = fields.Monetary(readonly=True)
    state = fields.Selection(
        [("waiting", "Under Way"), ("success", "Paid"), ("failed", "Failed")],
        default="waiting",
        required=True,
        readonly=True,
    )
    reason = fields.Char("Reason of the Failure", readonly=True)

    _paid_once = models.UniqueIndex(
        "(slip_id) WHERE state <> 'failed'",
        "This payslip is paid by another batch already.",
    )
    _failed = models.Constraint(
        "CHECK ((state = 'failed') = (reason IS NOT NULL) AND amount > 0)",
        "A payment that failed has a reason.",
    )

    def _get_locked_fields(self):
        return {name for name, field in self._fields.items() if field.store}

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION pay_payment_line_added() RETURNS trigger AS $$
            BEGIN
                IF EXISTS (
                    SELECT FROM added
                      JOIN pay_payment batch ON batch.id = added.payment_id
                      JOIN pay_slip slip ON slip.id = added.slip_id
                      JOIN pay_run run ON run.id = slip.run_id
                     WHERE added.state <> 'waiting' OR batch.state <> 'draft'
                        OR run.state <> 'posted'
                        OR (batch.run_id, slip.run_id, slip.employee_id, slip.area_id)
                           <> (added.run_id, added.run_id, added.employee_id,
                               added.area_id)
                        OR added.amount <> CASE batch.method
                           WHEN 'return' THEN -slip.net ELSE slip.net END)
                THEN
                    RAISE EXCEPTION 'a payment is what the payslip says'
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER pay_payment_line_added
                AFTER INSERT ON pay_payment_line
                REFERENCING NEW TABLE AS added
                FOR EACH STATEMENT EXECUTE FUNCTION pay_payment_line_added();

            CREATE OR REPLACE FUNCTION pay_payment_line_keep() RETURNS trigger AS $$
            BEGIN
                IF (TG_OP = 'DELETE' AND EXISTS (
                        SELECT FROM pay_payment
                         WHERE id = OLD.payment_id AND state <> 'draft'))
                   OR (TG_OP = 'UPDATE' AND (OLD.state <> 'waiting'
                       OR (OLD.payment_id, OLD.slip_id, OLD.employee_id, OLD.amount)
                          IS DISTINCT FROM
                          (NEW.payment_id, NEW.slip_id, NEW.employee_id, NEW.amount)))
                THEN
                    RAISE EXCEPTION 'payment % stays as it was entered', OLD.id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER pay_payment_line_keep
                BEFORE UPDATE OR DELETE ON pay_payment_line
                FOR EACH ROW EXECUTE FUNCTION pay_payment_line_keep();
        """)
        return result

    def _prepare_row(self, bank, account):
        """Return what a bank file can say of this payment."""
        fen = to_fen(self.amount)
        person = self.employee_id.sudo()
        return {
            "serial": str(self.serial),
            "account": account,
            "name": person.work_contact_id.name,
            "bank": bank,
            "yuan": in_yuan(fen),
            "fen": str(fen),
            "number": person.barcode or str(person.id),
            "remark": self.env._("Pay %s", f"{self.run_id.month:%Y-%m}"),
        }

    # Nobody writes payments; the batch has checked who enters their outcome.

    def _set_success(self):
        with_pass(self.sudo(), {"state"}).write({"state": "success"})

    def _set_failed(self, reason):
        vals = {"state": "failed", "reason": reason}
        with_pass(self.sudo(), vals).write(vals)
