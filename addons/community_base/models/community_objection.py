import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..house import today, with_pass

MAX_TEXT = 2000
MAX_CONTACT = 100


class CommunityObjection(models.Model):
    """What a resident says against a published decision (异议); kept and answered.

    It comes in over the public page, without account or name. The answer is
    published; the resident's own words are not, for nobody has read them yet when
    they come in: only who has the receipt, and the staff of the area, see them.
    """

    _name = "community.objection"
    _description = "Objection"
    _inherit = ["community.area.mixin"]
    _order = "id desc"

    _system_fields = frozenset(
        {
            "publication_id",
            "area_id",
            "number",
            "token",
            "text",
            "received_on",
            "state",
            "answered_by_id",
            "answered_on",
            "answer",
        }
    )

    publication_id = fields.Many2one(
        "community.publication", required=True, index=True, ondelete="restrict"
    )
    number = fields.Integer(readonly=True, help="Counted on each page from 1.")
    token = fields.Char(
        "Receipt", groups=fields.NO_ACCESS, copy=False, index="btree_not_null"
    )
    text = fields.Text(required=True)
    received_on = fields.Date(required=True)
    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered")], default="open", required=True
    )
    answer = fields.Text(help="Is published with the page: names no private data.")
    answered_by_id = fields.Many2one("res.partner")
    answered_on = fields.Date()
    contact_ids = fields.One2many(
        "community.objection.contact",
        "objection_id",
        "Contact",
        groups="community_base.group_staff",
    )

    _token_once = models.Constraint("UNIQUE (token)", "This receipt exists already.")

    @api.depends("number", "publication_id.name")
    def _compute_display_name(self):
        for objection in self:
            objection.display_name = self.env._(
                "Objection %(number)s to “%(page)s”",
                number=objection.number,
                page=objection.publication_id.name,
            )

    def action_answer(self, answer):
        """Answer the objection; the answer is published with the page."""
        self.check_access("write")
        for objection in self:
            if not answer or objection.state != "open":
                raise UserError(self.env._("Write an answer to an open objection."))
            vals = {
                "state": "answered",
                "answer": answer,
                "answered_by_id": self.env.user.partner_id.id,
                "answered_on": today(self.env),
            }
            with_pass(objection, vals).write(vals)
            self.env["community.trail"]._note(
                objection.publication_id, "objection_answered"
            )

    # From the public page

    @api.model
    def _receive(self, page_id, text, contact=None):
        """Take an objection in (收到异议), if the page is open for it.

        :return: ``(objection, None)``, or ``(nothing, code)`` where the code is one
            of ``closed``, ``busy``, ``empty``, ``long``: what was not taken in, and why
        """
        text, contact = (text or "").strip(), (contact or "").strip()
        if not text:
            return self.browse(), "empty"
        if len(text) > MAX_TEXT or len(contact) > MAX_CONTACT:
            return self.browse(), "long"
        page = self._lock_page(page_id)
        if not page:
            return self.browse(), "closed"
        if self._is_busy(page):
            return self.browse(), "busy"
        return self._keep(page, text, contact), None

    def _lock_page(self, page_id):
        """Return the page if it is posted today; whoever comes next waits.

        The row is written, not only locked: who counts its objections or ends it in
        the same moment fails on it and looks again.
        """
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE community_publication
                   SET objection_number = COALESCE(objection_number, 0)
                 WHERE id = %s AND state = 'posted' AND date_end >= %s
             RETURNING id
                """,
                page_id,
                today(self.env),
            )
        )
        page = self.env["community.publication"].sudo().browse([row[0] for row in rows])
        page.invalidate_recordset()
        return page

    def _is_busy(self, page):
        limit = self.env["community.limit"]._get("objection_per_hour", today(self.env))
        recent = Domain("publication_id", "=", page.id) & Domain(
            "create_date", ">", self.env.cr.now() - timedelta(hours=1)
        )
        return self.sudo().search_count(recent) >= limit

    def _keep(self, page, text, contact):
        number = page.objection_number + 1
        with_pass(page, {"objection_number"}).objection_number = number
        vals = {
            "publication_id": page.id,
            "area_id": page.area_id.id,
            "number": number,
            "token": secrets.token_urlsafe(18),
            "text": text,
            "received_on": today(self.env),
        }
        system = self.sudo()
        objection = with_pass(system, self._system_fields).create(vals)
        if contact:
            self.env["community.objection.contact"].sudo().create(
                {
                    "objection_id": objection.id,
                    "area_id": page.area_id.id,
                    "contact": contact,
                }
            )
        self.env["community.trail"]._note(page, "objection_received")
        return system.browse(objection.id)

    def _prepare_public(self):
        """Return what the holder of the receipt may read: his words and the answer."""
        self.ensure_one()
        page = self.publication_id
        return {
            "number": self.number,
            "page_id": page._get_latest().id,
            "page_name": page._get_latest().name,
            "area": self.area_id.name,
            "received_on": self.received_on,
            "text": self.text,
            "state": self.state,
            "answer": self.answer,
            "answered_on": self.answered_on,
        }
