from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.community_base.house import today, with_pass


class CoopVacancy(models.Model):
    """That a seat in a cooperative fell vacant by itself (出缺): no consent is needed.

    A resignation, a death or the like is stated with its document. Only who follows
    needs an appointment or an election.
    """

    _name = "coop.vacancy"
    _description = "Seat Fallen Vacant"
    _inherit = ["community.files.mixin", "community.area.mixin", "mail.thread"]
    _order = "date desc, id desc"

    _file_fields = ("file_ids",)
    _fixed_fields = frozenset({"cooperative_id", "seat_id"})
    _system_fields = frozenset({"state"})

    cooperative_id = fields.Many2one(
        related="seat_id.organ_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="seat_id.area_id", store=True, required=False)
    seat_id = fields.Many2one(
        "community.seat",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("organ_id.cooperative_id", "!=", False), ("status", "=", "current")],
    )
    kind = fields.Selection(
        [
            ("resignation", "Resignation"),
            ("death", "Death"),
            ("incapacity", "Incapacity"),
            ("disqualified", "Disqualified by Law"),
        ],
        required=True,
        default="resignation",
        tracking=True,
    )
    date = fields.Date(
        "Last Day in Office",
        required=True,
        default=lambda self: today(self.env),
        tracking=True,
    )
    document = fields.Char(required=True, help="辞职书、死亡证明等文号", tracking=True)
    file_ids = fields.Many2many("ir.attachment", string="Papers", copy=False)
    state = fields.Selection(
        [("draft", "Being Prepared"), ("done", "Vacant")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )

    def init(self):
        """What was entered stays: the seat ended on its word."""
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION coop_vacancy_keep() RETURNS trigger AS $$
            BEGIN
                IF OLD.state = 'done' AND (TG_OP = 'DELETE' OR
                    (NEW.state, NEW.seat_id, NEW.date, NEW.document, NEW.kind)
                    IS DISTINCT FROM
                    (OLD.state, OLD.seat_id, OLD.date, OLD.document, OLD.kind))
                THEN
                    RAISE EXCEPTION 'vacancy % stays on record', OLD.id
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER coop_vacancy_keep
                BEFORE UPDATE OR DELETE ON coop_vacancy
                FOR EACH ROW EXECUTE FUNCTION coop_vacancy_keep();
        """)
        return result

    @api.depends("seat_id", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for item in self:
            name = item.sudo().seat_id.display_name or ""
            item.display_name = f"{kinds.get(item.kind, '')} {name}".strip()

    @api.constrains("seat_id")
    def _check_cooperative(self):
        for item in self:
            if not item.sudo().seat_id.organ_id.cooperative_id:
                raise ValidationError(
                    self.env._("This is no seat in an organ of a cooperative.")
                )

    def _are_files_fixed(self):
        return self.state == "done"

    def write(self, vals):
        content = {"kind", "date", "document", "file_ids"}.intersection(vals)
        done = self.filtered(lambda item: item.state == "done")
        if done and any(done._is_changing(name, vals[name]) for name in content):
            raise UserError(self.env._("The seat is vacant; this stays as entered."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_prepared(self):
        if any(item.state == "done" for item in self):
            raise UserError(self.env._("A vacancy stays on record."))

    def action_confirm(self):
        """End the seat on its last day, under the document (登记出缺)."""
        self.check_access("write")
        self._hold()
        for item in self:
            if item.state == "done":
                raise UserError(self.env._("The seat is vacant already."))
            if not item.file_ids:
                raise UserError(
                    self.env._("Attach the document that says so, then enter it.")
                )
            vals = {"state": "done"}
            with_pass(item, vals).write(vals)
            item.flush_recordset()
            item.sudo().seat_id._end_in_cooperative(
                item.date, item.document, {"vacancy_id": item.id}
            )
            self.env["community.trail"]._note(
                item, "coop_vacated", before="draft", after="done"
            )
