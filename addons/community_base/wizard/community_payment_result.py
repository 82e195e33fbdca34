from odoo import models

from ..kernel.table import Column, Problem
from .community_table_import import PlannedLine

SUCCESS = ("成功", "交易成功", "处理成功", "已入账", "success", "1", "是")
FAILURE = ("失败", "交易失败", "处理失败", "退回", "failed", "0", "否")


class CommunityPaymentResult(models.AbstractModel):
    """Takes over the bank's answer about a batch (导入代发结果), all or nothing.

    A wizard of this kind answers :meth:`_get_payment`, and has ``line_ids`` of
    ``community.payment.result.line``. The batch has ``line_ids`` with a ``serial``, an
    ``amount`` and a ``state``, and enters outcomes by ``_record(paid, failed)``.
    """

    _name = "community.payment.result"
    _inherit = ["community.table.import"]
    _description = "Load the Bank's Answer"

    def _get_payment(self):
        """Return the batch that the bank answers."""
        raise NotImplementedError

    def _get_payee(self, line):
        """Return the name of whom a payment is to."""
        return line.partner_id.sudo().name

    def _check_allowed(self):
        self._get_payment().check_access("write")
        self._get_payment()._check_state("sent")

    def _get_columns(self):
        choices = dict.fromkeys(SUCCESS, "success") | dict.fromkeys(FAILURE, "failed")
        return (
            Column("serial", (self.env._("No."), "序号", "笔号"), True, "number"),
            Column("name", (self.env._("Name"), "户名", "姓名"), required=True),
            Column(
                "amount", (self.env._("Amount"), "金额", "金额（元）"), True, "number"
            ),
            Column(
                "result",
                (self.env._("Result"), "结果", "处理结果", "状态"),
                True,
                "choice",
                choices,
            ),
            Column("reason", (self.env._("Reason"), "失败原因", "原因", "摘要")),
        )

    def _get_ignored_headers(self):
        return ("账号", "开户行", "备注", "股权证号", "编号", "附言")

    def _check_rows(self, rows):
        waiting = self._get_waiting()
        seen = {}
        problems = []
        for row in rows:
            serial = int(row.values["serial"])
            problems += self._check_row(row, waiting.get(serial), seen.get(serial))
            seen.setdefault(serial, row.number)
        return problems

    def _get_waiting(self):
        lines = self._get_payment().line_ids
        lines = lines.filtered(lambda line: line.state == "waiting")
        return {line.serial: line for line in lines}

    def _check_row(self, row, line, first_row):
        value = int(row.values["serial"])
        if not line:
            yield Problem(row.number, "serial", "not_waiting", {"value": value})
            return
        if first_row:
            params = {"value": value, "first_row": first_row}
            yield Problem(row.number, "serial", "row_twice", params)
        if self._get_payee(line) != row.values["name"]:
            params = {"wanted": self._get_payee(line)}
            yield Problem(row.number, "name", "other_name", params)
        if round(line.amount * 100) != row.values["amount"] * 100:
            params = {"wanted": line.amount}
            yield Problem(row.number, "amount", "other_amount", params)
        if row.values["result"] == "failed" and not row.values["reason"]:
            yield Problem(row.number, "reason", "no_reason")

    def _plan(self, rows):
        plan = []
        for row in rows:
            values = row.values
            serial = int(values["serial"])
            vals = {
                "row": row.number,
                "serial": serial,
                "name": values["name"],
                "amount": float(values["amount"]),
                "status": values["result"],
                "reason": values["reason"],
            }
            data = (serial, values["result"], values["reason"])
            plan.append(PlannedLine(str(serial), vals, data))
        return plan, []

    def _apply_plan(self, plan, lines):
        waiting = self._get_waiting()
        paid = self._get_payment().line_ids.browse()
        paid = paid.union(*(waiting[p.data[0]] for p in plan if p.data[1] == "success"))
        failed = {waiting[p.data[0]]: p.data[2] for p in plan if p.data[1] == "failed"}
        self._get_payment()._record(paid, failed)
        return self.env._(
            "%(paid)s were paid, %(failed)s failed.",
            paid=len(paid),
            failed=len(failed),
        )

    def _get_problem_texts(self):
        return super()._get_problem_texts() | {
            "not_waiting": self.env._("Nobody waits for payment %(value)s."),
            "row_twice": self.env._(
                "Payment %(value)s stands in row %(first_row)s already."
            ),
            "other_name": self.env._("This payment is to %(wanted)s."),
            "other_amount": self.env._("This payment is of %(wanted)s."),
            "no_reason": self.env._("A payment that failed has a reason."),
        }
