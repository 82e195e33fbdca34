from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.community_base.house import today


class AppraisalAward(models.Model):
    """An honour for a sealed result among the best (评优评先), with its document."""

    _name = "appraisal.award"
    _description = "Award"
    _inherit = ["community.files.mixin", "community.area.mixin"]
    _order = "date desc, id desc"

    _file_fields = ("file_ids",)
    _fixed_fields = frozenset({"sheet_id"})

    sheet_id = fields.Many2one(
        "appraisal.sheet", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="sheet_id.area_id", store=True, required=False)
    employee_id = fields.Many2one(related="sheet_id.employee_id", store=True)
    name = fields.Char("Award", required=True)
    date = fields.Date(required=True, default=lambda self: today(self.env))
    document = fields.Char("Document No.", required=True)
    file_ids = fields.Many2many("ir.attachment", string="Papers", copy=False)

    _once = models.Constraint("UNIQUE (sheet_id, name)", "He has this award already.")

    @api.constrains("sheet_id")
    def _check_earned(self):
        for award in self:
            sheet = award.sheet_id.sudo()
            if not sheet.seal or not sheet.grade_id.limited:
                raise ValidationError(
                    self.env._(
                        "%s: an award rests on a sealed result among the best.",
                        sheet.name,
                    )
                )
