from odoo import models


class CommunityResolution(models.Model):
    """A cooperative's resolution exists after the committee's review alone."""

    _inherit = "community.resolution"

    def init(self):
        result = super().init()
        self.env.cr.execute(RESOLUTION_GATE)
        return result


RESOLUTION_GATE = """
    CREATE OR REPLACE FUNCTION coop_resolution_gate() RETURNS trigger AS $$
    DECLARE
        organ_kind text;
        family text;
        of_cooperative boolean;
        in_round integer;
    BEGIN
        SELECT kind.code, organ.family INTO organ_kind, family
          FROM community_organ organ
          JOIN community_organ_kind kind ON kind.id = organ.kind_id
         WHERE organ.id = NEW.organ_id;
        SELECT cooperative_id IS NOT NULL, round
          INTO of_cooperative, in_round
          FROM community_matter WHERE id = NEW.matter_id;
        IF (of_cooperative OR family = 'cooperative')
           AND organ_kind <> 'party_committee'
           AND NOT coop_is_reviewed(NEW.matter_id, in_round)
        THEN
            RAISE EXCEPTION 'matter %: the Party committee has not reviewed '
                'it', NEW.matter_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_resolution_gate
        BEFORE INSERT ON community_resolution FOR EACH ROW
        EXECUTE FUNCTION coop_resolution_gate();
"""
