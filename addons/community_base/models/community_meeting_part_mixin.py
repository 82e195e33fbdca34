from odoo import models
from odoo.tools import SQL


class CommunityMeetingPartMixin(models.AbstractModel):
    """A part of a meeting (roll, agenda, votes, recusals) that ends with it.

    Once the meeting is closed PostgreSQL refuses to add, change or remove a row,
    whoever asks. The columns in ``_minutes_columns`` are text of the minutes and stay
    open until these are sealed.
    """

    _name = "community.meeting.part.mixin"
    _description = "Part of a Meeting"
    _inherit = ["community.protected.mixin"]

    #: Column that leads to the meeting: its own, or that of its item of the agenda.
    _meeting_column = "meeting_id"
    _minutes_columns = ()
    _moving_columns = ("write_uid", "write_date")

    def init(self):
        result = super().init()
        if self._abstract or not self._auto:
            return result
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION community_refuse_closed(
                part jsonb, via text, before jsonb, after jsonb,
                moving text[], minutes text[]
            ) RETURNS boolean AS $$
            DECLARE
                meeting record;
            BEGIN
                SELECT m.state, m.seal INTO meeting FROM community_meeting m
                 WHERE m.id = CASE via
                       WHEN 'meeting_id' THEN (part ->> 'meeting_id')::integer
                       ELSE (SELECT i.meeting_id FROM community_meeting_item i
                              WHERE i.id = (part ->> 'item_id')::integer) END;
                IF meeting.state IS NULL
                   OR meeting.state NOT IN ('closed', 'adjourned') THEN
                    RETURN false;
                END IF;
                IF meeting.seal IS NULL THEN
                    moving := moving || minutes;
                END IF;
                RETURN (before - moving) IS DISTINCT FROM (after - moving);
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE FUNCTION community_closed_part() RETURNS trigger AS $$
            DECLARE
                before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
                after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
                part jsonb;
            BEGIN
                FOREACH part IN ARRAY ARRAY[before, after] LOOP
                    IF part IS NOT NULL AND community_refuse_closed(
                           part, TG_ARGV[0], before, after,
                           TG_ARGV[1]::text[], TG_ARGV[2]::text[]) THEN
                        RAISE EXCEPTION 'row of %: its meeting is closed', TG_TABLE_NAME
                              USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                END LOOP;
                IF TG_OP = 'DELETE' THEN
                    RETURN OLD;
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
        """)
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE TRIGGER community_closed_part
                    BEFORE INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW
                    EXECUTE FUNCTION community_closed_part(%s, %s, %s)
                """,
                SQL.identifier(self._table),
                self._meeting_column,
                "{%s}" % ",".join(self._moving_columns),
                "{%s}" % ",".join(self._minutes_columns),
            )
        )
        return result
