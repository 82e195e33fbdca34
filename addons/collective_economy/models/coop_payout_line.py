from odoo import fields, models

from odoo.addons.community_base.house import with_pass
from odoo.addons.community_base.kernel.money import in_yuan, to_fen


class CoopPayoutLine(models.Model):
    """What one shareholder gets with a batch, all his classes together (发放明细)."""

    _name = "coop.payout.line"
    _description = "Payment to a Shareholder"
    _inherit = ["community.protected.mixin"]
    _order = "payout_id desc, serial, id"
    _rec_name = "holder_id"

    _system_fields = frozenset(
        {
            "payout_id",
            "distribution_id",
            "cooperative_id",
            "area_id",
            "holder_id",
            "partner_id",
            "serial",
            "amount",
            "state",
            "reason",
        }
    )

    payout_id = fields.Many2one(
        "coop.payout", required=True, readonly=True, index=True, ondelete="cascade"
    )
    distribution_id = fields.Many2one(
        "coop.distribution", required=True, readonly=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one("coop.cooperative", readonly=True, index=True)
    area_id = fields.Many2one("community.area", readonly=True, index=True)
    currency_id = fields.Many2one(related="payout_id.currency_id")
    holder_id = fields.Many2one(
        "coop.holder", required=True, readonly=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one("res.partner", "Person", readonly=True, index=True)
    serial = fields.Integer("No.", readonly=True, aggregator=False)
    amount = fields.Monetary(readonly=True)
    state = fields.Selection(
        [("waiting", "Under Way"), ("success", "Paid"), ("failed", "Failed")],
        default="waiting",
        required=True,
        readonly=True,
    )
    reason = fields.Char("Reason of the Failure", readonly=True)

    _paid_once = models.UniqueIndex(
        "(distribution_id, holder_id) WHERE state <> 'failed'",
        "This shareholder is paid by another batch already.",
    )
    _failed = models.Constraint(
        "CHECK ((state = 'failed') = (reason IS NOT NULL) AND amount > 0)",
        "A payment that failed has a reason.",
    )

    def init(self):
        result = super().init()
        self.env.cr.execute(PAYOUT_LINE_ADDED)
        self.env.cr.execute(PAYOUT_LINE_KEEP)
        return result

    def _prepare_row(self, bank, account):
        """Return what a bank file can say of this payment."""
        fen = to_fen(self.amount)
        return {
            "serial": str(self.serial),
            "account": account,
            "name": self.partner_id.name,
            "bank": bank,
            "yuan": in_yuan(fen),
            "fen": str(fen),
            "number": self.holder_id.number,
            "remark": self.env._("Dividend %s", self.distribution_id.year_id.year),
        }

    # Nobody writes payments; the batch has checked who enters their outcome.

    def _set_success(self):
        with_pass(self.sudo(), {"state"}).write({"state": "success"})

    def _set_failed(self, reason):
        vals = {"state": "failed", "reason": reason}
        with_pass(self.sudo(), vals).write(vals)


PAYOUT_LINE_ADDED = """
    CREATE OR REPLACE FUNCTION coop_payout_line_added() RETURNS trigger AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM added
              JOIN coop_payout batch ON batch.id = added.payout_id
             WHERE added.state <> 'waiting'
                OR batch.distribution_id <> added.distribution_id
                OR added.amount IS DISTINCT FROM (
                   SELECT sum(net) FROM coop_distribution_line line
                    WHERE line.distribution_id = added.distribution_id
                      AND line.holder_id = added.holder_id
                      AND line.state IN ('unpaid', 'unclaimed')))
        THEN
            RAISE EXCEPTION 'a payment is what the shareholder has to get'
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_payout_line_added
        AFTER INSERT ON coop_payout_line
        REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION coop_payout_line_added();
"""
PAYOUT_LINE_KEEP = """
    CREATE OR REPLACE FUNCTION coop_payout_line_keep() RETURNS trigger AS $$
    BEGIN
        IF (TG_OP = 'DELETE' AND EXISTS (
                SELECT FROM coop_payout
                 WHERE id = OLD.payout_id AND state <> 'draft'))
           OR (TG_OP = 'UPDATE' AND (OLD.state <> 'waiting'
               OR (OLD.payout_id, OLD.distribution_id, OLD.holder_id,
                   OLD.amount) IS DISTINCT FROM
                  (NEW.payout_id, NEW.distribution_id, NEW.holder_id,
                   NEW.amount)))
        THEN
            RAISE EXCEPTION 'payment % stays as it was entered', OLD.id
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_payout_line_keep
        BEFORE UPDATE OR DELETE ON coop_payout_line
        FOR EACH ROW EXECUTE FUNCTION coop_payout_line_keep();
"""
