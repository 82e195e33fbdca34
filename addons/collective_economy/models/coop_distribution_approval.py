from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import today, with_pass
from odoo.addons.community_base.kernel import chain
from odoo.addons.community_base.kernel.money import to_fen


class CoopDistributionApproval(models.Model):
    """A distribution is decided about, booked and sealed (分配决议、入账、封存)."""

    # Deciding reads apart from calculating.
    _inherit = "coop.distribution"  # pylint: disable=consider-merging-classes-inherited

    def _get_guard_payload(self):
        """A supplement is decided about with the name and sum of each who gets it."""
        payload = super()._get_guard_payload()
        payload["amount_fen"] = to_fen(self.amount)
        if self.kind == "supplement":
            payload["lines"] = [
                [line.holder_id.id, line.class_id.id, to_fen(line.gross)]
                for line in self.line_ids.sorted("id")
            ]
        return payload

    def action_request_matter(self):
        """The community's staff have it decided, who do not keep these books."""
        self.check_access("read")
        self.env["community.matter"].check_access("create")
        return super(CoopDistributionApproval, self.sudo()).action_request_matter()

    def action_approve(self):
        """Carry out the resolution: draw the lines, book and seal them."""
        self.check_access("write")
        for item in self:
            item._hold()
            item._check_state("draft")
            item._check_accounts()
            item._draw_lines()
            item._check_sum()
            item._act("approved")
            item._seal()
            item._post_voucher()
            if item.year_id.state == "approved":
                item.year_id._move("year_distributed", "distributed")

    def _check_accounts(self):
        year = self.year_id
        year._hold()
        if year.state not in ("approved", "distributed"):
            raise UserError(
                self.env._(
                    "The shareholders have not approved the accounts of %s: nothing "
                    "can be distributed before.",
                    year.year,
                )
            )
        if to_fen(self.amount) > to_fen(year.left):
            raise UserError(
                self.env._(
                    "%(year)s has %(left)s left to distribute: not enough for "
                    "%(wanted)s.",
                    year=year.year,
                    left=year.left,
                    wanted=self.amount,
                )
            )

    def _check_sum(self):
        if to_fen(self.gross) != to_fen(self.amount):
            raise UserError(
                self.env._(
                    "The lines add up to %(found)s, the amount is %(amount)s.",
                    found=self.gross,
                    amount=self.amount,
                )
            )

    def _post_voucher(self):
        """Book the whole distribution in one voucher (各项分配)."""
        roles = self.env["coop.account.role"]
        company, text = self.cooperative_id.company_id, self.display_name
        fund = sum(
            to_fen(line.net)
            for line in self.line_ids.filtered(lambda line: line.state == "fund")
        )
        amounts = {
            "dividend_out": to_fen(self.amount),
            "fund": -fund,
            "payable": fund - to_fen(self.net),
            "tax": -to_fen(self.tax),
        }
        lines = [
            (roles._get_account(company, role), fen, text)
            for role, fen in amounts.items()
            if fen
        ]
        move = roles._post(company, today(self.env), text, lines)
        with_pass(self, {"move_id"}).move_id = move

    # The seal

    def _get_register(self):
        cooperative = self.cooperative_id
        name = self.env._("Distributions of %s", cooperative.name)
        return f"coop/{cooperative.id}/distributions", name, cooperative.area_id

    def _get_seal_payload(self, version):
        return {
            "register_number": self.register_number,
            "cooperative": self.cooperative_id.id,
            "year": self.year_id.year,
            "kind": self.kind,
            "amount_fen": to_fen(self.amount),
            "tax_fen": to_fen(self.tax),
            "record_date": fields.Date.to_string(self.record_date),
            "resolution": self.resolution_id.id,
            "rules": chain.canonical({"rules": self.rules}).decode(),
            "lines": self._digest_lines(),
        }
