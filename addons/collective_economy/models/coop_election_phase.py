from odoo import api, fields, models

from .coop_election_rule_phase import PHASES
from .coop_election_state import STATES


class CoopElectionPhase(models.Model):
    """A phase of one election, as planned and as it went; its page is posted in it."""

    _name = "coop.election.phase"
    _description = "Phase of an Election"
    _inherit = ["coop.election.part.mixin"]
    _order = "election_id, date_start, id"

    _open_in = tuple(
        state for state, _label in STATES if state not in ("done", "cancelled")
    )
    _fixed_fields = frozenset({"election_id", "phase"})
    _system_fields = frozenset({"done_on"})

    phase = fields.Selection(PHASES, required=True)
    date_start = fields.Date("From", required=True)
    date_end = fields.Date("Until", required=True)
    done_on = fields.Date("Done on", readonly=True, copy=False)

    _phase_once = models.Constraint(
        "UNIQUE (election_id, phase)", "Each phase is listed once."
    )
    _dates = models.Constraint(
        "CHECK (date_end >= date_start)", "A phase cannot end before it begins."
    )

    @api.depends("phase")
    def _compute_display_name(self):
        labels = dict(self._fields["phase"]._description_selection(self.env))
        for phase in self:
            phase.display_name = labels.get(phase.phase, "")

    def _prepare_posting(self):
        """Return whose page it is, and for how many days it is posted."""
        days = {
            "roll": self.election_id.rule_id.objection_days,
            "candidates": self.election_id.rule_id.candidate_days,
            "result": self.election_id.rule_id.result_days,
        }
        return {
            "phase_id": self.id,
            "election_id": self.election_id.id,
            "area_id": self.area_id.id,
            "days": days[self.phase],
        }
