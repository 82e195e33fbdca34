from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

LOOK_UP_OPERATORS = ("=", "!=", "in", "not in")


class CommunityPrivateMixin(models.AbstractModel):
    """Fields whose values are shown whole or not at all, and never unnoticed.

    ``_private_fields`` names them. Whoever may read the record may read them, and
    then stands in ``community.person.access``, be it by form, list or export. To
    keep that log complete, they can be looked up whole but not by a part, and
    neither sorted nor grouped by: the answers would spell the value.

    A model that inherits this has ``partner_id`` and ``area_id``, and gives the
    fields ``prefetch="private"`` and ``copy=False``. It needs its own area rule:
    nothing here says who may read a record.

    Server code that reads a value for a purpose of its own writes no log.
    """

    _name = "community.private.mixin"
    _description = "Private Values"

    _private_fields = ()

    # Opening

    def web_read(self, specification):
        return super().web_read(specification)

    def read(self, fields=None, load="_classic_read"):
        return super().read(fields, load)

    # Opening a file writes the log: on a replica each would be tried twice.
    web_read._readonly = False
    read._readonly = False

    def _read_format(self, fnames, load="_classic_read"):
        self._log_opening("read", fnames)
        return super()._read_format(fnames, load)

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        self._log_opening("export", [path[0] for path in fields if path])
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _log_opening(self, kind, names):
        """Log the files whose private values are about to be shown to the user."""
        private = [name for name in self._private_fields if name in names]
        if self.env.su or not private:
            return
        shown = [
            (file, [name for name in private if file[name]])
            for file in self._origin.exists()
        ]
        shown = [(file, names) for file, names in shown if names]
        if shown:
            self.env["community.person.access"]._append(kind, shown)

    # Looking up

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Let clients not offer what :meth:`_refuse_private` refuses."""
        result = super().fields_get(allfields, attributes)
        for name in result.keys() & set(self._private_fields):
            for ability in result[name].keys() & {"groupable", "sortable"}:
                result[name][ability] = False
        return result

    @api.model
    def _search(self, domain, *args, **kwargs):
        if not self.env.su:
            for condition in Domain(domain).iter_conditions():
                if condition.operator not in LOOK_UP_OPERATORS:
                    self._refuse_private(condition.field_expr)
        return super()._search(domain, *args, **kwargs)

    def _order_field_to_sql(self, alias, field_name, *args):
        self._refuse_private(field_name)
        return super()._order_field_to_sql(alias, field_name, *args)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._refuse_private(groupby_spec)
        return super()._read_group_groupby(alias, groupby_spec, query)

    def _read_group_select(self, aggregate_spec, query):
        self._refuse_private(aggregate_spec)
        return super()._read_group_select(aggregate_spec, query)

    def _refuse_private(self, expression):
        """Refuse to sort, group or guess by what only an opened file shows."""
        name = expression.partition(":")[0].partition(".")[0]
        if name in self._private_fields and not self.env.su:
            raise AccessError(
                self.env._(
                    "%s can be looked up whole, but not in part, and it cannot be "
                    "sorted or grouped by.",
                    self._fields[name]._description_string(self.env),
                )
            )
