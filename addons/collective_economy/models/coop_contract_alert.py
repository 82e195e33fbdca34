from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.community_base.house import public_lang, today


class CoopContractAlert(models.Model):
    """Which contracts are to be seen to (合同预警): arrears, terms over or ending."""

    # What is to be seen to reads apart from what was agreed.
    _inherit = "coop.contract"  # pylint: disable=consider-merging-classes-inherited

    alert_days = fields.Integer(
        "Remind before the End",
        default=lambda self: self._get_limit("coop_contract_alert_days"),
        help="Days before its end from which on the contract is to be seen to.",
    )
    arrears = fields.Monetary(
        compute="_compute_arrears", compute_sudo=True, help="欠租"
    )
    is_in_arrears = fields.Boolean(
        "In Arrears",
        compute="_compute_arrears",
        search="_search_arrears",
        compute_sudo=True,
    )
    is_past_term = fields.Boolean(
        "Past Its Term", compute="_compute_terms", search="_search_past_term"
    )
    is_expiring = fields.Boolean(
        "Ends Soon", compute="_compute_terms", search="_search_expiring"
    )

    @api.model
    def _get_in_force_domain(self):
        return Domain("state", "in", self._states_in_force)

    @api.depends("state", "date_end", "alert_days")
    def _compute_terms(self):
        day = today(self.env)
        for contract in self:
            lives = contract.state in self._states_in_force
            left = (contract.date_end - day).days if contract.date_end else 0
            contract.is_past_term = lives and left < 0
            contract.is_expiring = lives and 0 <= left <= contract.alert_days

    @api.model
    def _search_past_term(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_in_force_domain() & Domain("date_end", "<", today(self.env))

    @api.model
    def _search_expiring(self, operator, value):
        if operator != "in":
            return NotImplemented
        day = today(self.env)

        def soon(contract_model, alias, query):
            return SQL(
                "%s - %s BETWEEN 0 AND %s",
                contract_model._field_to_sql(alias, "date_end", query),
                day,
                contract_model._field_to_sql(alias, "alert_days", query),
            )

        return self._get_in_force_domain() & Domain.custom(to_sql=soon)

    @api.depends("period_ids")
    def _compute_arrears(self):
        """Add up what is due and not paid, of all contracts at once."""
        late = self.env["coop.contract.period"]._get_late(self)
        for contract in self:
            contract.arrears = late.get(contract.id, 0)
            contract.is_in_arrears = contract.arrears > 0

    @api.model
    def _search_arrears(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain(self.env["coop.contract.period"]._get_late_domain())
        return Domain("period_ids", "any", late)

    # Words and tasks

    @api.model
    def _get_reasons(self):
        """Return (field, words) of why a contract is to be seen to, the worst first."""
        return (
            ("is_in_arrears", self.env._("Rent in arrears")),
            ("is_past_term", self.env._("Past its term: renew or end it")),
            ("is_expiring", self.env._("Ends soon: renew it or let anew")),
        )

    def _get_alerts(self):
        """Return what of these contracts is to be seen to, in words."""
        reasons, found = self._get_reasons(), []
        for contract in self:
            words = [words for name, words in reasons if contract[name]]
            if words:
                soon = contract.is_expiring and not contract.is_in_arrears
                level = "warning" if soon else "danger"
                found.append({"contract": contract, "words": words[0], "level": level})
        return found

    @api.model
    def _cron_remind(self):
        """Give the clerks a task per contract that is to be seen to; drop done ones."""
        contracts = self.sudo().with_context(lang=public_lang(self.env))
        reasons = contracts._get_reasons()
        found = contracts.search(
            Domain.OR(Domain(name, "=", True) for name, _words in reasons)
        )
        wanted = {}
        for contract in found:
            words = next(words for name, words in reasons if contract[name])
            for user in contract.cooperative_id.clerk_ids:
                wanted[contract.id, user.id] = words
        contracts._set_tasks(wanted)

    @api.model
    def _set_tasks(self, wanted):
        """Bring the tasks up to date: ``{(contract id, user id): words}``."""
        tasks = self.env["mail.activity"].sudo()
        tasks = tasks.with_context(mail_activity_quick_update=True)
        kind = self.env.ref("collective_economy.activity_type_contract")
        known = {}
        for task in tasks.search([("activity_type_id", "=", kind.id)]):
            key = task.res_id, task.user_id.id
            if wanted.get(key) == task.summary:
                known[key] = task
            else:
                task.unlink()
        tasks.create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": self.env["ir.model"]._get(self._name).id,
                    "res_id": key[0],
                    "user_id": key[1],
                    "summary": words,
                    "date_deadline": today(self.env),
                }
                for key, words in wanted.items()
                if key not in known
            ]
        )
