from fractions import Fraction

from odoo import api, fields, models

from odoo.addons.community_base.kernel.money import to_fen

from ..kernel import rent


class CoopContractRate(models.Model):
    """A rent step (租金标准): from this day on, so much per month, growing so.

    0 is a rent-free period (免租期). It stays as it was agreed, in the database too.
    """

    _name = "coop.contract.rate"
    _description = "Rent Step"
    _inherit = ["community.area.mixin"]
    _order = "contract_id, date_start"

    _fixed_fields = frozenset({"contract_id"})

    contract_id = fields.Many2one(
        "coop.contract", required=True, index=True, ondelete="cascade"
    )
    cooperative_id = fields.Many2one(
        related="contract_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="contract_id.area_id", store=True, required=False)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    date_start = fields.Date("From", required=True)
    rent = fields.Monetary("Rent per Month", required=True)
    growth = fields.Float("Grows by (%)", digits=(5, 2), help="每次递增百分比")
    growth_months = fields.Integer("Every … Months", default=12, help="递增周期")

    _day_once = models.Constraint(
        "UNIQUE (contract_id, date_start)", "Two rent steps begin on one day."
    )
    _figures = models.Constraint(
        "CHECK (rent >= 0 AND growth BETWEEN 0 AND 100 AND growth_months > 0)",
        "Rent is not negative; it grows by 0 to 100 percent every so many months.",
    )

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE TRIGGER coop_contract_part_lock
                BEFORE INSERT OR DELETE
                    OR UPDATE OF contract_id, date_start, rent, growth, growth_months
                ON coop_contract_rate
                FOR EACH ROW EXECUTE FUNCTION coop_contract_part_lock();
        """)
        return result

    @api.constrains("date_start")
    def _check_first(self):
        self.contract_id._check_rates()

    def _to_kernel(self):
        return rent.Step(
            self.date_start,
            to_fen(self.rent),
            Fraction(round(self.growth * 100), 10_000),
            self.growth_months or 12,
        )

    @api.model_create_multi
    def create(self, vals_list):
        contracts = self.env["coop.contract"]
        contracts.browse({vals["contract_id"] for vals in vals_list})._check_open()
        return super().create(vals_list)

    def write(self, vals):
        self.contract_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self.contract_id._check_open()
