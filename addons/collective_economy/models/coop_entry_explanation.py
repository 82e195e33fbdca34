from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.community_base.house import with_pass


class CoopEntryExplanation(models.Model):
    """The resolution that an entry in the books carries out (凭证依据).

    Who keeps the books says it; what he says is checked: the resolution is the same
    cooperative's, it is in force, and no more is booked on it than it allows. It stays
    on record; a mistake is voided with the reason.
    """

    _name = "coop.entry.explanation"
    _description = "Resolution Behind an Entry"
    _inherit = ["community.area.mixin"]
    _order = "id desc"

    _fixed_fields = frozenset({"move_id", "resolution_id", "amount", "note"})
    _system_fields = frozenset({"voided", "void_reason", "voided_by_id"})

    move_id = fields.Many2one(
        "account.move", "Voucher", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="move_id.company_id", store=True)
    cooperative_id = fields.Many2one(
        "coop.cooperative",
        compute="_compute_cooperative_id",
        store=True,
        precompute=True,
        index=True,
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
    resolution_id = fields.Many2one(
        "community.resolution", required=True, index=True, ondelete="restrict"
    )
    class_code = fields.Char(related="resolution_id.class_id.code", store=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    amount = fields.Monetary(
        required=True, help="How much of the entry carries out this resolution."
    )
    note = fields.Char()
    voided = fields.Boolean(readonly=True, copy=False)
    void_reason = fields.Char(readonly=True, copy=False)
    voided_by_id = fields.Many2one("res.partner", readonly=True, copy=False)

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "Say how much of the entry the resolution is about."
    )
    _once = models.UniqueIndex(
        "(move_id, resolution_id) WHERE voided IS NOT TRUE",
        "This resolution explains the entry already.",
    )
    _voided_with_reason = models.Constraint(
        "CHECK (voided IS NOT TRUE OR (trim(coalesce(void_reason, '')) <> ''"
        " AND voided_by_id IS NOT NULL))",
        "A mistake is voided with the reason.",
    )

    def init(self):
        """Let the database hold the explanations together with what was decided."""
        result = super().init()
        self.env.cr.execute(EXPLANATION_CHECK)
        return result

    @api.depends("move_id")
    def _compute_cooperative_id(self):
        companies = self.move_id.sudo().company_id
        cooperatives = self.env["coop.cooperative"].sudo()
        found = cooperatives.search([("company_id", "in", companies.ids)])
        by_company = {item.company_id: item for item in found}
        for explanation in self:
            company = explanation.move_id.sudo().company_id
            explanation.cooperative_id = by_company.get(company, cooperatives)

    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        for vals in vals_list:
            explanation = self.new(vals)
            explanation.move_id.check_access("read")
            explanation.sudo()._check_resolution()
        return super().create(vals_list)

    def _check_resolution(self):
        """Refuse what the resolution does not say, in words."""
        resolution, move = self.resolution_id, self.move_id
        resolution._hold()
        matter = resolution.matter_id
        if matter.cooperative_id != self.cooperative_id:
            raise ValidationError(
                self.env._(
                    "This resolution is not of %s.",
                    self.cooperative_id.name or move.company_id.name,
                )
            )
        if matter.state not in ("adopted", "closed"):
            raise ValidationError(
                self.env._("Resolution %s is not in force.", resolution.number)
            )
        if not self._suits(matter.counterparty_id):
            raise ValidationError(
                self.env._(
                    "Resolution %(number)s is about %(party)s, whom the entry does not "
                    "name.",
                    number=resolution.number,
                    party=matter.counterparty_id.name,
                )
            )
        self._check_amount()

    def _suits(self, party):
        """Tell whether the entry names the party that was decided about."""
        named = self.move_id.partner_id | self.move_id.line_ids.partner_id
        return not party or not named or party in named

    def _check_amount(self):
        groups = self._read_group(
            [("resolution_id", "=", self.resolution_id.id), ("voided", "=", False)],
            aggregates=["amount:sum"],
        )
        allowed, booked = self.resolution_id.amount, groups[0][0] + self.amount
        currency = self.resolution_id.currency_id
        over = currency.compare_amounts(booked, allowed) > 0
        if over or currency.compare_amounts(self.amount, self._get_move_total()) > 0:
            raise ValidationError(
                self.env._(
                    "Resolution %(number)s allows %(allowed)s, the entry is about "
                    "%(total)s: %(booked)s would be booked on it.",
                    number=self.resolution_id.number,
                    allowed=allowed,
                    total=self._get_move_total(),
                    booked=booked,
                )
            )

    def _get_move_total(self):
        return sum(self.move_id.line_ids.mapped("debit"))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("It stays on record; a mistake can be voided."))

    def action_void(self, reason):
        """Take back an explanation that was given by mistake (作废)."""
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it was a mistake."))
        self._hold()
        for explanation in self:
            if explanation.voided:
                raise UserError(self.env._("This is voided already."))
        vals = {
            "voided": True,
            "void_reason": reason.strip(),
            "voided_by_id": self.env.user.partner_id.id,
        }
        for explanation in self:
            with_pass(explanation, vals).write(vals)
        self.env["community.trail"]._note(self, "explanation_voided", reason=reason)


EXPLANATION_CHECK = """
    CREATE OR REPLACE FUNCTION coop_explanation_check() RETURNS trigger AS $$
    DECLARE
        allowed numeric;
        booked numeric;
    BEGIN
        IF TG_OP = 'UPDATE' AND (OLD.voided AND NEW.voided IS NOT TRUE
                OR (OLD.move_id, OLD.resolution_id, OLD.amount)
                   IS DISTINCT FROM
                   (NEW.move_id, NEW.resolution_id, NEW.amount)) THEN
            RAISE EXCEPTION 'explanation % stays as it was given', OLD.id
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NEW.voided THEN
            RETURN NEW;
        END IF;
        -- Who books on the same resolution waits here, and then sees the sum.
        SELECT resolution.amount INTO allowed
          FROM community_resolution resolution
          JOIN community_matter matter ON matter.id = resolution.matter_id
          JOIN coop_cooperative coop ON coop.id = matter.cooperative_id
          JOIN account_move move ON move.company_id = coop.company_id
         WHERE resolution.id = NEW.resolution_id AND move.id = NEW.move_id
           FOR UPDATE OF resolution;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'resolution % is not of the cooperative',
                  NEW.resolution_id
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        SELECT sum(amount) INTO booked FROM coop_entry_explanation
         WHERE resolution_id = NEW.resolution_id AND voided IS NOT TRUE
           AND id <> NEW.id;
        IF coalesce(booked, 0) + NEW.amount > allowed THEN
            RAISE EXCEPTION 'resolution % does not allow so much',
                  NEW.resolution_id
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$ LANGUAGE plpgsql;
    CREATE OR REPLACE TRIGGER coop_explanation_check
        BEFORE INSERT OR UPDATE ON coop_entry_explanation
        FOR EACH ROW EXECUTE FUNCTION coop_explanation_check();
    CREATE OR REPLACE TRIGGER coop_explanation_never_deleted
        BEFORE DELETE OR TRUNCATE ON coop_entry_explanation
        FOR EACH STATEMENT EXECUTE FUNCTION community_never_deleted();
"""
