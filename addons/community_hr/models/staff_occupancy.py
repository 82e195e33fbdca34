from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.community_base.house import today


class StaffOccupancy(models.Model):
    """Who held which post from when to when (任职经历): one row for each spell.

    Versions of one employee on the same post that follow each other are one spell; it
    ends with the next post or the contract. Whose file was put away without a last day
    counts no more. All of it is worked out by the database, which rests the quota on
    the same function.
    """

    _name = "staff.occupancy"
    _description = "Holder of a Post"
    _inherit = ["staff.period.mixin"]
    _auto = False
    _order = "date_start desc, id desc"
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
        "hr.employee": ["active"],
        "staff.post": ["area_id", "class_id", "unit_id"],
    }

    employee_id = fields.Many2one("hr.employee", readonly=True)
    post_id = fields.Many2one("staff.post", readonly=True)
    unit_id = fields.Many2one("staff.unit", readonly=True)
    class_id = fields.Many2one("staff.post.class", readonly=True)
    area_id = fields.Many2one("community.area", readonly=True)
    date_start = fields.Date(readonly=True)
    date_end = fields.Date(readonly=True)
    status = fields.Selection(
        [("coming", "Coming"), ("current", "In Post"), ("ended", "Ended")]
    )
    lacking = fields.Char(
        "Certificates Lacking",
        compute="_compute_lacking",
        help="Certificates that the post asks for and the holder has not today.",
    )

    def init(self):
        self._make_spells()
        self._make_quota()
        self.env.cr.execute("""
            CREATE OR REPLACE VIEW staff_occupancy AS
            SELECT spell.id, spell.employee_id, spell.post_id, post.unit_id,
                   post.class_id, post.area_id, spell.date_start, spell.date_end
              FROM staff_spells(NULL) spell
              JOIN staff_post post ON post.id = spell.post_id
        """)

    def _make_spells(self):
        """Define ``staff_spells(posts)``: the spells on some posts, or on all."""
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION staff_spells(posts int[])
            RETURNS TABLE (id int, employee_id int, post_id int, date_start date,
                           date_end date) AS $$
                WITH slice AS (
                    SELECT version.id, version.employee_id, version.post_id,
                           GREATEST(version.date_version, version.contract_date_start)
                               AS first,
                           LEAST(lead(version.date_version) OVER line - 1,
                                 version.contract_date_end, version.departure_date)
                               AS last
                      FROM hr_version version
                     WHERE version.active
                       AND (posts IS NULL OR version.employee_id IN (
                               SELECT held.employee_id FROM hr_version held
                                WHERE held.post_id = ANY (posts)))
                    WINDOW line AS (PARTITION BY version.employee_id
                                        ORDER BY version.date_version)
                ), marked AS (
                    SELECT slice.*,
                           (lag(slice.post_id) OVER line IS DISTINCT FROM slice.post_id
                            OR lag(slice.last) OVER line
                               IS DISTINCT FROM slice.first - 1)::int AS opens
                      FROM slice
                     WHERE slice.last IS NULL OR slice.last >= slice.first
                    WINDOW line AS (PARTITION BY slice.employee_id
                                        ORDER BY slice.first)
                ), numbered AS (
                    SELECT marked.*,
                           sum(opens) OVER (PARTITION BY marked.employee_id
                                                ORDER BY marked.first) AS spell
                      FROM marked
                )
                SELECT min(numbered.id), numbered.employee_id, numbered.post_id,
                       min(numbered.first),
                       CASE WHEN bool_and(numbered.last IS NOT NULL)
                            THEN max(numbered.last) END
                  FROM numbered
                  JOIN hr_employee employee ON employee.id = numbered.employee_id
                 WHERE numbered.post_id IS NOT NULL
                   AND (posts IS NULL OR numbered.post_id = ANY (posts))
                 GROUP BY numbered.employee_id, numbered.spell, numbered.post_id,
                          employee.active
                HAVING employee.active OR bool_and(numbered.last IS NOT NULL)
            $$ LANGUAGE sql STABLE;
        """)

    def _make_quota(self):
        """Define the triggers by which no post is ever held by too many.

        They look at the days that a change adds to somebody's time on a post: from the
        day it begins, or the day after its former end. Time that is taken away, or goes
        on as it was, asks nothing. What judges waits for the end of the transaction,
        when people who change places have all moved; what comes first is a new version
        of the post's row, upon which the other of two at once has to start anew.
        """
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION staff_quota_judge(
                person int, wanted int, since date) RETURNS void AS $$
            DECLARE
                bad date;
            BEGIN
                WITH spell AS (SELECT * FROM staff_spells(ARRAY[wanted])),
                own AS (SELECT * FROM spell
                         WHERE employee_id = person
                           AND (date_end IS NULL OR date_end >= since)),
                day AS (
                    SELECT GREATEST(own.date_start, since) AS day FROM own
                    UNION
                    SELECT other.date_start FROM spell other JOIN own
                        ON other.date_start >= GREATEST(own.date_start, since)
                       AND (own.date_end IS NULL OR other.date_start <= own.date_end)
                )
                SELECT min(day.day) INTO bad FROM day
                 WHERE (SELECT count(*) FROM spell
                         WHERE spell.date_start <= day.day
                           AND (spell.date_end IS NULL OR spell.date_end >= day.day))
                     > (SELECT post.quota FROM staff_post post WHERE post.id = wanted)
                     + (SELECT COALESCE(sum(exempt.extra), 0)
                          FROM staff_quota_exception exempt
                         WHERE exempt.post_id = wanted AND exempt.state = 'in_force'
                           AND day.day BETWEEN exempt.date_start AND exempt.date_end);
                IF bad IS NOT NULL THEN
                    RAISE EXCEPTION 'post % is held by more than its quota on %',
                          wanted, bad
                          USING ERRCODE = 'check_violation',
                                DETAIL = wanted || ' ' || bad;
                END IF;
            END $$ LANGUAGE plpgsql;

            CREATE OR REPLACE FUNCTION staff_quota_hold() RETURNS trigger AS $$
            BEGIN
                UPDATE staff_post SET id = id WHERE id = NEW.post_id;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;

            CREATE OR REPLACE FUNCTION staff_quota_version() RETURNS trigger AS $$
            DECLARE
                before hr_version;
                since date;
                last date;
            BEGIN
                IF TG_OP <> 'DELETE' AND NEW.active AND NEW.post_id IS NOT NULL THEN
                    IF TG_OP = 'INSERT' OR NOT OLD.active
                       OR (OLD.post_id, OLD.employee_id)
                          IS DISTINCT FROM (NEW.post_id, NEW.employee_id)
                       OR NEW.date_version < OLD.date_version
                       OR NEW.contract_date_start IS DISTINCT FROM
                          OLD.contract_date_start
                    THEN
                        since := GREATEST(NEW.date_version, NEW.contract_date_start);
                    ELSE
                        last := LEAST(OLD.contract_date_end, OLD.departure_date);
                        IF last < LEAST(NEW.contract_date_end, NEW.departure_date)
                           OR (last IS NOT NULL AND LEAST(
                               NEW.contract_date_end, NEW.departure_date) IS NULL)
                        THEN
                            since := last + 1;
                        END IF;
                    END IF;
                    IF since IS NOT NULL AND TG_OP = 'INSERT' THEN
                        SELECT * INTO before FROM hr_version version
                         WHERE version.employee_id = NEW.employee_id AND version.active
                           AND version.date_version < NEW.date_version
                         ORDER BY version.date_version DESC LIMIT 1;
                        IF before.post_id = NEW.post_id
                           AND before.contract_date_start
                               IS NOT DISTINCT FROM NEW.contract_date_start
                           AND before.contract_date_end
                               IS NOT DISTINCT FROM NEW.contract_date_end
                           AND before.departure_date IS NULL
                        THEN
                            since := NULL;
                        END IF;
                    END IF;
                    IF since IS NOT NULL THEN
                        PERFORM staff_quota_judge(NEW.employee_id, NEW.post_id, since);
                    END IF;
                END IF;
                -- The days of a version that goes fall to the one before it.
                IF TG_OP <> 'INSERT' AND OLD.active AND (
                    TG_OP = 'DELETE' OR NOT NEW.active
                    OR NEW.date_version > OLD.date_version)
                THEN
                    SELECT * INTO before FROM hr_version version
                     WHERE version.employee_id = OLD.employee_id AND version.active
                       AND version.date_version < OLD.date_version
                     ORDER BY version.date_version DESC LIMIT 1;
                    IF before.post_id IS DISTINCT FROM OLD.post_id
                       AND before.post_id IS NOT NULL
                    THEN
                        PERFORM staff_quota_judge(
                            OLD.employee_id, before.post_id, OLD.date_version);
                    END IF;
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;

            CREATE OR REPLACE FUNCTION staff_quota_employee() RETURNS trigger AS $$
            BEGIN
                PERFORM staff_quota_judge(NEW.id, version.post_id, version.date_version)
                   FROM hr_version version
                  WHERE version.employee_id = NEW.id AND version.active
                    AND version.post_id IS NOT NULL;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;

            CREATE OR REPLACE TRIGGER staff_quota_hold
                AFTER INSERT OR UPDATE OF post_id, active, date_version, employee_id,
                      contract_date_start, contract_date_end, departure_date
                ON hr_version FOR EACH ROW WHEN (NEW.post_id IS NOT NULL)
                EXECUTE FUNCTION staff_quota_hold();
            DROP TRIGGER IF EXISTS staff_quota_version ON hr_version;
            CREATE CONSTRAINT TRIGGER staff_quota_version
                AFTER INSERT OR DELETE OR UPDATE OF post_id, active, date_version,
                      employee_id, contract_date_start, contract_date_end,
                      departure_date
                ON hr_version DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION staff_quota_version();
            DROP TRIGGER IF EXISTS staff_quota_employee ON hr_employee;
            CREATE CONSTRAINT TRIGGER staff_quota_employee
                AFTER UPDATE OF active ON hr_employee DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW WHEN (NEW.active AND NOT OLD.active)
                EXECUTE FUNCTION staff_quota_employee();
        """)

    @api.model
    def _count_holders(self, posts, day):
        """Return ``{post id: people}`` of those who hold the posts on a day."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT post_id, count(*) FROM staff_spells(%(posts)s)
                 WHERE date_start <= %(day)s
                   AND (date_end IS NULL OR date_end >= %(day)s)
                 GROUP BY post_id
                """,
                posts=posts.ids,
                day=day,
                to_flush=self._fields["post_id"],
            )
        )
        return dict(rows)

    def _compute_lacking(self):
        day = today(self.env)
        certificates = self.env["staff.certificate"].sudo()
        held = certificates.search(
            Domain("employee_id", "in", self.employee_id.ids)
            & certificates._get_day_domain(day)
        ).grouped("employee_id")
        for spell in self:
            has = held.get(spell.employee_id, certificates).kind_id
            wanted = spell.post_id.sudo().certificate_kind_ids
            spell.lacking = "、".join((wanted - has).mapped("name"))
