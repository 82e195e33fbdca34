from odoo import api, models

from ..house import declared


class CommunityFilesMixin(models.AbstractModel):
    """Files that belong to the record: who may read it may read them.

    An upload belongs to its uploader until it is tied to a record. A file that is
    tied already stays where it is: attaching it here lends no access to it.
    """

    _name = "community.files.mixin"
    _description = "Record with Files"

    _file_fields = ()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._tie_files()
        return records

    def write(self, vals):
        result = super().write(vals)
        if declared(self, "_file_fields") & vals.keys():
            self._tie_files()
        return result

    def _are_files_fixed(self):
        """Tell whether something rests on the files, so that they stay as they are."""
        return False

    @api.model
    def _is_own_loose_file(self, file):
        """Tell whether a file is tied to nothing and its uploader is who ties it."""
        is_own = self.env.su or file.create_uid == self.env.user
        return is_own and not file.res_id and not file.res_field

    def _tie_files(self):
        for record in self:
            for name in declared(self, "_file_fields"):
                loose = record[name].sudo().filtered(self._is_own_loose_file)
                if loose:
                    loose.write({"res_model": record._name, "res_id": record.id})
