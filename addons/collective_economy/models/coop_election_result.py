from odoo import api, fields, models

from odoo.addons.community_base.house import today, with_pass


class CoopElectionResult(models.Model):
    """What a ballot came to (选举结果), numbered and sealed. Seats are made of it.

    Persons and candidates stand in it by their ids, so that the seal outlives names.
    """

    _name = "coop.election.result"
    _description = "Result of a Ballot"
    _inherit = ["community.sealed.mixin", "community.area.mixin"]
    _order = "id desc"

    _system_fields = frozenset(
        {
            "register_id",
            "register_number",
            "seal_version",
            "seal_previous",
            "seal",
            "number",
            "election_id",
            "round_id",
            "date",
            "figures",
            "elected",
        }
    )

    election_id = fields.Many2one(
        "coop.election", required=True, readonly=True, index=True, ondelete="restrict"
    )
    cooperative_id = fields.Many2one(
        related="election_id.cooperative_id", store=True, index=True
    )
    area_id = fields.Many2one(related="election_id.area_id", store=True, required=False)
    round_id = fields.Many2one(
        "coop.election.round",
        "Ballot",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    number = fields.Char(readonly=True)
    date = fields.Date(required=True, readonly=True)
    figures = fields.Json(readonly=True)
    elected = fields.Json(readonly=True)
    state = fields.Selection(related="round_id.state")
    summary = fields.Text(compute="_compute_summary")

    _round_once = models.Constraint(
        "UNIQUE (round_id)", "This ballot has its result already."
    )

    @api.depends("number", "election_id.name")
    def _compute_display_name(self):
        for result in self:
            name = result.election_id.name or ""
            result.display_name = f"{name} {result.number or ''}".strip()

    @api.depends_context("lang")
    @api.depends("figures")
    def _compute_summary(self):
        for result in self:
            result.summary = "\n".join(
                f"{post['name']}：{'、'.join(post['elected']) or post['outcome']}"
                for post in result._prepare_report()
            )

    @api.model
    def _record(self, round_, outcomes):
        """Write and seal the result of a ballot.

        :param outcomes: ``[(sheet, kernel.election.Outcome)]``
        """
        vals = {
            "election_id": round_.election_id.id,
            "round_id": round_.id,
            "date": today(self.env),
            "figures": {
                str(sheet.post_id.id): self._prepare_figures(sheet, outcome)
                for sheet, outcome in outcomes
            },
            "elected": [
                list(self.env["coop.election.candidate"].browse(one)._get_key())
                for _sheet, outcome in outcomes
                for one in outcome.elected
            ],
        }
        results = self.sudo()
        result = with_pass(results, vals).create(vals).with_env(results.env)
        result._seal()
        return result

    @api.model
    def _prepare_figures(self, sheet, outcome):
        heads, shares = sheet._prepare_papers()
        return {
            "outcome": outcome.outcome,
            "kind": sheet.kind,
            "rule": sheet.rule_id.code,
            "seats": sheet.seats,
            "elected": list(outcome.elected),
            "run_off": list(outcome.run_off),
            "needed": outcome.needed,
            "quorum": outcome.quorum,
            "lots": {
                str(line.candidate_id.id): line.lot
                for line in sheet.line_ids
                if line.lot
            },
            "head": self._prepare_paper(heads),
            "share": self._prepare_paper(shares),
        }

    @api.model
    def _prepare_paper(self, paper):
        return {
            "entitled": paper.entitled,
            "issued": paper.issued,
            "returned": paper.returned,
            "invalid": paper.invalid,
            "votes": {str(one): votes for one, votes in paper.votes.items()},
        }

    def _get_register(self):
        cooperative = self.cooperative_id
        name = self.env._("Results of elections of %s", cooperative.name)
        return f"coop_election/{cooperative.id}", name, cooperative.area_id

    def _on_numbered(self):
        number = f"{self.date.year}-{self.register_number:03d}"
        with_pass(self, {"number"}).number = number

    def _get_seal_payload(self, version):
        return {
            "number": self.number,
            "election": self.election_id.id,
            "cooperative": self.cooperative_id.id,
            "round": self.round_id.number,
            "date": fields.Date.to_string(self.date),
            "figures": self.figures,
            "elected": self.elected,
        }

    def _prepare_report(self):
        """Return the figures of each post with names, as they are printed."""
        self.ensure_one()
        candidates = self.env["coop.election.candidate"].sudo()
        outcomes = dict(
            self.env["coop.election.sheet"]
            ._fields["outcome"]
            ._description_selection(self.env)
        )
        rows = []
        for post in self.sudo().election_id.post_ids:
            figures = (self.figures or {}).get(str(post.id))
            if not figures:
                continue
            elected = candidates.browse(figures["elected"])
            rows.append(
                {
                    "name": post.name,
                    "seats": figures["seats"],
                    "kind": figures["kind"],
                    "outcome": outcomes[figures["outcome"]],
                    "needed": figures["needed"],
                    "head": figures["head"],
                    "share": figures["share"],
                    "elected": elected.person_id.mapped("name"),
                    "lines": self._prepare_lines(figures),
                }
            )
        return rows

    def _prepare_lines(self, figures):
        candidates = self.env["coop.election.candidate"].sudo()
        votes = figures["head"]["votes"]
        ranked = sorted(votes, key=lambda one: (-votes[one], int(one)))
        return [
            {
                "name": candidates.browse(int(one)).person_id.name,
                "votes": votes[one],
                "share_votes": figures["share"]["votes"].get(one, 0),
                "lot": figures["lots"].get(one, ""),
                "is_elected": int(one) in figures["elected"],
            }
            for one in ranked
        ]
