from odoo import fields, models


class CommunityTableImportLine(models.AbstractModel):
    """What one row of a table does, with the user's decision about it.

    Whoever inherits it adds ``wizard_id`` (a cascading Many2one to the wizard),
    the selection ``status``, and the fields that show the row, all read-only: the
    wizard never reads them back. ``_decision_fields`` are the ones it does.
    """

    _name = "community.table.import.line"
    _description = "Line of a Table to Load"
    _order = "id"

    _decision_fields = ("chosen",)

    key = fields.Char(required=True, readonly=True)
    row = fields.Integer(readonly=True, help="Row of the table, as Excel numbers it.")
    chosen = fields.Boolean("Load", default=True)

    def _get_decision(self):
        """Return what the user decided, and about which status."""
        self.ensure_one()
        fields_ = ("status", *self._decision_fields)
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in fields_
        }
