from datetime import timedelta

from odoo import fields, models

PHASES = [
    ("preparation", "Preparation"),
    ("roll", "Roll of Voters"),
    ("candidates", "Candidates"),
    ("review", "Committee's Opinion"),
    ("ballot", "Ballot"),
    ("count", "Counting of Votes"),
    ("result", "Result"),
    ("handover", "Handover"),
]


class CoopElectionRulePhase(models.Model):
    """A phase of an election (选举阶段) as it is usually planned."""

    _name = "coop.election.rule.phase"
    _description = "Usual Phase of an Election"
    _inherit = ["community.protected.mixin"]
    _order = "rule_id, offset_days, id"

    rule_id = fields.Many2one(
        "coop.election.rule", required=True, index=True, ondelete="cascade"
    )
    phase = fields.Selection(PHASES, required=True)
    offset_days = fields.Integer("Begins after (Days)")
    days = fields.Integer("Takes (Days)", default=1)

    _phase_once = models.Constraint(
        "UNIQUE (rule_id, phase)", "Each phase is listed once."
    )
    _days = models.Constraint(
        "CHECK (offset_days >= 0 AND days > 0)", "A phase takes at least a day."
    )

    def _prepare_phase(self, start):
        """Return the values of this phase in an election that begins on a day."""
        first = start + timedelta(days=self.offset_days)
        last = first + timedelta(days=self.days - 1)
        return {"phase": self.phase, "date_start": first, "date_end": last}
