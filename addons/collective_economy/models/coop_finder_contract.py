from odoo import models
from odoo.tools import SQL

from .coop_contract import SUPERVISED_AS
from .coop_finder import Hit


class CoopFinderContract(models.AbstractModel):
    """Contracts that nobody decided about, or that are past their term (合同线索)."""

    # What is searched in contracts reads apart from what is searched in books.
    _inherit = "coop.finder"  # pylint: disable=consider-merging-classes-inherited

    def _find_contract(self, rule):
        """Contracts that came into force over a threshold without a resolution.

        Whatever way they were entered: neither what the state says counts nor what was
        due on that day, but whether a resolution was used.
        """
        rows = self.env.execute_query(
            SQL(
                UNDECIDED,
                first=rule.date_start,
                kinds=SQL(" ").join(
                    SQL("WHEN %s THEN %s", *pair) for pair in SUPERVISED_AS.items()
                ),
            )
        )
        return [
            Hit(coop, day, amount, (("coop.contract", contract),), partner)
            for coop, day, amount, contract, partner in rows
        ]

    def _find_contract_expired(self, rule):
        """Leases past their term for which the tenant is still charged."""
        rows = self.env.execute_query(
            SQL(
                EXPIRED,
                first=rule.date_start,
                grace=rule.days_late,
            )
        )
        return [
            Hit(coop, day, amount, _get_evidence(contract, moves), partner)
            for coop, day, amount, contract, partner, moves in rows
        ]


def _get_evidence(contract, moves):
    entries = (("account.move", move) for move in moves)
    return ("coop.contract", contract), *entries


UNDECIDED = """
    SELECT contract.cooperative_id, contract.date_start, contract.amount,
           contract.id, contract.partner_id
      FROM coop_contract contract
      JOIN coop_cooperative coop ON coop.id = contract.cooperative_id
      JOIN coop_profile profile ON profile.id = coop.profile_id
     WHERE contract.state NOT IN ('draft', 'void')
       AND contract.approved_by_id IS NULL
       AND contract.date_start >= %(first)s
       AND NOT EXISTS (
           SELECT FROM community_resolution_use used
            WHERE used.model = 'coop.contract'
              AND used.res_id = contract.id AND used.purpose = 'active')
       AND EXISTS (
           SELECT FROM coop_supervision_item item
            WHERE item.kind = CASE contract.kind %(kinds)s END
              AND coalesce(item.profile_code, profile.code) = profile.code
              AND contract.date_start BETWEEN item.date_start
                  AND coalesce(item.date_end, 'infinity')
              AND (item.amount_from > 0
                       AND contract.amount >= item.amount_from
                   OR item.months_from > 0
                       AND contract.months >= item.months_from
                   OR item.acreage_from > 0
                       AND contract.acreage >= item.acreage_from
                   OR coalesce(item.amount_from, 0) = 0
                       AND coalesce(item.months_from, 0) = 0
                       AND coalesce(item.acreage_from, 0) = 0))
"""
EXPIRED = """
      SELECT contract.cooperative_id, min(move.date), sum(-line.balance),
             contract.id, contract.partner_id,
             array_agg(DISTINCT move.id ORDER BY move.id)
        FROM coop_contract contract
        JOIN coop_cooperative coop ON coop.id = contract.cooperative_id
        JOIN account_move_line line ON line.partner_id = contract.partner_id
         AND line.company_id = coop.company_id
         AND line.parent_state = 'posted'
        JOIN account_account account ON account.id = line.account_id
         AND account.account_type IN ('income', 'income_other')
        JOIN account_move move ON move.id = line.move_id
       WHERE contract.kind = 'lease_out'
         AND contract.state NOT IN ('draft', 'void')
         AND move.date >= %(first)s AND move.reversed_entry_id IS NULL
         AND move.coop_period_id IS NULL
         AND move.date > least(contract.date_end, contract.date_closed)
                         + %(grace)s
         AND NOT EXISTS (
             SELECT FROM coop_contract other
              WHERE other.cooperative_id = contract.cooperative_id
                AND other.partner_id = contract.partner_id
                AND other.state NOT IN ('draft', 'void')
                AND other.id <> contract.id
                AND other.date_start > contract.date_start
                AND move.date >= other.date_start)
    GROUP BY contract.id HAVING sum(-line.balance) > 0
"""
