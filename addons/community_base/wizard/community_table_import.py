import base64
import hashlib
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..kernel import table


class PlannedLine(NamedTuple):
    """One line of the preview.

    ``key`` names it from one reading of the table to the next; ``vals`` is what
    the line's record shows; ``data`` is what ``_apply_plan`` works with and never
    leaves the server.
    """

    key: str
    vals: dict
    data: Any = None


class CommunityTableImport(models.AbstractModel):
    """Paste from Excel (从 Excel 粘贴): source → preview → done, all or nothing.

    A register gets its import by inheriting this wizard and answering:

    ``_get_columns()``
        the columns of the table, as :class:`~..kernel.table.Column`;
    ``_plan(rows)``
        what each row means: ``([PlannedLine], [Problem])``;
    ``_apply_plan(plan, lines)``
        carry it out; ``lines`` holds the user's decisions by key; returns the
        sentence that tells what was done;
    ``line_ids``
        a One2many to a model that inherits ``community.table.import.line``.

    and, where it has something to say, ``_check_rows`` (what is wrong with a row by
    itself, told together with the problems of its cells), ``_check_allowed``,
    ``_get_filter``,
    ``_get_ignored_headers``, ``_get_problem_texts``, ``_get_limits``,
    ``_get_content``, ``_action_show_result``.

    How it works
        The lines are only shown: they hold decisions, no data. Applying reads the
        table and plans again, under a lock, so nothing that a client writes into
        a line is believed, and the plan fits the database as it is then. If it is
        no longer what the user saw, he sees the new plan instead. A problem in
        any row, and nothing is loaded.
    """

    _name = "community.table.import"
    _description = "Paste from Excel"

    state = fields.Selection(
        [("source", "Table"), ("preview", "What Changes"), ("done", "Loaded")],
        default="source",
        readonly=True,
    )
    source = fields.Selection(
        [("paste", "Paste from Excel"), ("file", "Excel or CSV file")],
        required=True,
        default="paste",
    )
    text = fields.Text("Table")
    file = fields.Binary(attachment=True)
    filename = fields.Char()
    columns_help = fields.Char("Columns", compute="_compute_columns_help")
    problem_ids = fields.One2many(
        "community.table.import.problem",
        "res_id",
        "Problems",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
    )
    error_count = fields.Integer(readonly=True)
    message = fields.Char(readonly=True)
    plan_digest = fields.Char(readonly=True)

    def _compute_columns_help(self):
        columns = self._get_columns()
        labels = [
            f"{column.label}*" if column.required else column.label
            for column in columns
        ]
        self.columns_help = " · ".join(labels)

    # Actions

    def action_preview(self):
        """Read the table and show what it would change."""
        self.ensure_one()
        self._check_allowed()
        self.message = False
        self._show_plan(*self._make_plan())
        return self._reopen()

    def action_back(self):
        """Go back to the table."""
        self.ensure_one()
        self._clear_preview()
        self.write({"state": "source", "message": False})
        return self._reopen()

    def action_apply(self):
        """Load everything that is chosen, in one transaction."""
        self.ensure_one()
        self._check_allowed()
        if self.state != "preview":
            raise UserError(self.env._("Look at what changes first, then load it."))
        self._lock()
        plan, problems = self._make_plan()
        if self._has_errors(problems) or self._digest(plan) != self.plan_digest:
            self._show_plan(plan, problems)
            self.message = self.env._(
                "Nothing was loaded. The data has changed since you looked: this is "
                "what the table changes now."
            )
            return self._reopen()
        lines = {line.key: line for line in self.line_ids}
        self.message = self._apply_plan(plan, lines)
        self.state = "done"
        self._forget_source()
        return self._reopen()

    def action_show_result(self):
        """Open what was loaded."""
        self.ensure_one()
        return self._action_show_result()

    # To be answered by each register

    @api.model
    def _get_columns(self):
        """Return the columns of the table."""
        return ()

    def _plan(self, rows):
        """Return the planned lines and the problems of ``rows``.

        A problem names its column as ``_get_columns`` does; its code is one of
        ``_get_problem_texts``.

        :param rows: rows as :class:`~..kernel.table.Row`
        """
        raise NotImplementedError

    def _check_rows(self, rows):
        """Return the problems that each row has by itself."""
        return []

    def _apply_plan(self, plan, lines):
        """Carry out ``plan`` and return a sentence about it."""
        raise NotImplementedError

    def _check_allowed(self):
        """Raise if the user may not import at all."""

    def _get_filter(self):
        """Return a function that says which rows are wanted, or ``None``."""
        return None

    def _get_ignored_headers(self):
        return ()

    def _get_limits(self):
        return table.Limits()

    def _action_show_result(self):
        return {"type": "ir.actions.act_window_close"}

    # The plan

    def _make_plan(self):
        """Read the source; return planned lines and problems."""
        found = table.read(
            self._get_content(),
            self._get_columns(),
            keep=self._get_filter(),
            ignored=self._get_ignored_headers(),
            limits=self._get_limits(),
        )
        bad = {problem.row for problem in found.errors}
        good = [row for row in found.rows if row.number not in bad]
        problems, plan = self._check_rows(good), []
        if not (bad or problems):
            plan, problems = self._plan(found.rows)
        labels = {column.name: column.label for column in self._get_columns()}
        labels |= found.headers
        problems = [
            problem._replace(column=labels.get(problem.column, problem.column))
            for problem in problems
        ]
        return plan, found.problems + problems

    def _get_content(self):
        """Return the bytes of the file or the pasted text."""
        if self.source == "paste":
            content = self.text
        else:
            content = base64.b64decode(self.with_context(bin_size=False).file or b"")
        if not content:
            raise UserError(self.env._("Paste a table or choose a file first."))
        return content

    @api.model
    def _has_errors(self, problems):
        return any(problem.code not in table.NOTICES for problem in problems)

    @api.model
    def _digest(self, plan):
        return hashlib.sha256(repr(plan).encode()).hexdigest()

    def _show_plan(self, plan, problems):
        """Store the preview; decisions about unchanged lines stay."""
        failed = self._has_errors(problems)
        kept = {line.key: line._get_decision() for line in self.line_ids}
        self._clear_preview()
        self.env["community.table.import.problem"].create(
            [self._prepare_problem_vals(problem) for problem in problems]
        )
        if not failed:
            self.line_ids.create(
                [
                    {"wizard_id": self.id, "key": line.key}
                    | line.vals
                    | self._keep_decision(line, kept.get(line.key))
                    for line in plan
                ]
            )
        self.write(
            {
                "state": "source" if failed else "preview",
                "error_count": sum(p.code not in table.NOTICES for p in problems),
                "plan_digest": False if failed else self._digest(plan),
            }
        )
        self.invalidate_recordset(["problem_ids"])

    @api.model
    def _keep_decision(self, line, decision):
        """Return the values of an earlier decision, if it is still about the same."""
        same = decision and decision.get("status") == line.vals.get("status")
        return decision if same else {}

    def _clear_preview(self):
        self.problem_ids.unlink()
        self.line_ids.unlink()
        self.write({"error_count": 0, "plan_digest": False})

    def _forget_source(self):
        """Keep no copy of the table: it may hold numbers of persons."""
        self.write({"file": False, "text": False})

    def _lock(self):
        """One at a time, and on the latest data.

        The row of this wizard in ``ir_model`` serves as the lock. Who finds it
        taken is told so. Who started reading before another has finished gets a
        serialization failure from the update below, upon which Odoo repeats the
        request with fresh data: no register needs a lock of its own.
        """
        model = self.env["ir.model"]._get(self._name).sudo()
        if not model.try_lock_for_update(allow_referencing=True):
            raise UserError(
                self.env._(
                    "Somebody else is loading a table right now. Wait a moment, then "
                    "load yours: nothing of it has been loaded so far."
                )
            )
        self.env.cr.execute(
            "UPDATE ir_model SET state = state WHERE id = %s", model.ids
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(self._name).sudo().name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # Problems in words

    def _prepare_problem_vals(self, problem):
        texts = self._get_problem_texts()
        params = {
            name: self._format_param(name, value)
            for name, value in problem.params.items()
        }
        return {
            "res_model": self._name,
            "res_id": self.id,
            "row": problem.row,
            "column": problem.column,
            "is_notice": problem.code in table.NOTICES,
            "message": texts[problem.code] % params,
        }

    @api.model
    def _format_param(self, name, value):
        if name == "size" or (name == "limit" and value >= 2**20):
            return f"{value / 2**20:.1f} MB"
        if isinstance(value, (list, tuple)):
            return "、".join(map(str, value))
        return value

    @api.model
    def _get_problem_texts(self):
        """Return the sentence for each code of a problem."""
        return {
            "file_empty": self.env._("The table is empty."),
            "file_too_big": self.env._(
                "The file is too big: %(size)s, at most %(limit)s."
            ),
            "file_old_excel": self.env._(
                "This is a workbook of the old Excel format (.xls). Open it in Excel "
                "or WPS and save it as .xlsx."
            ),
            "file_encrypted": self.env._(
                "The workbook is protected by a password. Save it without one."
            ),
            "file_pdf": self.env._(
                "This is a PDF, whatever its name says. A table can be read from "
                ".xlsx, .csv or pasted cells."
            ),
            "file_web_page": self.env._(
                "This is a web page saved under another name. Open it in Excel or WPS "
                "and save it as .xlsx."
            ),
            "file_not_a_table": self.env._(
                "This is no table that can be read: use .xlsx, .csv or pasted cells."
            ),
            "file_broken": self.env._(
                "The file is damaged. Open it in Excel or WPS and save it again."
            ),
            "file_encoding": self.env._(
                "The characters of the file cannot be read. Save it as .xlsx or as CSV "
                "in UTF-8."
            ),
            "quote_open": self.env._(
                "A quotation mark is opened and never closed: the rows after it would "
                "be lost."
            ),
            "too_many_rows": self.env._(
                "At most %(limit)s rows can be loaded at a time."
            ),
            "too_many_columns": self.env._("A table has at most %(limit)s columns."),
            "too_many_problems": self.env._(
                "There are more than %(limit)s problems; the others are not shown."
            ),
            "header_missing": self.env._(
                "No row with headers was found among the first rows. These are needed: "
                "%(columns)s."
            ),
            "header_required": self.env._("This column is missing."),
            "header_twice": self.env._(
                "This column stands there already, as “%(other)s”."
            ),
            "header_unknown": self.env._("Unknown column: it is not loaded."),
            "other_sheet": self.env._(
                "Only the first sheet with these columns is loaded; “%(sheet)s” is not."
            ),
            "no_rows": self.env._("There are headers but no rows to load."),
            "missing": self.env._("Nothing is entered."),
            "too_long": self.env._("The text is longer than %(limit)s characters."),
            "number_rounded": self.env._(
                "Excel has rounded this number to %(value)s and its last digits are "
                "lost. Format the column as text and enter it again."
            ),
            "number_fraction": self.env._(
                "%(value)s is no number made of digits only."
            ),
            "not_a_number": self.env._("“%(value)s” is not a number."),
            "not_a_date": self.env._("“%(value)s” is not a date; write 2026-03-31."),
            "not_a_choice": self.env._("“%(value)s” is none of these: %(choices)s."),
            "formula_error": self.env._("A formula in Excel failed here: %(value)s."),
            "beyond_header": self.env._(
                "“%(value)s” stands in a column without a header."
            ),
        }
