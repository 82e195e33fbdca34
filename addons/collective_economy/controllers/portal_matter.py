import re

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import html2plaintext

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

PAGE_SIZE = 20
NUMBERS = {"amount": float, "months": int, "acreage": float}
GET = {"type": "http", "auth": "user", "website": True, "methods": ["GET"]}
POST = {"type": "http", "auth": "user", "website": True, "methods": ["POST"]}
FILTERS = {
    "ours": ("draft", "returned"),
    "open": ("running", "adopted"),
    "done": ("closed", "rejected", "withdrawn"),
}


class MatterPortal(CustomerPortal):
    """A cooperative's matters on the portal; what may be done, the models say."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "coop_matter_count" in counters:
            values["coop_matter_count"] = self._count("ours") + self._count("open")
        return values

    def _prepare_portal_layout_values(self):
        """Who sits in a cooperative finds the way to its matters, were there none."""
        rights = request.env["coop.cooperative"]._get_portal_rights()
        values = super()._prepare_portal_layout_values()
        return {**values, "sits_in_cooperative": bool(rights)}

    def _matters(self):
        return request.env["community.matter"].sudo()

    def _get_own_domain(self):
        rights = request.env["coop.cooperative"]._get_portal_rights()
        return Domain("cooperative_id", "in", [item.id for item in rights])

    def _prepare_filter(self, filterby):
        return self._get_own_domain() & Domain("state", "in", FILTERS[filterby])

    def _count(self, filterby):
        return self._matters().search_count(self._prepare_filter(filterby))

    def _find(self, matter_id, right="read"):
        """Return the matter as the user sees it: without access but by its methods."""
        try:
            found = request.env["community.matter"]._get_for_portal(matter_id, right)
        except MissingError as error:
            raise NotFound from error
        return found.sudo(False)

    # Reading

    @http.route(["/my/coop", "/my/coop/page/<int:page>"], **GET)
    def list_matters(self, page=1, filterby=None, **_params):
        rights = request.env["coop.cooperative"]._get_portal_rights()
        waiting = self._count("ours")
        if filterby not in FILTERS:
            filterby = "ours" if waiting else "open"
        domain, matters = self._prepare_filter(filterby), self._matters()
        pages = pager(
            url="/my/coop",
            url_args={"filterby": filterby},
            total=matters.search_count(domain),
            page=page,
            step=PAGE_SIZE,
        )
        found = matters.search(
            domain, order="id desc", limit=PAGE_SIZE, offset=pages["offset"]
        )
        return self._render(
            "portal_coop",
            rights=rights,
            cooperatives=sorted(rights, key=lambda item: item.id),
            matters=found,
            filterby=filterby,
            waiting=waiting,
            pager=pages,
        )

    @http.route("/my/coop/<int:cooperative_id>/list", **GET)
    def list_items(self, cooperative_id, **_params):
        cooperative = self._find_cooperative(cooperative_id)
        items = request.env["coop.supervision.item"].sudo()
        day = request.env["community.meeting"]._today()
        found = items._get_listed(Domain.TRUE, day, cooperative)
        return self._render(
            "portal_coop_list",
            is_list=True,
            cooperative=cooperative,
            items=found.sorted(lambda item: (item.number, item.id)),
            may_prepare="prepare" in self._get_rights(cooperative),
        )

    def _find_cooperative(self, cooperative_id):
        try:
            return request.env["coop.cooperative"]._get_for_portal(cooperative_id)
        except MissingError as error:
            raise NotFound from error

    def _get_rights(self, cooperative):
        rights = request.env["coop.cooperative"]._get_portal_rights()
        return rights.get(cooperative.sudo(), set())

    @http.route("/my/coop/matter/<int:matter_id>", **GET)
    def show_matter(self, matter_id, **_params):
        matter = self._find(matter_id)
        return self._render(
            "portal_coop_matter",
            matter=matter.sudo(),
            crumb=matter.sudo().number or matter.sudo().name,
            rights=self._get_rights(matter.sudo().cooperative_id),
            editable=matter.sudo().state in ("draft", "returned"),
            steps=self._get_steps(matter.sudo()),
            description=html2plaintext(matter.sudo().description or ""),
            messages=matter._get_portal_messages().sorted("id"),
            returned=matter._get_returned_reason(),
        )

    def _get_steps(self, matter):
        """Return the steps in their order, without those that it did not come to."""
        return (
            matter._get_steps()
            .filtered(lambda step: step.opened_on or step.state != "cancelled")
            .sorted("sequence")
        )

    @http.route("/my/coop/matter/<int:matter_id>/file/<int:file_id>", **GET)
    def get_file(self, matter_id, file_id):
        files = self._find(matter_id)._get_portal_files()
        file = files.filtered(lambda item: item.id == file_id)
        if not file:
            raise NotFound
        stream = request.env["ir.binary"]._get_stream_from(file.sudo(), "raw")
        return stream.get_response(as_attachment=True)

    @http.route("/my/coop/matter/<int:matter_id>/resolution/<int:res_id>", **GET)
    def get_resolution(self, matter_id, res_id):
        found = self._find(matter_id).sudo().resolution_ids
        resolution = found.filtered(lambda item: item.id == res_id)
        if not resolution:
            raise NotFound
        reports = request.env["ir.actions.report"].sudo()
        pdf, _kind = reports._render_qweb_pdf(
            "community_base.report_resolution", resolution.ids
        )
        name = http.content_disposition(f"{resolution.number}.pdf")
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", name)]
        return request.make_response(pdf, headers)

    # Acting

    @http.route("/my/coop/<int:cooperative_id>/new/<int:item_id>", **POST)
    def create_matter(self, cooperative_id, item_id, **_typed):
        matters = request.env["community.matter"]
        try:
            matter = matters._portal_create(cooperative_id, item_id, {})
        except MissingError as error:
            raise NotFound from error
        except (UserError, ValidationError, AccessError) as error:
            request.env.cr.rollback()
            return self._go(f"/my/coop/{cooperative_id}/list", error)
        return request.redirect(f"/my/coop/matter/{matter.id}")

    @http.route("/my/coop/matter/<int:matter_id>/save", **POST)
    def save_matter(self, matter_id, submit=None, at="", **typed):
        """Save what was typed and chosen, whichever button was pressed."""
        return self._act(
            matter_id,
            lambda matter: submit and matter._portal_submit(),
            saves=self._prepare_saves(typed),
            anchor=at,
        )

    @http.route(
        "/my/coop/matter/<int:matter_id>/paper/<int:paper_id>/remove/<int:file_id>",
        **POST,
    )
    def detach_file(self, matter_id, paper_id, file_id, **typed):
        return self._act(
            matter_id,
            lambda matter: matter._portal_detach(paper_id, file_id),
            saves=self._prepare_saves(typed),
            anchor=f"paper_{paper_id}",
        )

    def _prepare_saves(self, typed):
        """Return what saves the page: files first, as sizes decide on papers."""
        return [
            *(self._prepare_upload(*paper) for paper in self._get_papers()),
            lambda matter: matter._portal_save(self._read_typed(typed)),
        ]

    def _prepare_upload(self, paper_id, files):
        return lambda matter: matter._portal_attach(paper_id, files)

    def _get_papers(self):
        """Return the files chosen for each paper, as (id of the paper, files)."""
        names = filter(re.compile(r"paper_\d+").fullmatch, request.httprequest.files)
        papers = [(int(name[6:]), self._get_uploads(name)) for name in names]
        return [(paper_id, files) for paper_id, files in papers if files]

    def _read_typed(self, typed):
        """Return what was typed, numbers as numbers."""
        names = ("name", "description", "counterparty", "credit_code")
        values = {name: typed[name] for name in names if name in typed}
        for name, kind in NUMBERS.items():
            if name in typed:
                values[name] = self._read_number(typed[name], kind)
        return values

    def _read_number(self, text, kind):
        try:
            return kind((text or "0").replace(",", "").replace("，", ""))
        except ValueError as error:
            raise UserError(request.env._("“%s” is no number.", text)) from error

    @http.route("/my/coop/matter/<int:matter_id>/withdraw", **POST)
    def withdraw_matter(self, matter_id, reason="", **_typed):
        return self._act(matter_id, lambda matter: matter._portal_withdraw(reason))

    @http.route("/my/coop/matter/<int:matter_id>/discard", **POST)
    def discard_matter(self, matter_id, **_typed):
        return self._act(matter_id, lambda matter: matter._portal_discard(), gone=True)

    @http.route("/my/coop/matter/<int:matter_id>/comment", **POST)
    def comment_matter(self, matter_id, text="", **_typed):
        return self._act(
            matter_id,
            lambda matter: matter._portal_comment(text, self._get_uploads()),
            anchor="comments",
        )

    def _get_uploads(self, name="files"):
        files = request.httprequest.files.getlist(name)
        return [(file.filename, file.read()) for file in files if file.filename]

    def _act(self, matter_id, act, saves=(), anchor="", gone=False):
        """Save, then act, and show the page again with what stood in the way.

        What can be saved is saved; the act is not done when something could not.
        """
        matter = self._find(matter_id)
        url = f"/my/coop/matter/{matter_id}"
        errors = [error for save in saves if (error := self._try(save, matter))]
        error = errors[0] if errors else self._try(act, matter)
        if error:
            return self._go(url, error)
        return request.redirect(
            "/my/coop" if gone else f"{url}#{anchor}" if anchor else url
        )

    def _try(self, act, matter):
        """Do one thing; return why it cannot be done."""
        try:
            with request.env.cr.savepoint():
                act(matter)
        except MissingError as error:
            raise NotFound from error
        except (UserError, ValidationError, AccessError) as error:
            return error
        return None

    def _go(self, url, error):
        request.session["coop_problem"] = str(error.args[0])
        return request.redirect(url)

    def _render(self, template, **values):
        states = request.env["community.matter"]._fields["state"]
        return request.render(
            f"collective_economy.{template}",
            {
                "page_name": "coop",
                "problem": request.session.pop("coop_problem", None),
                "states": dict(states._description_selection(request.env)),
                **values,
            },
        )
