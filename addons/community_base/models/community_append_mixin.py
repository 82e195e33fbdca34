from odoo import api, models
from odoo.tools import SQL


class CommunityAppendMixin(models.AbstractModel):
    """Rows that are added by the model's own acts and never change (只增不改).

    The database refuses to change or delete them, whoever asks; the function that
    does so belongs to the trail, which is set up before.
    """

    _name = "community.append.mixin"
    _description = "Only Ever Added"
    _inherit = ["community.protected.mixin"]

    def init(self):
        result = super().init()
        if self._abstract:
            return result
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER community_append_only
                    BEFORE UPDATE OR DELETE ON %(table)s
                    FOR EACH ROW EXECUTE FUNCTION community_append_only();
                CREATE OR REPLACE TRIGGER community_never_emptied
                    BEFORE TRUNCATE ON %(table)s
                    FOR EACH STATEMENT EXECUTE FUNCTION community_append_only();
                """,
                table=SQL.identifier(self._table),
            )
        )
        return result

    @api.model
    def _get_locked_fields(self):
        return {name for name, field in self._fields.items() if field.store}
