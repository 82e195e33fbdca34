from odoo import api, fields, models
from odoo.tools import SQL

from .pay_run import FINAL


class PayReviewer(models.AbstractModel):
    """Finds what strikes the eye in a run, in a fixed number of queries (审核提示)."""

    _name = "pay.reviewer"
    _description = "Reviewer of Pay"

    @api.model
    def _draw(self, run):
        """Draw the remarks on a run anew; what was said about the same ones is kept."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL("SELECT max(id) FROM pay_remark WHERE run_id = %s", run.id)
        )
        last = rows[0][0] or 0
        for draw in self._get_draws(run):
            self._add(run, draw)
        self._keep_reasons(run, last)
        self.env["pay.remark"].invalidate_model()
        run.invalidate_recordset(["remark_ids"])

    @api.model
    def _get_draws(self, run):
        """Return the queries of (area, employee, unit, code, before, after, issue)."""
        draws = [
            self._get_missing(run),
            self._get_without_account(run),
            self._get_over_budget(run),
        ]
        if run.kind != "reversal":
            draws.append(self._get_negative(run))
        if run.kind == "regular":
            draws.append(self._get_changes(run))
        return draws

    def _add(self, run, draw):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO pay_remark (
                       run_id, area_id, employee_id, unit_id, code, before, after,
                       issue_code, issue_params, state, create_uid, create_date)
                SELECT %(run)s, found.*, 'open', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM (%(draw)s) found
                """,
                run=run.id,
                draw=draw,
                uid=self.env.uid,
            )
        )

    def _keep_reasons(self, run, last):
        """Take over what was said about remarks that are found again as they were."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE pay_remark remark
                   SET state = 'dismissed', reason = old.reason, user_id = old.user_id
                  FROM pay_remark old
                 WHERE remark.run_id = %(run)s AND remark.id > %(last)s
                   AND old.run_id = %(run)s AND old.id <= %(last)s
                   AND old.state = 'dismissed'
                   AND (old.code, old.employee_id, old.unit_id, old.before, old.after,
                        old.issue_code, old.issue_params::text)
                       IS NOT DISTINCT FROM
                       (remark.code, remark.employee_id, remark.unit_id,
                        remark.before, remark.after, remark.issue_code,
                        remark.issue_params::text);
                DELETE FROM pay_remark WHERE run_id = %(run)s AND id <= %(last)s
                """,
                run=run.id,
                last=last,
            )
        )

    # What strikes the eye

    def _get_changes(self, run):
        """New, gone and changed much, by the thresholds in force in the month."""
        limits = self.env["community.limit"]
        return SQL(
            """
            WITH here AS (
                SELECT area.id FROM community_area area, community_area top
                 WHERE top.id = %(area)s
                   AND area.parent_path LIKE top.parent_path || '%%'),
            mine AS (SELECT * FROM pay_slip WHERE run_id = %(run)s),
            past AS (
                SELECT slip.* FROM pay_slip slip JOIN pay_run run ON run.id = run_id
                 WHERE slip.month = %(before)s AND slip.kind = 'regular'
                   AND run.state IN %(final)s AND slip.company_id = %(company)s
                   AND (slip.area_id IN (SELECT id FROM here)
                        OR slip.employee_id IN (SELECT employee_id FROM mine)))
            SELECT coalesce(mine.area_id, past.area_id),
                   coalesce(mine.employee_id, past.employee_id), NULL::int,
                   CASE WHEN past.id IS NULL THEN 'new'
                        WHEN mine.id IS NULL THEN 'gone' ELSE 'outlier' END,
                   coalesce(past.net, 0), coalesce(mine.net, 0), NULL, NULL::jsonb
              FROM mine FULL JOIN past ON past.employee_id = mine.employee_id
             WHERE EXISTS (SELECT FROM past)
               AND (past.id IS NULL
                    OR mine.id IS NULL AND NOT EXISTS (
                       SELECT FROM pay_run_issue issue WHERE issue.run_id = %(run)s
                          AND issue.employee_id = past.employee_id)
                    OR abs(mine.net - past.net) >= %(yuan)s
                       AND abs(mine.net - past.net) * 100
                           >= %(percent)s * abs(past.net))
            """,
            run=run.id,
            area=run.area_id.id,
            company=run.company_id.id,
            before=fields.Date.subtract(run.month, months=1),
            final=FINAL,
            yuan=limits._get("pay_outlier_yuan", run.month),
            percent=limits._get("pay_outlier_percent", run.month),
        )

    def _get_negative(self, run):
        return SQL(
            """
            SELECT area_id, employee_id, NULL::int, 'negative', 0, net, NULL,
                   NULL::jsonb
              FROM pay_slip WHERE run_id = %s AND net < 0""",
            run.id,
        )

    def _get_missing(self, run):
        return SQL(
            """
            SELECT area_id, employee_id, NULL::int, 'missing', 0, 0, code, params
              FROM pay_run_issue WHERE run_id = %s""",
            run.id,
        )

    def _get_without_account(self, run):
        """Whether there is an account is all that is asked of the private files."""
        return SQL(
            """
            SELECT slip.area_id, slip.employee_id, NULL::int, 'account', 0, slip.net,
                   NULL, NULL::jsonb
              FROM pay_slip slip JOIN hr_employee person ON person.id = employee_id
             WHERE slip.run_id = %s AND slip.net > 0 AND NOT EXISTS (
                   SELECT FROM community_person_private file
                    WHERE file.partner_id = person.work_contact_id
                      AND file.bank_account IS NOT NULL)""",
            run.id,
        )

    def _get_over_budget(self, run):
        """What the people who are in a unit now have cost it in the year."""
        return SQL(
            """
            SELECT budget.area_id, NULL::int, budget.unit_id, 'budget', budget.amount,
                   sum(slip.gross + slip.employer_cost), NULL, NULL::jsonb
              FROM pay_slip slip
              JOIN pay_run run ON run.id = slip.run_id
              JOIN hr_employee person ON person.id = slip.employee_id
              JOIN hr_version version ON version.id = person.current_version_id
              JOIN staff_post post ON post.id = version.post_id
              JOIN staff_unit_budget budget ON budget.unit_id = post.unit_id
             WHERE budget.year = %(year)s
               AND (slip.run_id = %(run)s OR run.state IN %(final)s
                    AND slip.month BETWEEN %(first)s AND %(month)s)
               AND post.unit_id IN (
                   SELECT own_post.unit_id FROM pay_slip own
                     JOIN hr_employee who ON who.id = own.employee_id
                     JOIN hr_version own_version
                       ON own_version.id = who.current_version_id
                     JOIN staff_post own_post ON own_post.id = own_version.post_id
                    WHERE own.run_id = %(run)s)
          GROUP BY budget.id
            HAVING sum(slip.gross + slip.employer_cost) > budget.amount
            """,
            run=run.id,
            final=FINAL,
            year=run.month.year,
            first=run.month.replace(month=1),
            month=run.month,
        )
