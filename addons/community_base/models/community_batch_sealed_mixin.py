import hashlib

from odoo import api, models
from odoo.tools import SQL, groupby

from ..house import DEFAULT_TIMEZONE, TIMEZONE_PARAMETER, public_lang
from ..kernel import chain
from .community_sealed_mixin import SEAL_FIELDS

BATCH = 5000
#: One run at a time: whoever comes second leaves the rows to the first.
LOCK = "community batch seal"


class CommunityBatchSealedMixin(models.AbstractModel):
    """Rows that are only ever added, and sealed in batches after that (批量封存).

    A chain that every row takes under a lock lets a street office do one thing at a
    time. So rows are added without one, and :meth:`_seal_waiting` seals what has been
    committed since, in the order of the ids, in one register per street and year.
    Number and id need not run alike: a row that is committed late, with a smaller id,
    comes with the next batch. PostgreSQL refuses to delete a row at any time, and to
    change one in any way but this sealing.

    A model names its columns in ``_sealed_columns``, and in ``_hashed_columns`` those
    with text, which is sealed by its hash: names of people may be in it.
    """

    _name = "community.batch.sealed.mixin"
    _description = "Sealed in Batches"
    _inherit = ["community.sealed.mixin"]

    #: False where a model's own rules say which rows that wait may be taken back.
    _only_added = True
    _unsealed_columns = ()
    _sealed_columns = ()
    _hashed_columns = ()
    #: Column with the day or the moment (UTC) that decides the register's year.
    _dated_by = None

    _waiting = models.Index("(id) WHERE seal IS NULL")

    def init(self):
        result = super().init()
        if self._abstract or not self._auto or not self._only_added:
            return result
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_only_sealed() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'DELETE' OR NEW.seal IS NULL
                   OR (to_jsonb(OLD) - TG_ARGV[0]::text[])
                        IS DISTINCT FROM (to_jsonb(NEW) - TG_ARGV[0]::text[]) THEN
                    RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
        """)
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER %s
                    BEFORE UPDATE OR DELETE ON %s FOR EACH ROW
                    WHEN (OLD.seal IS NULL)
                    EXECUTE FUNCTION community_only_sealed(%s)
                """,
                SQL.identifier(f"{self._table}_append_only"),
                SQL.identifier(self._table),
                "{%s}" % ",".join(SEAL_FIELDS),
            )
        )
        return result

    # Sealing

    @api.model
    def _get_batch_models(self):
        """Return the models whose rows are sealed in batches."""
        return [
            model
            for model in self.env.values()
            if isinstance(model, type(self.env["community.batch.sealed.mixin"]))
            and not model._abstract
        ]

    @api.model
    def _cron_seal(self):
        """Seal what is waiting in every table; each batch is committed by itself."""
        cron = self.env["ir.cron"]
        for model in self._get_batch_models():
            while sealed := model._seal_batch(BATCH):
                if not cron._commit_progress(sealed):
                    return

    @api.model
    def _seal_all_waiting(self):
        """Seal what is waiting in every table, in the transaction of the caller."""
        for model in self._get_batch_models():
            while model._seal_batch(BATCH):
                pass

    @api.model
    def _seal_batch(self, limit):
        """Seal the next rows that are waiting, oldest first; return how many."""
        if not self._take_turn():
            return 0
        rows = self._read_waiting(limit)
        rows.sort(key=lambda row: (row["street"], row["year"]))
        for (street, year), group in groupby(rows, lambda r: (r["street"], r["year"])):
            self._seal_rows(self._open_register(street, year), group)
        self.invalidate_model(SEAL_FIELDS)
        return len(rows)

    def _take_turn(self):
        [(mine,)] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(hashtext(%s))", LOCK)
        )
        return mine

    @api.model
    def _open_register(self, street_id, year):
        env = self.with_context(lang=public_lang(self.env)).env
        street = env["community.area"].sudo().browse(street_id or ())
        name = env._(
            "%(what)s, %(area)s, %(year)s",
            what=env["ir.model"]._get(self._name).sudo().name,
            area=street.name or env._("All Areas"),
            year=year,
        )
        prefix = self._name.removeprefix("community.")
        return self.env["community.register"]._open(
            f"{prefix}/{street_id}/{year}", name, self._name, street
        )

    def _read_waiting(self, limit):
        self.flush_model()
        zone = self.env["ir.config_parameter"].sudo().get_param(TIMEZONE_PARAMETER)
        dated_by = SQL.identifier("entry", self._dated_by)
        if self._fields[self._dated_by].type == "datetime":
            zone = zone or DEFAULT_TIMEZONE
            dated_by = SQL("%s AT TIME ZONE 'UTC' AT TIME ZONE %s", dated_by, zone)
        return self._read_rows(
            SQL(
                """
                COALESCE(area.street_id, area.id, 0) AS street,
                EXTRACT(year FROM %s)::integer AS year
                """,
                dated_by,
            ),
            SQL(
                "entry.seal IS NULL AND %s ORDER BY entry.id LIMIT %s",
                self._get_ripe_condition(),
                limit,
            ),
        )

    @api.model
    def _get_ripe_condition(self):
        """Return the SQL condition that an ``entry`` is complete and may be sealed."""
        return SQL("TRUE")

    def _read_rows(self, columns, condition):
        """Return rows as dicts: what is sealed of them, and the given columns."""
        # PostgreSQL's text of an amount is exact; Odoo reads numbers as floats.
        mine = SQL(", ").join(
            SQL("%s::text", SQL.identifier("entry", name))
            if self._fields[name].type in ("monetary", "float")
            else SQL.identifier("entry", name)
            for name in ("id", *self._sealed_columns, *self._hashed_columns)
        )
        self.env.cr.execute(
            SQL(
                """
                SELECT %s, %s FROM %s entry
                  LEFT JOIN community_area area ON area.id = entry.area_id
                 WHERE %s
                """,
                mine,
                columns,
                SQL.identifier(self._table),
                condition,
            )
        )
        return self.env.cr.dictfetchall()

    @api.model
    def _prepare_row_payload(self, row):
        words = {name: row[name] for name in self._hashed_columns}
        return {
            "id": row["id"],
            **{name: row[name] for name in self._sealed_columns},
            "words": hashlib.sha256(chain.canonical(words)).hexdigest(),
        }

    def _seal_rows(self, register, rows):
        """Chain rows to the end of a register that is locked."""
        head = register.head or chain.genesis(register.key)
        links = []
        for row in rows:
            payload = self._prepare_row_payload(row)
            seal = chain.seal(head, self._seal_version, payload)
            links.append((row["id"], head, seal))
            head = seal
        self._write_links(register, links)
        register._advance(len(links), head)
        register.flush_recordset()

    def _write_links(self, register, links):
        ids, previous, seals = zip(*links, strict=True)
        self.env.execute_query(
            SQL(
                """
                UPDATE %(table)s entry
                   SET register_id = %(register)s,
                       register_number = %(last)s + link.place::integer,
                       seal_version = %(version)s,
                       seal_previous = link.previous,
                       seal = link.seal
                  FROM unnest(
                           %(ids)s::integer[], %(previous)s::text[], %(seals)s::text[]
                       ) WITH ORDINALITY AS link(id, previous, seal, place)
                 WHERE entry.id = link.id
             RETURNING entry.id
                """,
                table=SQL.identifier(self._table),
                register=register.id,
                last=register.last_number,
                version=self._seal_version,
                ids=list(ids),
                previous=list(previous),
                seals=list(seals),
            )
        )

    # Verifying

    @api.model
    def _iter_sealed(self, register):
        """Yield a register's entries; no more than a batch of them is in memory."""
        last = None
        while rows := self._read_sealed(register, last):
            for row in rows:
                payload = self._prepare_row_payload(row)
                yield chain.Sealed(
                    row["seal_previous"], row["seal_version"], payload, row["seal"]
                )
            last = rows[-1]["register_number"]

    def _read_sealed(self, register, last):
        return self._read_rows(
            SQL("register_number, seal_version, seal_previous, seal"),
            SQL(
                "entry.register_id = %s AND entry.register_number > %s"
                " ORDER BY entry.register_number LIMIT %s",
                register.id,
                last if last is not None else -1,
                BATCH,
            ),
        )

    def _get_seal_payload(self, version):
        self.ensure_one()
        self.flush_recordset()
        [row] = self._read_rows(SQL("entry.id"), SQL("entry.id = %s", self.id))
        return self._prepare_row_payload(row)
