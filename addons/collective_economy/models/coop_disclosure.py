from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import today, with_pass

FILES = ("report_file_ids", "statement_file_ids", "plan_file_ids")


class CoopDisclosure(models.Model):
    """What lies open to the members before they decide (财务报告置备).

    Annual report, statements and plan of distribution of a year. From the day it is
    opened it stays as it is; whoever corrects something takes it back and opens
    another, and the days count anew.
    """

    _name = "coop.disclosure"
    _description = "Disclosure to Shareholders"
    _inherit = ["community.files.mixin", "community.area.mixin", "mail.thread"]
    _order = "id desc"

    _file_fields = FILES
    _fixed_fields = frozenset({"year_id"})
    _system_fields = frozenset({"state", "opened_on", "withdrawn_on"})

    year_id = fields.Many2one(
        "coop.year", required=True, index=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one(
        related="year_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(
        related="year_id.cooperative_id.area_id", store=True, required=False
    )
    state = fields.Selection(
        [
            ("draft", "Being Prepared"),
            ("open", "Lies Open"),
            ("withdrawn", "Taken Back"),
        ],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    opened_on = fields.Date("Open since", readonly=True, copy=False)
    withdrawn_on = fields.Date("Taken Back on", readonly=True, copy=False)
    report_file_ids = fields.Many2many(
        "ir.attachment",
        "coop_disclosure_report_rel",
        string="Annual Report",
        copy=False,
    )
    statement_file_ids = fields.Many2many(
        "ir.attachment",
        "coop_disclosure_statement_rel",
        string="Financial Statements",
        copy=False,
    )
    plan_file_ids = fields.Many2many(
        "ir.attachment",
        "coop_disclosure_plan_rel",
        string="Plan of Distribution",
        copy=False,
    )

    _open_once = models.UniqueIndex(
        "(year_id) WHERE state = 'open'", "This year is disclosed already."
    )
    _opened = models.Constraint(
        "CHECK ((state = 'draft') = (opened_on IS NULL)"
        " AND (state = 'withdrawn') = (withdrawn_on IS NOT NULL))",
        "What lies open has its day.",
    )

    def init(self):
        result = super().init()
        # The day from which the members could read it is what the meeting rests on.
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION coop_disclosure_keep() RETURNS trigger AS $$
            BEGIN
                IF OLD.state <> 'draft' AND (TG_OP = 'DELETE'
                   OR NEW.year_id <> OLD.year_id
                   OR NEW.opened_on IS DISTINCT FROM OLD.opened_on
                   OR (OLD.state, NEW.state) NOT IN (
                       ('open', 'open'), ('withdrawn', 'withdrawn'),
                       ('open', 'withdrawn')))
                THEN
                    RAISE EXCEPTION 'disclosure % stays as it was opened', OLD.id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER coop_disclosure_keep
                BEFORE UPDATE OR DELETE ON coop_disclosure
                FOR EACH ROW EXECUTE FUNCTION coop_disclosure_keep();
        """)
        return result

    @api.depends("year_id.cooperative_id.name", "year_id.year")
    def _compute_display_name(self):
        for disclosure in self:
            disclosure.display_name = self.env._(
                "Disclosure, %s", disclosure.year_id.display_name
            )

    def _are_files_fixed(self):
        return self.state != "draft"

    def write(self, vals):
        if set(FILES) & vals.keys() and any(item.state != "draft" for item in self):
            raise UserError(
                self.env._("What was disclosed stays as it was: take it back first.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(item.state != "draft" for item in self):
            raise UserError(self.env._("What was disclosed stays on record."))

    def _get_files(self):
        """Return (label, attachments) of each kind of file."""
        return [(self._fields[n]._description_string(self.env), self[n]) for n in FILES]

    def action_open(self):
        """Open the papers to the members; from today their days count (置备)."""
        self.check_access("write")
        for item in self:
            item._hold()
            item.year_id._hold()
            if item.state != "draft":
                raise UserError(self.env._("This is disclosed already."))
            item._check_complete()
            vals = {"state": "open", "opened_on": today(self.env)}
            with_pass(item, vals).write(vals)
            item.year_id._move("year_disclosed", "statements")

    def _check_complete(self):
        self.year_id._check_state("draft")
        if not self.year_id.taken_on:
            raise UserError(
                self.env._("Take the figures of %s first.", self.year_id.display_name)
            )
        missing = [label for label, files in self._get_files() if not files]
        if missing:
            raise UserError(
                self.env._("These papers are missing: %s.", "、".join(missing))
            )

    def _withdraw(self):
        vals = {"state": "withdrawn", "withdrawn_on": today(self.env)}
        with_pass(self, vals).write(vals)
