from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.community_base.house import with_pass


class AppraisalWorkload(models.Model):
    """What a community's staff had to do in the period, per head (人均工作量).

    It stands beside the results, so that fewer people who do more are seen (减员增效);
    it makes nobody's mark.
    """

    _name = "appraisal.workload"
    _description = "Workload per Head"
    _inherit = ["community.area.mixin"]
    _order = "cycle_id, served_per_head desc, area_id"

    cycle_id = fields.Many2one(
        "appraisal.cycle", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(required=False)
    quota = fields.Integer("Posts by Quota")
    heads = fields.Float(
        "People", digits=(8, 2), help="People in post, on average over the days."
    )
    served = fields.Integer(help="People served at the windows (办件数).")
    steps = fields.Integer("Steps of Matters", help="Steps done by its organs.")
    served_per_head = fields.Float(digits=(8, 1), aggregator="avg")
    steps_per_head = fields.Float(digits=(8, 1), aggregator="avg")

    _area_once = models.Constraint(
        "UNIQUE (cycle_id, area_id)", "The area is measured already."
    )

    @api.model
    def _get_locked_fields(self):
        return {name for name, field in self._fields.items() if field.store}

    @api.depends("area_id.name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.area_id.name

    @api.model
    def _measure(self, cycle):
        """Measure the areas of a cycle anew, in one query."""
        rows = self.sudo()
        rows.search([("cycle_id", "=", cycle.id)]).unlink()
        with_pass(rows, self._get_locked_fields()).create(
            [
                {"cycle_id": cycle.id, **figures}
                for figures in self._query_figures(cycle)
                if figures["heads"] or figures["served"]
            ]
        )

    def _query_figures(self, cycle):
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                WITH figures AS (
                    SELECT area.id AS area_id,
                      (SELECT coalesce(sum(quota), 0) FROM staff_post post
                        WHERE post.area_id = area.id AND post.active) AS quota,
                      (SELECT coalesce(sum(
                            least(coalesce(spell.date_end, %(last)s), %(last)s)
                            - greatest(spell.date_start, %(first)s) + 1), 0)
                            / (%(last)s::date - %(first)s::date + 1)::numeric
                         FROM staff_occupancy spell
                        WHERE spell.area_id = area.id AND spell.date_start <= %(last)s
                          AND (spell.date_end IS NULL
                               OR spell.date_end >= %(first)s)) AS heads,
                      (SELECT coalesce(sum(figure.served), 0)
                         FROM staff_window_figure figure
                        WHERE figure.area_id = area.id
                          AND figure.date BETWEEN %(first)s AND %(last)s) AS served,
                      (SELECT count(*) FROM community_matter_step step
                         JOIN community_organ organ ON organ.id = step.organ_id
                        WHERE organ.area_id = area.id AND step.state = 'done'
                          AND step.closed_on BETWEEN %(first)s AND %(last)s) AS steps
                      FROM community_area area
                     WHERE area.parent_path LIKE %(path)s
                )
                SELECT area_id, quota, round(heads, 2)::float AS heads, served, steps,
                       coalesce(round(served / nullif(heads, 0), 1), 0)::float
                           AS served_per_head,
                       coalesce(round(steps / nullif(heads, 0), 1), 0)::float
                           AS steps_per_head
                  FROM figures""",
                first=cycle.date_from,
                last=cycle.date_to,
                path=f"{cycle.area_id.parent_path}%",
            )
        )
