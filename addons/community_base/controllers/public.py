from werkzeug.urls import url_encode

from odoo.fields import Date, Domain
from odoo.http import Controller, request, route

from ..house import public_lang

PAGE_SIZE = 20
DAYS_SHOWN = 60
FILTERS = ("area", "kind", "period", "q", "lang")
#: Nothing from elsewhere is loaded, and nobody frames the form.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
GET = {"type": "http", "auth": "public", "methods": ["GET"], "readonly": True}
# The token is checked below, so that what was typed survives a token that is too old.
POST = {"type": "http", "auth": "public", "methods": ["POST"], "csrf": False}


class CommunityPublic(Controller):
    """What everybody may read without an account (公示): pages, heads, objections.

    Templates get plain values that the models prepared for the public, never records.
    """

    # Pages

    @route("/gongshi", **GET)
    def list_pages(self, page="1", **filters):
        self._speak(filters)
        area = self._find_area(filters.get("area"))
        number = int(page) if page.isdecimal() and len(page) < 7 else 1
        number = max(number, 1)
        return self._render(
            "public_list",
            area=area and {"name": area.name, "code": area.code},
            line=self._get_line(area),
            areas=self._get_areas_below(area),
            filters=filters,
            number=number,
            **self._get_list(area, filters, number),
            link=lambda **changes: self._link(filters, **changes),
        )

    @route("/gongshi/<int:page_id>", **GET)
    def show_page(self, page_id, **params):
        self._speak(params)
        return self._render_page(page_id)

    @route("/gongshi/<int:page_id>/objection", **POST)
    def object_to_page(self, page_id, text="", contact="", website="", **params):
        self._speak(params)
        typed = {"text": text, "contact": contact}
        if not request.validate_csrf(params.get("csrf_token")):
            return self._render_page(page_id, problem="stale", **typed)
        if website:
            return self._render_page(page_id, problem="trap", **typed)
        objection, problem = request.env["community.objection"]._receive(
            page_id, text, contact, request.httprequest.remote_addr
        )
        if problem:
            return self._render_page(page_id, problem=problem, **typed)
        return request.redirect(f"/gongshi/objection/{objection.token}?new=1", code=303)

    @route("/gongshi/objection/<string:token>", **GET)
    def show_objection(self, token, new=None, **params):
        self._speak(params)
        objections = request.env["community.objection"].sudo()
        objection = objections.search([("token", "=", token)], limit=1)
        if not objection:
            return self._render_missing()
        return self._render(
            "public_objection",
            objection=objection._prepare_public(),
            url=f"{request.httprequest.host_url}gongshi/objection/{token}",
            is_new=bool(new),
        )

    # Heads of the registers

    @route("/gongshi/heads", **GET)
    def list_heads(self, **params):
        self._speak(params)
        days = request.env["community.day.head"].sudo().search([], limit=DAYS_SHOWN)
        return self._render("public_heads", days=days.read(["date", "digest"]))

    @route("/gongshi/heads/<string:date>.json", **GET)
    def download_heads(self, date, **_params):
        try:
            date = Date.to_date(date)
        except ValueError:
            return self._render_missing()
        days = request.env["community.day.head"].sudo()
        day = days.search([("date", "=", date)], limit=1)
        if not day:
            return self._render_missing()
        name = f"heads-{day.date}.json"
        return request.make_response(
            day._prepare_file(),
            [
                ("Content-Type", "application/json; charset=utf-8"),
                ("Content-Disposition", f'attachment; filename="{name}"'),
            ],
        )

    # What the list shows

    def _get_list(self, area, filters, number):
        pages = request.env["community.publication"].sudo()
        domain = pages._get_public_domain(
            area, filters.get("kind"), filters.get("period"), filters.get("q")
        )
        # One more than is shown tells whether there is a next page.
        found = pages.search_fetch(
            domain,
            ["name", "kind", "area_id", "street_id", "date_start", "date_end", "state"],
            offset=(number - 1) * PAGE_SIZE,
            limit=PAGE_SIZE + 1,
        )
        return {
            "pages": found[:PAGE_SIZE]._prepare_public(),
            "has_next": len(found) > PAGE_SIZE,
        }

    def _find_area(self, code):
        areas = request.env["community.area"].sudo().with_context(active_test=False)
        return areas.search([("code", "=", code)], limit=1) if code else areas

    def _get_line(self, area):
        """Return the areas that this one is part of, from the top."""
        line = []
        while area:
            line.insert(0, {"name": area.name, "code": area.code})
            area = area.parent_id
        return line

    def _get_areas_below(self, area):
        """Return the areas one level down; at the top, the streets."""
        below = Domain("level", "=", "street")
        if area:
            below = Domain("parent_id", "=", area.id)
        areas = request.env["community.area"].sudo()
        return areas.search_read(below & Domain("code", "!=", False), ["name", "code"])

    # Rendering

    def _speak(self, params):
        """Speak Chinese, or the language that the address asks for."""
        asked = request.env["res.lang"]._get_data(code=params.get("lang")).code
        request.update_context(lang=asked or public_lang(request.env))

    def _link(self, filters, **changes):
        kept = {name: filters.get(name) for name in FILTERS} | changes
        kept = {name: value for name, value in kept.items() if value}
        return f"/gongshi?{url_encode(kept)}" if kept else "/gongshi"

    def _render_page(self, page_id, problem=None, text="", contact=""):
        page = request.env["community.publication"].sudo().browse(page_id).exists()
        if not page:
            return self._render_missing()
        return self._render(
            "public_page",
            status=422 if problem else 200,
            page=page._prepare_public_page(),
            problem=problem,
            text=text,
            contact=contact,
        )

    def _render_missing(self):
        return self._render("public_missing", status=404)

    def _render(self, template, status=200, **values):
        response = request.render(f"community_base.{template}", values, status=status)
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response
