import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..house import with_pass
from ..kernel import chain


class CommunityGuardedMixin(models.AbstractModel):
    """A record whose acts need a resolution (凭决议办事).

    A model names the states that need one, and of which class of matter::

        class Lease(models.Model):
            _inherit = ["community.guarded.mixin", "community.area.mixin"]
            _guarded_states = {"active": "lease"}
            _guard_fields = ("partner_id", "amount", "date_end")
            _guard_amount_field = "amount"

    * :meth:`_act` enters such a state. It wants a resolution that was adopted by the
      whole procedure, is of the class, is about this very record as it was when the
      matter was submitted, and has enough of its amount left; and uses it.
    * ``write`` and ``create`` refuse the state by any other route.
    * What was decided about stays: the guarded fields do not change while the record
      is in such a state, and who has used a resolution is not deleted.
    * A trigger refuses all of it in the database: no row enters a guarded state unless
      a resolution was used for it in the same transaction. So a stored computed state
      or a statement in SQL is no way around.

    Where several records carry out one decision (the payments of a contract), they say
    by :meth:`_get_guard_subject` what it was about; they use up its amount together.
    """

    _name = "community.guarded.mixin"
    _description = "Needs a Resolution"
    _inherit = ["community.protected.mixin"]

    _guard_state_field = "state"
    _guarded_states = {}
    _guard_fields = ()
    _guard_amount_field = None

    resolution_id = fields.Many2one(
        "community.resolution", readonly=True, copy=False, index="btree_not_null"
    )
    matter_count = fields.Integer(compute="_compute_matter_count")

    @api.model
    def _get_locked_fields(self):
        return super()._get_locked_fields() | {"resolution_id"}

    def init(self):
        result = super().init()
        if self._abstract or not self._guarded_states:
            return result
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_guard() RETURNS trigger AS $$
            DECLARE
                guarded text[] := TG_ARGV[1]::text[];
                was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
                now jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
                entered text := now ->> TG_ARGV[0];
                problem text;
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    IF EXISTS (SELECT FROM community_resolution_use used
                                WHERE used.model = TG_ARGV[2] AND used.res_id = OLD.id)
                    THEN
                        problem := 'has used a resolution and stays';
                    END IF;
                ELSIF entered <> ALL (guarded) OR entered IS NULL THEN
                    NULL;
                ELSIF was ->> TG_ARGV[0] IS DISTINCT FROM entered THEN
                    IF NOT EXISTS (SELECT FROM community_resolution_use used
                                    WHERE used.model = TG_ARGV[2]
                                      AND used.res_id = NEW.id
                                      AND used.purpose = entered
                                      AND used.txid = txid_current())
                    THEN
                        problem := 'cannot become ' || entered
                                   || ' without a resolution';
                    END IF;
                ELSIF EXISTS (SELECT FROM unnest(TG_ARGV[3]::text[]) AS part
                               WHERE was -> part IS DISTINCT FROM now -> part)
                THEN
                    problem := 'stays as it was decided';
                END IF;
                IF problem IS NOT NULL THEN
                    RAISE EXCEPTION '% % %', TG_ARGV[2], coalesce(was, now) ->> 'id',
                          problem USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
        """)
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER community_guard
                    BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW
                    EXECUTE FUNCTION community_guard(%s, %s, %s, %s)
                """,
                SQL.identifier(self._table),
                self._guard_state_field,
                "{%s}" % ",".join(self._guarded_states),
                self._name,
                "{%s}" % ",".join(self._get_decided_columns()),
            )
        )
        return result

    @api.model
    def _get_decided_fields(self):
        """Return the names of the fields that a resolution was about."""
        amount = {self._guard_amount_field} - {None}
        return {*self._guard_fields, "resolution_id"} | amount

    @api.model
    def _get_decided_columns(self):
        names = sorted(self._get_decided_fields())
        return [name for name in names if self._fields[name].column_type]

    def _compute_matter_count(self):
        groups = self.env["community.matter"]._read_group(
            self._get_matter_domain(), ["subject_id"], ["__count"]
        )
        counts = dict(groups)
        for record in self:
            record.matter_count = counts.get(record.id, 0)

    def _get_matter_domain(self):
        return Domain("subject_model", "=", self._name) & Domain(
            "subject_id", "in", self.ids
        )

    @api.model_create_multi
    def create(self, vals_list):
        name = self._guard_state_field
        if any(vals.get(name) in self._guarded_states for vals in vals_list):
            self._raise_guarded()
        records = super().create(vals_list)
        if any(record[name] in self._guarded_states for record in records):
            self._raise_guarded()
        return records

    def write(self, vals):
        name = self._guard_state_field
        state = vals.get(name)
        if state in self._guarded_states and not self._has_system_pass({name}):
            if any(record[name] != state for record in self):
                self._raise_guarded()
        if not self._has_system_pass(set(vals)):
            self._check_still_decided(vals)
        return super().write(vals)

    def _check_still_decided(self, vals):
        """While a record is in a guarded state, what was decided about it stays."""
        acted = self.filtered(lambda r: r[self._guard_state_field] in r._guarded_states)
        decided = self._get_decided_fields().intersection(vals)
        if any(acted._is_changing(name, vals[name]) for name in decided):
            raise UserError(
                self.env._(
                    "“%s” was carried out as it was decided and stays so: a change "
                    "has to be decided as well.",
                    acted[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_acted(self):
        uses = self.env["community.resolution.use"].sudo()
        if uses.search_count(
            Domain("model", "=", self._name) & Domain("res_id", "in", self.ids), limit=1
        ):
            raise UserError(
                self.env._("What was carried out under a resolution stays on record.")
            )

    def _raise_guarded(self):
        raise AccessError(
            self.env._(
                "“%s” needs a resolution for this: have the matter decided first, then "
                "use the button that carries it out.",
                self.env["ir.model"]._get(self._name).sudo().name,
            )
        )

    # Acting

    def _act(self, state, resolution=None):
        """Enter a guarded state under a resolution, which is used by this.

        :param resolution: the one to use; found if there is exactly one left
        :raise UserError: none permits it; the message says what is missing
        """
        self.ensure_one()
        self._hold()
        resolution = self._check_resolution(state, resolution)
        resolution.sudo()._consume(self, self._get_guard_amount(), state)
        vals = {self._guard_state_field: state, "resolution_id": resolution.id}
        before = self[self._guard_state_field]
        with_pass(self, vals).write(vals)
        self.env["community.trail"]._note(
            self, "act", before=before, after=state, reason=resolution.number
        )
        self.flush_recordset()

    def _get_guard_amount(self):
        return self[self._guard_amount_field] if self._guard_amount_field else 0

    def _check_resolution(self, state, resolution=None):
        """Return the resolution that permits the act, or say why there is none."""
        found = (
            self.env["community.resolution"]
            .sudo()
            .search(self._get_permitting_domain(state))
        )
        if resolution:
            found &= resolution.sudo()
        current = found.filtered(
            lambda item: (
                item.matter_id._is_effective()
                and item.subject_digest == self._get_guard_subject()._get_guard_digest()
            )
        )
        final = current.filtered(lambda item: item == item.matter_id._get_final())
        amount = self._get_guard_amount()
        left = final.filtered(lambda r: not r._find_obstacle(self, amount, state))
        if final:
            return (left or final)[0]
        if found and not current:
            raise UserError(
                self.env._(
                    "The resolution does not permit this: its publication is not over, "
                    "or “%s” was changed after it was submitted and has to be decided "
                    "again.",
                    self.display_name,
                )
            )
        self._raise_guarded()

    def _get_permitting_domain(self, state):
        codes = self._guarded_states[state]
        codes = (codes,) if isinstance(codes, str) else codes
        return self.env["community.resolution"]._get_in_force_domain(
            codes, self._get_guard_subject()
        )

    def _get_guard_subject(self):
        """Return the guarded record that the decision is about: this, or its owner.

        A payment returns its contract: a matter is decided about the contract, and
        each payment takes its part of the amount.
        """
        return self

    def _get_guard_payload(self):
        """Return what the resolution is about; a change of it needs a new one."""
        payload = {}
        for name in self._guard_fields:
            value = self[name]
            if self._fields[name].relational:
                value = sorted(value.ids)
            elif isinstance(value, float | str):
                value = str(value)
            payload[name] = value
        return payload

    def _get_guard_digest(self):
        return hashlib.sha256(chain.canonical(self._get_guard_payload())).hexdigest()

    def _get_guard_class_code(self):
        """Return the code of the class of matters in which this is decided."""
        codes = next(iter(self._guarded_states.values()))
        return codes if isinstance(codes, str) else codes[0]

    def action_request_matter(self):
        """Open a matter about this record, to be decided (提请议决)."""
        self.ensure_one()
        self.check_access("write")
        matter_class = self.env["community.matter.class"].search(
            [("code", "=", self._get_guard_class_code())]
        )
        about = self._get_guard_subject()
        return about._open_matter(
            matter_class, about.display_name, about._get_guard_amount()
        )

    def _open_matter(self, matter_class, name, amount):
        """Open a draft of a matter about this record."""
        subject = {"subject_model": self._name, "subject_id": self.id}
        matter = with_pass(self.env["community.matter"], subject).create(
            {
                "name": name,
                "class_id": matter_class.id,
                "area_id": self.area_id.id,
                "amount": amount,
                **subject,
            }
        )
        return matter.with_env(self.env)._get_records_action()
