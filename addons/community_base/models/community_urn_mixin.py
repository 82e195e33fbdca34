from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..house import with_pass


class CommunityUrnMixin(models.AbstractModel):
    """What lies in the urn of a secret ballot (票箱): rows without user, time or order.

    There are two kinds of rows, who has voted and what was voted, and nothing that
    leads from one to the other: no columns of the log (each model says ``_log_access =
    False`` itself, as Odoo does not inherit it), ids from the database's source
    of randomness instead of a sequence. Both are written in one transaction, which
    PostgreSQL notes in the rows; :meth:`_shuffle` therefore writes all rows of an item
    anew, in random order, when the urn is opened.

    PostgreSQL itself refuses to change a row, to delete one that is not written anew in
    the same transaction, to add one while the meeting is not in session, and to end a
    transaction with more ballots than voters or less.
    """

    _name = "community.urn.mixin"
    _description = "Content of an Urn"
    _inherit = ["community.protected.mixin"]

    #: The column that, with the item, tells one row from another.
    _urn_key = None

    def init(self):
        result = super().init()
        if self._abstract:
            return result
        self._init_random_ids()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_urn_open() RETURNS trigger AS $$
            BEGIN
                IF NOT EXISTS (SELECT FROM community_meeting_item item
                                 JOIN community_meeting m ON m.id = item.meeting_id
                                WHERE item.id = NEW.item_id AND m.state = 'open'
                                  AND item.ballot_kind = 'electronic')
                THEN
                    RAISE EXCEPTION 'no urn is open on item %', NEW.item_id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE FUNCTION community_urn_kept() RETURNS trigger AS $$
            DECLARE
                row record := coalesce(NEW, OLD);
                kept boolean := true;
                ballots bigint;
                voters bigint;
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    EXECUTE format(
                        'SELECT EXISTS (SELECT FROM %1$I t
                          WHERE t.item_id = $1.item_id AND t.%2$I = $1.%2$I
                            AND to_jsonb(t) - ''id'' = to_jsonb($1) - ''id'')',
                        TG_TABLE_NAME, TG_ARGV[0]) INTO kept USING OLD;
                END IF;
                SELECT count(*) INTO ballots FROM community_meeting_ballot
                 WHERE item_id = row.item_id;
                SELECT count(*) INTO voters FROM community_meeting_ballot_mark
                 WHERE item_id = row.item_id;
                IF NOT kept OR ballots <> voters THEN
                    RAISE EXCEPTION 'the urn of item % is kept as it is: % of %',
                          row.item_id, ballots, voters
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
        """)
        self._init_triggers()
        return result

    def _init_random_ids(self):
        """Give out random ids; remove deleted rows soon, as they name transactions."""
        self.env.cr.execute(
            SQL(
                """
                ALTER TABLE %(table)s
                    ALTER id TYPE bigint,
                    ALTER id SET DEFAULT
                        ('x' || right(gen_random_uuid()::text, 12))::bit(48)::bigint,
                    SET (autovacuum_vacuum_threshold = 0,
                         autovacuum_vacuum_scale_factor = 0);
                DROP SEQUENCE IF EXISTS %(sequence)s
                """,
                table=SQL.identifier(self._table),
                sequence=SQL.identifier(f"{self._table}_id_seq"),
            )
        )

    def _init_triggers(self):
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER community_urn_open
                    BEFORE INSERT ON %(table)s
                    FOR EACH ROW EXECUTE FUNCTION community_urn_open();
                CREATE OR REPLACE TRIGGER community_urn_unchanged
                    BEFORE UPDATE ON %(table)s
                    FOR EACH ROW EXECUTE FUNCTION community_append_only();
                CREATE OR REPLACE TRIGGER community_urn_never_emptied
                    BEFORE TRUNCATE ON %(table)s
                    FOR EACH STATEMENT EXECUTE FUNCTION community_append_only();
                DROP TRIGGER IF EXISTS community_urn_kept ON %(table)s;
                CREATE CONSTRAINT TRIGGER community_urn_kept
                    AFTER INSERT OR DELETE ON %(table)s
                    DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION community_urn_kept(%(key)s);
                """,
                table=SQL.identifier(self._table),
                key=self._urn_key,
            )
        )

    @api.model
    def _get_locked_fields(self):
        return {name for name, field in self._fields.items() if field.store}

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(self.env._("What lies in an urn stays there."))

    @api.model
    def _put(self, **vals):
        """Put a row into the urn; only the voter's own act does."""
        rows = self.sudo()
        self.env.flush_all()  # the triggers read the meeting's row
        with_pass(rows, vals).create(vals).flush_recordset()

    @api.model
    def _shuffle(self, items):
        """Write the rows of items anew, in random order and in this transaction."""
        self.env.flush_all()
        columns = SQL(", ").join(
            SQL.identifier(name)
            for name, field in self._fields.items()
            if field.store and name != "id"
        )
        self.env.execute_query(
            SQL(
                """
                WITH taken_out AS (
                    DELETE FROM %(table)s WHERE item_id IN %(items)s
                    RETURNING %(columns)s
                )
                INSERT INTO %(table)s (%(columns)s)
                SELECT %(columns)s FROM taken_out ORDER BY gen_random_uuid()
                RETURNING id
                """,
                table=SQL.identifier(self._table),
                columns=columns,
                items=items._ids or (0,),
            )
        )
        self.invalidate_model()

    @api.model
    def _count_by_item(self, items, *columns):
        """Return {(item id, *columns): number}, past what may be read now."""
        names = SQL(", ").join(SQL.identifier(name) for name in ("item_id", *columns))
        rows = self.env.execute_query(
            SQL(
                "SELECT %(names)s, count(*) FROM %(table)s WHERE item_id IN %(items)s "
                "GROUP BY %(names)s",
                names=names,
                table=SQL.identifier(self._table),
                items=items._ids or (0,),
            )
        )
        return {tuple(row[:-1]): row[-1] for row in rows}
