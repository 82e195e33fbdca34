from odoo import fields, models

from .hr_employee import VERSION_GROUPS


class HrVersion(models.Model):
    """What holds for an employee from a day on; the day's history of his post and pay.

    The contract's dates are the officer's business here, not the administrator's: who
    pays people has to know from when till when.
    """

    _inherit = "hr.version"

    date_version = fields.Date(groups=VERSION_GROUPS)
    contract_date_start = fields.Date(groups=VERSION_GROUPS)
    contract_date_end = fields.Date(groups=VERSION_GROUPS)
    trial_date_end = fields.Date(groups=VERSION_GROUPS)
    date_start = fields.Date(groups=VERSION_GROUPS)
    date_end = fields.Date(groups=VERSION_GROUPS)
    area_id = fields.Many2one(related="employee_id.area_id", groups=VERSION_GROUPS)
