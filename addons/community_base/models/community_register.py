from odoo import api, fields, models
from odoo.exceptions import UserError
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

    def _advance(self, count, head):
        """Note that ``count`` entries were written and what the chain's head is now."""
        vals = {"last_number": self.last_number + count, "head": head}
        with_pass(self, vals).write(vals)

    def _get_entries(self):
        """Return the sealed records of the register in their order."""
        self.ensure_one()
        return self.env[self.model].search(
            [("register_id", "=", self.id)], order="register_number"
        )

    def _verify(self):
        """Recompute the chain, and compare it with the heads that were published.

        :return: None for a sound register, else the number of the first entry that
            does not hold (one more than the last where entries are missing)
        """
        self.ensure_one()
        # Whoever rewrites a register reaches its head too, but not what was published.
        published = self.env["community.day.head"]._get_anchors(self.key)
        links = (entry._to_sealed() for entry in self._get_entries())
        anchors = {self.last_number: self.head} if self.head else {}
        anchors |= published
        broken = chain.verify(links, chain.genesis(self.key), anchors)
        return broken.position + 1 if broken else None

    def action_verify(self):
        """Check the registers and say which entry, if any, was altered (校验)."""
        for register in self:
            broken = register._verify()
            if broken is not None:
                raise UserError(
                    self.env._(
                        "“%(register)s” was altered: entry %(number)s is the first "
                        "that does not match its seal.",
                        register=register.name,
                        number=broken,
                    )
                )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s registers match their seals.", len(self)),
            },
        }
