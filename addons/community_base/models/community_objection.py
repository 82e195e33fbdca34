import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..house import public_lang, today, with_pass
from ..kernel import visitor as visitors

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
    _inherit = [
        "community.due.mixin",
        "community.area.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"

    _due_activity_type = "community_base.activity_type_objection"

    _system_fields = frozenset(
        {
            "publication_id",
            "area_id",
            "number",
            "token",
            "visitor",
            "text",
            "received_on",
            "deadline",
            "state",
            "answered_by_id",
            "answered_on",
            "answer",
        }
    )

    publication_id = fields.Many2one(
        "community.publication", required=True, index=True, ondelete="restrict"
    )
    number = fields.Integer(
        "Objection No.", readonly=True, help="Counted on each page from 1."
    )
    token = fields.Char(
        "Receipt", groups=fields.NO_ACCESS, copy=False, index="btree_not_null"
    )
    visitor = fields.Char(
        groups=fields.NO_ACCESS,
        copy=False,
        index="btree_not_null",
        help="Tells the objections of one address from others, until the day is over.",
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

    _open_deadline = models.Index("(deadline) WHERE state = 'open'")
    _token_once = models.Constraint("UNIQUE (token)", "This receipt exists already.")

    @api.depends_context("lang")
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
        self._hold()
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
        self._clear_reminders()

    # Reminders

    @api.model
    def _get_remind_domain(self, _horizon):
        """Who has to answer knows of it from the first day, and whoever follows him."""
        return Domain("state", "=", "open")

    def _get_answering_organ(self):
        """Return the latest organ of the matter that has one above it, or the last."""
        self.ensure_one()
        organs = self._get_posting_organs()
        above = self.env["community.reminder"]._get_above
        return organs.filtered(above)[:1] or organs[:1]

    def _get_answering_organs(self):
        organs = self.publication_id.matter_id.step_ids.organ_id
        organs |= organs.parent_id
        return organs | organs.member_organ_ids

    def _get_answering_people(self, by_organ):
        """Who leads the organ that decided last, and who submitted the matter.

        An assembly has no head: the organ that put the matter to it answers, or the
        one that it stands under.
        """
        submitter = set(self.publication_id.matter_id.submitted_by_id)
        for organ in self._get_posting_organs():
            seats = [
                seat
                for one in organ | organ.member_organ_ids
                for seat in by_organ.get(one, ())
            ]
            if heads := {seat.person_id for seat in seats if seat.leads}:
                return heads | submitter
        return submitter

    def _get_posting_organs(self):
        """Return the organs that decided, the latest first; then those above them."""
        steps = self.publication_id.matter_id.step_ids.filtered("is_deciding")
        order = steps.sorted(lambda step: (step.round, step.sequence), reverse=True)
        return order.organ_id | order.organ_id.parent_id

    # From the public page

    @api.model
    def _receive(self, page_id, text, contact=None, address=None):
        """Take an objection in (收到异议), if the page is open for it.

        :param address: where it comes from; it is not kept, see :attr:`visitor`
        :return: ``(objection, None)``, or ``(nothing, code)`` where the code is one
            of ``closed``, ``busy``, ``often``, ``empty``, ``long``: what was not
            taken in, and why
        """
        text, contact = (text or "").strip(), (contact or "").strip()
        if not text:
            return self.browse(), "empty"
        if len(text) > MAX_TEXT or len(contact) > MAX_CONTACT:
            return self.browse(), "long"
        page = self._lock_page(page_id)
        if not page:
            return self.browse(), "closed"
        place = address and self._get_visitor(address)
        if problem := self._find_excess(page, place):
            return self.browse(), problem
        return self._keep(page, text, contact, place), None

    @api.model
    def _get_visitor(self, address):
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return visitors.key(address, today(self.env), secret)

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

    def _find_excess(self, page, visitor):
        """Say whether one visitor, or all of them, sent too much within the hour."""
        mine = Domain("visitor", "=", visitor)
        if visitor and self._is_over("objection_visitor_per_hour", mine):
            return "often"
        on_page = Domain("publication_id", "=", page.id)
        return "busy" if self._is_over("objection_per_hour", on_page) else None

    def _is_over(self, code, domain):
        limit = self.env["community.limit"]._get(code, today(self.env))
        recent = Domain("create_date", ">", self.env.cr.now() - timedelta(hours=1))
        return self.sudo().search_count(domain & recent) >= limit

    @api.model
    def _cron_forget_visitors(self):
        """Delete what tells visitors apart, with the day that it was good for."""
        old = self.search(
            Domain("visitor", "!=", False) & Domain("received_on", "<", today(self.env))
        )
        with_pass(old, {"visitor"}).visitor = False

    def _keep(self, page, text, contact, visitor):
        day, limits = today(self.env), self.env["community.limit"]
        number = page.objection_number + 1
        with_pass(page, {"objection_number"}).objection_number = number
        vals = {
            "publication_id": page.id,
            "area_id": page.area_id.id,
            "number": number,
            "token": secrets.token_urlsafe(18),
            "visitor": visitor,
            "text": text,
            "received_on": day,
            "deadline": limits._get_deadline("objection_answer_days", day),
        }
        system = self.sudo()
        objection = with_pass(system, self._get_system_fields()).create(vals)
        if contact:
            self.env["community.objection.contact"].sudo().create(
                {
                    "objection_id": objection.id,
                    "area_id": page.area_id.id,
                    "contact": contact,
                }
            )
        self.env["community.trail"]._note(page, "objection_received")
        objection = system.browse(objection.id)
        # In the language of the office, whatever the visitor reads.
        office = objection.with_context(lang=public_lang(self.env))
        office.env["community.reminder"]._remind(office)
        return objection

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
