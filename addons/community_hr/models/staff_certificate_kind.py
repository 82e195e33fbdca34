from odoo import fields, models


class StaffCertificateKind(models.Model):
    """A certificate that a post may ask for or that pays an allowance (持证)."""

    _name = "staff.certificate.kind"
    _description = "Kind of Certificate"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    _fixed_fields = frozenset({"code"})

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    years_valid = fields.Integer(
        help="Years until it has to be renewed; 0: it stays valid."
    )
    ladder = fields.Char(
        help="Of the certificates of one ladder only the highest pays an allowance, "
        "e.g. the three of social workers."
    )

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is such a certificate already."
    )
