from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    """Files on which something was decided stay as they were."""

    _inherit = "ir.attachment"

    _content_fields = frozenset(
        {"name", "type", "url", "raw", "datas", "db_datas", "store_fname"}
        | {"res_model", "res_id", "res_field"}
    )

    def write(self, vals):
        if self._content_fields & vals.keys():
            self._check_not_fixed()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fixed(self):
        self._check_not_fixed()

    def _check_not_fixed(self):
        for model, files in self.sudo().grouped("res_model").items():
            records = self.env.get(model or "")
            if hasattr(records, "_are_files_fixed"):
                records = records.sudo().browse(files.mapped("res_id")).exists()
                if any(record._are_files_fixed() for record in records):
                    raise UserError(
                        self.env._("What was decided rests on this file: it stays.")
                    )
