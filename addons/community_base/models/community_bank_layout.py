from odoo import fields, models

from ..kernel import bankfile


class CommunityBankLayout(models.Model):
    """How a bank wants its file of payments (代发文件格式), as data."""

    _name = "community.bank.layout"
    _description = "Bank File Layout"
    _inherit = ["community.protected.mixin"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    file_type = fields.Selection(
        [("csv", "Text (CSV)"), ("xlsx", "Excel (xlsx)")], required=True, default="csv"
    )
    encoding = fields.Selection(
        [
            ("gb18030", "GB 18030"),
            ("utf-8-sig", "UTF-8 with BOM"),
            ("utf-8", "UTF-8"),
        ],
        required=True,
        default="gb18030",
    )
    separator = fields.Selection(
        [("comma", "Comma"), ("bar", "Vertical Bar"), ("tab", "Tab")],
        required=True,
        default="comma",
    )
    has_header = fields.Boolean(default=True)
    column_ids = fields.One2many("community.bank.layout.column", "layout_id", "Columns")
    source = fields.Char(
        required=True, help="Law, article or document that says so (依据)."
    )
    verified = fields.Boolean(help="The source was read and says so (已核对原文).")

    def _to_kernel(self):
        return bankfile.Layout(
            self.file_type,
            self.encoding,
            bankfile.SEPARATORS[self.separator],
            self.has_header,
            tuple((column.header, column.value) for column in self.column_ids),
        )
