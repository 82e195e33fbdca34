from itertools import count
from operator import itemgetter, methodcaller

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..house import with_pass
from ..kernel import chain


class CommunityRegister(models.Model):
    """A numbered, sealed book (登记簿): an organ's resolutions of a year, a ledger …

    It hands out numbers without gaps and holds the head of a hash chain. Both are
    taken under the lock of its row, in the transaction that writes the entry: a
    number that is not used was never given.
    """

    _name = "community.register"
    _description = "Register"
    _inherit = ["community.protected.mixin"]
    _order = "key"

    _system_fields = frozenset({"key", "model", "last_number", "head", "area_id"})

    key = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True)
    model = fields.Char(required=True, readonly=True)
    area_id = fields.Many2one("community.area", readonly=True, index=True)
    last_number = fields.Integer(readonly=True)
    head = fields.Char("Head of the Chain", readonly=True)

    _key_unique = models.Constraint("UNIQUE (key)", "This register exists already.")

    def init(self):
        result = super().init()
        # A register goes one way: numbers up, and no new head without a new entry.
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_register_forward()
                RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'DELETE'
                   OR (OLD.key, OLD.model) IS DISTINCT FROM (NEW.key, NEW.model)
                   OR NEW.last_number < OLD.last_number
                   OR (NEW.last_number = OLD.last_number
                       AND NEW.head IS DISTINCT FROM OLD.head)
                THEN
                    RAISE EXCEPTION 'register % only goes forward', OLD.key
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER community_register_forward
                BEFORE UPDATE OR DELETE ON community_register
                FOR EACH ROW EXECUTE FUNCTION community_register_forward();
        """)
        return result

    @api.model
    def _open(self, key, name, model, area):
        """Return the register of a key, locked; made if it is new.

        Two who open the same new register at once get the same row: the second
        waits for the first's transaction.
        """
        self.env.execute_query(
            SQL(
                """
                INSERT INTO community_register (key, name, model, area_id, last_number,
                                                create_uid, create_date)
                     VALUES (%s, %s, %s, %s, 0, %s, now() AT TIME ZONE 'UTC')
                ON CONFLICT (key) DO NOTHING RETURNING id
                """,
                key,
                name,
                model,
                area.id or None,
                self.env.uid,
            )
        )
        [(register_id,)] = self.env.execute_query(
            SQL("SELECT id FROM community_register WHERE key = %s FOR UPDATE", key)
        )
        register = self.sudo().browse(register_id)
        register.invalidate_recordset()
        return register

    @api.model
    def _number(self, records, get_register=methodcaller("_get_register")):
        """Hand out the next numbers of registers that seal nothing (登记取号).

        :param get_register: of a record returns (key, name, area) of its register
        :return: ``{record: number}``
        """
        numbers = {}
        registers = records.grouped(get_register)
        # In one order for all: nobody waits for a register while another waits for his.
        for (key, name, area), own in sorted(registers.items(), key=itemgetter(0)):
            register = self._open(key, name, records._name, area)
            numbers.update(zip(own, count(register.last_number + 1), strict=False))
            register._advance(len(own), register.head)
        return numbers

    def _advance(self, written, head):
        """Note that so many entries were written and what the chain's head is now."""
        vals = {"last_number": self.last_number + written, "head": head}
        with_pass(self, vals).write(vals)

    def _get_entries(self):
        """Return the sealed records of the register in their order."""
        self.ensure_one()
        entries = self.env[self.model]
        if "seal" not in entries._fields:
            return entries
        return entries.with_context(active_test=False).search(
            [("register_id", "=", self.id)], order="register_number"
        )

    def _verify(self):
        """Recompute the chain, and compare it with the heads that were published.

        :return: None for a sound register, else the number of the first entry that
            does not hold (one more than the last where entries are missing)
        """
        self.ensure_one()
        entries = self.env[self.model]
        if "seal" not in entries._fields:  # it hands out numbers and seals nothing
            return None
        entries.flush_model()
        start = chain.genesis(self.key)
        head = self.head or start
        # Whoever rewrites a register reaches its head too, but not what was published.
        published = self.env["community.day.head"]._get_anchors(self.key)
        anchors = {self.last_number: head, **published}
        broken = chain.verify(entries._iter_sealed(self), start, anchors)
        if broken:
            return broken.position + 1
        if anchors[self.last_number] != head:
            return self.last_number
        return self._find_surplus(entries)

    def _find_surplus(self, entries):
        """Return the number after the last if there are more entries than numbers."""
        domain = [("register_id", "=", self.id)]
        number = entries.with_context(active_test=False).search_count(domain)
        return self.last_number + 1 if number > self.last_number else None

    @api.model
    def _verify_all(self):
        """Return the number of the first broken entry of each broken register."""
        found = {register: register._verify() for register in self.search([])}
        return {register: number for register, number in found.items() if number}

    @api.model
    def _cron_verify(self):
        """Verify all registers; a broken one becomes a task of every administrator."""
        for register, number in self._verify_all().items():
            register._raise_alarm(register._describe_break(number))

    @api.model
    def _raise_alarm(self, summary):
        """Give each administrator a task, unless he has it already.

        It is tied to no record: which areas are his plays no part.
        """
        users = self.env.ref("community_base.group_administrator").all_user_ids
        tasks = self.env["mail.activity"].sudo()
        known = tasks.search(
            Domain("summary", "=", summary) & Domain("user_id", "in", users.ids)
        )
        warning = self.env.ref("mail.mail_activity_data_warning")
        tasks.create(
            [
                {
                    "user_id": user.id,
                    "summary": summary,
                    "activity_type_id": warning.id,
                }
                for user in users - known.user_id
                if user.active
            ]
        )

    def _describe_break(self, number):
        return self.env._(
            "“%(register)s” was altered: entry %(number)s is the first that does not "
            "match its seal.",
            register=self.name,
            number=number,
        )

    def action_verify(self):
        """Check the registers and say which entry, if any, was altered (校验)."""
        for register in self:
            broken = register._verify()
            if broken is not None:
                raise UserError(register._describe_break(broken))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s registers match their seals.", len(self)),
            },
        }
