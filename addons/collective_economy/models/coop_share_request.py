from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import today, with_pass

from .coop_share_entry import CONTENT, KINDS, PARTIES


class CoopShareRequest(models.Model):
    """An entry of the share ledger in preparation (股权变动登记申请).

    The clerk fills in one screen, attaches the papers and registers it. Where the
    charter asks for a resolution, the request is what is decided about: registering it
    uses the resolution. What was registered stays as it is.
    """

    _name = "coop.share.request"
    _description = "Share Entry in Preparation"
    _inherit = [
        "community.guarded.mixin",
        "community.files.mixin",
        "coop.clerk.mixin",
        "mail.thread",
    ]
    _order = "id desc"

    _file_fields = ("scan_ids",)
    _fixed_fields = frozenset({"cooperative_id"})
    _system_fields = frozenset({"state", "entry_id"})
    _guarded_states = {"decided": "coop_shares"}
    _guard_fields = (
        "kind",
        "from_holder_id",
        "to_holder_id",
        "class_id",
        "to_class_id",
        "quantity",
        "creditor_id",
    )

    state = fields.Selection(
        [
            ("draft", "To Be Registered"),
            ("decided", "Decided"),
            ("registered", "Registered"),
        ],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    kind = fields.Selection(KINDS, required=True, default="transfer")
    date = fields.Date(required=True, default=lambda self: today(self.env))
    from_holder_id = fields.Many2one("coop.holder", "From Holder", ondelete="restrict")
    to_holder_id = fields.Many2one("coop.holder", "To Holder", ondelete="restrict")
    class_id = fields.Many2one(
        "coop.share.class", "Class of Shares", required=True, ondelete="restrict"
    )
    to_class_id = fields.Many2one("coop.share.class", "Becomes", ondelete="restrict")
    quantity = fields.Integer("Shares")
    creditor_id = fields.Many2one("res.partner", "Pledged to", ondelete="restrict")
    document = fields.Char(help="凭证文号")
    scan_ids = fields.Many2many("ir.attachment", string="Papers", copy=False)
    corrects_id = fields.Many2one(
        "coop.share.entry", "Takes Back", ondelete="restrict", copy=False
    )
    note = fields.Char()
    entry_id = fields.Many2one(
        "coop.share.entry", readonly=True, copy=False, index="btree_not_null"
    )
    gives = fields.Boolean(compute="_compute_parties")
    takes = fields.Boolean(compute="_compute_parties")
    needs_resolution = fields.Boolean(compute="_compute_needs_resolution")
    free_before = fields.Integer(
        "Freely Held", compute="_compute_free_before", help="可处分股数"
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "An entry is about at least one share."
    )

    @api.depends("kind", "corrects_id")
    def _compute_parties(self):
        for request in self:
            gives, takes = PARTIES.get(request.kind, (True, True))
            request.gives, request.takes = gives, takes

    @api.depends("kind", "cooperative_id")
    def _compute_needs_resolution(self):
        day = today(self.env)
        for request in self:
            charter = request.cooperative_id.charter_ids.filtered(
                lambda item: (
                    item.date_start <= day
                    and (not item.date_end or item.date_end >= day)
                )
            )
            request.needs_resolution = charter and charter._needs_resolution(
                request.kind
            )

    @api.depends("from_holder_id", "class_id")
    def _compute_free_before(self):
        for request in self:
            rows = request.from_holder_id.balance_ids.filtered(
                lambda row, wanted=request.class_id: row.class_id == wanted
            )
            request.free_before = sum(rows.mapped("free"))

    @api.depends("kind", "quantity", "from_holder_id", "to_holder_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            names = (request.from_holder_id.name, request.to_holder_id.name)
            people = "→".join(name for name in names if name)
            kind = kinds.get(request.kind, "")
            request.display_name = f"{kind} {people} {request.quantity}"

    @api.onchange("kind")
    def _onchange_kind(self):
        """Clear what an entry of this kind does not have."""
        gives, takes = PARTIES.get(self.kind, (True, True))
        if not gives:
            self.from_holder_id = False
        if not takes:
            self.to_holder_id = False
        if self.kind != "conversion":
            self.to_class_id = False
        if self.kind not in ("pledge", "release"):
            self.creditor_id = False

    @api.onchange("from_holder_id")
    def _onchange_from_holder(self):
        if self.kind == "conversion" and not self.to_holder_id:
            self.to_holder_id = self.from_holder_id

    def _are_files_fixed(self):
        return self.state == "registered"

    def write(self, vals):
        content = {*CONTENT, "scan_ids"}.intersection(vals)
        registered = self.filtered(lambda request: request.state == "registered")
        if registered and any(
            registered._is_changing(name, vals[name]) for name in content
        ):
            raise UserError(
                self.env._(
                    "“%s” is in the ledger and stays as it was registered: take it "
                    "back by a correction.",
                    registered[0].display_name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_prepared(self):
        if any(request.state != "draft" for request in self):
            raise UserError(self.env._("What was registered stays on record."))

    @api.model
    def _prepare_for(self, cooperative, **vals):
        """Open the form of a new request."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Share Entry in Preparation"),
            "res_model": self._name,
            "view_mode": "form",
            "context": {
                "default_cooperative_id": cooperative.id,
                **{f"default_{name}": value for name, value in vals.items()},
            },
        }

    def action_register(self):
        """Write the entry into the ledger, under its resolution if it needs one."""
        self.check_access("write")
        self.lock_for_update()
        for request in self:
            request._check_complete()
            if request.needs_resolution and request.state == "draft":
                request._act("decided")
            entry = self.env["coop.share.entry"]._append([request._prepare_entry()])
            vals = {"state": "registered", "entry_id": entry.id}
            before = request.state
            with_pass(request, vals).write(vals)
            self.env["community.trail"]._note(
                request, "coop_registered", before=before, after="registered"
            )

    def _check_complete(self):
        if self.state == "registered":
            raise UserError(
                self.env._("“%s” is in the ledger already.", self.display_name)
            )
        if self.cooperative_id.state == "dissolved":
            raise UserError(self.env._("The cooperative is dissolved."))
        if not self.document:
            raise UserError(
                self.env._("Every entry has its document: enter its number.")
            )
        if self.kind != "opening":
            self.cooperative_id._get_charter(today(self.env))
        if self.kind == "correction" and not self.corrects_id:
            raise UserError(self.env._("Say which entry is taken back."))

    def _prepare_entry(self):
        vals = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in CONTENT
        }
        return {
            **vals,
            "cooperative_id": self.cooperative_id.id,
            "request_id": self.id,
            "resolution_id": self.resolution_id.id,
        }
