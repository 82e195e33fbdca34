from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .pay_run import PUBLISHED


class PayRun(models.Model):
    """What was paid wrongly is taken back as a whole, line by line (冲销).

    The payslip that was wrong stays as it is; a reversal has one of its own with every
    amount turned round, reviewed, approved, booked and settled like any other. What
    is due instead comes by a supplement, or with the next month.
    """

    # Taking back reads apart from paying.
    _inherit = "pay.run"  # pylint: disable=consider-merging-classes-inherited

    reason = fields.Char(help="Why pay is put right (更正原因).")
    reversed_ids = fields.Many2many(
        "pay.slip",
        "pay_run_reversed_rel",
        "run_id",
        "slip_id",
        "Payslips to Reverse",
        copy=False,
        domain="[('month', '=', month), ('area_id', 'child_of', area_id), "
        "('kind', '!=', 'reversal'), ('state', 'in', ('posted', 'paid'))]",
    )

    _reversal_reasoned = models.Constraint(
        "CHECK (kind <> 'reversal' OR reason IS NOT NULL)", "Say why it is reversed."
    )

    def write(self, vals):
        if "reversed_ids" in vals and any(run.state != "draft" for run in self):
            raise UserError(
                self.env._("Take the run back to draft to choose other payslips.")
            )
        return super().write(vals)

    def _get_people_domain(self):
        if self.kind != "reversal":
            return super()._get_people_domain()
        return Domain("id", "in", self.sudo().reversed_ids.employee_id.ids)

    def _compute_people(self, people):
        if self.kind != "reversal":
            return super()._compute_people(people)
        self._check_reversible()
        self.env["pay.store"]._reverse(self, people)
        return None

    def _check_reversible(self):
        """Only what was booked is reversed, here, of this month, and not while the
        bank is at it.
        """
        slips = self.reversed_ids
        if not slips:
            raise UserError(self.env._("Choose the payslips to reverse."))
        slips.check_access("read")
        known = slips.sudo()
        for slip in known:
            if (
                slip.state not in PUBLISHED
                or slip.kind == "reversal"
                or slip.month != self.month
                or slip.company_id != self.company_id
            ):
                raise UserError(
                    self.env._("“%s” cannot be reversed here.", slip.display_name)
                )
        if len(known.employee_id) != len(known):
            raise UserError(self.env._("Reverse one payslip of a person at a time."))
        under_way = self.env["pay.payment.line"].sudo()
        waiting = under_way.search(
            [("slip_id", "in", slips.ids), ("state", "=", "waiting")], limit=1
        )
        if waiting:
            raise UserError(
                self.env._(
                    "“%s” is being paid: wait for the bank's answer.",
                    waiting.slip_id.display_name,
                )
            )
