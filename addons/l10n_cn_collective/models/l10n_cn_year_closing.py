# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import date
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..kernel.closing import Balance, closing_entries

RESULT, DISTRIBUTION, KEPT = "321", "322", "32202"


class L10nCnYearClosing(models.Model):
    """The closing (年终结转) of one year of one company's books.

    A closed year takes no entry. It is opened again only by reversing the closing, on
    a record that stays; then it is closed by a new one.
    """

    _name = "l10n_cn.year.closing"
    _inherit = ["mail.thread"]
    _description = "Year-End Closing"
    _order = "year desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    year = fields.Integer(required=True, readonly=True, aggregator=False)
    date_from = fields.Date(compute="_compute_dates", store=True)
    date_to = fields.Date(compute="_compute_dates", store=True)
    state = fields.Selection(
        [("closing", "Closing"), ("closed", "Closed"), ("reopened", "Reopened")],
        required=True,
        default="closing",
        readonly=True,
        tracking=True,
    )
    result = fields.Monetary(
        string="Net Proceeds",
        readonly=True,
        help="What the year brought, after income tax (净收益).",
    )
    move_ids = fields.One2many(
        "account.move", "l10n_cn_closing_id", string="Vouchers", readonly=True
    )
    closed_by_id = fields.Many2one("res.users", readonly=True)
    closed_at = fields.Datetime("Books Closed At", readonly=True)
    reopened_by_id = fields.Many2one("res.users", readonly=True)
    reopened_at = fields.Datetime(readonly=True)
    reason = fields.Text(string="Reason for Reopening", readonly=True)

    _once = models.UniqueIndex(
        "(company_id, year) WHERE state != 'reopened'",
        "This year is already closed, or is being closed by somebody else.",
    )
    _year_is_real = models.Constraint(
        "CHECK (year BETWEEN 1950 AND 2200)", "Give the year with four figures."
    )
    _reopened_with_reason = models.Constraint(
        "CHECK (state != 'reopened' OR (reason IS NOT NULL"
        " AND reopened_by_id IS NOT NULL AND reopened_at IS NOT NULL))",
        "A closed year is opened again for a reason, by somebody.",
    )

    @api.depends("year")
    def _compute_dates(self):
        # The accounting year is the calendar year (会计法 art. 11).
        for closing in self:
            closing.date_from = date(closing.year, 1, 1)
            closing.date_to = date(closing.year, 12, 31)

    @api.depends("company_id", "year")
    def _compute_display_name(self):
        for closing in self:
            closing.display_name = f"{closing.company_id.name} {closing.year}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The closing of a year stays on record."))

    # Closing

    @api.model
    def _close(self, company, year):
        """Close a year and answer its closing; a closed year is left as it is."""
        found = self._of(company, year)
        if found:
            return found
        if obstacles := self._obstacles(company, year):
            raise UserError("\n".join(obstacles))
        # Nobody may write closings by hand; who may close is for the wizard to say.
        closing = self.sudo().create({"company_id": company.id, "year": year})
        closing._post_entries()
        closing.write(
            {
                "state": "closed",
                "closed_by_id": self.env.uid,
                "closed_at": fields.Datetime.now(),
            }
        )
        return closing.with_env(self.env)

    @api.model
    def _of(self, company, year):
        return self.search(
            [
                ("company_id", "=", company.id),
                ("year", "=", year),
                ("state", "=", "closed"),
            ]
        )

    def _post_entries(self):
        balances = self._balances()
        result = self._account(RESULT)
        own = self._sums([("account_id", "=", result.id)]).get(result, Decimal())
        kept = self._account(KEPT)
        entries = closing_entries(balances, result.id, own, kept.id)
        self.result = -own - sum(b.amount for b in balances if b.role in _RESULTS)
        moves = self.env["account.move"].create(
            [self._prepare_move_vals(entry) for entry in entries]
        )
        moves._l10n_cn_tie_to(self)
        moves.action_post()

    def _prepare_move_vals(self, entry):
        summary = self._summaries()[entry.kind]
        return {
            "company_id": self.company_id.id,
            "journal_id": self._chart().ref("general").id,
            "date": self.date_to,
            "ref": summary,
            "line_ids": [
                fields.Command.create(
                    {"account_id": account, "balance": float(amount), "name": summary}
                )
                for account, amount in entry.lines
            ],
        }

    def _summaries(self):
        return {
            "income": self.env._("Income of the year closed"),
            "expense": self.env._("Expenses of the year closed"),
            "result": self.env._("Proceeds of the year carried to distribution"),
            "appropriation": self.env._("Appropriations of the year closed"),
        }

    def _chart(self):
        return self.env["account.chart.template"].with_company(self.company_id)

    def _account(self, code):
        return self._chart().ref(f"account_{code}")

    def _balances(self):
        """What is to be emptied: results of the year, and its appropriations."""
        results = self._sums([("account_id.internal_group", "in", list(_RESULTS))])
        given = self._sums(
            [
                ("account_id.code", "=like", f"{DISTRIBUTION}%"),
                ("account_id", "!=", self._account(KEPT).id),
            ]
        )
        return [
            *(Balance(a.id, a.internal_group, amount) for a, amount in results.items()),
            *(Balance(a.id, "appropriation", amount) for a, amount in given.items()),
        ]

    def _sums(self, domain):
        """Account -> posted balance up to the end of the year."""
        groups = (
            self.env["account.move.line"]
            .with_company(self.company_id)
            ._read_group(
                [*_posted(self.company_id, self.date_to), *domain],
                ["account_id"],
                ["balance:sum"],
            )
        )
        return {account: _fen(total) for account, total in groups}

    # What stands against it

    @api.model
    def _obstacles(self, company, year):
        """Why this year cannot be closed, in words for the accountant."""
        if company.chart_template != "cn_collective":
            return [
                self.env._(
                    "%s does not keep its books by the chart of rural collectives.",
                    company.name,
                )
            ]
        first, last = date(year, 1, 1), date(year, 12, 31)
        found = [
            self._too_early(last),
            self._drafts_left(company, last),
            self._not_reviewed(company, first, last),
            self._unbalanced(company, last),
            self._previous_left(company, first),
            self._locked(company, last),
        ]
        return [reason for reason in found if reason]

    def _too_early(self, last):
        if fields.Date.context_today(self) < last:
            return self.env._("The year has not ended yet.")

    def _drafts_left(self, company, last):
        drafts = self.env["account.move"].search_count(
            [
                ("company_id", "=", company.id),
                ("state", "=", "draft"),
                ("date", "<=", last),
            ]
        )
        if drafts:
            return self.env._(
                "%(count)s entries up to %(date)s are still drafts: post or delete"
                " them.",
                count=drafts,
                date=last,
            )

    def _not_reviewed(self, company, first, last):
        start = company.l10n_cn_review_from
        if not start or start > last:
            return None
        vouchers = self.env["account.move"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "posted"),
                ("date", ">=", max(first, start)),
                ("date", "<=", last),
                # What a closing or its taking back posts was prepared by nobody.
                ("l10n_cn_closing_id", "=", False),
            ],
            order="date, id",
        )
        left = vouchers.filtered(lambda move: not move.l10n_cn_is_reviewed)
        if left:
            return self.env._(
                "%(count)s vouchers are not reviewed, among them: %(vouchers)s",
                count=len(left),
                vouchers=", ".join(
                    f"{move.date:%Y-%m} {move.l10n_cn_voucher or move.name}"
                    for move in left[:5]
                ),
            )

    def _unbalanced(self, company, last):
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT move.name FROM account_move_line line
                   JOIN account_move move ON move.id = line.move_id
                   WHERE line.company_id = %s AND line.parent_state = 'posted'
                     AND line.date <= %s
                   GROUP BY move.id HAVING SUM(line.balance) != 0
                   ORDER BY move.date, move.id LIMIT 5""",
                company.id,
                last,
            )
        )
        if rows:
            return self.env._(
                "These entries do not balance: %s", ", ".join(name for [name] in rows)
            )

    def _previous_left(self, company, first):
        """Results of earlier years that are still on their accounts."""
        left = (
            self.env["account.move.line"]
            .with_company(company)
            ._read_group(
                [
                    *_posted(company, first, "<"),
                    "|",
                    ("account_id.internal_group", "in", list(_RESULTS)),
                    ("account_id.account_type", "=", "equity_unaffected"),
                ],
                ["account_id"],
                having=[("balance:sum", "!=", 0)],
                limit=1,
            )
        )
        if left:
            return self.env._("Close the year %s first.", first.year - 1)

    def _locked(self, company, last):
        locks = company._get_lock_date_violations(last, tax=False)
        if locks:
            return self.env._(
                "The books are locked: %s", company._format_lock_dates(locks)
            )

    # Reopening

    def _reopen(self, reason):
        """Take the closing back in red (红字冲销) and let the year take entries."""
        self.ensure_one()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the year is opened again."))
        if self.state != "closed":
            raise UserError(self.env._("This year is not closed."))
        if self.company_id.l10n_cn_closed_until > self.date_to:
            raise UserError(
                self.env._("Open the later years first, from the last one backwards.")
            )
        self.sudo().write(
            {
                "state": "reopened",
                "reason": reason.strip(),
                "reopened_by_id": self.env.uid,
                "reopened_at": fields.Datetime.now(),
            }
        )
        vals = {"date": self.date_to, "ref": self.env._("Closing taken back")}
        originals = self.move_ids
        reverses = originals._reverse_moves([dict(vals) for _ in originals])
        reverses._l10n_cn_tie_to(self)
        reverses.action_post()

    def action_reopen(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reopen a Year"),
            "res_model": "l10n_cn.year.reopening",
            "view_mode": "form",
            "target": "new",
            "context": {"default_closing_id": self.id},
        }


_RESULTS = ("income", "expense")


def _posted(company, day, operator="<="):
    return [
        ("company_id", "=", company.id),
        ("parent_state", "=", "posted"),
        ("date", operator, day),
    ]


def _fen(amount):
    return Decimal(str(amount)).quantize(Decimal("0.01"))
