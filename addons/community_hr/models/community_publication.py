from odoo import api, fields, models
from odoo.fields import Domain


class CommunityPublication(models.Model):
    """Pages of appraisals: who is among the best (考核结果公示)."""

    _inherit = "community.publication"

    _system_fields = frozenset({"cycle_id"})

    kind = fields.Selection(
        selection_add=[("appraisal", "Appraisal")], ondelete={"appraisal": "cascade"}
    )
    cycle_id = fields.Many2one(
        "appraisal.cycle", "Appraisal", index="btree_not_null", ondelete="restrict"
    )

    _about_cycle = models.Constraint(
        "CHECK (kind <> 'appraisal' OR cycle_id IS NOT NULL)",
        "A page of an appraisal says of which.",
    )

    @api.depends("objection_ids.state", "step_id", "cycle_id")
    def _compute_open_objection_count(self):
        result = super()._compute_open_objection_count()
        pages = self.filtered("cycle_id")
        counts = dict(
            self.env["community.objection"]
            .sudo()
            ._read_group(
                Domain("publication_id.cycle_id", "in", pages.cycle_id.ids)
                & Domain("state", "=", "open"),
                ["publication_id"],
                ["__count"],
            )
        )
        for page in pages:
            page.open_objection_count = sum(
                count
                for other, count in counts.items()
                if other.cycle_id == page.cycle_id
            )
        return result

    def _get_about(self):
        return self.cycle_id or super()._get_about()

    def _get_series(self):
        if not self.cycle_id:
            return super()._get_series()
        return self.search([("cycle_id", "=", self.cycle_id.id)])

    def _get_others(self):
        if not self.cycle_id:
            return super()._get_others()
        return self.browse()
