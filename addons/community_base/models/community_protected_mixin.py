from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..house import SystemPass, declared


class CommunityProtectedMixin(models.AbstractModel):
    """Fields that no client may set, whatever route it takes.

    * Stored computed fields are never taken from outside: the ORM would accept
      a value for them in ``create`` and ``write`` (and from ``default_*`` keys
      of the context) and keep it.
    * ``_fixed_fields`` names the fields that are given at creation and change
      afterwards only through the model's own actions, which carry a
      :class:`~..house.SystemPass`.
    * ``_system_fields`` names the fields only the model's own actions set,
      from the first moment on.

    An extension names only the fields that it adds; those of all classes count.

    The checks bind the superuser as well: a rule that ``sudo()`` switches off
    is a rule that the next addon forgets.
    """

    _name = "community.protected.mixin"
    _description = "Protected Fields"

    _fixed_fields = frozenset()
    _system_fields = frozenset()

    @api.model
    def default_get(self, fields):
        """Fill locked fields from the model alone.

        Anybody chooses ``default_*`` keys of the context and may keep defaults of his
        own (``ir.default``).
        """
        locked = self._get_locked_fields()
        values = super().default_get([name for name in fields if name not in locked])
        for name in locked.intersection(fields):
            field = self._fields[name]
            if field.default:
                value = field.convert_to_cache(field.default(self), self)
                values[name] = field.convert_to_write(value, self)
        return values

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Tell clients that locked fields are read-only: a form sends back the rest."""
        result = super().fields_get(allfields, attributes)
        if attributes is None or "readonly" in attributes:
            for name in self._get_locked_fields().intersection(result):
                result[name]["readonly"] = True
        return result

    @api.model_create_multi
    def create(self, vals_list):
        locked = self._get_locked_fields().intersection(*[set().union(*vals_list)])
        if locked and not self._has_system_pass(locked):
            self._raise_protected(locked)
        return super().create(vals_list)

    def write(self, vals):
        fixed = declared(self, "_fixed_fields")
        locked = (self._get_locked_fields() | fixed).intersection(vals)
        changed = {name for name in locked if self._is_changing(name, vals[name])}
        if changed and not self._has_system_pass(changed):
            self._raise_protected(changed)
        return super().write(vals)

    @api.model
    def _get_locked_fields(self):
        """Return the names of fields that no one sets by hand."""
        computed = {
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly
        }
        return computed | self._get_system_fields()

    @api.model
    def _get_system_fields(self):
        return declared(self, "_system_fields")

    def _is_changing(self, name, value):
        """Tell whether writing ``value`` would alter ``name`` on any record.

        Web clients send back what they were given; that is no change.
        """
        field = self._fields[name]
        if field.type in ("one2many", "many2many"):
            return bool(self)
        return any(
            field.convert_to_write(record[name], record)
            != field.convert_to_write(
                field.convert_to_record(field.convert_to_cache(value, record), record),
                record,
            )
            for record in self.sudo()
        )

    def _has_system_pass(self, fields):
        granted = self.env.context.get(SystemPass.KEY)
        return isinstance(granted, SystemPass) and granted.covers(self, fields)

    def _hold(self):
        """Lock the rows and see them as they are now; who read them before starts anew.

        A lock alone does not do under REPEATABLE READ: whoever gets it next still
        sees what was there before, as long as the row itself did not change. A new
        version of the row makes PostgreSQL refuse him, and Odoo tries him again.
        """
        self.lock_for_update()
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "UPDATE %(table)s SET id = id WHERE id IN %(ids)s",
                table=SQL.identifier(self._table),
                ids=self._ids or (0,),
            )
        )
        self.invalidate_recordset()

    def _raise_protected(self, fields):
        labels = [self._fields[name]._description_string(self.env) for name in fields]
        raise AccessError(
            self.env._(
                "%(fields)s of “%(model)s” cannot be edited directly: use the "
                "buttons of the form, which keep the history.",
                fields="、".join(sorted(labels)),
                model=self.env["ir.model"]._get(self._name).sudo().name,
            )
        )
