from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.community_base.house import today
from odoo.addons.community_base.kernel.table import Column, Problem
from odoo.addons.community_base.wizard.community_table_import import PlannedLine


class CoopRegisterImport(models.TransientModel):
    """Takes over an existing share register (导入股权登记册) with its check totals.

    One row per shareholder, one column per class of shares. The totals that the clerk
    enters from the paper register have to come out; else nothing is loaded.
    """

    _name = "coop.register.import"
    _inherit = ["community.table.import"]
    _description = "Load a Share Register"

    cooperative_id = fields.Many2one(
        "coop.cooperative",
        required=True,
        domain=[("state", "=", "preparing")],
        default=lambda self: self.env.context.get("active_id"),
    )
    date = fields.Date("As of", required=True, default=lambda self: today(self.env))
    document = fields.Char(required=True, help="Where the register comes from.")
    total_ids = fields.One2many(
        "coop.register.import.total", "wizard_id", "Check Totals"
    )
    line_ids = fields.One2many("coop.register.import.line", "wizard_id", "Shareholders")

    @api.onchange("cooperative_id")
    def _onchange_cooperative(self):
        self.total_ids = [
            Command.clear(),
            *(
                Command.create({"class_id": item.id})
                for item in self.cooperative_id.class_ids
            ),
        ]

    def _check_allowed(self):
        self.cooperative_id.check_access("read")
        self.env["coop.holder"].check_access("create")
        if self.cooperative_id.id not in self.env.user._coop_ids():
            raise UserError(self.env._("You do not keep this cooperative's register."))
        if self.cooperative_id.state != "preparing":
            raise UserError(
                self.env._(
                    "%s is set up: its register changes by entries, it is not loaded "
                    "again.",
                    self.cooperative_id.name,
                )
            )

    def _get_columns(self):
        classes = (
            Column(f"class_{item.id}", (item.name,), kind="number")
            for item in self.cooperative_id.class_ids
        )
        return (
            Column(
                "number",
                (self.env._("Certificate No."), "股权证号", "证号", "编号"),
                required=True,
                kind="code",
                max_length=40,
            ),
            Column(
                "name",
                (self.env._("Name"), "姓名", "股东姓名", "股东"),
                required=True,
                max_length=100,
            ),
            *classes,
        )

    def _get_quantities(self, row):
        """Return ``{class id: Decimal}`` of what a row holds."""
        return {
            item.id: row.values[f"class_{item.id}"]
            for item in self.cooperative_id.class_ids
            if row.values.get(f"class_{item.id}")
        }

    def _check_rows(self, rows):
        problems, seen = [], {}
        known = {
            number
            for (number,) in self.env["coop.holder"]._read_group(
                [("cooperative_id", "=", self.cooperative_id.id)], ["number"]
            )
        }
        for row in rows:
            problems += self._check_row(row, seen, known)
        return problems + self._check_totals(rows)

    def _check_row(self, row, seen, known):
        number = row.values["number"]
        quantities = self._get_quantities(row)
        if number in known:
            yield Problem(row.number, "number", "known", {"value": number})
        if number in seen:
            params = {"value": number, "first_row": seen[number]}
            yield Problem(row.number, "number", "twice", params)
        seen.setdefault(number, row.number)
        if not quantities:
            yield Problem(row.number, "", "no_shares")
        for share_class, quantity in quantities.items():
            if quantity < 0 or quantity != int(quantity):
                params = {"value": quantity}
                yield Problem(row.number, f"class_{share_class}", "not_whole", params)

    def _check_totals(self, rows):
        sums = Counter()
        for row in rows:
            sums.update(self._get_quantities(row))
        wanted = {line.class_id.id: line.total for line in self.total_ids}
        return [
            Problem(
                0,
                f"class_{item.id}",
                "total",
                {"found": int(sums[item.id]), "wanted": wanted.get(item.id, 0)},
            )
            for item in self.cooperative_id.class_ids
            if sums[item.id] != wanted.get(item.id, 0)
        ]

    def _plan(self, rows):
        plan = []
        for row in rows:
            quantities = {
                key: int(number) for key, number in self._get_quantities(row).items()
            }
            vals = {
                "row": row.number,
                "number": row.values["number"],
                "name": row.values["name"],
                "shares": sum(quantities.values()),
                "status": "new",
            }
            data = (row.values["number"], row.values["name"], quantities)
            plan.append(PlannedLine(row.values["number"], vals, data))
        return plan, []

    def _apply_plan(self, plan, lines):
        holders = self.env["coop.holder"].create(
            [
                {
                    "cooperative_id": self.cooperative_id.id,
                    "number": line.data[0],
                    "name": line.data[1],
                    "date_start": self.date,
                }
                for line in plan
            ]
        )
        self.env["coop.share.entry"]._append(
            [
                {
                    "cooperative_id": self.cooperative_id.id,
                    "kind": "opening",
                    "date": self.date,
                    "to_holder_id": holder.id,
                    "class_id": share_class,
                    "quantity": quantity,
                    "document": self.document,
                }
                for holder, line in zip(holders, plan, strict=True)
                for share_class, quantity in line.data[2].items()
            ]
        )
        return self.env._("%s shareholders were entered.", len(holders))

    def _action_show_result(self):
        return self.cooperative_id.action_view_holders()

    def _get_problem_texts(self):
        return super()._get_problem_texts() | {
            "known": self.env._("%(value)s is in the register already."),
            "twice": self.env._("%(value)s stands in row %(first_row)s already."),
            "no_shares": self.env._("This shareholder has no shares of any class."),
            "not_whole": self.env._("%(value)s is no whole number of shares."),
            "total": self.env._(
                "The rows add up to %(found)s, the check total is %(wanted)s."
            ),
        }
