from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.community_base.house import with_pass

#: Kinds of share entries for which a charter may ask for a resolution.
RESOLUTION_KINDS = (
    "issue",
    "transfer",
    "inheritance",
    "gift",
    "repurchase",
    "conversion",
    "pledge",
)


class CoopCharter(models.Model):
    """A version of a cooperative's charter (章程), in force from its day on.

    It never changes: an amendment is the next version, which needs the resolution that
    adopted it and ends the one before. On each day one version is in force at most.
    """

    _name = "coop.charter"
    _description = "Charter"
    _inherit = ["community.files.mixin", "community.area.mixin", "mail.thread"]
    _order = "cooperative_id, number desc"

    _file_fields = ("file_ids",)
    _fixed_fields = frozenset(
        {
            "cooperative_id",
            "date_start",
            "resolution_id",
            "assembly",
            "has_own_proxy_limit",
            "proxy_limit",
            "reserve_percent",
            "statement_days",
            "term_years",
            "file_ids",
            *(f"{kind}_resolution" for kind in RESOLUTION_KINDS),
        }
    )
    _system_fields = frozenset({"number", "date_end"})

    cooperative_id = fields.Many2one(
        "coop.cooperative", required=True, index=True, ondelete="restrict"
    )
    area_id = fields.Many2one(
        related="cooperative_id.area_id", store=True, required=False
    )
    number = fields.Integer("Version", readonly=True, copy=False)
    date_start = fields.Date("In Force from", required=True, tracking=True)
    date_end = fields.Date("In Force until", readonly=True, copy=False, tracking=True)
    file_ids = fields.Many2many("ir.attachment", string="Text", copy=False)
    resolution_id = fields.Many2one(
        "community.resolution",
        "Adopted by",
        index="btree_not_null",
        ondelete="restrict",
        help="The first version was there before; each later one was adopted.",
    )
    issue_resolution = fields.Boolean("Issue Needs a Resolution", default=True)
    transfer_resolution = fields.Boolean("Transfer Needs a Resolution")
    inheritance_resolution = fields.Boolean("Inheritance Needs a Resolution")
    gift_resolution = fields.Boolean("Gift Needs a Resolution")
    repurchase_resolution = fields.Boolean(
        "Repurchase Needs a Resolution", default=True
    )
    conversion_resolution = fields.Boolean(
        "Conversion Needs a Resolution", default=True
    )
    pledge_resolution = fields.Boolean("Pledge Needs a Resolution")
    assembly = fields.Selection(
        [
            ("shareholders", "All Shareholders"),
            ("representatives", "Representatives of the Shareholders"),
        ],
        "Decides",
        required=True,
        default="shareholders",
        help="股东大会或股东代表大会",
    )
    has_own_proxy_limit = fields.Boolean("Own Rule for Proxies")
    proxy_limit = fields.Integer(
        "Proxies per Holder", help="0: none; -1: no limit (一人可受托人数)."
    )
    reserve_percent = fields.Float(
        "Reserve (%)", digits=(5, 2), help="0: the least that the law asks for."
    )
    statement_days = fields.Integer(
        "Statements Open before the Meeting", help="0: as the law says."
    )
    term_years = fields.Integer("Term (Years)", help="0: as the law says.")

    _version_once = models.Constraint(
        "UNIQUE (cooperative_id, number)", "There is a version of this number already."
    )
    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "A charter cannot end before it begins."
    )
    _in_force_once = models.Constraint(
        "EXCLUDE USING gist (cooperative_id WITH =, "
        "daterange(date_start, date_end, '[]') WITH &&)",
        "Another version is in force in these days already.",
    )
    _adopted = models.Constraint(
        "CHECK (number = 1 OR resolution_id IS NOT NULL)",
        "A new version of the charter needs the resolution that adopted it.",
    )
    _figures = models.Constraint(
        "CHECK (reserve_percent BETWEEN 0 AND 100 AND statement_days >= 0"
        " AND term_years >= 0 AND proxy_limit >= -1)",
        "Days, terms and percentages cannot be negative.",
    )

    @api.depends("number", "date_start")
    def _compute_display_name(self):
        for charter in self:
            charter.display_name = self.env._(
                "Version %(number)s, from %(day)s",
                number=charter.number,
                day=charter.date_start,
            )

    def _are_files_fixed(self):
        return True

    @api.model_create_multi
    def create(self, vals_list):
        """Number the new version and end the one before on the day before."""
        charters = self.browse()
        for vals in vals_list:
            cooperative = self.env["coop.cooperative"].browse(vals["cooperative_id"])
            cooperative.sudo()._hold()
            last = self.sudo().search(
                Domain("cooperative_id", "=", cooperative.id), limit=1
            )
            start = fields.Date.to_date(vals["date_start"])
            if last and start <= last.date_start:
                raise UserError(
                    self.env._(
                        "A new version begins after the one before it (%s).",
                        last.date_start,
                    )
                )
            if last:
                end = {"date_end": start - timedelta(days=1)}
                with_pass(last, end).write(end)
                last.flush_recordset()
            number = {"number": last.number + 1}
            new = with_pass(self, number)
            charters |= (
                super(CoopCharter, new).create([vals | number]).with_env(self.env)
            )
        return charters

    @api.constrains("resolution_id", "cooperative_id")
    def _check_resolution(self):
        for charter in self.filtered("resolution_id"):
            matter = charter.resolution_id.sudo().matter_id
            if matter.cooperative_id != charter.cooperative_id or (
                charter.resolution_id != matter._get_final()
            ):
                raise ValidationError(
                    self.env._(
                        "%s is no adopted resolution of this cooperative.",
                        charter.resolution_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A version of a charter stays on record."))

    def _needs_resolution(self, kind):
        """Tell whether a kind of share entry needs a resolution by this charter."""
        self.ensure_one()
        return kind in RESOLUTION_KINDS and self[f"{kind}_resolution"]
