from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.community_base.house import today, with_pass
from odoo.addons.community_base.kernel import chain
from odoo.addons.community_base.models.community_sealed_mixin import (
    SEAL_FIELDS,
    CommunitySealedMixin,
)

from ..kernel import dividend
from .coop_year import to_fen

STATES = [
    ("draft", "Being Prepared"),
    ("approved", "Approved"),
    ("paying", "Being Paid"),
    ("done", "Done"),
]


class CoopDistribution(models.Model):
    """A dividend of a cooperative's year (收益分配), to the last fen.

    Who held what at the end of the record date takes part as the rules of the classes
    say; they are copied here and are decided about with the amount. Approval draws the
    lines from the ledger once more, books them in one voucher and seals them. From
    then on nothing changes; what was wrong is put right by a supplement with its own
    resolution.
    """

    _name = "coop.distribution"
    _description = "Distribution"
    _inherit = [
        "community.guarded.mixin",
        "community.sealed.mixin",
        "community.area.mixin",
        "mail.thread",
    ]
    _order = "record_date desc, id desc"

    _fixed_fields = frozenset({"year_id", "kind"})
    _system_fields = frozenset(
        {
            "state",
            "rules",
            "tax_percent",
            "heads",
            "gross",
            "tax",
            "net",
            "lines_digest",
            "move_id",
            *SEAL_FIELDS,
        }
    )
    _unsealed_columns = (*CommunitySealedMixin._unsealed_columns, "state", "move_id")
    _guarded_states = {"approved": "coop_distribution"}
    _guard_amount_field = "amount"
    _guard_fields = ("year_id", "kind", "record_date", "rules", "tax_percent")

    year_id = fields.Many2one(
        "coop.year", required=True, index=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one(
        related="year_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(
        related="year_id.cooperative_id.area_id", store=True, required=False
    )
    currency_id = fields.Many2one(related="year_id.currency_id")
    kind = fields.Selection(
        [("regular", "By Shares"), ("supplement", "Supplement")],
        required=True,
        default="regular",
        help="按股分配；补充分配（更正）",
    )
    reason = fields.Char(help="Why it is supplemented (补充原因).")
    state = fields.Selection(
        STATES, default="draft", required=True, copy=False, tracking=True
    )
    amount = fields.Monetary(required=True, tracking=True, help="分配总额（税前）")
    record_date = fields.Date(
        required=True,
        default=lambda self: today(self.env),
        tracking=True,
        help="Who holds shares at the end of this day takes part (股权登记日).",
    )
    rules = fields.Json("Rules of the Classes", readonly=True, copy=False)
    tax_percent = fields.Float(
        "Tax (%)", digits=(5, 2), readonly=True, copy=False, help="代扣个人所得税率"
    )
    heads = fields.Integer("Shareholders in Number", readonly=True, copy=False)
    gross = fields.Monetary(readonly=True, copy=False, help="税前")
    tax = fields.Monetary("Tax Withheld", readonly=True, copy=False, help="代扣税款")
    net = fields.Monetary(readonly=True, copy=False, help="税后")
    lines_digest = fields.Char(readonly=True, copy=False)
    line_ids = fields.One2many("coop.distribution.line", "distribution_id", "Lines")
    payout_ids = fields.One2many("coop.payout", "distribution_id", "Payments")
    rule_words = fields.Text("Who Takes What", compute="_compute_rule_words")
    paid = fields.Monetary(compute="_compute_paid")
    unpaid = fields.Monetary(compute="_compute_paid")
    unclaimed = fields.Monetary(compute="_compute_paid", help="无人领取、留存在账")
    move_id = fields.Many2one(
        "account.move", "Voucher", readonly=True, copy=False, index="btree_not_null"
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "There has to be something to distribute."
    )
    _whole_fen = models.Constraint(
        "CHECK (amount * 100 = trunc(amount * 100))",
        "Less than a fen cannot be distributed.",
    )
    _supplement = models.Constraint(
        "CHECK (kind = 'regular' OR reason IS NOT NULL)", "Say why it is supplemented."
    )

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION coop_distribution_check() RETURNS trigger AS $$
            DECLARE
                problem text;
                accounts coop_year;
            BEGIN
                IF TG_OP = 'INSERT' THEN
                    IF NEW.state <> 'draft' THEN
                        problem := 'begins as a draft';
                    END IF;
                ELSIF OLD.state <> NEW.state THEN
                    IF (OLD.state, NEW.state) NOT IN (('draft', 'approved'),
                            ('approved', 'paying'), ('paying', 'done'),
                            ('approved', 'done'), ('done', 'paying'))
                    THEN
                        problem := 'cannot go from ' || OLD.state || ' to '
                                   || NEW.state;
                    ELSIF NEW.state = 'approved' THEN
                        -- Of two at once about a year, the second starts anew.
                        UPDATE coop_year SET id = id WHERE id = NEW.year_id
                            RETURNING * INTO accounts;
                        IF accounts.state NOT IN ('approved', 'distributed') THEN
                            problem := 'has no approved accounts';
                        ELSIF accounts.distributable < NEW.amount + (
                            SELECT coalesce(sum(amount), 0) FROM coop_distribution
                             WHERE year_id = NEW.year_id AND state <> 'draft')
                        THEN
                            problem := 'is more than the year left';
                        ELSIF NEW.amount IS DISTINCT FROM (
                            SELECT sum(gross) FROM coop_distribution_line
                             WHERE distribution_id = NEW.id)
                        THEN
                            problem := 'does not add up to its amount';
                        END IF;
                    ELSIF OLD.seal IS NULL THEN
                        problem := 'is not sealed';
                    ELSIF NEW.state = 'done' AND EXISTS (
                        SELECT FROM coop_distribution_line
                         WHERE distribution_id = NEW.id AND state = 'unpaid')
                    THEN
                        problem := 'is not paid yet';
                    END IF;
                END IF;
                IF problem IS NOT NULL THEN
                    RAISE EXCEPTION 'distribution % %', NEW.id, problem
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER coop_distribution_check
                BEFORE INSERT OR UPDATE ON coop_distribution
                FOR EACH ROW EXECUTE FUNCTION coop_distribution_check();
        """)
        return result

    @api.depends("year_id.display_name", "kind", "record_date")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for item in self:
            item.display_name = self.env._(
                "%(cooperative)s, distribution of %(year)s (%(kind)s)",
                cooperative=item.cooperative_id.sudo().name or "",
                year=item.year_id.sudo().year or "",
                kind=kinds.get(item.kind, ""),
            )

    @api.depends("line_ids.state", "line_ids.net")
    def _compute_paid(self):
        groups = self.env["coop.distribution.line"]._read_group(
            [("distribution_id", "in", self.ids)],
            ["distribution_id", "state"],
            ["net:sum"],
        )
        sums = defaultdict(float)
        for item, state, net in groups:
            sums[item.id, state] = net
        for item in self:
            item.paid = sums[item.id, "paid"]
            item.unpaid = sums[item.id, "unpaid"]
            item.unclaimed = sums[item.id, "unclaimed"]

    @api.depends_context("lang")
    @api.depends("rules", "tax_percent")
    def _compute_rule_words(self):
        for item in self:
            item.rule_words = "\n".join(
                item._describe_rule(rule) for rule in item.rules or []
            )

    def _describe_rule(self, rule):
        name = self.env["coop.share.class"].sudo().browse(rule["class"]).name
        words = []
        if rule["preference"]:
            words.append(
                self.env._(
                    "first %(rate)s%% on the par value of %(par)s yuan",
                    rate=f"{rule['preference'] / 100:g}",
                    par=f"{rule['par'] / 100:g}",
                )
            )
        if rule["weight"]:
            words.append(
                self.env._("by shares, weight %(weight)s", weight=rule["weight"])
            )
        if rule["fund"]:
            words.append(self.env._("kept for the collective"))
        elif rule["taxed"]:
            words.append(self.env._("tax %s%% withheld", f"{self.tax_percent:g}"))
        return f"{name}：{'；'.join(words) or self.env._('nothing')}"

    # Preparing

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        items = super().create(vals_list)
        items._take_rules()
        return items

    def write(self, vals):
        late = {"amount", "record_date", "reason"}.intersection(vals)
        fixed = self.filtered(lambda item: item.state != "draft")
        if fixed and any(fixed._is_changing(name, vals[name]) for name in late):
            raise UserError(
                self.env._(
                    "“%s” is approved and stays: what was wrong is put right by a "
                    "supplement.",
                    fixed[0].display_name,
                )
            )
        result = super().write(vals)
        if "record_date" in vals:
            self._take_rules()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(item.state != "draft" for item in self):
            raise UserError(self.env._("A distribution stays on record."))

    def _take_rules(self):
        """Copy what the classes say and the tax of the record date's law."""
        for item in self.filtered(lambda item: item.state == "draft"):
            cooperative = item.cooperative_id
            vals = {
                "rules": [rule._prepare_rule() for rule in cooperative.class_ids],
                "tax_percent": cooperative._get_profile(
                    item.record_date
                ).dividend_tax_percent,
            }
            with_pass(item, vals).write(vals)

    def action_draw(self):
        """Show who gets what by the ledger as it is (试算)."""
        self.check_access("write")
        self._check_state("draft")
        self._take_rules()
        self._draw_lines()

    def _draw_lines(self):
        """Compute the lines of all these distributions, in a fixed number of queries.

        :raise UserError: no class takes the amount, or the record date is to come
        """
        regular = self.filtered(lambda item: item.kind == "regular")
        late = regular.filtered(lambda item: item.record_date > today(self.env))
        if late:
            raise UserError(
                self.env._("The record date %s is to come.", late[0].record_date)
            )
        regular._replace_lines(regular._compute_portions())
        self._sum_lines()

    def _get_holdings(self):
        """Return the holdings on each record date, by distribution."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.id, holder.id, holder.number, leg.class_id,
                       sum(leg.quantity)::int
                  FROM coop_distribution item
                  JOIN coop_share_leg leg ON leg.cooperative_id = item.cooperative_id
                                         AND leg.date <= item.record_date
                  JOIN coop_holder holder ON holder.id = leg.holder_id
                 WHERE item.id = ANY(%s)
              GROUP BY item.id, holder.id, leg.class_id
                HAVING sum(leg.quantity) > 0
                """,
                self.ids,
            )
        )
        holdings = defaultdict(list)
        for item, *holding in rows:
            holdings[item].append(dividend.Holding(*holding))
        return holdings

    def _compute_portions(self):
        """Return (distribution id, state, portion) of every line."""
        holdings = self._get_holdings()
        for item in self:
            rules = {rule["class"]: _to_rule(rule) for rule in item.rules}
            funds = {rule["class"] for rule in item.rules if rule["fund"]}
            try:
                portions = dividend.distribute(
                    to_fen(item.amount),
                    holdings[item.id],
                    rules,
                    round(item.tax_percent * 100),
                )
            except ValueError:
                item._raise_nobody()
            for portion in portions:
                state = "fund" if portion.share_class in funds else "unpaid"
                yield item.id, state, portion

    def _raise_nobody(self):
        raise UserError(
            self.env._(
                "On %(day)s nobody holds a share of %(cooperative)s that takes part in "
                "the whole amount.",
                day=self.record_date,
                cooperative=self.cooperative_id.name,
            )
        )

    def _replace_lines(self, portions):
        """Write all lines in one statement; the table's rules hold for it as well."""
        columns = list(
            zip(
                *(
                    (item, state, p.holder, p.share_class, p.shares, p.gross, p.tax)
                    for item, state, p in portions
                ),
                strict=True,
            )
        )
        self.env.cr.execute(
            "DELETE FROM coop_distribution_line WHERE distribution_id = ANY(%s)",
            [self.ids],
        )
        if columns:
            self.env.cr.execute(INSERT_LINES, [self.env.uid, *map(list, columns)])
        self.env["coop.distribution.line"].invalidate_model()
        self.invalidate_recordset(["line_ids"])

    def _sum_lines(self):
        """Keep the sums, and the digest of what was summed up."""
        self.env.flush_all()
        self.env.cr.execute(SUM_LINES, [self.ids])
        self.invalidate_recordset(["heads", "gross", "tax", "net", "lines_digest"])

    def _get_guard_payload(self):
        """A supplement is decided about with the name and sum of each who gets it."""
        payload = super()._get_guard_payload()
        payload["amount_fen"] = to_fen(self.amount)
        if self.kind == "supplement":
            payload["lines"] = [
                [line.holder_id.id, line.class_id.id, to_fen(line.gross)]
                for line in self.line_ids.sorted("id")
            ]
        return payload

    # Deciding

    def _check_state(self, *states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for item in self:
            if item.state not in states:
                raise UserError(
                    self.env._(
                        "“%(record)s” is “%(state)s”: this cannot be done now.",
                        record=item.display_name,
                        state=labels[item.state],
                    )
                )

    def action_request_matter(self):
        """The community's staff have it decided, who do not keep these books."""
        self.check_access("read")
        self.env["community.matter"].check_access("create")
        return super(CoopDistribution, self.sudo()).action_request_matter()

    def action_approve(self):
        """Carry out the resolution: draw the lines, book and seal them."""
        self.check_access("write")
        for item in self:
            item._hold()
            item._check_state("draft")
            item._check_accounts()
            item._draw_lines()
            item._check_sum()
            item._act("approved")
            item._seal()
            item._post_voucher()
            if item.year_id.state == "approved":
                item.year_id._move("year_distributed", "distributed")

    def _check_accounts(self):
        year = self.year_id
        year._hold()
        if year.state not in ("approved", "distributed"):
            raise UserError(
                self.env._(
                    "The shareholders have not approved the accounts of %s: nothing "
                    "can be distributed before.",
                    year.year,
                )
            )
        if to_fen(self.amount) > to_fen(year.left):
            raise UserError(
                self.env._(
                    "%(year)s has %(left)s left to distribute: not enough for "
                    "%(wanted)s.",
                    year=year.year,
                    left=year.left,
                    wanted=self.amount,
                )
            )

    def _check_sum(self):
        if to_fen(self.gross) != to_fen(self.amount):
            raise UserError(
                self.env._(
                    "The lines add up to %(found)s, the amount is %(amount)s.",
                    found=self.gross,
                    amount=self.amount,
                )
            )

    def _post_voucher(self):
        """Book the whole distribution in one voucher (各项分配)."""
        roles = self.env["coop.account.role"]
        company, text = self.cooperative_id.company_id, self.display_name
        fund = sum(
            to_fen(line.net)
            for line in self.line_ids.filtered(lambda line: line.state == "fund")
        )
        amounts = {
            "dividend_out": to_fen(self.amount),
            "fund": -fund,
            "payable": fund - to_fen(self.net),
            "tax": -to_fen(self.tax),
        }
        lines = [
            (roles._get_account(company, role), fen, text)
            for role, fen in amounts.items()
            if fen
        ]
        move = roles._post(company, today(self.env), text, lines)
        with_pass(self, {"move_id"}).move_id = move

    # Seal

    def _get_register(self):
        cooperative = self.cooperative_id
        name = self.env._("Distributions of %s", cooperative.name)
        return f"coop/{cooperative.id}/distributions", name, cooperative.area_id

    def _get_seal_payload(self, version):
        return {
            "register_number": self.register_number,
            "cooperative": self.cooperative_id.id,
            "year": self.year_id.year,
            "kind": self.kind,
            "amount_fen": to_fen(self.amount),
            "tax_fen": to_fen(self.tax),
            "record_date": fields.Date.to_string(self.record_date),
            "resolution": self.resolution_id.id,
            "rules": chain.canonical({"rules": self.rules}).decode(),
            "lines": self.lines_digest,
        }

    def _check_lines(self):
        """Tell whether the lines are those that were sealed."""
        self.env.cr.execute(DIGEST_LINES, [self.ids])
        digests = dict(self.env.cr.fetchall())
        return self.filtered(lambda item: digests.get(item.id) == item.lines_digest)

    # Paying

    def action_pay(self):
        """Prepare the payment of everything that is not paid yet (发放)."""
        self.ensure_one()
        payout = self.env["coop.payout"]._prepare(self)
        return payout._get_records_action()

    def action_close(self):
        """Keep what nobody claimed on account and end the distribution (结束发放)."""
        self.check_access("write")
        for item in self:
            item._hold()
            item._check_state("approved", "paying")
            if item.payout_ids.filtered(lambda payout: payout.state != "done"):
                raise UserError(
                    self.env._("A payment is under way: enter its result first.")
                )
            item.line_ids.filtered(lambda line: line.state == "unpaid")._set_unclaimed()
            item._move("distribution_closed", "done")

    def _move(self, event, state):
        vals, before = {"state": state}, self.state
        self.env.flush_all()
        with_pass(self, vals).write(vals)
        self.env["community.trail"]._note(self, event, before=before, after=state)

    def action_supplement(self):
        """Open the form of a supplement to this distribution."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Supplement"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                "default_year_id": self.year_id.id,
                "default_kind": "supplement",
                "default_record_date": self.record_date,
            },
        }

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "collective_economy.coop_distribution_line_action"
        )
        return action | {"domain": [("distribution_id", "=", self.id)], "context": {}}


def _to_rule(rule):
    return dividend.Rule(rule["weight"], rule["preference"], rule["par"], rule["taxed"])


INSERT_LINES = """
    INSERT INTO coop_distribution_line (
           distribution_id, state, holder_id, class_id, shares, gross, tax, net,
           cooperative_id, area_id, partner_id, create_uid, create_date)
    SELECT row.distribution, row.state, row.holder, row.class, row.shares,
           row.gross / 100.0, row.tax / 100.0, (row.gross - row.tax) / 100.0,
           holder.cooperative_id, holder.area_id, holder.partner_id,
           uid.id, now() AT TIME ZONE 'UTC'
      FROM (VALUES (%s)) AS uid (id),
           unnest(%s::int[], %s::varchar[], %s::int[], %s::int[], %s::int[],
                  %s::bigint[], %s::bigint[])
           WITH ORDINALITY AS row (distribution, state, holder, class, shares, gross,
                                   tax, place)
      JOIN coop_holder holder ON holder.id = row.holder
  ORDER BY row.place
"""
DIGEST = """
    encode(sha256(convert_to(string_agg(
        concat_ws(',', holder_id, class_id, shares, round(gross * 100)::bigint,
                  round(tax * 100)::bigint), ';' ORDER BY holder_id, class_id
    ), 'UTF8')), 'hex')
"""
DIGEST_LINES = f"""
    SELECT distribution_id, {DIGEST}
      FROM coop_distribution_line
     WHERE distribution_id = ANY(%s)
  GROUP BY distribution_id
"""
SUM_LINES = f"""
    UPDATE coop_distribution item
       SET heads = sums.heads, gross = sums.gross, tax = sums.tax, net = sums.net,
           lines_digest = sums.digest
      FROM (SELECT distribution_id, count(DISTINCT holder_id) AS heads,
                   sum(gross) AS gross, sum(tax) AS tax, sum(net) AS net,
                   {DIGEST} AS digest
              FROM coop_distribution_line
             WHERE distribution_id = ANY(%s)
          GROUP BY distribution_id) AS sums
     WHERE item.id = sums.distribution_id
"""
