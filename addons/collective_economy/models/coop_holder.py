from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import clean_context


class CoopHolder(models.Model):
    """A shareholder (股东) under the number of his share certificate (股权证号).

    He is a partner with a name, and his login on the portal is that partner's. Phone
    and bank account lie in his personal file. Who holds the shares of the collective
    is a holder like others. Nothing here knows of gender or marriage.
    """

    _name = "coop.holder"
    _description = "Shareholder"
    _inherit = ["community.area.mixin", "mail.thread"]
    _rec_names_search = ["number", "partner_id.name", "partner_id.pinyin"]
    _order = "cooperative_id, number, id"

    _fixed_fields = frozenset({"cooperative_id", "partner_id"})

    cooperative_id = fields.Many2one(
        "coop.cooperative", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        help="Leave it empty to enter a person who is not in any register yet.",
    )
    name = fields.Char(
        compute="_compute_name",
        inverse="_inverse_name",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index="trigram",
    )
    number = fields.Char(
        "Certificate No.", required=True, tracking=True, help="股权证号"
    )
    date_start = fields.Date("Shareholder since")
    balance_ids = fields.One2many("coop.share.balance", "holder_id", "Holdings")
    shares = fields.Integer(compute="_compute_shares")
    pledged = fields.Integer(compute="_compute_shares")
    giver_entry_ids = fields.One2many("coop.share.entry", "from_holder_id", "Given")
    taker_entry_ids = fields.One2many("coop.share.entry", "to_holder_id", "Taken")

    _number_once = models.Constraint(
        "UNIQUE (cooperative_id, number)", "This certificate number is taken."
    )
    _partner_once = models.Constraint(
        "UNIQUE (cooperative_id, partner_id)",
        "This person is a shareholder of the cooperative already.",
    )

    @api.depends("partner_id.name")
    def _compute_name(self):
        for holder in self:
            holder.name = holder.partner_id.name or holder.name

    def _inverse_name(self):
        """A name is corrected where only this cooperative knows the person."""
        for holder in self.filtered(lambda item: item.name != item.partner_id.name):
            partner = holder.partner_id.sudo()
            others = self.sudo().search_count(
                [("partner_id", "=", partner.id), ("id", "!=", holder.id)], limit=1
            )
            if others or partner.user_ids or partner._is_on_file() or partner.seat_ids:
                raise UserError(
                    self.env._(
                        "Others know “%s” as well: have the street office correct the "
                        "name.",
                        partner.name,
                    )
                )
            partner.name = holder.name

    @api.depends("number", "name")
    def _compute_display_name(self):
        for holder in self:
            holder.display_name = f"{holder.number or ''} {holder.name or ''}".strip()

    @api.depends("balance_ids")
    def _compute_shares(self):
        groups = self.env["coop.share.balance"]._read_group(
            [("holder_id", "in", self.ids)],
            ["holder_id"],
            ["quantity:sum", "pledged:sum"],
        )
        sums = {holder.id: (total, pledged) for holder, total, pledged in groups}
        for holder in self:
            holder.shares, holder.pledged = sums.get(holder.id, (0, 0))

    @api.model_create_multi
    def create(self, vals_list):
        """Enter shareholders; one without a contact becomes a person with a name."""
        self.check_access("create")
        missing = [vals for vals in vals_list if not vals.get("partner_id")]
        partners = (
            self.env(context=clean_context(self.env.context))["res.partner"]
            .sudo()
            .create([{"name": vals.get("name"), "is_person": True} for vals in missing])
        )
        for vals, partner in zip(missing, partners, strict=True):
            vals["partner_id"] = partner.id
        return super().create(vals_list)

    @api.model
    def _get_balances(self, day, cooperatives):
        """Return ``{(holder id, class id): (quantity, pledged)}`` at the end of a day.

        Server code asks for whole cooperatives at once; who may see what was shown
        before is the caller's to check.
        """
        self.env["coop.share.entry"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT holder_id, class_id, sum(quantity), sum(pledged)
                  FROM coop_share_leg
                 WHERE cooperative_id = ANY(%s) AND date <= %s
              GROUP BY holder_id, class_id
                HAVING sum(quantity) <> 0 OR sum(pledged) <> 0
                """,
                cooperatives.ids,
                day,
            )
        )
        return {
            (holder, share_class): (int(quantity), int(pledged))
            for holder, share_class, quantity, pledged in rows
        }

    def _prepare_movements(self):
        """Return what happened to the holder's shares, the newest first.

        The names of those he dealt with are part of it, though he may not read their
        records; the caller has checked that he may read his own.
        """
        self.ensure_one()
        entries = (self.giver_entry_ids | self.taker_entry_ids).sudo()
        kinds = dict(entries._fields["kind"]._description_selection(self.env))
        lines = []
        for entry in entries.sorted(lambda item: (item.date, item.id), reverse=True):
            gives = entry.from_holder_id.id == self.id
            other = entry.to_holder_id if gives else entry.from_holder_id
            other = other - self.sudo()
            lines.append(
                {
                    "number": entry.number,
                    "date": entry.date,
                    "kind": kinds[entry.kind],
                    "class": entry.class_id.name,
                    "becomes": entry.to_class_id.name or "",
                    "other": entry.creditor_id.name or other.name or "",
                    "sign": "" if entry.creditor_id else ("−" if gives else "+"),
                    "quantity": entry.quantity,
                    "document": entry.document,
                }
            )
        return lines

    def action_view_entries(self):
        """Open what happened to the holder's shares."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collective_economy.coop_share_entry_action"
        )
        return action | {
            "domain": [
                "|",
                ("from_holder_id", "=", self.id),
                ("to_holder_id", "=", self.id),
            ],
            "context": {"default_cooperative_id": self.cooperative_id.id},
        }
