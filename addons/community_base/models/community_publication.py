from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import today, with_pass
from ..kernel import deadline


class CommunityPublication(models.Model):
    """What is posted for all to read (公示), for full days that nothing shortens.

    A page that turns out to name private data is withdrawn and replaced; its days
    start again. While an objection is unanswered the step does not end.
    """

    _name = "community.publication"
    _description = "Publication"
    _inherit = ["community.area.mixin", "mail.thread"]
    _order = "date_start desc, id desc"

    _system_fields = frozenset(
        {
            "matter_id",
            "step_id",
            "area_id",
            "date_start",
            "date_end",
            "days",
            "state",
            "replaced_by_id",
            "kind",
        }
    )

    name = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        [("decision", "Decision"), ("outcome", "Outcome")], required=True
    )
    matter_id = fields.Many2one(
        "community.matter", required=True, index=True, ondelete="restrict"
    )
    step_id = fields.Many2one(
        "community.matter.step", required=True, index=True, ondelete="restrict"
    )
    body = fields.Html(sanitize=True)
    days = fields.Integer(required=True)
    date_start = fields.Date("Posted on", required=True)
    date_end = fields.Date("Posted until", required=True)
    state = fields.Selection(
        [("posted", "Posted"), ("withdrawn", "Withdrawn"), ("over", "Period Over")],
        default="posted",
        required=True,
        copy=False,
    )
    replaced_by_id = fields.Many2one("community.publication", copy=False, index=True)
    objection_ids = fields.One2many("community.objection", "publication_id")
    open_objection_count = fields.Integer(compute="_compute_open_objection_count")

    @api.depends("step_id.publication_ids.objection_ids.state")
    def _compute_open_objection_count(self):
        """Objections to a page that was replaced want their answer as well."""
        for page in self:
            objections = page.step_id.publication_ids.objection_ids
            page.open_objection_count = len(
                objections.filtered(lambda line: line.state == "open")
            )

    def write(self, vals):
        if {"name", "body"} & set(vals) and any(
            page.state != "posted" or page.date_start < today(self.env) for page in self
        ):
            raise UserError(
                self.env._(
                    "What is posted stays as it is. If it must not be read, withdraw "
                    "it: the replacement is posted for the full time again."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What was posted stays on record."))

    @api.model
    def _post(self, step, kind, name, body):
        """Post a page for the step's days, from today."""
        day = today(self.env)
        vals = {
            "name": name,
            "kind": kind,
            "body": body,
            "matter_id": step.matter_id.id,
            "step_id": step.id,
            "area_id": step.area_id.id,
            "days": step.publication_days,
            "date_start": day,
            "date_end": deadline.publication_end(day, step.publication_days),
        }
        return with_pass(self, self._system_fields).create(vals)

    def action_withdraw(self, reason):
        """Take a page down and post it anew for the full time (撤下重新公示)."""
        self.ensure_one()
        self.check_access("write")
        self.lock_for_update()
        for page in self:
            if page.state != "posted" or not reason:
                raise UserError(
                    self.env._("Say why a page that is posted is withdrawn.")
                )
            again = self.sudo()._post(page.step_id, page.kind, page.name, page.body)
            vals = {"state": "withdrawn", "replaced_by_id": again.id}
            with_pass(page, vals).write(vals)
            self.env["community.trail"]._note(page, "page_withdrawn", reason=reason)
        return self.browse(again.id)._get_records_action()

    @api.model
    def _cron_end(self):
        """End the pages whose days have passed, and their steps with them."""
        pages = self.search(
            Domain("state", "=", "posted") & Domain("date_end", "<", today(self.env))
        )
        for page in pages.filtered(lambda page: not page.open_objection_count):
            page._end()

    def _end(self):
        self.lock_for_update()
        with_pass(self, {"state"}).state = "over"
        if self.step_id.state == "open":
            self.step_id._done(comment=self.name)

    def action_end(self):
        """End the step when its days have passed and objections are answered."""
        self.check_access("write")
        for page in self:
            if page.state != "posted" or page.date_end >= today(self.env):
                raise UserError(
                    self.env._(
                        "“%(page)s” is posted until %(day)s; that is not over.",
                        page=page.name,
                        day=page.date_end,
                    )
                )
            if page.open_objection_count:
                raise UserError(
                    self.env._(
                        "Answer the objections first: %s are open.",
                        page.open_objection_count,
                    )
                )
            page.sudo()._end()
