from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CoopElectionPartMixin(models.AbstractModel):
    """A part of an election, which is only changed in its own phase.

    ``_open_in`` names the states of the election (or, with ``_open_of = "round"``, of
    the ballot) in which the part may be entered, changed or taken out. A trigger keeps
    it for every route.
    """

    _name = "coop.election.part.mixin"
    _description = "Part of an Election"
    _inherit = ["community.area.mixin"]

    _open_of = "election"
    _open_in = ()
    #: Once entered it stays, even in its phase.
    _append_only = False
    #: What follows from the election and the areas, and is no change of the part.
    _free_columns = (
        "write_uid",
        "write_date",
        "cooperative_id",
        "area_id",
        "community_id",
        "street_id",
    )

    election_id = fields.Many2one(
        "coop.election", required=True, index=True, ondelete="cascade"
    )
    cooperative_id = fields.Many2one(
        related="election_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="election_id.area_id", store=True, required=False)

    def init(self):
        result = super().init()
        if self._abstract or not self._open_in:
            return result
        self.env.cr.execute(ELECTION_PART)
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER coop_election_part
                    BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW
                    EXECUTE FUNCTION coop_election_part(%s, %s, %s, %s)
                """,
                SQL.identifier(self._table),
                self._open_of,
                "{%s}" % ",".join(self._open_in),
                "{%s}" % ",".join(self._free_columns),
                "append" if self._append_only else "",
            )
        )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        name = f"{self._open_of}_id"
        ids = {vals[name] for vals in vals_list if vals.get(name)}
        self._check_owners(self.env[self._fields[name].comodel_name].browse(ids))
        return super().create(vals_list)

    def write(self, vals):
        vals_kept = set(vals) - set(self._free_columns)
        if self._append_only and vals_kept and not self._has_system_pass(vals_kept):
            self._raise_protected(vals_kept)
        if any(self._is_changing(name, vals[name]) for name in vals_kept):
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_over(self):
        if self._append_only:
            raise UserError(self.env._("What was entered stays on record."))
        self._check_open()

    def _check_open(self):
        self._check_owners(self[f"{self._open_of}_id"])

    @api.model
    def _check_owners(self, owners):
        """Refuse, in words, what belongs to a phase that is over or to come."""
        for owner in owners.sudo():
            if owner.state not in self._open_in:
                field = owner._fields["state"]
                states = dict(field._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "“%(election)s” is in the phase “%(state)s”: this is not "
                        "changed now.",
                        election=owner.display_name,
                        state=states[owner.state],
                    )
                )


ELECTION_PART = """
    CREATE OR REPLACE FUNCTION coop_election_part() RETURNS trigger AS $$
    DECLARE
        is_late boolean;
    BEGIN
        IF TG_OP = 'UPDATE' AND (to_jsonb(OLD) - TG_ARGV[2]::text[])
            = (to_jsonb(NEW) - TG_ARGV[2]::text[]) THEN
            RETURN NEW;
        END IF;
        IF TG_OP <> 'INSERT' AND TG_ARGV[3] = 'append' THEN
            RAISE EXCEPTION '% % stays as it was entered',
                TG_TABLE_NAME, OLD.id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        EXECUTE format(
            'SELECT EXISTS (SELECT FROM coop_%s WHERE id IN ($1, $2)'
            '                AND state <> ALL ($3))',
            CASE TG_ARGV[0] WHEN 'round' THEN 'election_round' ELSE 'election' END)
           INTO is_late
          USING (to_jsonb(OLD) ->> (TG_ARGV[0] || '_id'))::integer,
                (to_jsonb(NEW) ->> (TG_ARGV[0] || '_id'))::integer, TG_ARGV[1]::text[];
        IF is_late THEN
            RAISE EXCEPTION '% % belongs to a phase that is not now',
                TG_TABLE_NAME, coalesce(NEW.id, OLD.id)
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$ LANGUAGE plpgsql;
"""
