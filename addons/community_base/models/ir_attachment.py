from odoo import api, models
from odoo.exceptions import UserError

#: What a file is: its content, and the record it belongs to.
FIXED = {"raw", "datas", "db_datas", "store_fname", "checksum", "res_model", "res_id"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if FIXED & set(vals):
            self._check_not_on_record()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_on_record(self):
        self._check_not_on_record()

    def _check_not_on_record(self):
        """Refuse to alter a file that was decided upon (已提交材料不得更换)."""
        for model, files in self.sudo().grouped("res_model").items():
            records = self.env[model].sudo() if model in self.env else None
            if (
                isinstance(records, self.env.registry["community.files.mixin"])
                and records.browse(files.mapped("res_id"))._has_fixed_files()
            ):
                raise UserError(
                    self.env._(
                        "This file belongs to what was submitted or held: it stays as "
                        "it is."
                    )
                )
