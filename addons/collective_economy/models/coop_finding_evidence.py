from odoo import api, fields, models

from odoo.addons.community_base.house import with_pass


class CoopFindingEvidence(models.Model):
    """A record behind a finding (线索依据). Only ever added."""

    _name = "coop.finding.evidence"
    _description = "Evidence of a Finding"
    _inherit = ["community.protected.mixin"]
    _order = "id"

    _system_fields = frozenset({"finding_id", "model", "res_id", "name"})

    finding_id = fields.Many2one(
        "coop.finding", required=True, readonly=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(related="finding_id.area_id", store=True, index=True)
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="model", required=True, readonly=True
    )
    name = fields.Char("What It Is", required=True, readonly=True)

    _once = models.Constraint(
        "UNIQUE (finding_id, model, res_id)", "This is evidence of it already."
    )
    _record = models.Index("(model, res_id)")

    def init(self):
        result = super().init()
        self.env.cr.execute("""
            CREATE OR REPLACE TRIGGER coop_finding_evidence_append_only
                BEFORE UPDATE OF finding_id, model, res_id, name OR DELETE
                ON coop_finding_evidence
                FOR EACH ROW EXECUTE FUNCTION community_append_only();
            CREATE OR REPLACE TRIGGER coop_finding_evidence_never_emptied
                BEFORE TRUNCATE ON coop_finding_evidence
                FOR EACH STATEMENT EXECUTE FUNCTION community_append_only();
        """)
        return result

    @api.model
    def _add(self, findings, hits):
        """Note the records behind each hit, with their names as they are now."""
        evidence = self.sudo()
        vals_list = [
            {"finding_id": finding.id, "model": model, "res_id": res_id, "name": name}
            for finding, hit in zip(findings, hits, strict=True)
            for (model, res_id), name in zip(
                hit.records, evidence._name_records(hit.records), strict=True
            )
        ]
        return with_pass(evidence, self._get_system_fields()).create(vals_list)

    @api.model
    def _name_records(self, records):
        """Return what each (model, id) is called."""
        return [
            self.env[model].sudo().browse(res_id).display_name
            for model, res_id in records
        ]

    def _get_authors(self):
        """Return the persons who entered the records."""
        users = self.env["res.users"]
        for line in self:
            users |= self.env[line.model].browse(line.res_id).exists().create_uid
        return users.partner_id

    def action_open(self):
        """Open the record, as the user may see it."""
        self.ensure_one()
        return self.env[self.model].browse(self.res_id)._get_records_action()
