import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..house import now, today, with_pass
from ..kernel import chain


class CommunityDayHead(models.Model):
    """One number for a day, over the heads of all registers (当日总摘要).

    What is published cannot be unpublished: a register that somebody rewrites as a
    whole, seals and all, no longer fits the heads that went out before. Each day covers
    the registers that moved since the day before it, and the digest of that day, hence
    all registers and all days. Rows are added, never changed.
    """

    _name = "community.day.head"
    _description = "Published Heads of a Day"
    _inherit = ["community.append.mixin"]
    _order = "date desc"
    _rec_name = "date"

    date = fields.Date(required=True, readonly=True)
    made_at = fields.Datetime(required=True, readonly=True)
    heads = fields.Json(
        readonly=True, help="By key of the register: number of entries and head."
    )
    previous_id = fields.Many2one(
        "community.day.head", "Day Before", readonly=True, index="btree_not_null"
    )
    digest = fields.Char(required=True, readonly=True)

    _date_once = models.Constraint("UNIQUE (date)", "The heads of this day are out.")
    _heads = models.Index("USING gin (heads)")

    @api.model
    def _publish(self):
        """Return yesterday's heads, made now if they are not out yet.

        A day is published when it is over. One that was missed stays missing: the next
        covers it, and nobody claims to have known earlier.
        """
        date = today(self.env) - timedelta(days=1)
        system = self.sudo()
        made = system.search([("date", "=", date)])
        if not made:
            system.env["community.batch.sealed.mixin"]._seal_all_waiting()
            vals = system._prepare_day(date)
            made = with_pass(system, vals).create(vals)
        return self.browse(made.id)

    def _prepare_day(self, date):
        previous = self.search([("date", "<", date)], limit=1)
        heads = self._get_moved()
        return {
            "date": date,
            "made_at": now().replace(tzinfo=None, microsecond=0),
            "heads": heads,
            "previous_id": previous.id,
            "digest": chain.day_head(self._get_covered(heads, previous)),
        }

    def _get_moved(self):
        """Return number and head of each register that is not out as it stands."""
        self.env["community.register"].flush_model()
        self.flush_model()
        rows = self.env.execute_query(
            SQL("""
                SELECT register.key, register.last_number, register.head
                  FROM community_register register
                 WHERE register.head IS NOT NULL
                   AND NOT EXISTS (
                       SELECT FROM community_day_head day
                        WHERE day.heads @> jsonb_build_object(
                              register.key,
                              jsonb_build_array(register.last_number, register.head)))
            """)
        )
        return {key: [number, head] for key, number, head in rows}

    def _get_heads(self):
        """Return the heads of the day; on a quiet one nothing moved."""
        self.ensure_one()
        return self.heads or {}

    @api.model
    def _get_covered(self, heads, previous):
        """Return what the digest is taken over, as :func:`~..kernel.chain.day_head`
        takes it: ``register:entries`` to head, and the day before to its digest.
        """
        covered = {f"{key}:{number}": head for key, (number, head) in heads.items()}
        if previous:
            covered[f"day/{previous.date}"] = previous.digest
        return covered

    @api.model
    def _get_anchors(self, key):
        """Return the published heads of a register by number of entries; the first
        that was published for a number counts.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT heads -> %(key)s
                  FROM community_day_head
                 WHERE heads ? %(key)s
              ORDER BY date DESC
                """,
                key=key,
            )
        )
        return {number: head for [(number, head)] in rows}

    def _verify(self):
        """Recompute the digests of these days, oldest first.

        :return: the first day that does not match its digest, its predecessor or
            the registers there are; nothing if all do
        """
        days = self.sudo().sorted("date")
        keys = {key for day in days for key in day._get_heads()}
        known = self.env["community.register"].sudo().search([("key", "in", [*keys])])
        known = set(known.mapped("key"))
        for day in days:
            heads = day._get_heads()
            covered = self._get_covered(heads, day.previous_id)
            if chain.day_head(covered) != day.digest or not known.issuperset(heads):
                return day
        return self.browse()

    def action_verify(self):
        """Check the digests of the days (校验)."""
        broken = self._verify()
        if broken:
            raise UserError(
                self.env._(
                    "The published heads of %s do not match: a day or a register was "
                    "altered or removed.",
                    broken.date,
                )
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s days match their digests.", len(self)),
            },
        }

    def _prepare_file(self):
        """Return what a stranger needs to check the day, as JSON text."""
        self.ensure_one()
        return json.dumps(
            {
                "date": str(self.date),
                "digest": self.digest,
                "heads": self._get_covered(self._get_heads(), self.previous_id),
            },
            ensure_ascii=False,
            indent=1,
            sort_keys=True,
        )
