from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.base.models import ir_actions_report

from ..house import DEFAULT_TIMEZONE, TIMEZONE_PARAMETER, public_lang
from ..kernel import officialdoc

#: By how much the plain build of wkhtmltopdf shrinks what it prints.
SHRUNK_TO_SIZE = 1.29


class CommunityDocumentReport(models.AbstractModel):
    """Official documents (公文) in the form of GB/T 9704, whoever prints them.

    A document is the same for every reader, in Chinese where it is installed. Who
    may not read the record gets none; for who may, names are read with more rights:
    they are part of the record.
    """

    _name = "community.document.report"
    _description = "Official Document"

    _document_model = None

    @api.model
    def _get_report_values(self, docids, data=None):
        docs = self.env[self._document_model].browse(docids).exists()
        docs.check_access("read")
        lang = public_lang(self.env)
        chinese = self.with_context(lang=lang)
        return {
            "doc_ids": docs.ids,
            "doc_model": self._document_model,
            "docs": docs,
            "lang": lang,
            "zoom": self._get_zoom((data or {}).get("report_type")),
            "documents": [
                chinese._prepare_document(doc.with_context(lang=lang)) for doc in docs
            ],
        }

    @api.model
    def _get_zoom(self, report_type):
        """Return what makes a point on paper a point, or nothing.

        The plain build of wkhtmltopdf shrinks every page and cannot be told not to.
        """
        if report_type != "pdf" or ir_actions_report._wkhtml().is_patched_qt:
            return None
        return SHRUNK_TO_SIZE

    def _prepare_document(self, record):
        """Return what is printed of a record, as plain data."""
        raise NotImplementedError

    @api.model
    def _get_moment(self, moment):
        """Return a moment as the clock on the wall of the street office shows it."""
        if not moment:
            return ""
        parameters = self.env["ir.config_parameter"].sudo()
        zone = ZoneInfo(parameters.get_param(TIMEZONE_PARAMETER) or DEFAULT_TIMEZONE)
        local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        return f"{officialdoc.document_date(local)} {local:%H:%M}"

    @api.model
    def _prepare_seal(self, entry):
        """Return what a stranger needs to find a sealed record again: label and text.

        That is its register and number, its seal, and the head that was published
        for the first day it stood in the register; before that, the head there is.
        """
        register = entry.sudo().register_id
        place = self.env._(
            "%(register)s, entry %(number)s",
            register=register.name,
            number=entry.register_number,
        )
        return [
            (self.env._("Register"), place),
            (self.env._("Seal"), entry.seal),
            *self._get_heads(register, entry.register_number),
        ]

    @api.model
    def _get_heads(self, register, number):
        day = self._find_day(register.key, number)
        if not day:
            label = self.env._(
                "Head of the register when printed, %s entries, not published yet",
                register.last_number,
            )
            return [(label, register.head)]
        date = officialdoc.document_date(day.date)
        count, head = day.heads[register.key]
        label = self.env._(
            "Head of the register published for %(day)s, %(count)s entries",
            day=date,
            count=count,
        )
        return [(label, head), (self.env._("Digest of %s", date), day.digest)]

    @api.model
    def _find_day(self, key, number):
        """Return the first day whose published heads cover this entry, if any."""
        days = self.env["community.day.head"].sudo()
        days.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id
                  FROM community_day_head
                 WHERE heads ? %(key)s
                   AND (heads -> %(key)s ->> 0)::integer >= %(number)s
              ORDER BY date LIMIT 1
                """,
                key=key,
                number=number,
            )
        )
        return days.browse([row[0] for row in rows])

    @api.model
    def _get_label(self, record, name):
        """Return what the value of a selection is called."""
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")

    @api.model
    def _get_day(self, date):
        return officialdoc.document_date(fields.Date.to_date(date)) if date else ""
