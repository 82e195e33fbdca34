from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class PayRun(models.Model):
    """Before a run is put up for approval: what strikes the eye (审核)."""

    # What strikes the eye reads apart from who approves.
    _inherit = "pay.run"  # pylint: disable=consider-merging-classes-inherited

    _system_fields = frozenset({"slips_digest"})

    slips_digest = fields.Char(readonly=True, copy=False)
    remark_ids = fields.One2many("pay.remark", "run_id", "Remarks")
    open_remark_count = fields.Integer(
        "To Be Seen To", compute="_compute_open_remark_count"
    )
    remark_count = fields.Integer("All Remarks", compute="_compute_open_remark_count")

    @api.depends("remark_ids.state")
    def _compute_open_remark_count(self):
        # How many they are is no secret from who sees the run; what they say is.
        groups = (
            self.env["pay.remark"]
            .sudo()
            ._read_group([("run_id", "in", self.ids)], ["run_id", "state"], ["__count"])
        )
        counts = {(run.id, state): count for run, state, count in groups}
        for run in self:
            run.open_remark_count = counts.get((run.id, "open"), 0)
            run.remark_count = run.open_remark_count + counts.get(
                (run.id, "dismissed"), 0
            )

    def _finish(self):
        result = super()._finish()
        self.env["pay.reviewer"]._draw(self)
        return result

    def action_review(self):
        """Say that the run was looked through and can be put up (审核通过)."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        self._check_next("reviewed")
        if not self.slip_ids:
            raise UserError(self.env._("This run pays nobody."))
        if self.open_remark_count:
            raise UserError(
                self.env._(
                    "%s remarks are open: mend what is wrong and compute anew, or say "
                    "why it is right.",
                    self.open_remark_count,
                )
            )
        self._move("reviewed", slips_digest=self._digest_slips())

    def action_take_back(self):
        """Look through the run once more (退回审核)."""
        self.ensure_one()
        self.check_access("write")
        self._hold()
        self._move("computed", slips_digest=False)

    def _digest_slips(self):
        """Return what is decided about: every line of every slip, as one hash."""
        self.env.flush_all()
        [(digest,)] = self.env.execute_query(
            SQL(
                """
                SELECT encode(sha256(convert_to(string_agg(concat_ws('|',
                           employee_id, component_id, date_from, date_to, amount),
                           E'\\n' ORDER BY employee_id, component_id, date_from,
                                          date_to, amount), 'UTF8')), 'hex')
                  FROM pay_slip_line WHERE run_id = %s""",
                self.id,
            )
        )
        return digest

    def action_view_remarks(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_hr.pay_remark_action"
        )
        return action | {
            "domain": [("run_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }

    def action_view_differences(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "community_hr.pay_difference_action"
        )
        return action | {
            "domain": [("run_id", "=", self.id)],
            "context": {"search_default_changed": 1, "search_default_by_employee": 1},
        }
