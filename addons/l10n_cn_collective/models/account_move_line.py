# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.sql import column_exists, create_column


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Stored, as Odoo stores state and date of the entry: statements leave the lines of
    # closings out, and finding that out by the entry costs as much as all the rest.
    l10n_cn_closing_id = fields.Many2one(
        related="move_id.l10n_cn_closing_id", store=True, index="btree_not_null"
    )

    def _auto_init(self):
        # No entry was made by a closing before there were closings.
        if not column_exists(self.env.cr, self._table, "l10n_cn_closing_id"):
            create_column(self.env.cr, self._table, "l10n_cn_closing_id", "int4")
        return super()._auto_init()

    @api.model_create_multi
    def create(self, vals_list):
        self._l10n_cn_refuse_closing(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._l10n_cn_refuse_closing(vals)
        return super().write(vals)

    def _l10n_cn_refuse_closing(self, *vals_list):
        if any("l10n_cn_closing_id" in vals for vals in vals_list):
            raise AccessError(
                self.env._("Which entries close a year is not written by hand.")
            )
