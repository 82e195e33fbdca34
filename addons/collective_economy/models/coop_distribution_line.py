from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.community_base.house import today, with_pass
from odoo.addons.community_base.kernel.money import to_fen

from ..kernel import dividend

STATES = [
    ("unpaid", "Not Paid Yet"),
    ("paid", "Paid"),
    ("unclaimed", "Unclaimed"),
    ("fund", "Kept for the Collective"),
]


class CoopDistributionLine(models.Model):
    """What a shareholder gets on his shares of one class (分红明细).

    Lines are drawn by the distribution. Only those of a supplement in preparation are
    entered by hand. After the approval a line says whether it was paid, and nothing
    else of it changes; it becomes paid by a payment that succeeded, once.
    """

    _name = "coop.distribution.line"
    _description = "Dividend of a Shareholder"
    _inherit = ["community.protected.mixin"]
    _order = "distribution_id desc, id"

    _fixed_fields = frozenset({"distribution_id", "holder_id", "class_id"})
    _system_fields = frozenset(
        {
            "cooperative_id",
            "area_id",
            "partner_id",
            "shares",
            "tax",
            "net",
            "state",
            "paid_on",
            "payout_id",
        }
    )

    distribution_id = fields.Many2one(
        "coop.distribution", required=True, index=True, ondelete="cascade"
    )
    cooperative_id = fields.Many2one("coop.cooperative", readonly=True, index=True)
    area_id = fields.Many2one("community.area", readonly=True, index=True)
    year = fields.Integer(related="distribution_id.year_id.year", aggregator=False)
    currency_id = fields.Many2one(related="distribution_id.currency_id")
    holder_id = fields.Many2one(
        "coop.holder",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('cooperative_id', '=', cooperative_id)]",
    )
    partner_id = fields.Many2one("res.partner", "Person", readonly=True, index=True)
    class_id = fields.Many2one(
        "coop.share.class",
        "Class of Shares",
        required=True,
        ondelete="restrict",
        domain="[('cooperative_id', '=', cooperative_id)]",
    )
    shares = fields.Integer(readonly=True, default=0)
    gross = fields.Monetary(required=True, help="税前")
    tax = fields.Monetary("Tax Withheld", readonly=True)
    net = fields.Monetary(readonly=True, help="税后实发")
    state = fields.Selection(
        STATES, default="unpaid", required=True, readonly=True, index=True
    )
    paid_on = fields.Date(readonly=True)
    payout_id = fields.Many2one("coop.payout", "Paid with", readonly=True)

    _holder_once = models.Constraint(
        "UNIQUE (distribution_id, holder_id, class_id)",
        "This shareholder gets something on these shares already.",
    )
    _adds_up = models.Constraint(
        "CHECK (gross >= 0 AND tax BETWEEN 0 AND gross AND net = gross - tax"
        " AND shares >= 0)",
        "What is paid is what is left after the tax.",
    )
    _paid = models.Constraint(
        "CHECK ((state = 'paid') = (paid_on IS NOT NULL)"
        " AND (state = 'paid') = (payout_id IS NOT NULL))",
        "What is paid was paid on a day, by a payment.",
    )

    def init(self):
        result = super().init()
        # 150,000 lines come in one statement, so they are looked at in one; changes
        # are looked at row by row.
        self.env.cr.execute(DISTRIBUTION_LINE_ADDED)
        self.env.cr.execute(DISTRIBUTION_LINE_KEEP)
        return result

    @api.depends("holder_id", "class_id", "distribution_id")
    def _compute_display_name(self):
        for line in self:
            names = (
                line.holder_id.sudo().display_name,
                line.class_id.sudo().name,
                str(line.sudo().year or ""),
            )
            line.display_name = " ".join(name for name in names if name)

    # By hand: supplements alone

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        lines = self.browse()
        for vals in vals_list:
            item = self.env["coop.distribution"].browse(vals.get("distribution_id"))
            item.check_access("write")
            self._check_by_hand(item)
            vals = {**vals, **self._prepare_by_hand(item, vals)}
            passed = with_pass(self, set(vals))
            line = super(CoopDistributionLine, passed).create([vals])
            lines |= line.with_env(self.env)
        return lines

    def write(self, vals):
        if self._has_system_pass(set(vals)):
            return super().write(vals)
        self.check_access("write")
        for line in self:
            self._check_by_hand(line.distribution_id)
            merged = {"holder_id": line.holder_id.id, "class_id": line.class_id.id}
            merged |= {"gross": line.gross} | vals
            tax = line._prepare_by_hand(line.distribution_id, merged)
            tax = {name: tax[name] for name in ("tax", "net")}
            line._check_fixed(vals)
            new = {**vals, **tax}
            super(CoopDistributionLine, with_pass(line, set(new))).write(new)
        return True

    def _check_fixed(self, vals):
        locked = (self._get_locked_fields() | self._fixed_fields).intersection(vals)
        changed = {name for name in locked if self._is_changing(name, vals[name])}
        if changed:
            self._raise_protected(changed)

    @api.ondelete(at_uninstall=False)
    def _unlink_by_hand(self):
        for item in self.distribution_id:
            self._check_by_hand(item)

    @api.model
    def _check_by_hand(self, item):
        if item.kind != "supplement":
            raise AccessError(
                self.env._(
                    "The lines of a distribution follow from the share register; only "
                    "those of a supplement are entered by hand."
                )
            )
        if item.state != "draft":
            raise UserError(
                self.env._("“%s” is approved and stays.", item.display_name)
            )

    @api.model
    def _prepare_by_hand(self, item, vals):
        """Return what follows from the sum that somebody gets by a supplement."""
        holder = self.env["coop.holder"].browse(vals["holder_id"])
        rules = {rule["class"]: rule for rule in item.rules or []}
        rule = rules.get(vals["class_id"], {"taxed": True, "fund": False})
        gross = to_fen(vals.get("gross"))
        tax = 0
        if rule["taxed"]:
            tax = dividend.tax_on(gross, round(item.tax_percent * 100))
        return {
            "cooperative_id": item.cooperative_id.id,
            "area_id": item.area_id.id,
            "partner_id": holder.partner_id.id,
            "state": "fund" if rule["fund"] else "unpaid",
            "shares": 0,
            "tax": tax / 100,
            "net": (gross - tax) / 100,
        }

    # In words

    def _prepare_statements(self):
        """Return what these lines say to their shareholder, by distribution.

        The caller has checked that he may read them; names of the cooperative and of
        classes are part of what he reads.
        """
        groups = self.sudo().grouped(
            lambda line: (line.distribution_id, line.holder_id)
        )
        return [lines._prepare_statement(*key) for key, lines in groups.items()]

    def _prepare_statement(self, item, holder):
        words = [line._describe() for line in self]
        net = sum(self.mapped("net"))
        return {
            "id": self[0].id,
            "title": item.display_name,
            "cooperative": item.cooperative_id.name,
            "year": item.year_id.year,
            "kind": item.kind,
            "reason": item.reason or "",
            "number": holder.number,
            "name": holder.name,
            "record_date": item.record_date,
            "rows": [
                (line.class_id.name, line.shares, line.gross, line.tax, line.net)
                for line in self
            ],
            "words": words,
            "tax_percent": item.tax_percent,
            "gross": sum(self.mapped("gross")),
            "tax": sum(self.mapped("tax")),
            "net": net,
            "state": self[0].state,
            "paid_on": self[0].paid_on,
            "resolution": item.resolution_id.number or "",
            "currency": item.currency_id,
        }

    def _describe(self):
        """Say how the sum comes about (每股金额 × 股数)."""
        if not self.shares:
            return self.env._("%(class)s: %(gross).2f yuan", **self._words())
        return self.env._(
            "%(class)s: %(shares)s shares × %(each).4f yuan a share ≈ %(gross).2f "
            "yuan; less %(tax).2f yuan tax, that is %(net).2f yuan",
            **self._words(),
        )

    def _words(self):
        return {
            "class": self.class_id.name,
            "shares": self.shares,
            "each": self.gross / (self.shares or 1),
            "gross": self.gross,
            "tax": self.tax,
            "net": self.net,
        }

    # Paying

    def _set_paid(self, payout):
        vals = {"state": "paid", "paid_on": today(self.env), "payout_id": payout.id}
        with_pass(self, vals).write(vals)

    def _set_unclaimed(self):
        if self:
            with_pass(self, {"state"}).write({"state": "unclaimed"})

    def action_pay_unclaimed(self):
        """Prepare the payment of what was unclaimed, now that somebody has come."""
        unclaimed = self.filtered(lambda line: line.state == "unclaimed")
        if not unclaimed:
            raise UserError(self.env._("Choose dividends that nobody has claimed."))
        if len(unclaimed.distribution_id) > 1:
            raise UserError(self.env._("Choose dividends of one distribution."))
        payout = self.env["coop.payout"]._prepare(
            unclaimed.distribution_id, unclaimed.holder_id, "cash"
        )
        return payout._get_records_action()


DISTRIBUTION_LINE_ADDED = """
    CREATE OR REPLACE FUNCTION coop_distribution_line_added()
        RETURNS trigger AS $$
    BEGIN
        IF EXISTS (SELECT FROM added
                     JOIN coop_distribution item
                       ON item.id = added.distribution_id
                     JOIN coop_holder holder ON holder.id = added.holder_id
                     JOIN coop_share_class class ON class.id = added.class_id
                    WHERE item.state <> 'draft'
                       OR added.state NOT IN ('unpaid', 'fund')
                       OR holder.cooperative_id <> item.cooperative_id
                       OR class.cooperative_id <> item.cooperative_id)
        THEN
            RAISE EXCEPTION 'lines are added to a distribution in preparation, '
                            'for its own holders'
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_distribution_line_added
        AFTER INSERT ON coop_distribution_line
        REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION coop_distribution_line_added();
"""
DISTRIBUTION_LINE_KEEP = """
    CREATE OR REPLACE FUNCTION coop_distribution_line_keep()
        RETURNS trigger AS $$
    DECLARE
        parent text;
        problem text;
    BEGIN
        SELECT state INTO parent FROM coop_distribution
         WHERE id = OLD.distribution_id;
        IF TG_OP = 'DELETE' THEN
            IF parent <> 'draft' THEN
                problem := 'stays on record';
            END IF;
        ELSIF parent = 'draft' THEN
            IF NEW.state NOT IN ('unpaid', 'fund') THEN
                problem := 'is not approved yet';
            END IF;
        ELSIF (OLD.distribution_id, OLD.holder_id, OLD.class_id, OLD.shares,
               OLD.gross, OLD.tax, OLD.net, OLD.partner_id) IS DISTINCT FROM
              (NEW.distribution_id, NEW.holder_id, NEW.class_id, NEW.shares,
               NEW.gross, NEW.tax, NEW.net, NEW.partner_id)
        THEN
            problem := 'stays as it was approved';
        ELSIF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
                ('unpaid', 'paid'), ('unpaid', 'unclaimed'),
                ('unclaimed', 'paid'))
        THEN
            problem := 'cannot go from ' || OLD.state || ' to ' || NEW.state;
        ELSIF NEW.state = 'paid' AND NOT EXISTS (
            SELECT FROM coop_payout_line
             WHERE payout_id = NEW.payout_id AND state = 'success'
               AND holder_id = NEW.holder_id
               AND distribution_id = NEW.distribution_id)
        THEN
            problem := 'was paid by no payment';
        ELSIF NEW.state = 'unclaimed' AND EXISTS (
            SELECT FROM coop_payout_line
             WHERE state <> 'failed' AND holder_id = NEW.holder_id
               AND distribution_id = NEW.distribution_id)
        THEN
            problem := 'is being paid';
        END IF;
        IF problem IS NOT NULL THEN
            RAISE EXCEPTION 'dividend % %', OLD.id, problem
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_distribution_line_keep
        BEFORE UPDATE OR DELETE ON coop_distribution_line
        FOR EACH ROW EXECUTE FUNCTION coop_distribution_line_keep();
    CREATE OR REPLACE TRIGGER coop_distribution_line_never_emptied
        BEFORE TRUNCATE ON coop_distribution_line
        FOR EACH STATEMENT EXECUTE FUNCTION community_append_only();
"""
