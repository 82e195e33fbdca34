from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.sql import escape_psql

from ..house import public_lang, today, with_pass
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
            "objection_number",
        }
    )

    name = fields.Char(required=True, tracking=True, index="trigram")
    kind = fields.Selection(
        [("decision", "Decision"), ("outcome", "Outcome")], required=True
    )
    # An addon that posts pages of its own says whose they are instead.
    matter_id = fields.Many2one("community.matter", index=True, ondelete="restrict")
    step_id = fields.Many2one("community.matter.step", index=True, ondelete="restrict")
    body = fields.Html(sanitize=True, sanitize_style=True)
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
    objection_number = fields.Integer("Objections Received", readonly=True)
    open_objection_count = fields.Integer(
        compute="_compute_open_objection_count",
        help="Unanswered, on this page and on the pages that it replaces.",
    )

    _about_step = models.Constraint(
        "CHECK (kind NOT IN ('decision', 'outcome') OR step_id IS NOT NULL)",
        "A page of a matter says of which step.",
    )
    _listing = models.Index("(date_start DESC, id DESC) WHERE state != 'withdrawn'")

    def init(self):
        """Let the database refuse what would shorten the days of a page."""
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_publication_keep() RETURNS trigger
            AS $$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF (NEW.date_start, NEW.date_end, NEW.days, NEW.step_id, NEW.kind)
                        IS NOT DISTINCT FROM
                       (OLD.date_start, OLD.date_end, OLD.days, OLD.step_id, OLD.kind)
                        AND (NEW.state = OLD.state OR OLD.state = 'posted')
                    THEN RETURN NEW;
                    END IF;
                END IF;
                RAISE EXCEPTION 'publication % keeps its days', OLD.id
                      USING ERRCODE = 'integrity_constraint_violation';
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER community_publication_keep
                BEFORE UPDATE OR DELETE ON community_publication
                FOR EACH ROW EXECUTE FUNCTION community_publication_keep();
        """)
        return result

    @api.depends("objection_ids.state", "step_id")
    def _compute_open_objection_count(self):
        counts = dict(
            self.env["community.objection"]
            .sudo()
            ._read_group(
                Domain("publication_id.step_id", "in", self.step_id.ids)
                & Domain("state", "=", "open"),
                ["publication_id"],
                ["__count"],
            )
        )
        by_step = {}
        for page, count in counts.items():
            by_step[page.step_id] = by_step.get(page.step_id, 0) + count
        for page in self:
            page.open_objection_count = by_step.get(page.sudo().step_id, 0)

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
    def _post(self, vals_list):
        """Post pages, as :meth:`_prepare_page` returns their values."""
        return with_pass(self, self._get_system_fields()).create(vals_list)

    @api.model
    def _prepare_page(self, about, kind, name, body):
        """Return the values of a page from today, for the days of the step or of what
        else it is about."""
        day = today(self.env)
        page = about._prepare_posting()
        return {
            "name": name,
            "kind": kind,
            "body": body,
            **page,
            "date_start": day,
            "date_end": deadline.publication_end(day, page["days"]),
        }

    def action_withdraw(self, reason, name=None, body=None):
        """Take a page down and post it anew for the full time (撤下重新公示).

        :param name: title of the replacement, if it has to be another
        :param body: its text, without what must not be read
        """
        self.ensure_one()
        self.check_access("write")
        self._hold()
        if self.state != "posted" or not reason:
            raise UserError(self.env._("Say why a page that is posted is withdrawn."))
        page = self.sudo()
        vals = page._prepare_page(
            page._get_about(), page.kind, name or page.name, body or page.body
        )
        again = page._post([vals])
        # Objections go on to be counted where they left off, and to be answered.
        with_pass(again, {"objection_number"}).objection_number = page.objection_number
        vals = {"state": "withdrawn", "replaced_by_id": again.id}
        with_pass(page, vals).write(vals)
        self.env["community.trail"]._note(page, "page_withdrawn", reason=reason)
        return again.with_env(self.env)._get_records_action()

    def _get_about(self):
        """Return what the page is posted for; a replacement is for the same."""
        return self.step_id

    def _get_series(self):
        """Return the pages posted for the same: this one and those it replaces."""
        return self.search([("step_id", "=", self.step_id.id)])

    def action_view_public(self):
        """Open the page as everybody reads it."""
        self.ensure_one()
        url = f"/gongshi/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    @api.model
    def _cron_end(self):
        """End the pages whose days have passed, and their steps with them."""
        pages = self.search(
            Domain("state", "=", "posted") & Domain("date_end", "<", today(self.env))
        )
        # Who holds one of them just now withdraws it, or sent an objection in the last
        # second: the next night sees what came of it.
        pages = pages.try_lock_for_update()
        pages._hold()
        for page in pages.filtered(lambda page: not page.open_objection_count):
            page._end()

    def _end(self):
        with_pass(self, {"state"}).state = "over"
        if self.step_id.state == "open":
            self.step_id._done(comment=self.name)

    def action_end(self):
        """End the step when its days have passed and objections are answered."""
        self.check_access("write")
        self._hold()
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

    # What everybody may read, and nothing else

    @api.model
    def _get_public_lang(self):
        return public_lang(self.env)

    @api.model
    def _get_public_domain(self, area=None, kind=None, period=None, words=None):
        """Return the domain of the pages on the public list; withdrawn ones are not."""
        state = {"running": ("posted",), "over": ("over",)}
        domain = Domain("state", "in", state.get(period, ("posted", "over")))
        if area:
            domain &= Domain("area_id", "child_of", area.id)
        if kind in ("decision", "outcome"):
            domain &= Domain("kind", "=", kind)
        for word in (words or "").split()[:5]:
            domain &= Domain("name", "ilike", escape_psql(word))
        return domain

    def _prepare_public(self):
        """Return what anybody may read of each page on the list."""
        day = today(self.env)
        return [
            {
                "id": page.id,
                "name": page.name,
                "kind": page.kind,
                "area": page.area_id.name,
                "street": page.street_id.name,
                "date_start": page.date_start,
                "date_end": page.date_end,
                "is_open": page.state == "posted" and page.date_end >= day,
                "is_over": page.state == "over",
                "days_left": (page.date_end - day).days,
            }
            for page in self
        ]

    def _prepare_public_page(self):
        """Return what anybody may read of one page: of a withdrawn one, no content."""
        self.ensure_one()
        if self.state == "withdrawn":
            return {
                "id": self.id,
                "is_withdrawn": True,
                "area": self.area_id.name,
                "replaced_by": self._get_latest().id,
            }
        [page] = self._prepare_public()
        answered = self.env["community.objection"].search(
            Domain("publication_id", "in", self._get_series().ids)
            & Domain("state", "=", "answered"),
            order="id",
        )
        return {
            **page,
            "is_withdrawn": False,
            "body": self.body,
            "days": self.days,
            "matter_number": self.matter_id.number,
            "others": self._get_others()._prepare_public(),
            "open_objections": self.open_objection_count,
            "answers": [
                {
                    "number": objection.number,
                    "received_on": objection.received_on,
                    "answered_on": objection.answered_on,
                    "answer": objection.answer,
                }
                for objection in answered
            ],
        }

    def _get_latest(self):
        """Return the page that stands for this one now."""
        page = self
        while page.replaced_by_id:
            page = page.replaced_by_id
        return page

    def _get_others(self):
        """Return the other page of the matter: its outcome, or what was decided."""
        return self.search(
            self._get_public_domain()
            & Domain("matter_id", "=", self.matter_id.id)
            & Domain("id", "!=", self.id)
        )
