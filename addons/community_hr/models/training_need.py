from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.community_base.house import today


class TrainingNeed(models.Model):
    """Who lacks what his post asks for, and until when he has to have it (培训缺口).

    Hours of the year until its last day; certificates within a term from taking the
    post, or before they expire; the course for new entrants within a term from being
    hired. Worked out from what is on file; nobody enters it.
    """

    _name = "training.need"
    _description = "Training and Certificates Lacking"
    _auto = False
    _order = "due, area_id, employee_id, kind"
    _depends = {
        "hr.version": [
            "active",
            "contract_date_end",
            "contract_date_start",
            "date_version",
            "departure_date",
            "employee_id",
            "post_id",
        ],
        "hr.employee": ["active", "area_id", "work_contact_id"],
        "staff.post": ["area_id", "certificate_kind_ids", "training_hours"],
        "staff.certificate": ["date_end", "date_start", "employee_id", "kind_id"],
        "training.attendance": ["hours", "passed", "employee_id", "course_id"],
        "training.session": ["state"],
        "training.course": ["kind"],
    }

    employee_id = fields.Many2one("hr.employee", readonly=True)
    person_id = fields.Many2one("res.partner", "Person", readonly=True)
    area_id = fields.Many2one("community.area", readonly=True)
    post_id = fields.Many2one("staff.post", readonly=True)
    kind = fields.Selection(
        [
            ("hours", "Hours of the Year"),
            ("certificate", "Certificate"),
            ("entrant", "Course for New Entrants"),
        ],
        "Kind of Gap",
        readonly=True,
    )
    certificate_kind_id = fields.Many2one("staff.certificate.kind", readonly=True)
    needed = fields.Float("Needed (Hours)", readonly=True)
    done = fields.Float("Done (Hours)", readonly=True)
    due = fields.Date("Due by", readonly=True)
    is_late = fields.Boolean("Late", compute="_compute_is_late", search="_search_late")
    what = fields.Char("Lacks", compute="_compute_what")

    @property
    def _table_query(self):
        """Of the day it is in the office, which no view of the database knows."""
        limits = self.env["community.limit"]
        day = today(self.env)
        return SQL(
            """
            WITH holder AS (
                SELECT DISTINCT ON (spell.employee_id, spell.post_id)
                       spell.employee_id, spell.post_id, spell.date_start,
                       employee.area_id, employee.work_contact_id AS person_id
                  FROM staff_spells(NULL) spell
                  JOIN hr_employee employee ON employee.id = spell.employee_id
                 WHERE employee.area_id IS NOT NULL AND spell.date_start <= %(day)s
                   AND (spell.date_end IS NULL OR spell.date_end >= %(day)s)
            ), hired AS (
                SELECT employee_id, min(contract_date_start) AS day FROM hr_version
                 WHERE active AND contract_date_start IS NOT NULL
                 GROUP BY employee_id
            ), credited AS (
                SELECT row.employee_id, course.kind, row.date, row.hours, row.passed
                  FROM training_attendance row
                  JOIN training_session session ON session.id = row.session_id
                  JOIN training_course course ON course.id = row.course_id
                 WHERE session.state = 'closed'
            ), lack AS (
                SELECT holder.*, 'hours' AS kind, NULL::int AS certificate_kind_id,
                       post.training_hours AS needed,
                       coalesce((SELECT sum(hours) FROM credited
                         WHERE credited.employee_id = holder.employee_id
                           AND credited.date >= date_trunc('year', %(day)s::date)), 0)
                           AS done,
                       (date_trunc('year', %(day)s::date) + interval '1 year - 1 day')
                           ::date AS due
                  FROM holder JOIN staff_post post ON post.id = holder.post_id
                 UNION ALL
                SELECT holder.*, 'certificate', asked.staff_certificate_kind_id, 1,
                       CASE WHEN held.id IS NULL THEN 0
                            WHEN held.date_end IS NULL
                              OR held.date_end > %(day)s::date + %(notice)s THEN 1
                            ELSE 0 END,
                       coalesce(held.date_end, holder.date_start + %(grace)s)
                  FROM holder
                  JOIN staff_certificate_kind_staff_post_rel asked
                    ON asked.staff_post_id = holder.post_id
             LEFT JOIN staff_certificate held
                    ON held.employee_id = holder.employee_id
                   AND held.kind_id = asked.staff_certificate_kind_id
                   AND (held.date_start IS NULL OR held.date_start <= %(day)s)
                   AND (held.date_end IS NULL OR held.date_end >= %(day)s)
                 UNION ALL
                SELECT holder.*, 'entrant', NULL, 1,
                       (EXISTS (SELECT FROM credited
                          WHERE credited.employee_id = holder.employee_id
                            AND credited.kind = 'entrant' AND credited.passed))::int,
                       hired.day + %(entrant)s
                  FROM holder JOIN hired ON hired.employee_id = holder.employee_id
                 WHERE hired.day >= %(since)s
            )
            SELECT row_number() OVER (ORDER BY employee_id, kind, post_id,
                                      certificate_kind_id)::int AS id,
                   employee_id, post_id, area_id, person_id, kind,
                   certificate_kind_id, needed::float, done::float, due
              FROM lack WHERE done < needed""",
            day=day,
            notice=limits._get("certificate_notice_days", day),
            grace=limits._get("certificate_grace_days", day),
            entrant=limits._get("entrant_training_days", day),
            since=fields.Date.subtract(day, years=1),
        )

    @api.depends("due")
    def _compute_is_late(self):
        day = today(self.env)
        for need in self:
            need.is_late = bool(need.due and need.due < day)

    def _search_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return Domain("due", "<", today(self.env))

    @api.depends("kind", "needed", "done")
    @api.depends_context("lang")
    def _compute_what(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for need in self:
            if need.kind == "hours":
                left = need.needed - need.done
                need.what = self.env._("%s hours of training", f"{left:g}")
            elif need.kind == "certificate":
                need.what = need.certificate_kind_id.sudo().name
            else:
                need.what = kinds[need.kind]

    @api.depends("employee_id", "what")
    def _compute_display_name(self):
        for need in self:
            need.display_name = f"{need.employee_id.sudo().name}：{need.what}"
