from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import public_lang, today, with_pass


class CoopElectionPages(models.Model):
    """What everybody, and what each shareholder, may read of an election (公示)."""

    # What is told reads apart from what is done.
    _inherit = "coop.election"  # pylint: disable=consider-merging-classes-inherited

    page_ids = fields.One2many("community.publication", "election_id", "Pages")
    page_count = fields.Integer(compute="_compute_page_count")

    @api.depends("page_ids")
    def _compute_page_count(self):
        for election in self:
            election.page_count = len(election.page_ids)

    def action_publish_result(self):
        """Post the result (公布选举结果)."""
        self._begin("result")
        if self.published_on:
            raise UserError(self.env._("The result is published already."))
        self._post_page("result", self.rule_id.result_days)
        with_pass(self, {"published_on"}).published_on = today(self.env)
        self.env["community.trail"]._note(self, "coop_election_published")

    def _post_page(self, phase, days):
        """Post what everybody may read: names and numbers, and nothing else."""
        phase = self._get_phase(phase)
        if not phase or not days:
            return
        election = self.with_context(lang=public_lang(self.env))
        body = election.env["ir.qweb"]._render(
            "collective_economy.election_page",
            {"election": election.sudo(), "phase": phase.phase},
        )
        titles = dict(phase._fields["phase"]._description_selection(election.env))
        pages = self.env["community.publication"].sudo()
        name = f"{self.name}：{titles[phase.phase]}"
        pages._post([pages._prepare_page(phase.sudo(), "election", name, body)])

    def action_view_pages(self):
        return self.page_ids._get_records_action(name=self.env._("Pages"))

    # The portal

    @api.model
    def _get_for_holder(self, person):
        """Return the elections that a shareholder is told of: his cooperatives'."""
        holders = self.env["coop.holder"].sudo()
        holders = holders.search([("partner_id", "=", person.id)])
        return self.sudo().search(
            Domain("cooperative_id", "in", holders.cooperative_id.ids)
            & Domain("state", "not in", ("draft", "cancelled"))
        )

    def _prepare_portal(self, person):
        """Return what a shareholder may read: the notice, and his own line."""
        self.ensure_one()
        voter = self.voter_ids.filtered(lambda one: one.partner_id == person)[:1]
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.name,
            "cooperative": self.cooperative_id.name,
            "state": states[self.state],
            "ballot_date": self.ballot_date,
            "record_date": self.record_date,
            "place": self.place,
            "has_roll": bool(self.roll_id),
            "on_roll": bool(voter.on_roll),
            "shares": voter.shares if voter.on_roll else 0,
            "objections_until": self.objections_until,
            "stage": self.env["coop.election.objection"]._get_stage(self),
            "objections": [
                one._prepare_portal()
                for one in self.objection_ids
                if one.person_id == person
            ],
            **self._prepare_notice(),
        }

    def _prepare_notice(self):
        """Return what everybody may read: the seats, the phases, the pages posted."""
        posted = self.page_ids.filtered(lambda page: page.state != "withdrawn")
        return {
            "posts": [
                {"name": post.name, "seats": post.seats} for post in self.post_ids
            ],
            "phases": [
                {
                    "name": phase.display_name,
                    "date_start": phase.date_start,
                    "date_end": phase.date_end,
                    "is_now": phase.phase == self.state,
                    "is_done": bool(phase.done_on),
                }
                for phase in self.phase_ids
            ],
            "pages": [{"id": page.id, "name": page.name} for page in posted],
        }
