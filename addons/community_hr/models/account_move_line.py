from odoo import models


class AccountMoveLine(models.Model):
    """The lines of a pay run's voucher stay with it."""

    _inherit = "account.move.line"

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE TRIGGER pay_voucher_stays
                BEFORE UPDATE OR DELETE ON account_move_line FOR EACH ROW
                WHEN (OLD.parent_state = 'posted')
                EXECUTE FUNCTION pay_voucher_stays(
                    '{move_id,account_id,balance,debit,credit,analytic_distribution}');
        """)
        return result
