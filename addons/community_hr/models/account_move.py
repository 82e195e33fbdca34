from odoo import models


class AccountMove(models.Model):
    """The voucher of a pay run stays as it was posted (工资凭证)."""

    _inherit = "account.move"

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION pay_voucher_stays() RETURNS trigger AS $$
            DECLARE
                voucher int := CASE TG_TABLE_NAME WHEN 'account_move'
                               THEN (to_jsonb(OLD) ->> 'id')::int
                               ELSE (to_jsonb(OLD) ->> 'move_id')::int END;
            BEGIN
                IF (TG_OP = 'DELETE' OR EXISTS (
                        SELECT FROM unnest(TG_ARGV[0]::text[]) AS part
                         WHERE to_jsonb(OLD) -> part
                               IS DISTINCT FROM to_jsonb(NEW) -> part))
                   AND (EXISTS (SELECT FROM pay_run WHERE move_id = voucher)
                        OR EXISTS (SELECT FROM pay_payment_move_rel
                                    WHERE move_id = voucher))
                THEN
                    RAISE EXCEPTION 'voucher % is of a pay run and stays', voucher
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER pay_voucher_stays
                BEFORE UPDATE OR DELETE ON account_move FOR EACH ROW
                WHEN (OLD.state = 'posted' AND OLD.move_type = 'entry')
                EXECUTE FUNCTION pay_voucher_stays(
                    '{state,date,journal_id,company_id}');
        """)
        return result
