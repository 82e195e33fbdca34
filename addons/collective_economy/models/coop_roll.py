from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.community_base.house import today, with_pass


class CoopRoll(models.Model):
    """Who may vote and with how many shares on a record date (股权登记日股东名册).

    Drawn from the ledger as it is when it is frozen; what is entered later, even for
    an earlier day, does not change it.
    """

    _name = "coop.roll"
    _description = "Roll of Shareholders"
    _inherit = ["community.area.mixin"]
    _order = "date desc, id desc"

    _system_fields = frozenset({"cooperative_id", "date", "heads", "shares"})

    cooperative_id = fields.Many2one(
        "coop.cooperative",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
    date = fields.Date("Record Date", required=True, readonly=True, help="股权登记日")
    line_ids = fields.One2many("coop.roll.line", "roll_id", "Shareholders")
    meeting_ids = fields.One2many("community.meeting", "roll_id", "Meetings")
    heads = fields.Integer("Shareholders in Number", readonly=True)
    shares = fields.Integer("Voting Shares", readonly=True)

    @api.depends("cooperative_id.name", "date")
    def _compute_display_name(self):
        for roll in self:
            roll.display_name = f"{roll.cooperative_id.name} {roll.date}"

    @api.model
    def _freeze(self, cooperative, day):
        """Return the roll of a cooperative at the end of a day, drawn now.

        :raise UserError: the day is to come, or nobody held a voting share
        """
        if day > today(self.env):
            raise UserError(
                self.env._("The roll of %s cannot be drawn before that day.", day)
            )
        vals = {"cooperative_id": cooperative.id, "date": day, "heads": 0, "shares": 0}
        rolls = self.sudo()
        roll = with_pass(rolls, vals).create(vals).with_env(rolls.env)
        roll._draw_lines()
        if not roll.heads:
            raise UserError(
                self.env._(
                    "Nobody holds a voting share of %(cooperative)s on %(day)s.",
                    cooperative=cooperative.name,
                    day=day,
                )
            )
        return roll.with_env(self.env)

    def _draw_lines(self):
        """Write a line per holder in one statement, and the sums."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                DRAW_LINES,
                roll=self.id,
                uid=self.env.uid,
                cooperative=self.cooperative_id.id,
                day=self.date,
            )
        )
        self.invalidate_recordset(["line_ids"])
        vals = {"heads": len(rows), "shares": sum(shares for (shares,) in rows)}
        with_pass(self, vals).write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A roll stays on record."))


DRAW_LINES = """
    INSERT INTO coop_roll_line (roll_id, cooperative_id, area_id,
                                holder_id, partner_id, shares,
                                create_uid, create_date)
         SELECT %(roll)s, holder.cooperative_id, holder.area_id, holder.id,
                holder.partner_id, sum(leg.quantity), %(uid)s,
                now() AT TIME ZONE 'UTC'
           FROM coop_share_leg leg
           JOIN coop_holder holder ON holder.id = leg.holder_id
           JOIN coop_share_class class
             ON class.id = leg.class_id AND class.votes
          WHERE leg.cooperative_id = %(cooperative)s
            AND leg.date <= %(day)s
       GROUP BY holder.id
         HAVING sum(leg.quantity) > 0
       ORDER BY holder.number, holder.id
      RETURNING shares
"""
