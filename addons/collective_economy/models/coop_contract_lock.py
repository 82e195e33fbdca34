from odoo import api, models
from odoo.exceptions import UserError


class CoopContractLock(models.Model):
    """What was agreed stays (合同锁定), whichever way the contract came into force.

    An amendment is a contract of its own. The database refuses what the screens do, and
    takes down by itself on which days a lease occupies its assets.
    """

    _inherit = "coop.contract"

    def init(self):
        result = super().init()
        for function in (CONTRACT_LOCK, CONTRACT_OCCUPY, CONTRACT_PART_LOCK):
            self.env.cr.execute(function)
        return result

    def write(self, vals):
        locked = self._get_agreed_fields().intersection(vals)
        agreed = self.filtered(lambda contract: contract.state != "draft")
        if (
            agreed
            and not self._has_system_pass(set(vals))
            and any(agreed._is_changing(name, vals[name]) for name in locked)
        ):
            agreed[0]._raise_agreed()
        return super().write(vals)

    def _check_open(self):
        """Refuse to touch a part of what was agreed (the rent steps)."""
        agreed = self.sudo().filtered(lambda contract: contract.state != "draft")
        if agreed:
            agreed[0]._raise_agreed()

    def _raise_agreed(self):
        raise UserError(
            self.env._(
                "“%s” stays as it was agreed: amend it by a contract of its own.",
                self.display_name,
            )
        )

    @api.model
    def _get_agreed_fields(self):
        return self._get_decided_fields() | {
            "entered_amount",
            "rate_ids",
            "name",
            "scan_ids",
            "tender_platform",
            "tender_date",
            "tender_bidders",
            "tender_price",
            "tender_file_ids",
        }

    def _are_files_fixed(self):
        return self.state != "draft"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(contract.state != "draft" for contract in self):
            raise UserError(self.env._("A contract stays on record."))


CONTRACT_LOCK = """
    CREATE OR REPLACE FUNCTION coop_contract_lock() RETURNS trigger AS $$
    DECLARE
        problem text;
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF OLD.state <> 'draft' THEN problem := 'stays on record'; END IF;
        ELSIF TG_OP = 'INSERT' THEN
            IF NEW.state <> 'draft' THEN
                problem := 'begins as a draft';
            END IF;
        ELSE
            IF OLD.state <> NEW.state AND NOT (
                OLD.state = 'draft'
                AND NEW.state IN ('active', 'minor', 'inherited', 'void')
                OR OLD.state IN ('active', 'minor', 'inherited')
                AND NEW.state IN ('ended', 'terminated', 'void'))
            THEN
                problem := 'cannot become ' || NEW.state;
            END IF;
            IF OLD.state <> 'draft' AND (
                OLD.kind, OLD.cooperative_id, OLD.partner_id, OLD.amount,
                OLD.entered_amount, OLD.date_start, OLD.date_end, OLD.deposit,
                OLD.interval_months, OLD.origin_id, OLD.relation,
                OLD.register_id, OLD.register_number, OLD.resolution_id,
                OLD.approved_by_id)
               IS DISTINCT FROM (
                NEW.kind, NEW.cooperative_id, NEW.partner_id, NEW.amount,
                NEW.entered_amount, NEW.date_start, NEW.date_end, NEW.deposit,
                NEW.interval_months, NEW.origin_id, NEW.relation,
                NEW.register_id, NEW.register_number, NEW.resolution_id,
                NEW.approved_by_id)
            THEN
                problem := 'stays as it was agreed';
            END IF;
            IF OLD.state = NEW.state AND OLD.state <> 'draft'
               AND OLD.date_closed IS DISTINCT FROM NEW.date_closed
            THEN
                problem := 'is closed on one day';
            END IF;
            IF OLD.state = 'draft' AND NEW.state = 'inherited' AND NOT EXISTS (
                SELECT FROM coop_cooperative c
                 WHERE c.id = NEW.cooperative_id
                   AND NEW.date_start < c.date_live)
            THEN
                problem := 'did not begin before the cooperative was set up';
            END IF;
        END IF;
        IF problem IS NOT NULL THEN
            RAISE EXCEPTION 'contract % %', coalesce(OLD.id, NEW.id), problem
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_contract_lock
        BEFORE INSERT OR UPDATE OR DELETE ON coop_contract
        FOR EACH ROW EXECUTE FUNCTION coop_contract_lock();
"""
CONTRACT_OCCUPY = """
    CREATE OR REPLACE FUNCTION coop_contract_occupy() RETURNS trigger AS $$
    BEGIN
        IF (OLD.state, OLD.date_closed)
           IS NOT DISTINCT FROM (NEW.state, NEW.date_closed)
           OR NEW.kind <> 'lease_out'
        THEN
            RETURN NULL;
        END IF;
        DELETE FROM coop_asset_occupancy WHERE contract_id = NEW.id;
        IF NEW.state IN ('draft', 'void')
           OR least(NEW.date_end, NEW.date_closed) < NEW.date_start
        THEN
            RETURN NULL;
        END IF;
        -- Of two leases at once, or a lease and a disposal, one starts anew.
        UPDATE coop_asset SET id = id WHERE id IN (
            SELECT asset_id FROM coop_contract_asset_rel
             WHERE contract_id = NEW.id);
        IF EXISTS (SELECT FROM coop_contract_asset_rel r
                     JOIN coop_asset a ON a.id = r.asset_id
                    WHERE r.contract_id = NEW.id
                      AND (a.date_disposed <= NEW.date_end
                           OR a.cooperative_id <> NEW.cooperative_id))
        THEN
            RAISE EXCEPTION 'contract % lets what is not the cooperative''s',
                  NEW.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        INSERT INTO coop_asset_occupancy (asset_id, contract_id, cooperative_id,
                    area_id, community_id, street_id, date_start, date_end)
             SELECT r.asset_id, NEW.id, NEW.cooperative_id, NEW.area_id,
                    NEW.community_id, NEW.street_id, NEW.date_start,
                    least(NEW.date_end, NEW.date_closed)
               FROM coop_contract_asset_rel r WHERE r.contract_id = NEW.id
           ORDER BY r.asset_id;
        RETURN NULL;
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_contract_occupy
        AFTER UPDATE ON coop_contract
        FOR EACH ROW EXECUTE FUNCTION coop_contract_occupy();
"""
CONTRACT_PART_LOCK = """
    CREATE OR REPLACE FUNCTION coop_contract_part_lock() RETURNS trigger AS $$
    DECLARE
        owner integer := coalesce((to_jsonb(NEW) ->> 'contract_id')::integer,
                                  (to_jsonb(OLD) ->> 'contract_id')::integer);
    BEGIN
        IF EXISTS (SELECT FROM coop_contract
                    WHERE state <> 'draft'
                      AND id IN (owner,
                                 (to_jsonb(OLD) ->> 'contract_id')::integer))
        THEN
            RAISE EXCEPTION 'contract % stays as it was agreed', owner
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN coalesce(NEW, OLD);
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_contract_part_lock
        BEFORE INSERT OR UPDATE OR DELETE ON coop_contract_asset_rel
        FOR EACH ROW EXECUTE FUNCTION coop_contract_part_lock();
"""
