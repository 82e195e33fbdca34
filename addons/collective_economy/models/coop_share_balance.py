from odoo import fields, models


class CoopShareBalance(models.Model):
    """What each holder has of each class today (持股余额): the ledger, added up."""

    _name = "coop.share.balance"
    _description = "Share Balance"
    _auto = False
    _order = "cooperative_id, holder_id, class_id"
    _rec_name = "holder_id"
    _depends = {
        "coop.share.entry": [
            "cooperative_id",
            "from_holder_id",
            "to_holder_id",
            "class_id",
            "to_class_id",
            "creditor_id",
            "quantity",
        ],
        "coop.share.class": ["votes", "kind"],
        "coop.holder": ["area_id", "partner_id"],
    }

    cooperative_id = fields.Many2one("coop.cooperative", readonly=True)
    area_id = fields.Many2one("community.area", readonly=True)
    holder_id = fields.Many2one("coop.holder", readonly=True)
    partner_id = fields.Many2one("res.partner", "Person", readonly=True)
    class_id = fields.Many2one("coop.share.class", "Class of Shares", readonly=True)
    votes = fields.Boolean(readonly=True)
    quantity = fields.Integer("Shares", readonly=True)
    pledged = fields.Integer(readonly=True)
    free = fields.Integer("Freely Held", readonly=True)

    @property
    def _table_query(self):
        return """
            SELECT min(leg.id) AS id, leg.cooperative_id, holder.area_id,
                   leg.holder_id, holder.partner_id, leg.class_id, class.votes,
                   sum(leg.quantity)::int AS quantity,
                   sum(leg.pledged)::int AS pledged,
                   sum(leg.quantity - leg.pledged)::int AS free
              FROM coop_share_leg leg
              JOIN coop_holder holder ON holder.id = leg.holder_id
              JOIN coop_share_class class ON class.id = leg.class_id
          GROUP BY leg.cooperative_id, leg.holder_id, leg.class_id,
                   holder.area_id, holder.partner_id, class.votes
            HAVING sum(leg.quantity) <> 0 OR sum(leg.pledged) <> 0
        """
