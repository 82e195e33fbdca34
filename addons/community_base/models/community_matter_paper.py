from odoo import api, fields, models
from odoo.exceptions import UserError


class CommunityMatterPaper(models.Model):
    """A paper of a matter's checklist (材料) with its files."""

    _name = "community.matter.paper"
    _description = "Paper of a Matter"
    _inherit = ["community.files.mixin", "community.protected.mixin"]
    _order = "matter_id, id"

    _file_fields = ("attachment_ids",)

    matter_id = fields.Many2one(
        "community.matter", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="matter_id.area_id", store=True, index=True)
    name = fields.Char(required=True)
    required = fields.Boolean()
    attachment_ids = fields.Many2many("ir.attachment", string="Files")

    def _are_files_fixed(self):
        return self.matter_id.state not in ("draft", "returned")

    @api.model_create_multi
    def create(self, vals_list):
        papers = super().create(vals_list)
        papers._check_editable()
        return papers

    def write(self, vals):
        self._check_editable()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_editable()

    def _check_editable(self):
        if any(paper.matter_id.state not in ("draft", "returned") for paper in self):
            raise UserError(
                self.env._(
                    "The papers stay as they were submitted. Have the matter returned "
                    "to complete them."
                )
            )
