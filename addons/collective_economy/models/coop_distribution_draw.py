from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.community_base.house import today
from odoo.addons.community_base.kernel.money import to_fen

from ..kernel import dividend


class CoopDistributionDraw(models.Model):
    """Who gets what of a distribution (分配计算), drawn from the ledger."""

    _inherit = "coop.distribution"

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
        rows = self.env.execute_query(SQL(HOLDINGS, self.ids))
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

    def _digest_lines(self):
        """Return the digest of the lines as they are, not as it was noted."""
        return dict(self.env.execute_query(SQL(DIGEST_LINES, self.ids))).get(self.id)


def _to_rule(rule):
    return dividend.Rule(rule["weight"], rule["preference"], rule["par"], rule["taxed"])


HOLDINGS = """
      SELECT item.id, holder.id, holder.number, leg.class_id,
             sum(leg.quantity)::int
        FROM coop_distribution item
        JOIN coop_share_leg leg ON leg.cooperative_id = item.cooperative_id
                               AND leg.date <= item.record_date
        JOIN coop_holder holder ON holder.id = leg.holder_id
       WHERE item.id = ANY(%s)
    GROUP BY item.id, holder.id, leg.class_id
      HAVING sum(leg.quantity) > 0
"""
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
