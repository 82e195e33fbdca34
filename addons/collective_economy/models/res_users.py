from odoo import api, models, tools
from odoo.fields import Command

#: Kinds of organs whose members read the books and the register of a cooperative.
READING_ORGANS = ("board", "supervisors", "asset_committee")


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users._filter_auditors()._sync_books()
        return users

    def write(self, vals):
        auditors = self._filter_auditors()
        result = super().write(vals)
        if not vals.keys().isdisjoint(("area_ids", "group_ids")):
            (auditors | self._filter_auditors())._sync_books()
        return result

    def _filter_auditors(self):
        group = self.env.ref("community_base.group_auditor")
        return self.filtered(lambda user: group in user.sudo().all_group_ids)

    def _sync_books(self):
        """Let auditors into the books of the cooperatives in their areas alone.

        Who is no auditor any more keeps those that he is the clerk of.
        """
        cooperatives = self.env["coop.cooperative"].sudo()
        auditors = self._filter_auditors()
        for user in self.sudo():
            areas = user._area_scope() if user in auditors else ()
            due = cooperatives.search(
                ["|", ("area_id", "in", areas), ("clerk_ids", "in", user.ids)]
            ).company_id
            has = cooperatives.search(
                [("company_id", "in", user.company_ids.ids)]
            ).company_id
            links = [
                *(Command.link(company.id) for company in due - has),
                *(Command.unlink(company.id) for company in has - due),
            ]
            if links:
                user.company_ids = links

    @tools.ormcache("self.id")
    def _coop_ids(self):
        """Return the ids of the cooperatives whose register the user keeps.

        Cached per user: whoever changes the clerks of a cooperative clears it.
        """
        self.ensure_one()
        cooperatives = self.env["coop.cooperative"].sudo()
        return tuple(cooperatives.search([("clerk_ids", "in", self.id)])._ids)

    def _get_only_coop_id(self):
        """Return the id of the cooperative of a clerk who keeps one only, or False."""
        ids = self._coop_ids()
        return ids[0] if len(ids) == 1 else False

    def _coop_domain(self, area_domain, field="cooperative_id"):
        """Return the domain of a global rule on what belongs to a cooperative.

        It lies in the user's areas, or he keeps the cooperative's register, or he sits
        today in one of the organs that oversee it. Seats begin and end with a day, so
        they are asked each time; a list of ids would be cached with the rule.

        :param area_domain: what :meth:`_area_domain` says of the record's area
        :param field: name of the many2one, or ``id`` on cooperatives themselves
        """
        prefix = "" if field == "id" else f"{field}."
        seat = [
            ("person_id", "=", self.partner_id.id),
            ("voided", "=", False),
            ("organ_id.kind_id.code", "in", READING_ORGANS),
            ("date_start", "<=", "today"),
            *("|", ("date_end", "=", False), ("date_end", ">=", "today")),
        ]
        return [
            *("|", "|", (field, "in", list(self._coop_ids()))),
            (f"{prefix}organ_ids.seat_ids", "any", seat),
            *area_domain,
        ]
