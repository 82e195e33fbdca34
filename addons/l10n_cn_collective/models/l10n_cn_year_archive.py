# Copyright 2026 The Jiedao contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import csv
import io
import re

from odoo import fields, models
from odoo.exceptions import UserError

from ..kernel.checksums import pack

_RECORD = re.compile(rb' data-record="\d+"')
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class L10nCnYearClosing(models.Model):
    """The accounting archive (电子会计档案) of a closed year, in one package.

    Tables are CSV, vouchers HTML as they are printed, attachments what they are; the
    list of sums is checked with what every computer has.
    """

    _inherit = "l10n_cn.year.closing"

    archive_digest = fields.Char(
        string="Digest of the Package",
        readonly=True,
        copy=False,
        help="SHA-256 of the package's list of sums. Keep it elsewhere too: who has it"
        " finds whether the package was replaced as a whole.",
    )

    def action_archive_package(self):
        """Make the package, keep it with the closing, and hand it out."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "closed":
            raise UserError(self.env._("Only a closed year is archived."))
        package = pack(self._archive_files())
        attachment = self._keep_archive(package)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    def _keep_archive(self, package):
        # Who may read the books may have them packed; the closing takes no writes.
        closing = self.sudo()
        name = f"{_safe(self.company_id.name)}-{self.year}.zip"
        if closing.archive_digest == package.digest:
            kept = closing._archive_attachments(name)[:1]
            if kept:
                return kept
        closing.archive_digest = package.digest
        return closing.env["ir.attachment"].create(
            {
                "name": name,
                "res_model": self._name,
                "res_id": self.id,
                "mimetype": "application/zip",
                "raw": package.content,
            }
        )

    def _archive_attachments(self, name):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("name", "=", name),
            ]
        )

    # What goes in. Each yields path and content.

    def _archive_files(self):
        self.ensure_one()
        closing = self.with_context(
            lang=self.env["account.move"]._l10n_cn_language(),
            allowed_company_ids=self.company_id.ids,
        )
        yield from closing._archive_tables()
        yield from closing._archive_vouchers()
        yield from closing._archive_attached()
        yield from closing._archive_statements()
        yield "README.txt", closing._archive_readme().encode("utf-8-sig")

    def _archive_statements(self):
        """The statements (会计报表) of the year as pages, in their statutory form."""
        folder = self.env._("Statements")
        reports = self.env["ir.actions.report"]
        for statement in ("balance_sheet", "income", "receipts"):
            instance = (
                self.env["l10n_cn.statement"]
                .create(
                    {
                        "statement": statement,
                        "company_id": self.company_id.id,
                        "year": self.year,
                    }
                )
                ._make_instance()
            )
            html, _type = reports._render_qweb_html(
                "l10n_cn_collective.report_statement", instance.ids
            )
            # Its number in this database says nothing, and differs each time.
            page = _RECORD.sub(b"", html)
            yield f"{folder}/{_safe(instance.report_id.name)}.html", page

    def _archive_tables(self):
        yield _csv(self.env._("Chart of Accounts"), self._archive_chart())
        yield _csv(self.env._("Account Balances"), self._archive_balances())
        yield _csv(self.env._("Ledger"), self._archive_ledger())

    def _archive_chart(self):
        yield self.env._("Code"), self.env._("Account"), self.env._("Type")
        labels = dict(
            self.env["account.account"]
            ._fields["account_type"]
            ._description_selection(self.env)
        )
        for account in self._archive_accounts():
            yield account.code, account.name, labels[account.account_type]

    def _archive_accounts(self):
        accounts = self.env["account.account"].with_context(active_test=False)
        return accounts.search([("company_ids", "in", self.company_id.ids)]).sorted(
            "code"
        )

    def _archive_balances(self):
        """Opening, turnover and closing of each account that has any."""
        yield (
            self.env._("Code"),
            self.env._("Account"),
            self.env._("Opening Balance"),
            self.env._("Debit"),
            self.env._("Credit"),
            self.env._("Closing Balance"),
        )
        before = self._archive_totals([("date", "<", self.date_from)])
        within = self._archive_totals([("date", ">=", self.date_from)])
        for account in self._archive_accounts():
            opening = before.get(account, (0, 0, 0))[2]
            debit, credit, change = within.get(account, (0, 0, 0))
            if opening or debit or credit:
                figures = opening, debit, credit, opening + change
                yield account.code, account.name, *map(_money, figures)

    def _archive_totals(self, domain):
        groups = self.env["account.move.line"]._read_group(
            [*self._archive_domain(), *domain],
            ["account_id"],
            ["debit:sum", "credit:sum", "balance:sum"],
        )
        return {account: tuple(sums) for account, *sums in groups}

    def _archive_domain(self):
        return [
            ("company_id", "=", self.company_id.id),
            ("parent_state", "=", "posted"),
            ("date", "<=", self.date_to),
        ]

    def _archive_ledger(self):
        """All lines of the year by account and day (明细账)."""
        yield (
            self.env._("Code"),
            self.env._("Account"),
            self.env._("Date"),
            self.env._("Voucher No."),
            self.env._("Entry"),
            self.env._("Partner"),
            self.env._("Summary"),
            self.env._("Debit"),
            self.env._("Credit"),
        )
        domain = [*self._archive_domain(), ("date", ">=", self.date_from)]
        lines = self.env["account.move.line"].search(domain, order="date, move_id, id")
        by_account = lines.grouped("account_id")
        for account in sorted(by_account, key=lambda account: account.code):
            for line in by_account[account]:
                yield (
                    account.code,
                    account.name,
                    line.date,
                    line.move_id.l10n_cn_voucher or "",
                    line.move_id.name,
                    line.partner_id.name or "",
                    line.name or "",
                    _money(line.debit),
                    _money(line.credit),
                )

    def _archive_moves(self):
        return self.env["account.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("posted", "cancel")),
                ("l10n_cn_series_id", "!=", False),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ],
            order="date, id",
        )

    def _archive_vouchers(self):
        """The vouchers of each month in the order of their numbers, as printed."""
        months = self._archive_moves().grouped("l10n_cn_series_id")
        reports = self.env["ir.actions.report"]
        folder = self.env._("Vouchers")
        for series, moves in months.items():
            ordered = moves.sorted("l10n_cn_number")
            html, _type = reports._render_qweb_html(
                "l10n_cn_collective.report_voucher", ordered.ids
            )
            name = f"{series.month:%Y-%m}-{_safe(series.word)}.html"
            yield f"{folder}/{name}", html

    def _archive_attached(self):
        moves = self._archive_moves()
        folder = self.env._("Attachments")
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "in", moves.ids),
                # Without a word on it, what lies in a field (the invoice's PDF) is
                # left out.
                ("res_field", "in", [False, "invoice_pdf_report_file"]),
            ],
            order="res_id, id",
        )
        vouchers = {move.id: move for move in moves}
        for attachment in attachments:
            move = vouchers[attachment.res_id]
            place = f"{move.date:%Y-%m}-{_safe(move.l10n_cn_voucher)}"
            name = f"{attachment.id}-{_safe(attachment.name)}"
            yield f"{folder}/{place}/{name}", attachment.raw or b""

    def _archive_readme(self):
        return self.env._(
            "Accounting archive of %(company)s, year %(year)s, closed on %(closed)s.\n"
            "\n"
            "Tables are CSV files in UTF-8, vouchers are pages for any browser.\n"
            "SHA256SUMS lists the SHA-256 sum of every file. To check them:\n"
            "Linux, macOS: sha256sum -c SHA256SUMS\n"
            "Windows: 7-Zip, Test archive on SHA256SUMS, or certutil -hashfile FILE"
            " SHA256 for a single file.\n"
            "Then compare the sum of SHA256SUMS itself with the digest that the closing"
            " has on record: if they are equal, nothing was changed or replaced.\n",
            company=self.company_id.name,
            year=self.year,
            closed=fields.Datetime.context_timestamp(self, self.closed_at).date(),
        )


def _csv(name, rows):
    """Path and content of a table, with the mark by which Excel knows UTF-8."""
    stream = io.StringIO()
    csv.writer(stream).writerows([_text(value) for value in row] for row in rows)
    return f"{_safe(name)}.csv", stream.getvalue().encode("utf-8-sig")


def _text(value):
    """Text that Excel does not take for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "@", "+") else text


def _money(amount):
    return f"{amount:.2f}"


def _safe(name):
    return _FORBIDDEN.sub("_", name or "").strip(" .") or "_"
