from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import today, with_pass

GIVEN = frozenset({"value", "note", "file_ids"})


class AppraisalScore(models.Model):
    """The mark of one party on one criterion (打分), and who gave it by what seat.

    Rows are laid out when the appraisal opens; a rater fills in those that are his to
    give, until the marking ends. After that the database lets nobody change them.
    """

    _name = "appraisal.score"
    _description = "Mark of an Appraisal"
    _inherit = ["community.files.mixin", "community.area.mixin"]
    _order = "sheet_id, party_id, criterion_id, id"

    _file_fields = ("file_ids",)
    _fixed_fields = frozenset({"sheet_id", "party_id", "criterion_id", "area_id"})
    _system_fields = frozenset({"given_on", "given_by_id", "seat_id"})

    sheet_id = fields.Many2one(
        "appraisal.sheet", required=True, index=True, ondelete="restrict"
    )
    cycle_id = fields.Many2one(related="sheet_id.cycle_id", store=True, index=True)
    person_id = fields.Many2one(related="sheet_id.person_id", string="Who Is Marked")
    area_id = fields.Many2one(required=False)
    party_id = fields.Many2one(
        "appraisal.party",
        "Marking Party",
        required=True,
        index=True,
        ondelete="restrict",
    )
    criterion_id = fields.Many2one(
        "appraisal.criterion", required=True, index=True, ondelete="restrict"
    )
    rater = fields.Selection(related="party_id.rater", store=True)
    # Who marks need not read the scheme for it.
    organ_kind_id = fields.Many2one(related="party_id.organ_kind_id", store=True)
    leads_only = fields.Boolean(related="party_id.leads_only", store=True)
    value = fields.Float("Mark", digits=(5, 2), aggregator="avg")
    note = fields.Char(help="What the mark rests on.")
    file_ids = fields.Many2many("ir.attachment", string="Papers", copy=False)
    given_on = fields.Date(readonly=True)
    given_by_id = fields.Many2one("res.partner", readonly=True, ondelete="restrict")
    seat_id = fields.Many2one(
        "community.seat", "Acting as", readonly=True, ondelete="restrict"
    )
    may_give = fields.Boolean(compute="_compute_may_give", search="_search_may_give")

    _once = models.Constraint(
        "UNIQUE (sheet_id, party_id, criterion_id)", "This mark is there already."
    )
    _range = models.Constraint(
        "CHECK (value BETWEEN 0 AND 100)", "Marks lie between 0 and 100."
    )

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION appraisal_score_open() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'DELETE' OR NOT EXISTS (
                    SELECT FROM appraisal_cycle cycle
                      JOIN appraisal_sheet sheet ON sheet.cycle_id = cycle.id
                     WHERE sheet.id = NEW.sheet_id
                       AND cycle.state IN ('draft', 'scoring'))
                THEN
                    RAISE EXCEPTION 'mark % is final', coalesce(NEW.id, OLD.id)
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER appraisal_score_open
                BEFORE INSERT OR UPDATE OF sheet_id, party_id, criterion_id, value,
                       given_on, given_by_id, seat_id OR DELETE
                ON appraisal_score FOR EACH ROW
                EXECUTE FUNCTION appraisal_score_open();
            CREATE OR REPLACE TRIGGER appraisal_score_never_emptied
                BEFORE TRUNCATE ON appraisal_score FOR EACH STATEMENT
                EXECUTE FUNCTION community_append_only();
        """)
        return result

    def _check_access(self, operation):
        """Everybody marks, but an auditor: he reads everything and changes nothing."""
        auditor = self.env.user.has_group("community_base.group_auditor")
        if operation == "write" and auditor and not self.env.su:
            access = self.env["ir.model.access"]
            return self, partial(access._make_access_error, self._name, operation)
        return super()._check_access(operation)

    @api.depends("party_id.name", "criterion_id.name", "sheet_id.name")
    def _compute_display_name(self):
        for row in self.sudo():
            names = (row.sheet_id.name, row.party_id.name, row.criterion_id.name)
            row.display_name = " · ".join(filter(None, names))

    # Who gives it

    @api.depends_context("uid")
    def _compute_may_give(self):
        mine = self.filtered_domain(self._get_mine_domain())
        for row in self:
            row.may_give = row in mine

    def _search_may_give(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        return self._get_mine_domain()

    @api.model
    def _get_mine_domain(self):
        """Return the domain of the marks that the user is to give."""
        me = self.env.user.partner_id
        own = Domain("rater", "=", "self") & Domain("sheet_id.person_id", "=", me.id)
        given = Domain.OR(
            Domain("organ_kind_id", "=", seat.organ_id.kind_id.id)
            & Domain("area_id", "=", seat.organ_id.area_id.id)
            & (Domain.TRUE if seat.leads else Domain("leads_only", "=", False))
            for seat in self._get_seats()
        )
        if self.env.user.has_group("community_hr.group_officer"):
            given |= Domain("rater", "=", "officer")
        others = given & Domain("sheet_id.person_id", "!=", me.id)
        return Domain("cycle_id.state", "=", "scoring") & (own | others)

    @api.model
    def _get_seats(self):
        seats = self.env["community.seat"].sudo()
        return seats.search(
            Domain("person_id", "=", self.env.user.partner_id.id)
            & seats._get_in_force_domain()
        )

    def _get_seat(self):
        """Return the seat by which the user gives this mark."""
        return self._get_seats().filtered(
            lambda seat: (
                seat.organ_id.kind_id == self.organ_kind_id
                and seat.organ_id.area_id == self.area_id
                and (seat.leads or not self.leads_only)
            )
        )[:1]

    def write(self, vals):
        given = GIVEN.intersection(vals)
        if not given or self._has_system_pass(set(vals)):
            return super().write(vals)
        for row in self:
            row._check_may_give(vals)
        result = super().write(vals)
        for row in self:
            stamp = row._prepare_stamp()
            with_pass(row.sudo(), stamp).write(stamp)
        return result

    def _check_may_give(self, vals):
        self.check_access("write")
        self.sudo().cycle_id._hold()
        if not self.sudo().with_user(self.env.user).may_give:
            raise AccessError(
                self.env._("“%s” is not yours to mark, or not now.", self.display_name)
            )
        files = vals.get("file_ids") or self.sudo().file_ids
        if self.rater == "officer" and "value" in vals and not files:
            raise UserError(
                self.env._(
                    "“%s” is entered from a paper: attach it.", self.display_name
                )
            )

    def _prepare_stamp(self):
        return {
            "given_on": today(self.env),
            "given_by_id": self.env.user.partner_id.id,
            "seat_id": self._get_seat().id if self.rater == "seat" else False,
        }

    def _set_evidence(self, mark):
        """Store what the system found, or that it found nothing."""
        vals = {
            "value": round(float(mark), 2) if mark is not None else 0,
            "given_on": mark is not None and today(self.env),
        }
        with_pass(self, vals).write(vals)
        self.flush_recordset()

    @api.model
    def _lay_out(self, sheets):
        """Make the rows of new sheets: each party's own criteria."""
        rows = self.sudo()
        vals_list = [
            {
                "sheet_id": sheet.id,
                "area_id": sheet.area_id.id,
                "party_id": party.id,
                "criterion_id": criterion.id,
            }
            for sheet in sheets
            for criterion in sheet.cycle_id.scheme_id.criterion_ids
            for party in criterion.party_ids
        ]
        rows.create(vals_list)

    def _are_files_fixed(self):
        return self.sudo().cycle_id.state != "scoring"
