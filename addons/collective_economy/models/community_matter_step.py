from odoo import models
from odoo.exceptions import UserError


class CommunityMatterStep(models.Model):
    """No cooperative's organ decides before the Party committee has (先审议、后表决).

    The submission checks it in words; a trigger keeps it in the database, whatever the
    procedure, the matter's class or the statement.
    """

    _inherit = "community.matter.step"

    def init(self):
        result = super().init()
        self.env.cr.execute(IS_REVIEWED)
        self.env.cr.execute(REVIEW_GATE)
        return result

    def _open(self):
        """The trigger looks in the database whether the review is done."""
        if any(organ.family == "cooperative" for organ in self.organ_id):
            self.matter_id.step_ids.flush_recordset()
        return super()._open()

    def _done(self, seat=None, comment=None):
        self.filtered("is_deciding")._check_not_split()
        return super()._done(seat, comment)

    def _check_not_split(self):
        """What may be split is looked at before anybody agrees to it (拆分认定)."""
        matters = self.sudo().matter_id.filtered("open_split_count")
        if matters:
            raise UserError(
                self.env._(
                    "“%s” may be part of a larger one that was split: return it so "
                    "that they are submitted as one, or dismiss the finding with a "
                    "reason.",
                    matters[0].name,
                )
            )


IS_REVIEWED = """
    CREATE OR REPLACE FUNCTION coop_is_reviewed(
        of_matter integer, in_round integer
    ) RETURNS boolean AS $$
        SELECT EXISTS (
            SELECT FROM community_matter_step step
              JOIN community_matter matter ON matter.id = step.matter_id
              JOIN community_organ organ ON organ.id = step.organ_id
              JOIN community_organ_kind kind ON kind.id = organ.kind_id
             WHERE step.matter_id = of_matter AND step.round = in_round
               AND step.kind = 'vote' AND step.state = 'done'
               AND kind.code = 'party_committee'
               AND organ.area_id = matter.community_id)
    $$ LANGUAGE sql STABLE;
"""
REVIEW_GATE = """
    CREATE OR REPLACE FUNCTION coop_review_gate() RETURNS trigger AS $$
    BEGIN
        IF NEW.kind IN ('vote', 'approval')
           AND NEW.state IN ('open', 'done')
           AND EXISTS (SELECT FROM community_organ organ
                        WHERE organ.id = NEW.organ_id
                          AND organ.family = 'cooperative')
           AND NOT coop_is_reviewed(NEW.matter_id, NEW.round)
        THEN
            RAISE EXCEPTION 'step % of matter %: the Party committee has not '
                'reviewed it', NEW.id, NEW.matter_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.kind IN ('vote', 'approval') AND NEW.state = 'done'
           AND EXISTS (SELECT FROM coop_split_hit hit
                        WHERE hit.matter_id = NEW.matter_id
                          AND hit.state = 'open')
        THEN
            RAISE EXCEPTION 'step % of matter %: it may be split and nobody '
                'has looked at it', NEW.id, NEW.matter_id
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_review_gate
        BEFORE INSERT OR UPDATE OF state, kind, organ_id, matter_id, round
        ON community_matter_step FOR EACH ROW
        EXECUTE FUNCTION coop_review_gate();
"""
