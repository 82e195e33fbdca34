from odoo import api, fields, models


class AppraisalSchemePartMixin(models.AbstractModel):
    """A line of a scheme: it changes until the scheme is put in force, then never."""

    _name = "appraisal.scheme.part.mixin"
    _description = "Part of an Appraisal Scheme"
    _inherit = ["community.protected.mixin"]
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one(
        "appraisal.scheme", required=True, index=True, ondelete="cascade"
    )
    area_id = fields.Many2one(related="scheme_id.area_id", store=True, index=True)
    code = fields.Char(required=True)
    name = fields.Char("Item Name", required=True)
    sequence = fields.Integer(default=10)

    _code_once = models.Constraint(
        "UNIQUE (scheme_id, code)", "The scheme has this code already."
    )

    def init(self):
        result = super().init()
        if self._abstract:
            return result
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION appraisal_scheme_keep() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND (to_jsonb(OLD) - TG_ARGV[0]::text[])
                    IS NOT DISTINCT FROM (to_jsonb(NEW) - TG_ARGV[0]::text[])
                THEN RETURN NEW;
                END IF;
                IF EXISTS (SELECT FROM appraisal_scheme scheme
                            WHERE scheme.state = 'in_force' AND scheme.id IN (
                                CASE WHEN TG_OP <> 'INSERT' THEN OLD.scheme_id END,
                                CASE WHEN TG_OP <> 'DELETE' THEN NEW.scheme_id END))
                THEN
                    RAISE EXCEPTION '% of a scheme in force stays', TG_TABLE_NAME
                          USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN coalesce(NEW, OLD);
            END $$ LANGUAGE plpgsql;
        """)
        self.env.cr.execute(
            f"""
            CREATE OR REPLACE TRIGGER appraisal_scheme_keep
                BEFORE INSERT OR UPDATE OR DELETE ON {self._table} FOR EACH ROW
                EXECUTE FUNCTION appraisal_scheme_keep(
                    '{{write_uid,write_date,area_id}}')
            """
        )
        return result

    @api.model_create_multi
    def create(self, vals_list):
        ids = {vals.get("scheme_id") for vals in vals_list} - {None, False}
        self.env["appraisal.scheme"].browse(ids)._check_open()
        return super().create(vals_list)

    def write(self, vals):
        schemes = self.scheme_id
        if vals.get("scheme_id"):
            schemes |= schemes.browse(vals["scheme_id"])
        schemes._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_force(self):
        self.scheme_id._check_open()
