from odoo import fields, models, tools

from .pay_component import KINDS


class PayDifference(models.Model):
    """A person's pay beside last month's, component by component (环比)."""

    _name = "pay.difference"
    _description = "Difference from Last Month"
    _inherit = ["pay.yuan.mixin"]
    _auto = False
    _order = "slip_id, component_id"
    _depends = {
        "pay.slip": ["run_id", "employee_id", "area_id", "month", "kind"],
        "pay.slip.line": ["slip_id", "component_id", "amount"],
        "pay.run": ["state"],
    }

    run_id = fields.Many2one("pay.run", readonly=True)
    slip_id = fields.Many2one("pay.slip", "Payslip", readonly=True)
    employee_id = fields.Many2one("hr.employee", readonly=True)
    area_id = fields.Many2one("community.area", readonly=True)
    month = fields.Date(readonly=True)
    component_id = fields.Many2one("pay.component", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    before = fields.Monetary("Last Month", readonly=True)
    after = fields.Monetary("This Month", readonly=True)
    difference = fields.Monetary(readonly=True)

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute("""
            CREATE VIEW pay_difference AS
            SELECT coalesce(2 * max(line.id) FILTER (WHERE line.slip_id = slip.id),
                            2 * max(line.id) + 1) AS id,
                   slip.id AS slip_id, slip.run_id, slip.employee_id, slip.area_id,
                   slip.month, line.component_id, line.kind,
                   coalesce(sum(line.amount)
                            FILTER (WHERE line.slip_id <> slip.id), 0) AS before,
                   coalesce(sum(line.amount)
                            FILTER (WHERE line.slip_id = slip.id), 0) AS after,
                   coalesce(sum(line.amount) FILTER (WHERE line.slip_id = slip.id), 0)
                   - coalesce(sum(line.amount) FILTER (WHERE line.slip_id <> slip.id),
                              0) AS difference
              FROM pay_slip slip
              LEFT JOIN LATERAL (
                   SELECT past.id FROM pay_slip past
                     JOIN pay_run run ON run.id = past.run_id
                    WHERE past.employee_id = slip.employee_id
                      AND past.kind = 'regular'
                      AND past.month = slip.month - interval '1 month'
                      AND run.state IN ('approved', 'posted', 'paid')) past ON true
              JOIN pay_slip_line line ON line.slip_id IN (slip.id, past.id)
             WHERE slip.kind = 'regular'
          GROUP BY slip.id, line.component_id, line.kind
        """)
