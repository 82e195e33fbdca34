from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import today, with_pass
from odoo.addons.community_base.models.community_sealed_mixin import SEAL_FIELDS

from ..kernel import ledger

KINDS = [
    ("opening", "Taken Over"),
    ("issue", "Issue"),
    ("transfer", "Transfer"),
    ("inheritance", "Inheritance"),
    ("gift", "Gift"),
    ("repurchase", "Repurchase"),
    ("conversion", "Conversion"),
    ("pledge", "Pledge"),
    ("release", "Release of a Pledge"),
    ("correction", "Correction"),
]
#: Who is named in an entry of each kind: gives, takes.
PARTIES = {
    "opening": (False, True),
    "issue": (False, True),
    "transfer": (True, True),
    "inheritance": (True, True),
    "gift": (True, True),
    "repurchase": (True, False),
    "conversion": (True, True),
    "pledge": (True, False),
    "release": (False, True),
}
CONTENT = (
    "kind",
    "date",
    "from_holder_id",
    "to_holder_id",
    "class_id",
    "to_class_id",
    "quantity",
    "creditor_id",
    "document",
    "corrects_id",
    "note",
)


def _parties_check():
    """Return the CHECK that each kind names whom it has to name, and nobody else."""
    cases = " ".join(
        f"WHEN '{kind}' THEN (from_holder_id IS NOT NULL) = {gives} "
        f"AND (to_holder_id IS NOT NULL) = {takes}"
        for kind, (gives, takes) in PARTIES.items()
    )
    return f"CHECK (CASE kind {cases} ELSE TRUE END)"


class CoopShareEntry(models.Model):
    """One row of the share ledger (股权台账), written once and sealed.

    Entries come from a registered request or from the take-over of an existing
    register; nobody edits or deletes one, a mistake is taken back by its counter-entry.
    On no day does a holder have less than nothing or more pledged than he has: the
    database looks at every later day when an entry is written, and it has the holders'
    rows touched, so that of two transfers at once one starts anew.
    """

    _name = "coop.share.entry"
    _description = "Entry of the Share Ledger"
    _inherit = ["community.sealed.mixin", "community.area.mixin"]
    _order = "date desc, id desc"
    _rec_name = "number"

    _system_fields = frozenset(
        {
            *CONTENT,
            *SEAL_FIELDS,
            "cooperative_id",
            "area_id",
            "request_id",
            "resolution_id",
            "registered_on",
            "number",
        }
    )

    number = fields.Char("Entry Number", readonly=True, index="btree_not_null")
    cooperative_id = fields.Many2one(
        "coop.cooperative",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    registered_on = fields.Date(required=True, readonly=True)
    from_holder_id = fields.Many2one(
        "coop.holder",
        "From Holder",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    to_holder_id = fields.Many2one(
        "coop.holder",
        "To Holder",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    class_id = fields.Many2one(
        "coop.share.class",
        "Class of Shares",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    to_class_id = fields.Many2one(
        "coop.share.class", "Becomes", readonly=True, ondelete="restrict"
    )
    quantity = fields.Integer("Shares", required=True, readonly=True)
    creditor_id = fields.Many2one(
        "res.partner",
        "Pledged to",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    document = fields.Char(required=True, readonly=True, help="凭证文号")
    request_id = fields.Many2one(
        "coop.share.request", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    scan_ids = fields.Many2many(related="request_id.scan_ids", string="Scans")
    resolution_id = fields.Many2one(
        "community.resolution",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    corrects_id = fields.Many2one(
        "coop.share.entry", "Takes Back", readonly=True, ondelete="restrict"
    )
    correction_ids = fields.One2many("coop.share.entry", "corrects_id", "Taken Back by")
    is_corrected = fields.Boolean(compute="_compute_is_corrected")
    note = fields.Char(readonly=True)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "An entry is about at least one share."
    )
    _parties = models.Constraint(
        _parties_check(), "Say who gives and who takes the shares, as the kind asks."
    )
    _parties_differ = models.Constraint(
        "CHECK (from_holder_id <> to_holder_id OR to_class_id IS NOT NULL)",
        "Nobody gives shares to himself.",
    )
    _conversion = models.Constraint(
        "CHECK (kind = 'correction'"
        " OR (kind = 'conversion') = (to_class_id IS NOT NULL))",
        "A conversion, and nothing else, says what the shares become.",
    )
    _classes_differ = models.Constraint(
        "CHECK (to_class_id <> class_id)", "Shares are converted into another class."
    )
    _creditor = models.Constraint(
        "CHECK (kind = 'correction'"
        " OR (kind IN ('pledge', 'release')) = (creditor_id IS NOT NULL))",
        "A pledge and its release, and nothing else, name the creditor.",
    )
    _correction = models.Constraint(
        "CHECK ((kind = 'correction') = (corrects_id IS NOT NULL))",
        "A correction, and nothing else, names the entry that it takes back.",
    )
    _corrected_once = models.UniqueIndex(
        "(corrects_id) WHERE corrects_id IS NOT NULL",
        "This entry has been taken back already.",
    )
    _of_a_cooperative = models.Index("(cooperative_id, date)")

    def init(self):
        result = super().init()
        # What each entry does to a holder's shares: kernel/ledger.py in SQL.
        self.env.cr.execute(SHARE_LEG)
        self.env.cr.execute(SHARE_ENTRY_CHECK)
        return result

    @api.depends("correction_ids")
    def _compute_is_corrected(self):
        for entry in self:
            entry.is_corrected = bool(entry.correction_ids)

    @api.depends("number", "kind", "quantity")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = (
                f"{entry.number or ''} {kinds.get(entry.kind, '')} {entry.quantity}"
            )

    # Writing

    @api.model
    def _append(self, vals_list):
        """Write entries in the order given, check them and seal them.

        The one way into the ledger. Who may is the caller's to check; what holds for
        everybody is checked here and, once more, by the database.

        :raise UserError: an entry would leave a holder below zero on some day
        """
        if not vals_list:
            return self.browse()
        day = today(self.env)
        vals_list = [
            {
                **vals,
                "registered_on": day,
                "area_id": self._get_area(vals["cooperative_id"]).id,
            }
            for vals in vals_list
        ]
        holders = self.env["coop.holder"].sudo()
        holders |= holders.browse(
            {
                vals[name]
                for vals in vals_list
                for name in ("from_holder_id", "to_holder_id")
                if vals.get(name)
            }
        )
        holders.sorted("id")._hold()
        self._check_dates(vals_list, day)
        self._check_balances(holders, vals_list)
        entries = with_pass(self.sudo(), self._get_system_fields()).create(vals_list)
        entries = self.browse(entries.ids).sudo()
        entries._seal()
        return entries.with_env(self.env)

    @api.model
    def _get_area(self, cooperative_id):
        return self.env["coop.cooperative"].sudo().browse(cooperative_id).area_id

    @api.model
    def _check_dates(self, vals_list, day):
        for vals in vals_list:
            if fields.Date.to_date(vals["date"]) > day:
                raise UserError(
                    self.env._(
                        "The ledger takes what has happened: %s is to come.",
                        vals["date"],
                    )
                )

    @api.model
    def _check_balances(self, holders, vals_list):
        """Say in words which day would not hold; the database refuses it as well."""
        known = self.sudo().search(
            Domain("from_holder_id", "in", holders.ids)
            | Domain("to_holder_id", "in", holders.ids)
        )
        entries = [entry._to_kernel() for entry in known]
        entries += [self._vals_to_kernel(vals) for vals in vals_list]
        ours = set(holders.ids)
        bad = ledger.first_overdraft(
            entry._replace(
                giver=entry.giver if entry.giver in ours else None,
                taker=entry.taker if entry.taker in ours else None,
            )
            for entry in entries
        )
        if bad:
            raise UserError(self._describe_overdraft(bad))

    @api.model
    def _describe_overdraft(self, bad):
        holder = self.env["coop.holder"].sudo().browse(bad.holder)
        share_class = self.env["coop.share.class"].sudo().browse(bad.share_class)
        return self.env._(
            "On %(day)s, %(holder)s would have %(quantity)s of “%(share_class)s”, "
            "%(pledged)s of them pledged: nobody has less than nothing, and nobody "
            "pledges or gives away what he does not freely have.",
            day=bad.date,
            holder=holder.display_name,
            quantity=bad.balance.quantity,
            share_class=share_class.name,
            pledged=bad.balance.pledged,
        )

    def _to_kernel(self):
        """Return the entry as :class:`~..kernel.ledger.Entry`."""
        return ledger.Entry(
            self.date,
            self.class_id.id,
            self.quantity,
            self.from_holder_id.id or None,
            self.to_holder_id.id or None,
            self.to_class_id.id or None,
            bool(self.creditor_id),
        )

    @api.model
    def _vals_to_kernel(self, vals):
        return ledger.Entry(
            fields.Date.to_date(vals["date"]),
            vals["class_id"],
            vals["quantity"],
            vals.get("from_holder_id") or None,
            vals.get("to_holder_id") or None,
            vals.get("to_class_id") or None,
            bool(vals.get("creditor_id")),
        )

    def _prepare_correction(self, day):
        """Return what the counter-entry moves."""
        counter = self._to_kernel().reversed(day)
        return {
            "kind": "correction",
            "date": day,
            "corrects_id": self.id,
            "from_holder_id": counter.giver or False,
            "to_holder_id": counter.taker or False,
            "class_id": counter.share_class,
            "to_class_id": counter.to_class or False,
            "quantity": counter.quantity,
            "creditor_id": self.creditor_id.id,
        }

    # Seal

    def _get_register(self):
        cooperative = self.cooperative_id
        name = self.env._("Share Ledger of %s", cooperative.name)
        return f"coop/{cooperative.id}/shares", name, cooperative.area_id

    def _on_numbered(self):
        for entry in self:
            number = {"number": f"{entry.register_number:06d}"}
            with_pass(entry, number).write(number)

    def _get_seal_payload(self, version):
        return {
            "cooperative": self.cooperative_id.id,
            "register_number": self.register_number,
            "kind": self.kind,
            "date": fields.Date.to_string(self.date),
            "registered_on": fields.Date.to_string(self.registered_on),
            "from": self.from_holder_id.id or 0,
            "to": self.to_holder_id.id or 0,
            "class": self.class_id.id,
            "to_class": self.to_class_id.id or 0,
            "quantity": self.quantity,
            "creditor": self.creditor_id.id or 0,
            "document": self.document,
            "request": self.request_id.id or 0,
            "resolution": self.resolution_id.id or 0,
            "corrects": self.corrects_id.id or 0,
        }

    def action_take_back(self):
        """Prepare the counter-entry of a mistaken entry (冲正)."""
        self.ensure_one()
        return self.env["coop.share.request"]._prepare_for(
            self.cooperative_id, **self._prepare_correction(today(self.env))
        )


SHARE_LEG = """
    CREATE OR REPLACE VIEW coop_share_leg AS
        SELECT e.id * 2 AS id, e.id AS entry_id, e.cooperative_id, e.date,
               e.from_holder_id AS holder_id, e.class_id,
               CASE WHEN e.creditor_id IS NULL THEN -e.quantity ELSE 0 END
                   AS quantity,
               CASE WHEN e.creditor_id IS NULL THEN 0 ELSE e.quantity END
                   AS pledged
          FROM coop_share_entry e WHERE e.from_holder_id IS NOT NULL
     UNION ALL
        SELECT e.id * 2 + 1, e.id, e.cooperative_id, e.date,
               e.to_holder_id, coalesce(e.to_class_id, e.class_id),
               CASE WHEN e.creditor_id IS NULL THEN e.quantity ELSE 0 END,
               CASE WHEN e.creditor_id IS NULL THEN 0 ELSE -e.quantity END
          FROM coop_share_entry e WHERE e.to_holder_id IS NOT NULL
"""
SHARE_ENTRY_CHECK = """
    CREATE OR REPLACE FUNCTION coop_share_entry_check() RETURNS trigger AS $$
    DECLARE
        problem text;
        corrected coop_share_entry;
    BEGIN
        -- Of two entries at once about a holder, the second starts anew.
        PERFORM FROM coop_holder
          WHERE id IN (NEW.from_holder_id, NEW.to_holder_id)
          ORDER BY id FOR NO KEY UPDATE;
        UPDATE coop_holder SET id = id
         WHERE id IN (NEW.from_holder_id, NEW.to_holder_id);
        IF EXISTS (SELECT FROM coop_holder
                    WHERE id IN (NEW.from_holder_id, NEW.to_holder_id)
                      AND cooperative_id <> NEW.cooperative_id)
           OR EXISTS (SELECT FROM coop_share_class
                       WHERE id IN (NEW.class_id, NEW.to_class_id)
                         AND cooperative_id <> NEW.cooperative_id)
        THEN
            problem := 'names a holder or class of another cooperative';
        END IF;
        IF NEW.kind = 'opening' AND EXISTS (
            SELECT FROM coop_cooperative
             WHERE id = NEW.cooperative_id AND state <> 'preparing')
        THEN
            problem := 'takes over shares of a cooperative that is set up';
        END IF;
        IF NEW.kind = 'correction' THEN
            SELECT * INTO corrected FROM coop_share_entry
             WHERE id = NEW.corrects_id;
            IF corrected.kind = 'correction'
               OR NEW.date < corrected.date
               OR (NEW.cooperative_id, NEW.quantity, NEW.creditor_id,
                   NEW.from_holder_id, NEW.to_holder_id, NEW.class_id,
                   NEW.to_class_id)
                  IS DISTINCT FROM
                  (corrected.cooperative_id, corrected.quantity,
                   corrected.creditor_id, corrected.to_holder_id,
                   corrected.from_holder_id,
                   coalesce(corrected.to_class_id, corrected.class_id),
                   CASE WHEN corrected.to_class_id IS NOT NULL
                        THEN corrected.class_id END)
            THEN
                problem := 'is no counter-entry of entry ' || corrected.id;
            END IF;
        END IF;
        -- By the charter of the day on which it was registered.
        IF EXISTS (SELECT FROM coop_charter c
                    WHERE c.cooperative_id = NEW.cooperative_id
                      AND c.date_start <= NEW.registered_on
                      AND coalesce(c.date_end, NEW.registered_on)
                          >= NEW.registered_on
                      AND (to_jsonb(c) ->> (NEW.kind || '_resolution'))::bool)
           AND NOT EXISTS (SELECT FROM community_resolution_use used
                            WHERE used.model = 'coop.share.request'
                              AND used.res_id = NEW.request_id
                              AND used.resolution_id = NEW.resolution_id
                              AND used.purpose = 'decided')
        THEN
            problem := 'needs a resolution by the charter';
        END IF;
        IF problem IS NULL THEN
            SELECT format('leaves holder %s below zero or pledged beyond his '
                          'shares on %s', holder_id, date)
              INTO problem
              FROM (SELECT holder_id, date,
                           sum(sum(quantity)) OVER days AS quantity,
                           sum(sum(pledged)) OVER days AS pledged
                      FROM coop_share_leg
                     WHERE (holder_id, class_id) IN (
                           (NEW.from_holder_id, NEW.class_id),
                           (NEW.to_holder_id,
                            coalesce(NEW.to_class_id, NEW.class_id)))
                  GROUP BY holder_id, class_id, date
                    WINDOW days AS (PARTITION BY holder_id, class_id
                                    ORDER BY date)) AS running
             WHERE quantity < 0 OR pledged < 0 OR pledged > quantity
          ORDER BY date LIMIT 1;
        END IF;
        IF problem IS NOT NULL THEN
            RAISE EXCEPTION 'share entry % %', NEW.id, problem
                  USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$ LANGUAGE plpgsql;
    DROP TRIGGER IF EXISTS coop_share_entry_check ON coop_share_entry;
    CREATE CONSTRAINT TRIGGER coop_share_entry_check
        AFTER INSERT ON coop_share_entry
        FOR EACH ROW EXECUTE FUNCTION coop_share_entry_check();
"""
