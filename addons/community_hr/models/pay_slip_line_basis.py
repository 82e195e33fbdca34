from odoo import api, fields, models


class PaySlipLine(models.Model):
    """Where a line comes from, down to its source (依据)."""

    _inherit = "pay.slip.line"

    basis = fields.Char(
        compute="_compute_basis", help="The rule that the amount follows (依据)."
    )

    @api.depends_context("lang")
    @api.depends("policy_line_id")
    def _compute_basis(self):
        for line in self:
            line.basis = line._describe_basis()

    def _describe_basis(self):
        """Name the policy, since when it is in force, and its source.

        Who is paid may know by what rule, without reading the rules of others.
        """
        policy = self.policy_line_id.sudo().policy_id
        if not policy:
            return ""
        return self.env._(
            "By “%(policy)s”, in force since %(start)s (%(document)s)",
            policy=policy.name,
            start=policy.date_start,
            document=policy.source,
        )

    def _prepare_row(self):
        return {
            "name": self.component_id.name,
            "amount": self.amount,
            "from": self.date_from,
            "to": self.date_to,
            "words": self.words,
            "basis": self.basis,
        }
