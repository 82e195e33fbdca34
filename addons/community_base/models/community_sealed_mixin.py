from operator import itemgetter

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..house import with_pass
from ..kernel import chain

#: Entries of a register that are read at once to verify them.
BATCH = 1000
SEAL_FIELDS = (
    "register_id",
    "register_number",
    "seal_version",
    "seal_previous",
    "seal",
)


class CommunitySealedMixin(models.AbstractModel):
    """A record that is numbered and sealed in a register, and then never changes.

    A model says which register its records belong to (:meth:`_get_register`) and
    what is sealed of them (:meth:`_get_seal_payload`, by version, without personal data
    that may have to be purged). :meth:`_seal` numbers and chains new records; from
    then on PostgreSQL refuses to change or delete their rows, but for the columns in
    ``_unsealed_columns``.
    """

    _name = "community.sealed.mixin"
    _description = "Sealed in a Register"
    _inherit = ["community.protected.mixin"]

    _system_fields = frozenset(SEAL_FIELDS)
    _seal_version = 1
    # Where the area lies in the tree may change; which area it is may not.
    _unsealed_columns = ("write_uid", "write_date", "community_id", "street_id")

    register_id = fields.Many2one(
        "community.register", readonly=True, copy=False, ondelete="restrict"
    )
    register_number = fields.Integer(readonly=True, copy=False)
    seal_version = fields.Integer(readonly=True, copy=False)
    seal_previous = fields.Char(readonly=True, copy=False)
    seal = fields.Char(readonly=True, copy=False)

    _register_number_once = models.UniqueIndex(
        "(register_id, register_number) WHERE register_id IS NOT NULL",
        "This number of the register is taken.",
    )

    def init(self):
        result = super().init()
        if self._abstract or not self._auto:
            return result
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_refuse_sealed() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - TG_ARGV[0]::text[])
                        IS DISTINCT FROM (to_jsonb(NEW) - TG_ARGV[0]::text[]) THEN
                    RAISE EXCEPTION 'row % of % is sealed', OLD.id, TG_TABLE_NAME
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
        """)
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER community_refuse_sealed
                    BEFORE UPDATE OR DELETE ON %s FOR EACH ROW
                    WHEN (OLD.seal IS NOT NULL)
                    EXECUTE FUNCTION community_refuse_sealed(%s)
                """,
                SQL.identifier(self._table),
                "{%s}" % ",".join(self._unsealed_columns),
            )
        )
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER community_never_emptied
                    BEFORE TRUNCATE ON %s FOR EACH STATEMENT
                    EXECUTE FUNCTION community_append_only()
                """,
                SQL.identifier(self._table),
            )
        )
        return result

    def _get_register(self):
        """Return (key, name, area) of the register this record belongs to."""
        raise NotImplementedError

    def _get_seal_payload(self, version):
        """Return what is sealed, as :func:`~..kernel.chain.canonical` takes it."""
        raise NotImplementedError

    def _get_seal_payloads(self, version):
        """Return the payloads of these records in their order; fast where it counts."""
        return [record._get_seal_payload(version) for record in self]

    def _seal(self):
        """Number and seal new records, in the order given, each in its register."""
        registers = self.grouped(lambda record: record._get_register())
        # In one order for all: nobody waits for a register while another waits for his.
        for (key, name, area), records in sorted(registers.items(), key=itemgetter(0)):
            register = self.env["community.register"]._open(key, name, self._name, area)
            records._seal_in(register)
        self.flush_recordset()

    def _seal_in(self, register):
        """Number and seal the records as the next entries of one register."""
        for number, record in enumerate(self, register.last_number + 1):
            vals = {
                "register_id": register.id,
                "register_number": number,
                "seal_version": self._seal_version,
            }
            with_pass(record, vals).write(vals)
        self._on_numbered()
        head = register.head or chain.genesis(register.key)
        payloads = self._get_seal_payloads(self._seal_version)
        for record, payload in zip(self, payloads, strict=True):
            seal = chain.seal(head, self._seal_version, payload)
            vals = {"seal_previous": head, "seal": seal}
            with_pass(record, vals).write(vals)
            head = seal
        register._advance(len(self), head)

    def _on_numbered(self):
        """Hook: the records have their numbers and are about to be sealed."""

    @api.model
    def _iter_sealed(self, register):
        """Yield a register's entries as :class:`~..kernel.chain.Sealed`, in order;
        no more than a batch of them is in memory.
        """
        last = -1
        while links := self._read_links(register, last):
            payloads = {}
            for version in {link[1] for link in links}:
                ids = [link[0] for link in links if link[1] == version]
                found = self.browse(ids)._get_seal_payloads(version)
                payloads.update(zip(ids, found, strict=True))
            for record_id, version, previous, seal, _number in links:
                yield chain.Sealed(previous, version, payloads[record_id], seal)
            last = links[-1][-1]

    def _read_links(self, register, last):
        return self.env.execute_query(
            SQL(
                """
                SELECT id, seal_version, seal_previous, seal, register_number FROM %s
                 WHERE register_id = %s AND register_number > %s
              ORDER BY register_number LIMIT %s
                """,
                SQL.identifier(self._table),
                register.id,
                last,
                BATCH,
            )
        )

    def _to_sealed(self):
        """Return the record as :class:`~..kernel.chain.Sealed`."""
        return chain.Sealed(
            self.seal_previous,
            self.seal_version,
            self._get_seal_payload(self.seal_version),
            self.seal,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sealed(self):
        if any(record.seal for record in self):
            raise AccessError(self.env._("A sealed record is never deleted."))
