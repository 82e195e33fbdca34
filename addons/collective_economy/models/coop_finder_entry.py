from datetime import date

from odoo import models
from odoo.tools import SQL

from odoo.addons.community_base.house import today
from odoo.addons.community_base.kernel.money import to_fen

from ..kernel import finding
from .coop_finder import Hit

ENDLESS = date(9999, 12, 31)
ALL_TIME = date(1900, 1, 1)


class CoopFinderEntry(models.AbstractModel):
    """Acts that show in the books alone (账面线索): large ones, many small ones."""

    _inherit = "coop.finder"

    def _find_entry(self, rule):
        rows = self._query_entries(rule, SQL("act.left >= limits.amount"))
        return [
            Hit(coop, day, amount, (("account.move", move),), partner)
            for coop, move, day, amount, partner, _account, _limit, _days in rows
        ]

    def _find_entry_split(self, rule):
        series = {}
        for row in self._query_entries(rule, SQL("act.left < limits.amount")):
            coop, move, day, amount, partner, account, limit, days = row
            key = coop, partner, None if partner else account, limit, days
            fen = to_fen(amount)
            series.setdefault(key, []).append(finding.Act(day, move, fen))
        return [
            self._prepare_series(key, acts)
            for key, found in series.items()
            for acts in finding.clusters(found, to_fen(key[3]), key[4])
        ]

    def _prepare_series(self, key, acts):
        return Hit(
            key[0],
            acts[-1].day,
            sum(act.amount for act in acts) / 100,
            tuple(("account.move", act.record) for act in acts),
            key[1],
        )

    def _query_entries(self, rule, condition):
        """Return (cooperative, entry, day, amount, partner, account, limit, window).

        An entry's amount is what it moves on the watched accounts on balance: a
        transfer between two of them is nothing. Left out are closings of a year, what
        was taken back, and what a resolution explains.
        """
        limits = self._get_limits(rule)
        if not limits:
            return []
        return self.env.execute_query(
            SQL(
                ENTRIES,
                limits=SQL(", ").join(
                    SQL("(%s::int, %s::date, %s::date, %s::numeric, %s::int)", *row)
                    for row in limits
                ),
                rule=rule.id,
                first=rule.date_start,
                explained=self._sql_explained(rule),
                counts=self._sql_counts(rule),
                condition=condition,
                nobody=bool(rule.names_nobody),
            )
        )

    # What counts

    def _sql_counts(self, rule):
        """Which entries are acts at all: no closing, nothing taken back."""
        taken_back = SQL(
            """NOT EXISTS (SELECT FROM account_move back
                            WHERE back.reversed_entry_id = move.id
                              AND back.state = 'posted')"""
        )
        own = SQL("move.reversed_entry_id IS NULL AND move.l10n_cn_closing_id IS NULL")
        if not rule.is_rest:
            return SQL("%s AND %s", own, taken_back)
        return SQL("%s AND %s AND %s", own, taken_back, self._sql_found_otherwise(rule))

    def _sql_found_otherwise(self, rule):
        """What the rule about the rest leaves to the others."""
        return SQL(
            """NOT EXISTS (SELECT FROM coop_finding_evidence behind
                             JOIN coop_finding found ON found.id = behind.finding_id
                            WHERE behind.model = 'account.move'
                              AND behind.res_id = move.id
                              AND found.rule_id <> %s)""",
            rule.id,
        )

    def _sql_explained(self, rule):
        """How much of the entry was decided: by resolutions, contracts, distributions.

        A contract and a distribution are looked at by rules of their own.
        """
        classes = rule._get_classes()
        suits = SQL("true")
        if classes:
            suits = SQL("explained.class_code = ANY(%s)", classes)
        return SQL(
            """coalesce((SELECT sum(explained.amount)
                           FROM coop_entry_explanation explained
                          WHERE explained.move_id = touched.move_id
                            AND explained.voided IS NOT TRUE
                            AND %(suits)s), 0)
               + CASE WHEN %(bound)s THEN touched.amount ELSE 0 END""",
            suits=suits,
            bound=SQL(" OR ").join(self._sql_bound(rule)),
        )

    def _sql_bound(self, rule):
        """Return the conditions under which an entry belongs to what was decided."""
        bound = [
            SQL(
                """EXISTS (SELECT FROM coop_contract contract
                            WHERE contract.id = move.coop_contract_id
                              AND contract.state NOT IN ('draft', 'void'))"""
            ),
            SQL(
                """EXISTS (SELECT FROM coop_distribution distribution
                            WHERE distribution.move_id = move.id
                              AND distribution.state <> 'draft')"""
            ),
            SQL(
                """EXISTS (SELECT FROM account_move_coop_payout_rel rel
                            WHERE rel.account_move_id = move.id)"""
            ),
        ]
        if rule.item_kind == "lease":
            bound.append(self._sql_tenant())
        return bound

    def _sql_tenant(self):
        """Rent from who has a lease; what comes after its term has its own rule."""
        return SQL(
            """EXISTS (SELECT FROM coop_contract lease
                         JOIN account_move_line paid ON paid.move_id = move.id
                        WHERE lease.cooperative_id = touched.cooperative_id
                          AND lease.kind = 'lease_out'
                          AND lease.state NOT IN ('draft', 'void')
                          AND lease.partner_id = paid.partner_id
                          AND lease.date_start <= move.date)"""
        )

    # From which amount on

    def _get_limits(self, rule):
        """Return (cooperative, from, until, amount, window) per cooperative and time.

        The threshold of a day is the rule's own, or the lowest of the items of the
        supervision list; on days without any the act is under no supervision.
        """
        items, cooperatives = self._get_items(rule), self._get_cooperatives()
        windows = self._get_windows(rule, cooperatives)
        return [
            (cooperative.id, *period, windows[cooperative.profile_id])
            for cooperative in cooperatives
            for period in self._get_periods(rule, cooperative, items)
        ]

    def _get_items(self, rule):
        """Return the items of the supervision list that count by the amount."""
        items = self.env["coop.supervision.item"].sudo()
        found = items.search([("kind", "=", rule.item_kind)])
        return found.filtered(
            lambda item: item.amount_from or not (item.months_from or item.acreage_from)
        )

    def _get_periods(self, rule, cooperative, items):
        """Return (from, until, amount) of a cooperative's thresholds, day after day."""
        # What was there before is taken over with the opening balances.
        live = cooperative.date_live or cooperative.date_start or ALL_TIME
        first, last = max(rule.date_start, live), rule.date_end or ENDLESS
        facts = [(first, last, rule.amount_from)] if rule.amount_from else []
        if not facts:
            code = cooperative.profile_id.code
            facts = [
                (item.date_start, item.date_end or ENDLESS, item.amount_from)
                for item in items
                if item.profile_code in (False, code)
            ]
        return finding.periods(first, last, facts)

    def _get_windows(self, rule, cooperatives):
        """Return by profile the days within which small acts are added up."""
        day = min(rule.date_end or ENDLESS, today(self.env))
        by_profile = cooperatives.grouped("profile_id")
        return {
            profile: rule.window_days or members[0]._get_profile(day).split_window_days
            for profile, members in by_profile.items()
        }

    def _get_cooperatives(self):
        return self.env["coop.cooperative"].sudo().search([("state", "=", "active")])


ENTRIES = """
    WITH limits (cooperative_id, day_from, day_to, amount, days) AS
            (VALUES %(limits)s),
    watched AS (
        SELECT DISTINCT ON (coop.id, account.id)
               coop.id AS cooperative_id, company.id AS company_id,
               account.id AS account_id,
               CASE pattern.side WHEN 'debit' THEN 1 ELSE -1 END AS sign
          FROM coop_finding_account pattern
          JOIN res_company company
            ON company.chart_template = pattern.chart_template
          JOIN coop_cooperative coop ON coop.company_id = company.id
          JOIN account_account_res_company_rel rel
            ON rel.res_company_id = company.id
          JOIN account_account account
            ON account.id = rel.account_account_id
           AND account.code_store ->> split_part(company.parent_path, '/', 1)
               LIKE pattern.prefix || '%%'
         WHERE pattern.rule_id = %(rule)s
      ORDER BY coop.id, account.id, length(pattern.prefix) DESC),
    touched AS (
        SELECT watched.cooperative_id, line.move_id,
               max(watched.account_id) AS account_id,
               sum(line.balance * watched.sign) AS amount
          FROM watched
          JOIN account_move_line line
            ON line.account_id = watched.account_id
           AND line.company_id = watched.company_id
           AND line.parent_state = 'posted'
           AND line.date >= %(first)s
      GROUP BY watched.cooperative_id, line.move_id
        HAVING sum(line.balance * watched.sign) > 0),
    act AS (
        SELECT touched.*, move.date,
               touched.amount - (%(explained)s) AS left,
               coalesce(move.partner_id, (
                   SELECT max(other.partner_id) FROM account_move_line other
                    WHERE other.move_id = move.id)) AS partner_id
          FROM touched
          JOIN account_move move ON move.id = touched.move_id
         WHERE %(counts)s)
        SELECT act.cooperative_id, act.move_id, act.date, act.left,
               act.partner_id, act.account_id, limits.amount, limits.days
          FROM act
          JOIN limits ON limits.cooperative_id = act.cooperative_id
           AND act.date BETWEEN limits.day_from AND limits.day_to
         WHERE act.left > 0 AND %(condition)s
           AND (%(nobody)s OR act.partner_id IS NOT NULL)
      ORDER BY act.date, act.move_id
"""
