from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import today, with_pass

from .coop_contract import CLASSES


class CoopContractPayment(models.Model):
    """An instalment that the cooperative pays under a contract (合同付款).

    Under a resolution each payment takes its part of the amount that was decided, so
    that all together never pay more; below the thresholds, never more than was agreed.
    """

    _name = "coop.contract.payment"
    _description = "Payment under a Contract"
    _inherit = [
        "community.guarded.mixin",
        "community.files.mixin",
        "community.area.mixin",
    ]
    _order = "contract_id, date_due, id"

    _file_fields = ("paper_ids",)
    _fixed_fields = frozenset({"contract_id"})
    _system_fields = frozenset({"state", "date_paid"})
    _guarded_states = {"paid": CLASSES}
    _guard_fields = ("contract_id",)
    _guard_amount_field = "amount"

    name = fields.Char("For", required=True, help="款项用途")
    contract_id = fields.Many2one(
        "coop.contract", required=True, index=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one(
        related="contract_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="contract_id.area_id", store=True, required=False)
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="contract_id.currency_id")
    date_due = fields.Date("Due on", required=True)
    amount = fields.Monetary(required=True)
    document = fields.Char(help="付款凭证号")
    paper_ids = fields.Many2many("ir.attachment", string="Papers", copy=False)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("paid", "Paid under a Resolution"),
            ("paid_minor", "Paid below the Thresholds"),
        ],
        default="planned",
        required=True,
        copy=False,
        readonly=True,
    )
    date_paid = fields.Date("Paid on", readonly=True, copy=False)

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A payment is more than nothing."
    )

    def init(self):
        result = super().init()
        self.env.cr.execute(CONTRACT_PAYMENT_CHECK)
        return result

    def _get_guard_subject(self):
        return self.contract_id

    def _get_permitting_domain(self, state):
        return self.contract_id._get_permitting_domain("active")

    def action_pay(self):
        """Note that the payment was made (登记付款)."""
        self.check_access("write")
        for payment in self:
            payment._pay()

    def _pay(self):
        contract = self.contract_id
        contract._hold()
        self._check_payable(contract)
        if contract.state == "active":
            self._act("paid", contract.resolution_id)
        else:
            with_pass(self, {"state"}).state = "paid_minor"
            self.env["community.trail"]._note(
                self, "coop_paid", before="planned", after="paid_minor"
            )
        with_pass(self, {"date_paid"}).date_paid = today(self.env)
        self.flush_recordset()

    def _check_payable(self, contract):
        if self.state != "planned":
            raise UserError(self.env._("“%s” is paid already.", self.name))
        if contract.state not in contract._states_in_force:
            raise UserError(self.env._("“%s” is not in force.", contract.display_name))
        if contract.kind == "lease_out":
            raise UserError(self.env._("Under a lease rent comes in."))
        paid = contract.payment_ids.filtered(lambda item: item.state != "planned")
        total = sum(paid.mapped("amount")) + self.amount
        if contract.currency_id.compare_amounts(total, contract.amount) > 0:
            raise UserError(
                self.env._(
                    "“%(contract)s” is about %(amount)s: with this payment it would be "
                    "%(total)s.",
                    contract=contract.display_name,
                    amount=contract.amount,
                    total=total,
                )
            )

    def write(self, vals):
        content = {"amount", "name", "date_due", "document", "paper_ids"} & vals.keys()
        paid = self.filtered(lambda payment: payment.state != "planned")
        if paid and any(paid._is_changing(name, vals[name]) for name in content):
            raise UserError(self.env._("“%s” is paid and stays.", paid[0].name))
        return super().write(vals)

    def _are_files_fixed(self):
        return self.state != "planned"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        if any(payment.state != "planned" for payment in self):
            raise UserError(self.env._("What was paid stays on record."))


CONTRACT_PAYMENT_CHECK = """
    CREATE OR REPLACE FUNCTION coop_contract_payment_check()
        RETURNS trigger AS $$
    DECLARE
        contract coop_contract;
        problem text;
    BEGIN
        IF TG_OP <> 'INSERT' AND OLD.state <> 'planned' AND (
            TG_OP = 'DELETE' OR (OLD.contract_id, OLD.amount, OLD.state)
                IS DISTINCT FROM (NEW.contract_id, NEW.amount, NEW.state))
        THEN
            problem := 'was paid and stays';
        ELSIF TG_OP <> 'DELETE' AND NEW.state <> 'planned' THEN
            -- Of two payments at once under a contract, one starts anew.
            UPDATE coop_contract SET id = id WHERE id = NEW.contract_id
                RETURNING * INTO contract;
            IF contract.state NOT IN ('active', 'inherited')
               AND NOT (contract.state = 'minor' AND NEW.state = 'paid_minor')
               OR (contract.state = 'active' AND NEW.state <> 'paid')
            THEN
                problem := 'is under no contract in force for it';
            ELSIF NEW.amount + (
                SELECT coalesce(sum(amount), 0) FROM coop_contract_payment
                 WHERE contract_id = NEW.contract_id AND id <> NEW.id
                   AND state <> 'planned') > contract.amount
            THEN
                problem := 'is more than the contract says';
            END IF;
        END IF;
        IF problem IS NOT NULL THEN
            RAISE EXCEPTION 'payment % %', coalesce(OLD.id, NEW.id), problem
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_contract_payment_check
        BEFORE INSERT OR UPDATE OF contract_id, amount, state OR DELETE
        ON coop_contract_payment
        FOR EACH ROW EXECUTE FUNCTION coop_contract_payment_check();
"""
