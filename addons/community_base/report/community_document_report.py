from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ..house import DEFAULT_TIMEZONE, TIMEZONE_PARAMETER, public_lang
from ..kernel import officialdoc


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
            "documents": [
                chinese._prepare_document(doc.with_context(lang=lang)) for doc in docs
            ],
        }

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
        """Return what a stranger needs to find a sealed record again.

        That is its register and number, its seal, and the head that was published
        for the day on which it stood in the register; until that day is over, the
        head there is.
        """
        register = entry.sudo().register_id
        day = self._find_day(register.key, entry.register_number)
        count, head = (
            day.heads[register.key]
            if day
            else (
                register.last_number,
                register.head,
            )
        )
        return {
            "register": register.name,
            "entry": entry.register_number,
            "seal": entry.seal,
            "count": count,
            "head": head,
            "day": day and officialdoc.document_date(day.date),
            "digest": day.digest,
        }

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
