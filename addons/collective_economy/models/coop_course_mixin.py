from odoo import models
from odoo.exceptions import UserError

from odoo.addons.community_base.house import with_pass


class CoopCourseMixin(models.AbstractModel):
    """A record that goes from state to state, each step on the trail (办理流程)."""

    _name = "coop.course.mixin"
    _description = "Record That Goes Its Course"

    def _check_state(self, *states):
        """Refuse what can be done in these states alone."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if record.state not in states:
                raise UserError(
                    self.env._(
                        "“%(record)s” is “%(state)s”: this cannot be done now.",
                        record=record.display_name,
                        state=labels[record.state],
                    )
                )

    def _move(self, event, state, reason=None, **vals):
        """Go on to a state, with the values that belong to it."""
        self.ensure_one()
        before, vals = self.state, {"state": state, **vals}
        # What is still to be written belongs to the state that ends.
        self.env.flush_all()
        with_pass(self, vals).write(vals)
        self.flush_recordset()
        self.env["community.trail"]._note(
            self, event, before=before, after=state, reason=reason
        )
