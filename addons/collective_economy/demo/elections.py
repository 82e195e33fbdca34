"""Elections of the demo's cooperatives: one that runs, one that is concluded.

:class:`Hold` carries an election through its phases as far as it is told; the tests use
it as well. Time passes by ``later``, a function that moves the clock by days.
"""

from datetime import timedelta

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory as people
from odoo.addons.community_base.demo.factory import QUIET

#: So many days ago the election that is under way began.
BEGUN = 36


def plan(cooperative, posts, ballot_in=60, **vals):
    """Return an election in planning.

    :param posts: ``[(organ, role, seats)]``
    """
    env, day = cooperative.env, house.today(cooperative.env)
    return (
        env["coop.election"]
        .with_context(**QUIET)
        .create(
            {
                "name": f"{cooperative.name}{day.year}年换届选举",
                "cooperative_id": cooperative.id,
                "date_start": day,
                "record_date": day,
                "ballot_date": day + timedelta(days=ballot_in),
                "place": "海湾文体中心",
                "document": "换届方案备〔2026〕1号",
                "post_ids": [
                    (
                        0,
                        0,
                        {"organ_id": organ.id, "role_id": role.id, "seats": seats},
                    )
                    for organ, role, seats in posts
                ],
                **vals,
            }
        )
    )


class Hold:
    """Carries an election on; ``as_committee`` says who gives the opinions."""

    def __init__(self, election, later, committee, as_committee=None):
        self.election, self.later, self.committee = election, later, committee
        self.as_committee = as_committee or (lambda record: record)
        self.env = election.env

    def until(self, state, candidates=(), group=(), scrutineers=()):
        """Go on until the election is in a state.

        :param candidates: ``[(post, person)]``
        """
        self.candidates, self.group = candidates, group
        self.scrutineers = scrutineers
        while self.election.state != state:
            getattr(self, f"leave_{self.election.state}")()
        return self.election

    def leave_draft(self):
        self.election.action_start()

    def leave_preparation(self):
        self.add_officers("group", self.group, head=True)
        self.election.action_draw_roll()

    def add_officers(self, role, persons, head=False):
        self.env["coop.election.member"].create(
            [
                {
                    "election_id": self.election.id,
                    "person_id": person.id,
                    "role": role,
                    "is_head": head and not number,
                }
                for number, person in enumerate(persons)
            ]
        )

    def leave_roll(self):
        self.later(self.election.rule_id.objection_days + 1)
        self.election.action_close_roll()

    def leave_candidates(self):
        self.env["coop.election.candidate"].create(
            [
                {
                    "election_id": self.election.id,
                    "post_id": post.id,
                    "person_id": person.id,
                    "nominated_by": "股东联名",
                }
                for post, person in self.candidates
            ]
        )
        self.election.action_close_candidates()

    def leave_review(self):
        self.add_officers("scrutineer", self.scrutineers)
        self.give_opinions()
        wait = (self.election.ballot_date - house.today(self.env)).days
        self.later(max(wait, 0))
        self.election.action_open_ballot()

    def give_opinions(self, verdict="suitable"):
        opinions = self.as_committee(self.env["coop.election.opinion"])
        opinions.create(
            [
                {
                    "election_id": self.election.id,
                    "candidate_id": one.id,
                    "organ_id": self.committee.id,
                    "verdict": verdict,
                    "date": house.today(self.env),
                }
                for one in self.election.candidate_ids
                if one.state == "stands" and not one.opinion_ids
            ]
        )

    def leave_ballot(self):
        if not self.election.round_id.issued:
            self.election.voter_ids.filtered("on_roll").action_issue()
        self.election.action_begin_count()

    def leave_count(self):
        """All return their ballots and vote for the first who stand."""
        for sheet in self.election.round_id.sheet_ids:
            fill(sheet, [sheet.issued] * sheet.seats)
        self.election.action_close_count()

    def leave_result(self):
        self.election.action_publish_result()
        self.election.action_take_office()


def fill(sheet, votes, returned=None, invalid=0, shares=None):
    """Enter a count: votes of the candidates in the order in which they stand.

    Shares follow the heads in the same proportion, unless they are given.
    """
    returned = sheet.issued if returned is None else returned
    whole = sheet.issued_shares // max(sheet.issued, 1)
    lines = sheet.line_ids.sorted("candidate_id")
    votes = [*votes, *[0] * (len(lines) - len(votes))]
    shares = shares or [number * whole for number in votes]
    for line, number, share in zip(lines, votes, shares, strict=False):
        line.write({"votes": number, "share_votes": share})
    sheet.write(
        {
            "returned": returned,
            "invalid": invalid,
            "returned_shares": returned * whole,
            "invalid_shares": invalid * whole,
            "is_entered": True,
        }
    )


def _person_of(cooperative, number):
    return cooperative.holder_ids[number].partner_id


def _posts(cooperative, *wanted):
    env = cooperative.env
    organ = {one.kind_id.code: one for one in cooperative.sudo().organ_ids}
    return [
        (organ[kind], env.ref(f"community_base.role_{role}"), seats)
        for kind, role, seats in wanted
    ]


def _hold(demo, election):
    committee = election.env["community.organ"].search(
        [
            ("area_id", "=", election.area_id.id),
            ("kind_id.code", "=", "party_committee"),
        ]
    )
    return Hold(
        election,
        demo._later,
        committee,
        lambda record: record.with_env(demo._as("committee")),
    )


def conclude(demo):
    """东头 elected its board and supervisors; they sit since."""
    head = demo.head.with_env(demo._as("staff"))
    posts = _posts(
        head,
        ("board", "board_chair", 1),
        ("board", "board_director", 4),
        ("supervisors", "supervisors_chair", 1),
        ("supervisors", "supervisor", 1),
    )
    election = plan(head, posts, 61)
    hold = _hold(demo, election)
    _add_term_audit(demo, election, "届审〔2026〕2号")
    chair, directors, watch, watcher = election.post_ids
    runners = [_person_of(head, number) for number in range(1, len(head.holder_ids))]
    people_of = demo.names[30:42]
    extra = list(people.make_persons(demo.root, people_of))
    standing = [(chair, runners[0]), (chair, runners[1])]
    standing += [(directors, one) for one in [*runners[2:6], *extra[:1]]]
    standing += [(watch, runners[6]), (watch, extra[1])]
    standing += [(watcher, runners[7]), (watcher, extra[2])]
    group = extra[3:10]
    helpers = extra[10:12]
    hold.until("handover", standing, group, helpers)
    election.action_finish()


def begin(demo):
    """海湾 is about to vote: candidates are posted, the committee has its say."""
    demo.moment = demo.start - timedelta(days=BEGUN)
    bay = demo.bay.with_env(demo._as("staff"))
    posts = _posts(
        bay,
        ("board", "board_chair", 1),
        ("board", "board_director", 4),
        ("supervisors", "supervisor", 3),
    )
    # As long as the phases of its rule take.
    election = plan(bay, posts, 70)
    hold = _hold(demo, election)
    group = people.make_persons(demo.root, demo.names[42:53])
    hold.until("roll", (), group)
    objection = _object(bay, election)
    demo._later(3)
    objection.ruling = "经核对股权登记册，异议人股数无误，不予更正。"
    objection.action_dismiss()
    chair, directors, watcher = election.post_ids
    runners = [_person_of(bay, number) for number in range(1, 14)]
    standing = [(chair, one) for one in runners[:2]]
    standing += [(directors, one) for one in runners[2:7]]
    standing += [(watcher, one) for one in runners[7:11]]
    hold.until("review", standing)


def _object(bay, election):
    objection, _problem = (
        bay.env["coop.election.objection"]
        .sudo()
        ._receive(election.id, _person_of(bay, 2), "名册所载股数与本人股权证不符。")
    )
    return objection.with_env(bay.env)


def _add_term_audit(demo, election, document):
    election.write(
        {
            "term_audit_date": house.today(election.env),
            "term_audit_document": document,
            "term_audit_file_ids": demo._upload(
                election.env, "任期经济责任审计报告.txt", document
            ),
        }
    )
