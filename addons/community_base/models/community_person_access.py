from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..house import with_pass

FIELDS = frozenset(
    {
        "at",
        "user_id",
        "kind",
        "partner_id",
        "area_id",
        "res_model",
        "res_ref",
        "field_names",
    }
)


class CommunityPersonAccess(models.Model):
    """Who opened which personal file (个人信息查阅记录); entries are never changed.

    Only :meth:`_append` writes here, with a pass that no client can make. The
    database refuses to change or delete an entry, whoever asks. The log holds no
    private value: it says which fields were shown, not what stood in them.

    People and users that are named here cannot be deleted any more, only
    archived: a log that forgets whom it is about is none.
    """

    _name = "community.person.access"
    _description = "Opening of a Personal File"
    _inherit = ["community.protected.mixin"]
    _order = "id desc"
    _log_access = False

    _fixed_fields = FIELDS
    _system_fields = FIELDS

    at = fields.Datetime("When", required=True, index=True)
    user_id = fields.Many2one(
        "res.users", "Who", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection([("read", "Opened"), ("export", "Exported")], required=True)
    partner_id = fields.Many2one(
        "res.partner", "Whose File", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        "community.area", "Kept by", required=True, index=True, ondelete="restrict"
    )
    res_model = fields.Char("Model", required=True)
    res_ref = fields.Integer("File Number", help="Stays when the file is deleted.")
    field_names = fields.Char(required=True)
    field_labels = fields.Char("What Was Shown", compute="_compute_field_labels")

    def init(self):
        """Let the database refuse what no route of the program offers either."""
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_person_access_keep()
                RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'The log of opened personal files only grows.'
                    USING ERRCODE = 'restrict_violation';
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER community_person_access_keep
                BEFORE UPDATE OR DELETE OR TRUNCATE ON community_person_access
                FOR EACH STATEMENT EXECUTE FUNCTION community_person_access_keep();
        """)
        return super().init()

    @api.depends("user_id", "partner_id", "at")
    def _compute_display_name(self):
        for entry in self:
            names = (entry.user_id.sudo().name, entry.partner_id.sudo().name)
            entry.display_name = " → ".join(name or "" for name in names)

    @api.depends("res_model", "field_names")
    @api.depends_context("lang")
    def _compute_field_labels(self):
        for entry in self:
            model = self.env.get(entry.res_model)
            known = {} if model is None else model._fields
            labels = [
                known[name]._description_string(self.env) if name in known else name
                for name in (entry.field_names or "").split(",")
            ]
            entry.field_labels = "、".join(labels)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._("The log of opened personal files only grows: nobody edits it.")
        )

    @api.model
    def _append(self, kind, shown):
        """Log that the user was shown private values.

        :param shown: list of ``(record, names of the fields with a value)``; the
            records have ``partner_id`` and ``area_id``
        """
        now = fields.Datetime.now()
        vals_list = [
            {
                "at": now,
                "user_id": self.env.uid,
                "kind": kind,
                "partner_id": file.partner_id.id,
                "area_id": file.area_id.id,
                "res_model": file._name,
                "res_ref": file.id,
                "field_names": ",".join(names),
            }
            for file, names in shown
        ]
        with_pass(self.sudo(), FIELDS).create(vals_list)
