from odoo import api, fields, models
from odoo.fields import Domain


class CommunityPublication(models.Model):
    """Pages of elections: the roll, the candidates, the result (选举公告)."""

    _inherit = "community.publication"

    _system_fields = frozenset({"phase_id", "election_id"})

    kind = fields.Selection(
        selection_add=[("election", "Election")], ondelete={"election": "cascade"}
    )
    phase_id = fields.Many2one(
        "coop.election.phase", "Phase", index="btree_not_null", ondelete="restrict"
    )
    election_id = fields.Many2one(
        "coop.election", index="btree_not_null", ondelete="restrict"
    )

    _about = models.Constraint(
        "CHECK (kind <> 'election' OR phase_id IS NOT NULL)",
        "A page of an election says of which phase.",
    )

    @api.depends("objection_ids.state", "step_id", "phase_id")
    def _compute_open_objection_count(self):
        result = super()._compute_open_objection_count()
        pages = self.filtered("phase_id")
        counts = dict(
            self.env["community.objection"]
            .sudo()
            ._read_group(
                Domain("publication_id.phase_id", "in", pages.phase_id.ids)
                & Domain("state", "=", "open"),
                ["publication_id"],
                ["__count"],
            )
        )
        for page in pages:
            page.open_objection_count = sum(
                count
                for other, count in counts.items()
                if other.phase_id == page.phase_id
            )
        return result

    def _get_about(self):
        return self.phase_id or super()._get_about()

    def _get_series(self):
        if not self.phase_id:
            return super()._get_series()
        return self.search([("phase_id", "=", self.phase_id.id)])

    def _get_others(self):
        if not self.election_id:
            return super()._get_others()
        return self.search(
            self._get_public_domain()
            & Domain("election_id", "=", self.election_id.id)
            & Domain("id", "!=", self.id)
        )
