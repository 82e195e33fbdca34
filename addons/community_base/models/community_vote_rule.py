from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import file_open

from ..kernel import tally

RULES_FILE = "community_base/data/vote_rules.csv"
BASES = [
    ("all", "Of All Members"),
    ("due", "Of Those Due"),
    ("present", "Of Those Present"),
    ("cast", "Of Yes and No Votes"),
]


class CommunityVoteRule(models.Model):
    """How an organ votes on a kind of matter (表决规则), as dated data.

    Quorum and majority are each a fraction, whether it must be exceeded, and what it
    is a fraction of. A rule that a matter has used stays as it was: a new wording of
    the law is a new record from its day on.
    """

    _name = "community.vote.rule"
    _description = "Voting Rule"
    _inherit = ["community.fact.mixin"]
    _order = "code, date_start desc"

    _fixed_fields = frozenset(
        {
            "code",
            "date_start",
            "quorum_num",
            "quorum_den",
            "quorum_strict",
            "quorum_of",
            "majority_num",
            "majority_den",
            "majority_strict",
            "majority_of",
            "counting",
            "recusal",
            "proxies",
            "proxy_holder",
            "casting_vote",
            "notice_days",
            "publication_days",
        }
    )

    name = fields.Char(required=True)
    quorum_num = fields.Integer("Quorum")
    quorum_den = fields.Integer("Quorum, Divided by")
    quorum_strict = fields.Boolean("Quorum to Be Exceeded", help="超过（过半）")
    quorum_of = fields.Selection(BASES[:2])
    majority_num = fields.Integer("Majority", required=True)
    majority_den = fields.Integer("Majority, Divided by", required=True)
    majority_strict = fields.Boolean("Majority to Be Exceeded", help="超过（过半数）")
    majority_of = fields.Selection(BASES, required=True)
    counting = fields.Selection(
        [
            ("head", "Per Head"),
            ("share", "Per Share"),
            ("both", "Per Head and per Share"),
        ],
        required=True,
        default="head",
    )
    recusal = fields.Selection(
        [
            ("stays", "Counts in the Denominator"),
            ("leaves", "Leaves the Denominator"),
        ],
        "Who Withdraws",
        required=True,
        default="stays",
    )
    proxies = fields.Integer(
        "Proxies per Holder", default=0, help="0: none; -1: no limit (委托表决)."
    )
    proxy_holder = fields.Selection(
        [("member", "A Member"), ("anyone", "Anyone")], default="member", required=True
    )
    casting_vote = fields.Boolean(help="The chair's vote decides a tie (主持人加票).")
    notice_days = fields.Integer(help="Days between the notice and the meeting.")
    publication_days = fields.Integer(help="Days the result is published (公示天数).")
    in_words = fields.Char(compute="_compute_in_words")

    @api.depends_context("lang")
    @api.depends(
        "quorum_num",
        "quorum_den",
        "quorum_of",
        "majority_num",
        "majority_den",
        "majority_of",
        "majority_strict",
        "quorum_strict",
    )
    def _compute_in_words(self):
        for rule in self:
            majority = rule._describe("majority")
            quorum = rule.quorum_num and rule._describe("quorum")
            rule.in_words = (
                self.env._(
                    "quorum %(quorum)s; adopted by %(majority)s",
                    quorum=quorum,
                    majority=majority,
                )
                if quorum
                else self.env._("adopted by %s", majority)
            )

    def _describe(self, name):
        bases = dict(self._fields[f"{name}_of"]._description_selection(self.env))
        words = {
            "part": f"{self[f'{name}_num']}/{self[f'{name}_den']}",
            "base": bases[self[f"{name}_of"]].lower(),
        }
        if self[f"{name}_strict"]:
            return self.env._("more than %(part)s %(base)s", **words)
        return self.env._("at least %(part)s %(base)s", **words)

    @api.constrains(
        "quorum_num", "quorum_den", "majority_num", "majority_den", "counting"
    )
    def _check_rule(self):
        for rule in self:
            try:
                rule._to_kernel()
            except (tally.TallyError, ZeroDivisionError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” is no rule that a vote can be counted by: check "
                        "the fractions and what they are a fraction of.",
                        rule=rule.name,
                    )
                ) from error

    def _to_kernel(self):
        """Return the rule as :class:`~..kernel.tally.Rule`."""
        self.ensure_one()
        return tally.Rule(
            majority=self._get_threshold("majority"),
            quorum=self._get_threshold("quorum") if self.quorum_num else None,
            counting=self.counting,
            recusal=self.recusal,
            proxies=None if self.proxies < 0 else self.proxies,
            proxy_holder=self.proxy_holder,
            casting_vote=self.casting_vote,
        )

    def _get_threshold(self, name):
        return tally.Threshold(
            Fraction(self[f"{name}_num"], self[f"{name}_den"]),
            self[f"{name}_strict"],
            self[f"{name}_of"],
        )

    @api.model
    def _load_shipped(self):
        """Create the rules that come with the program and are not there yet."""
        with file_open(RULES_FILE) as text:
            shipped = tally.read_rules(text.read())
        known = set(self.search([("code", "in", list(shipped))]).mapped("code"))
        return self.create(
            [
                self._prepare_shipped_vals(rule)
                for code, rule in shipped.items()
                if code not in known
            ]
        )

    @api.model
    def _prepare_shipped_vals(self, shipped):
        rule = shipped.rule
        vals = {
            "code": shipped.code,
            "name": shipped.name,
            "date_start": shipped.in_force_from,
            "counting": rule.counting,
            "recusal": rule.recusal,
            "proxies": -1 if rule.proxies is None else rule.proxies,
            "proxy_holder": rule.proxy_holder,
            "casting_vote": rule.casting_vote,
            "notice_days": shipped.notice_days or 0,
            "publication_days": shipped.publication_days or 0,
            "source": shipped.source,
            "verified": shipped.verified,
        }
        for name, threshold in (("quorum", rule.quorum), ("majority", rule.majority)):
            if threshold:
                vals |= {
                    f"{name}_num": threshold.part.numerator,
                    f"{name}_den": threshold.part.denominator,
                    f"{name}_strict": threshold.strict,
                    f"{name}_of": threshold.of,
                }
        return vals
