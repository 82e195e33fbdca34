import csv
import io
import json
import logging

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..house import public_lang, today
from ..kernel import archive, chain, officialdoc

_logger = logging.getLogger(__name__)

#: How a stranger recomputes a seal; goes with every sealed record.
SEAL_RECIPE = (
    "seal = sha256 of four lines in UTF-8 without a line break at the end: "
    "'jiedao seal', previous, version, payload; the payload is JSON with sorted keys "
    "and without spaces, and characters beyond ASCII are written as they are"
)


class CommunityMatterArchive(models.AbstractModel):
    """The archive package of a matter (归档包): all there is of it, in one zip.

    It holds what the person who makes it may read, and says on its cover how many
    files and meetings were left out. How to reach a resident who objected is never
    in it; a page that was withdrawn is named and not shown.
    """

    _name = "community.matter.archive"
    _description = "Archive Package of a Matter"

    @api.model
    def _build(self, matter):
        """Pack a matter that the person may read; the digest goes on its trail.

        :return: :class:`~..kernel.archive.Package`
        """
        matter.ensure_one()
        matter.check_access("read")
        lang = public_lang(self.env)
        parts = Parts()
        self.with_context(lang=lang)._add_all(parts, matter.with_context(lang=lang))
        about = self.with_context(lang=lang)._describe(matter, parts)
        package = archive.build(parts.files, matter.name, about)
        self.env["community.trail"]._note(matter, "archived", reason=package.digest)
        return package

    def _describe(self, matter, parts):
        """Return what stands on the cover: label to text, for the reader."""
        return {
            self.env._("Matter"): matter.number or "",
            self.env._("Area"): matter.area_id.name,
            self.env._("Made on"): officialdoc.document_date(today(self.env)),
            self.env._("Made by"): self.env.user.name,
            self.env._("Files and meetings left out for lack of access"): str(
                parts.left_out
            ),
        }

    def _add_all(self, parts, matter):
        """Hook: put everything there is of the matter into the package."""
        items = self._find_items(parts, matter)
        pages = self.env["community.publication"].search(
            Domain("matter_id", "=", matter.id), order="id"
        )
        self._add_matter(parts, matter)
        self._add_assessments(parts, matter)
        self._add_filings(parts, matter)
        self._add_resolutions(parts, matter.resolution_ids.sorted("id"))
        self._add_meetings(parts, items)
        self._add_publications(parts, pages)
        self._add_objections(parts, pages)
        self._add_trail(parts, [matter, *items.meeting_id, *pages])

    def _find_items(self, parts, matter):
        """Return the items of the meetings that took the matter up.

        A meeting of an organ above, or of another place, is not for everybody who
        may read the matter: it is counted as left out.
        """
        domain = Domain("matter_id", "=", matter.id) & Domain(
            "meeting_id.state", "not in", ("draft", "cancelled")
        )
        items = self.env["community.meeting.item"].search(
            domain, order="meeting_id, id"
        )
        every = items.sudo().search(domain)
        parts.left_out += len(every.meeting_id) - len(items.meeting_id)
        return items

    # The matter and its papers

    def _add_matter(self, parts, matter):
        steps = matter.step_ids.sorted(lambda step: (step.round, step.sequence))
        # What they are called that decided is part of the matter, wherever they are.
        shown = {"matter": matter.sudo(), "steps": steps.sudo()}
        content = self._render("archive_matter", shown)
        parts.add([f"{self.env._('Matter')}.html"], content)
        for paper in matter.paper_ids:
            folders = [self.env._("Papers"), paper.name]
            self._add_files(parts, folders, paper, "attachment_ids")
        for step in steps:
            folders = [self.env._("Evidence"), f"{step.round}-{step.name}"]
            self._add_files(parts, folders, step, "evidence_ids")

    def _add_assessments(self, parts, matter):
        names = ("level", "risks", "measures", "state", "assessor_id", "assessed_on")
        names += ("reviewer_id", "reviewed_on", "approver_id", "approved_on")
        title = self.env._("Risk Assessments")
        items = matter.risk_assessment_ids.sorted("id")
        self._add_records(parts, title, items, names)
        for number, item in enumerate(items, start=1):
            self._add_files(parts, [title, str(number)], item, "attachment_ids")

    def _add_filings(self, parts, matter):
        filings = self.env["community.filing"].search(
            Domain("matter_id", "=", matter.id), order="id"
        )
        title = self.env._("Filings")
        names = ("number", "organ_id", "content", "state", "filed_on", "filed_by_id")
        names += ("receipt_number", "received_on", "received_by_id", "note")
        self._add_records(parts, title, filings, names)
        for filing in filings:
            folders = [title, filing.number or filing.name]
            self._add_files(parts, folders, filing, "attachment_ids")

    def _add_records(self, parts, title, records, names):
        """Put records in as a table of these fields, if there are any."""
        if not records:
            return
        fields = records._fields
        head = [fields[name]._description_string(self.env) for name in names]
        rows = [[self._get_text(one, name) for name in names] for one in records]
        parts.add_table([title], [head, *rows])

    @api.model
    def _get_text(self, record, name):
        """Return the value of a field in words."""
        field, value = record._fields[name], record[name]
        if field.relational:
            return "、".join(one.display_name for one in value.sudo())
        if field.type == "selection":
            return self.env["community.document.report"]._get_label(record, name)
        return value

    @api.model
    def _add_files(self, parts, folders, record, name):
        """Put the files of a record in, and count those the person may not read."""
        # The superuser's list is whole; what is taken from it, the person may read.
        listed = record.sudo()[name].with_env(self.env)
        readable = listed._filtered_access("read")
        parts.left_out += len(listed) - len(readable)
        for file in readable:
            parts.add([*folders, file.name or str(file.id)], file.raw or b"")

    # Resolutions and meetings

    def _add_resolutions(self, parts, resolutions):
        folder = self.env._("Resolutions")
        self._add_documents(parts, folder, resolutions, "number", "resolution")
        for resolution in resolutions.filtered("seal"):
            proof = json.dumps(
                self._prepare_proof(resolution), ensure_ascii=False, indent=1
            )
            parts.add([folder, f"{resolution.number}.json"], proof.encode())

    def _add_meetings(self, parts, items):
        folder = self.env._("Meetings")
        self._add_documents(parts, folder, items.meeting_id, "display_name", "meeting")
        for meeting in items.meeting_id:
            place = [folder, meeting.display_name]
            self._add_files(parts, place, meeting, "scan_ids")
            self._add_files(parts, place, meeting, "minutes_scan_ids")
        if items:
            parts.add_table(
                [folder, self.env._("List of Votes")], self._get_votes(items)
            )

    def _add_documents(self, parts, folder, records, name, report):
        """Put each record in as HTML, and all as one PDF if that can be made."""
        reports = self.env["ir.actions.report"]
        xmlid = f"community_base.action_report_{report}"
        for record in records:
            html, _kind = reports._render_qweb_html(xmlid, record.ids)
            parts.add([folder, f"{record[name]}.html"], html)
        if not records or reports.get_wkhtmltopdf_state() == "install":
            return
        try:
            content, kind = reports._render_qweb_pdf(xmlid, records.ids)
        except UserError:
            _logger.warning("%s: no PDF for the package", xmlid, exc_info=True)
            return
        if kind == "pdf":
            parts.add([folder, f"{folder}.pdf"], content)

    def _prepare_proof(self, resolution):
        """Return what proves a resolution without the system.

        That is its own sealed content and that of the entries after it, as far as the
        head that was published; for who may not read all of these, its own alone.
        """
        # What register it is and where it stands is printed on every resolution.
        register = resolution.register_id.sudo()
        found = self.env["community.document.report"]._find_day(
            register.key, resolution.register_number
        )
        last = register.last_number
        if found:
            last = found.heads[register.key][0]
        entries = resolution.search(
            Domain("register_id", "=", register.id)
            & Domain("register_number", ">=", resolution.register_number)
            & Domain("register_number", "<=", last),
            order="register_number",
        )
        if len(entries) != last - resolution.register_number + 1:
            entries = resolution
        return {
            "how": SEAL_RECIPE,
            "register": {"key": register.key, "name": register.name},
            "number": resolution.number,
            "entry": resolution.register_number,
            "entries": [self._prepare_sealed(entry) for entry in entries],
            "published": json.loads(found._prepare_file()) if found else None,
        }

    @api.model
    def _prepare_sealed(self, entry):
        sealed = entry._to_sealed()
        payload = json.loads(chain.canonical(sealed.payload))
        return {**sealed._asdict(), "payload": payload}

    def _get_votes(self, items):
        """Return the votes by name, and the totals of secret ballots, as rows."""
        rows = [
            [
                self.env._("Meeting"),
                self.env._("Member"),
                self.env._("Attendance"),
                self.env._("Vote"),
                self.env._("Confirmed on"),
            ]
        ]
        for item in items:
            rows += self._get_ballots(item) if item.secret else self._get_named(item)
        return rows

    def _get_named(self, item):
        votes = {vote.attendance_id: vote for vote in item.vote_ids}
        label = self.env["community.document.report"]._get_label
        for line in item.meeting_id.attendance_ids:
            vote = votes.get(line, item.vote_ids.browse())
            recused = line.person_id in item.recusal_ids.person_id
            yield [
                item.meeting_id.display_name,
                # The roll is part of the meeting, whoever may look up the people.
                line.sudo().person_id.name,
                label(line, "status"),
                self.env._("Withdrew") if recused else vote and label(vote, "choice"),
                vote.confirmed_on or "",
            ]

    def _get_ballots(self, item):
        for name in ("yes_count", "no_count", "abstain_count", "invalid_count"):
            yield [
                item.meeting_id.display_name,
                self.env._("Secret Ballot, Electronic")
                if item.is_electronic
                else self.env._("Secret Ballot"),
                "",
                item._fields[name]._description_string(self.env),
                item[name],
            ]

    # Publications, objections, trail

    def _add_publications(self, parts, pages):
        for number, page in enumerate(pages, 1):
            # As residents read it: of a withdrawn page nothing but that it was one.
            shown = page.sudo()._prepare_public_page()
            content = self._render("archive_page", {"page": page, "shown": shown})
            name = f"{number} {page.name}.html"
            parts.add([self.env._("Publications"), name], content)

    def _add_objections(self, parts, pages):
        objections = self.env["community.objection"].search(
            Domain("publication_id", "in", pages.ids), order="id"
        )
        names = ("number", "received_on", "text", "state", "answer", "answered_on")
        self._add_records(parts, self.env._("Objections"), objections, names)

    def _add_trail(self, parts, records):
        domain = Domain.OR(
            Domain("model", "=", record._name) & Domain("res_id", "=", record.id)
            for record in records
        )
        names = {(record._name, record.id): record.display_name for record in records}
        moment = self.env["community.document.report"]._get_moment
        head = [
            self.env._("When"),
            self.env._("Record"),
            self.env._("Event"),
            self.env._("Change"),
            self.env._("Person"),
            self.env._("Acting as"),
            self.env._("Reason"),
        ]
        rows = [
            [
                moment(row.moment),
                names[row.model, row.res_id],
                row.what,
                row.change,
                row.sudo().person_id.name,
                row.sudo().seat_id.display_name or "",
                row.reason or "",
            ]
            for row in self.env["community.trail"].search(domain, order="id")
        ]
        parts.add_table([self.env._("Trail")], [head, *rows])

    @api.model
    def _render(self, template, values):
        label = self.env["community.document.report"]._get_label
        values = {"lang": self.env.lang, "label": label, **values}
        return (
            self.env["ir.qweb"]._render(f"community_base.{template}", values).encode()
        )


class Parts:
    """The papers of a package while it is put together.

    Names come from users: they are made safe, and of two that are one file anywhere
    the second is numbered.
    """

    def __init__(self):
        self.files = []
        self.left_out = 0
        self._taken = set()

    def add(self, path, content):
        """Put a file in; ``path`` is the names of its folders and its own."""
        *folders, name = [archive.safe_name(part) for part in path]
        stem, dot, suffix = name.rpartition(".")
        if not stem:
            stem, dot, suffix = name, "", ""
        number = 1
        while (full := "/".join([*folders, name])).casefold() in self._taken:
            number += 1
            name = f"{stem} ({number}){dot}{suffix}"
        self._taken.add(full.casefold())
        self.files.append((full, content))

    def add_table(self, path, rows):
        """Put rows in as CSV that Excel opens in Chinese and takes no formula from."""
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        for row in rows:
            writer.writerow([_plain_cell(cell) for cell in row])
        *folders, name = path
        self.add([*folders, f"{name}.csv"], buffer.getvalue().encode("utf-8-sig"))


def _plain_cell(cell):
    text = "" if cell is None or cell is False else str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
