from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.community_base.house import today, with_pass
from odoo.addons.community_base.kernel import officialdoc


class CoopContractForce(models.Model):
    """A contract comes into force (合同生效), in one of three ways.

    Under its resolution, below every threshold, or taken over from before.
    """

    # Coming into force reads apart from coming to an end.
    _inherit = "coop.contract"  # pylint: disable=consider-merging-classes-inherited

    def action_activate(self):
        """Bring the contract into force under its resolution (凭决议生效)."""
        self.check_access("write")
        for contract in self:
            contract._prepare_entry()
            contract._act("active")
            contract._enter_force()

    def action_activate_minor(self):
        """Bring a contract below every threshold into force (限额以下生效)."""
        self.check_access("write")
        for contract in self:
            contract._check_below_thresholds()
            contract._prepare_entry()
            contract._move("coop_contract_minor", "minor")
            contract._enter_force()

    def _check_below_thresholds(self):
        item = self._get_item(today(self.env)).sudo()
        if item:
            raise AccessError(
                self.env._(
                    "“%(contract)s” falls under “%(item)s” of the supervision list: it "
                    "needs a resolution.",
                    contract=self.display_name,
                    item=item.display_name,
                )
            )

    # From before

    def action_take_over(self):
        """Take over a contract from before the suite's time (历史合同接收).

        The street approves what the clerk has entered, within the time that is set for
        it; the auditors have a list of all of them.
        """
        self.check_access("read")
        if not self.env.user.has_group("community_base.group_street"):
            raise AccessError(
                self.env._("A contract from before is taken over by the street office.")
            )
        for contract in self.sudo():
            contract._check_from_before()
            contract._prepare_entry()
            contract._move(
                "coop_contract_inherited", "inherited", approved_by_id=self.env.uid
            )
            contract._enter_force()

    def _check_from_before(self):
        live = self.cooperative_id.date_live
        day = today(self.env)
        if not live or self.date_start >= live or self.origin_id:
            raise UserError(
                self.env._(
                    "“%(contract)s” did not begin before %(day)s, when the cooperative "
                    "was set up here: it is no contract from before.",
                    contract=self.display_name,
                    day=live or day,
                )
            )
        last = self.env["community.limit"]._get_deadline("coop_takeover_days", live)
        if day > last:
            raise UserError(
                self.env._(
                    "Contracts from before could be taken over until %s: have this one "
                    "decided.",
                    last,
                )
            )
        if self.create_uid == self.env.user:
            raise AccessError(
                self.env._("Who entered a contract from before cannot take it over.")
            )

    # What all ways have in common

    def _prepare_entry(self):
        """Check and number a draft that is about to come into force."""
        self.ensure_one()
        self._hold()
        self._check_complete()
        self._close_origin()
        self._check_free()
        self._take_number()

    def _check_complete(self):
        if self.state != "draft":
            raise UserError(self.env._("“%s” is no draft.", self.display_name))
        if self.sudo().cooperative_id.state == "dissolved":
            raise UserError(self.env._("The cooperative is dissolved."))
        if not self.scan_ids:
            raise UserError(
                self.env._("Attach the scan of the signed contract “%s”.", self.name)
            )
        if self.kind == "lease_out" and not (self.rate_ids and self.asset_ids):
            raise UserError(
                self.env._(
                    "A lease says what is let, and at what rent: “%s”.", self.name
                )
            )
        if self.kind == "disposal" and not self.asset_ids:
            raise UserError(self.env._("Say what is disposed of by “%s”.", self.name))

    def _close_origin(self):
        """An amendment takes the place of what it amends from its first day on."""
        origin = self.origin_id
        if self.relation != "amendment":
            return
        if origin.state not in self._states_in_force:
            raise UserError(
                self.env._("“%s” is no longer in force.", origin.display_name)
            )
        origin._hold()
        last = self.date_start - relativedelta(days=1)
        origin._close("terminated", last, self.env._("Amended by a new contract"))

    def _check_free(self):
        """Say in words what the database refuses as well."""
        self.flush_recordset()
        self._check_owned()
        if self.kind in ("lease_out", "disposal"):
            self._check_not_let()

    def _check_owned(self):
        gone = self.sudo().asset_ids.filtered(
            lambda item: item.date_disposed and item.date_disposed <= self.date_end
        )
        if gone:
            raise UserError(
                self.env._(
                    "“%(asset)s” is disposed of from %(day)s on.",
                    asset=gone[0].display_name,
                    day=gone[0].date_disposed,
                )
            )

    def _check_not_let(self):
        days = Domain("date_end", ">=", self.date_start)
        if self.kind == "lease_out":
            days &= Domain("date_start", "<=", self.date_end)
        # Whoever asks: no lease is left out of sight.
        occupancies = self.env["coop.asset.occupancy"].sudo()
        taken = occupancies.search(
            Domain("asset_id", "in", self.asset_ids.ids) & days, limit=1
        )
        if taken:
            raise UserError(
                self.env._(
                    "“%(asset)s” is let by %(contract)s until %(day)s.",
                    asset=taken.asset_id.display_name,
                    contract=taken.contract_id.display_name,
                    day=taken.date_end,
                )
            )

    def _take_number(self):
        """Number the contract in its cooperative's register of the year, no gaps."""
        year = today(self.env).year
        name = self.env._(
            "Contracts of %(cooperative)s, %(year)s",
            cooperative=self.cooperative_id.name,
            year=year,
        )
        register = self.env["community.register"]._open(
            f"contract/{self.cooperative_id.id}/{year}", name, self._name, self.area_id
        )
        number = register.last_number + 1
        register._advance(1, register.head)
        vals = {
            "register_id": register.id,
            "register_number": number,
            "number": officialdoc.format_number("合", year, number),
        }
        with_pass(self, vals).write(vals)

    def _enter_force(self):
        """What follows from a contract in force: rent falls due, assets are gone."""
        self.flush_recordset()
        self.env["coop.asset"].invalidate_model(["occupancy_ids"])
        if self.kind == "lease_out":
            self.env["coop.contract.period"]._plan(self)
        if self.kind == "disposal":
            self.asset_ids._dispose(self)
