from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from odoo.addons.community_base import house
from odoo.addons.community_base.demo import factory
from odoo.addons.community_base.house import with_pass

from ..demo import elections
from .common import CoopEngineCase

GROUP = tuple(f"筹备{number}" for number in range(11))


class ElectionCase(CoopEngineCase):
    """南湖 elects a board of five; 甲, 乙 and 丙 have 100 shares each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = factory.make_persons(cls.env, GROUP)
        cls.helpers = factory.make_persons(cls.env, ["监票人", "计票人"])
        cls.runners = factory.make_persons(
            cls.env, ["候选一", "候选二", "候选三", "候选四", "候选五", "候选六"]
        )
        cls.rivals = factory.make_persons(cls.env, ["候选主一", "候选主二"])

    def setUp(self):
        super().setUp()
        board = self.organs["board"]
        chair = self.env.ref("community_base.role_board_chair")
        director = self.env.ref("community_base.role_board_director")
        self.election = elections.plan(
            self.lake.with_user(self.staff), [(board, chair, 1), (board, director, 4)]
        )
        self.chairs, self.directors = self.election.post_ids
        self.hold = elections.Hold(
            self.election,
            lambda days: self.later(days=days),
            self.committee,
            lambda record: record.with_user(self.users["committee"]),
        )

    def until(self, state):
        standing = [(self.chairs, person) for person in self.rivals]
        standing += [(self.directors, person) for person in self.runners]
        return self.hold.until(state, standing, self.group, self.helpers)

    def sheets(self):
        sheets = self.election.round_id.sheet_ids
        return (
            sheets.filtered(lambda one: one.post_id == self.chairs),
            sheets.filtered(lambda one: one.post_id == self.directors),
        )

    def count(self, chairs, directors=(3, 3, 3, 3), **figures):
        self.until("count")
        first, second = self.sheets()
        elections.fill(first, chairs, **figures)
        elections.fill(second, directors)
        self.election.action_close_count()

    def refused(self, statement, *params):
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(statement, params)


@tagged("post_install", "-at_install")
class TestElection(ElectionCase):
    def test_from_plan_to_office(self):
        old = self.organs["board"].seat_ids
        self.count([3])
        self.assertEqual(self.election.result_ids.number, "2026-001")
        self.election.action_publish_result()
        page = self.election.page_ids.filtered(lambda p: p.phase_id.phase == "result")
        self.assertIn("候选主一", page.body)
        self.election.action_take_office()
        seats = self.election.seat_ids
        self.assertEqual(seats.person_id, self.rivals[0] | self.runners[:4])
        self.assertEqual(old.date_end, seats[0].date_start - timedelta(days=1))
        self.assertEqual(old.closing_result_id, self.election.result_ids)
        self.assertEqual(
            seats[0].date_end.year - seats[0].date_start.year,
            5,
        )
        register = self.election.result_ids.register_id
        self.assertIsNone(register._verify())

    def test_handover_is_waited_for(self):
        self.until("handover")
        with self.assertRaisesRegex(UserError, "Handover receipts"):
            self.election.action_finish()
        wizard = self.env["community.handover"].create(
            {
                "organ_id": self.organs["board"].id,
                "from_person_id": self.chair.id,
                "to_person_id": self.rivals[0].id,
                "reason": "换届",
            }
        )
        receipt = self.env["community.handover.receipt"].browse(
            wizard.action_apply()["res_id"]
        )
        self.election.handover_receipt_ids = receipt
        self.election.action_finish()
        self.assertEqual(self.election.state, "done")

    def test_group_and_candidates_are_counted(self):
        self.until("preparation")
        self.hold.add_officers("group", self.group[:10], head=True)
        with self.assertRaisesRegex(UserError, "11 to 17"):
            self.election.action_draw_roll()
        self.hold.add_officers("group", self.group[10:])
        self.election.action_draw_roll()
        self.later(days=6)
        self.election.action_close_roll()
        with self.assertRaisesRegex(UserError, "at least 5 candidates|at least 2"):
            self.election.action_close_candidates()

    def test_size_of_the_board(self):
        self.directors.seats = 3
        with self.assertRaisesRegex(UserError, "at least 5"):
            self.election.action_start()
        self.directors.seats = 5
        with self.assertRaisesRegex(UserError, "odd"):
            self.election.action_start()

    def test_term_audit_is_shown_as_missing_and_blocks_nothing(self):
        self.until("preparation")
        self.assertIn("Term audit", self.election.checklist)
        self.until("roll")

    # The roll

    def test_roll_is_drawn_from_the_ledger_and_corrected_by_ruling_alone(self):
        self.until("roll")
        self.assertEqual(self.election.voter_ids.holder_id, self.holders)
        voter = self.election.voter_ids[0]
        with self.assertRaises(AccessError):
            voter.shares = 7
        objection, problem = self.env["coop.election.objection"]._receive(
            self.election.id, self.jia.partner_id, "乙已转让", [("证明.pdf", b"x")]
        )
        self.assertIsNone(problem)
        self.assertEqual(objection.file_ids.res_id, objection.id)
        objection = objection.with_user(self.staff)
        with self.assertRaisesRegex(UserError, "Write the ruling"):
            objection.action_uphold()
        objection.write(
            {"ruling": "属实", "correction": "strike", "holder_id": self.yi.id}
        )
        objection.action_uphold()
        self.assertEqual(self.election.voter_count, 2)
        with self.assertRaises(UserError):
            objection.ruling = "改判"
        self.refused(
            "UPDATE coop_election_objection SET state='dismissed' WHERE id=%s",
            objection.id,
        )

    def test_roll_is_final(self):
        self.until("candidates")
        voter = self.election.voter_ids[0]
        self.refused("UPDATE coop_election_voter SET shares=1 WHERE id=%s", voter.id)
        self.refused("DELETE FROM coop_election_voter WHERE id=%s", voter.id)
        self.assertEqual(
            self.env["coop.election.objection"]._receive(
                self.election.id, self.jia.partner_id, "太晚"
            )[1],
            "closed",
        )

    def test_objection_holds_the_roll_open(self):
        self.until("roll")
        self.env["coop.election.objection"]._receive(
            self.election.id, self.jia.partner_id, "漏登"
        )
        self.later(days=6)
        with self.assertRaisesRegex(UserError, "ruled on"):
            self.election.action_close_roll()

    def test_days_of_objection_are_full(self):
        self.until("roll")
        self.later(days=5)
        with self.assertRaisesRegex(UserError, "received until"):
            self.election.action_close_roll()

    def test_stranger_objects_to_nothing(self):
        self.until("roll")
        person = self.stranger.partner_id
        objections = self.env["coop.election.objection"]
        result = objections._receive(self.election.id, person, "x")
        self.assertEqual(result[1], "closed")
        bad = objections._receive(
            self.election.id, self.jia.partner_id, "x", [("a.exe", b"x")]
        )
        self.assertEqual(bad[1], "file")

    # Candidates and the committee

    def test_opinion_blocks_nobody_and_comes_before_the_ballot(self):
        self.until("review")
        self.hold.add_officers("scrutineer", self.helpers)
        self.later(days=60)
        with self.assertRaisesRegex(UserError, "opinion on each candidate"):
            self.election.action_open_ballot()
        self.hold.give_opinions("unsuitable")
        self.election.action_open_ballot()
        self.hold.leave_ballot()
        self.hold.leave_count()
        elected = [one for one, _result in self.election._get_elected()]
        self.assertEqual({one.verdict for one in elected}, {"unsuitable"})
        self.election.action_publish_result()
        self.election.action_take_office()
        self.assertEqual(len(self.election.seat_ids), 5)

    def test_opinion_after_the_ballot_opened_is_refused(self):
        self.until("ballot")
        candidate = self.election.candidate_ids[0]
        opinion = candidate.opinion_ids.with_user(self.users["committee"])
        vals = {
            "election_id": self.election.id,
            "candidate_id": candidate.id,
            "organ_id": self.committee.id,
            "verdict": "unsuitable",
        }
        with self.assertRaises(UserError):
            opinion.create(vals)
        with self.assertRaises(AccessError):
            opinion.verdict = "unsuitable"
        with self.assertRaises(AccessError):
            opinion.unlink()
        self.refused(
            "UPDATE coop_election_opinion SET verdict='none' WHERE id=%s", opinion.id
        )
        self.refused("DELETE FROM coop_election_opinion WHERE id=%s", opinion.id)

    def test_opinion_has_no_grounds(self):
        names = set(self.env["coop.election.opinion"]._fields)
        self.assertFalse(names & {"reason", "note", "grounds", "comment", "text"})

    def test_opinion_is_the_committees(self):
        self.until("review")
        vals = {
            "election_id": self.election.id,
            "candidate_id": self.election.candidate_ids[0].id,
            "organ_id": self.committee.id,
            "verdict": "suitable",
        }
        for role in ("staff", "street", "clerk_a", "auditor", "board_a"):
            with self.assertRaises(AccessError):
                self.as_role(self.env["coop.election.opinion"], role).create(vals)

    def test_chair_need_not_be_a_party_member(self):
        self.count([3])
        candidate = self.election._get_elected()[0][0]
        self.assertEqual(candidate.person_id, self.rivals[0])
        self.assertIn("recommended", candidate.advice)
        self.election.action_publish_result()
        self.election.action_take_office()
        chair = self.organs["board"].head_seat_id
        self.assertEqual(chair.person_id, self.rivals[0])

    def test_scrutineer_is_no_candidate(self):
        self.until("review")
        with self.assertRaisesRegex(ValidationError, "counts no ballots"):
            self.hold.add_officers("scrutineer", self.rivals[:1])

    # Ballots

    def test_ballot_is_given_once_and_to_voters(self):
        self.until("ballot")
        voter = self.election.voter_ids[0]
        voter.action_issue()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            voter.action_issue()
            self.env.flush_all()

    def test_proxies_over_the_limit(self):
        self.until("ballot")
        jia, yi, bing = self.election.voter_ids
        vals = {
            "election_id": self.election.id,
            "round_id": self.election.round_id.id,
            "how": "proxy",
            "proxy_id": jia.id,
            "document": "委托书",
        }
        ballots = self.env["coop.election.ballot"].with_user(self.users["clerk_a"])
        ballots.create({**vals, "voter_id": yi.id})
        with self.assertRaisesRegex(UserError, "more than 1 proxies"):
            ballots.create({**vals, "voter_id": bing.id})

    def test_no_ballot_after_the_boxes_are_closed(self):
        self.until("count")
        voter = self.election.voter_ids[0]
        with self.assertRaises(UserError):
            self.env["coop.election.ballot"].create(
                {
                    "election_id": self.election.id,
                    "round_id": self.election.round_id.id,
                    "voter_id": voter.id,
                }
            )
        self.refused("DELETE FROM coop_election_ballot WHERE voter_id=%s", voter.id)

    # Count and result

    def test_tie_leads_to_a_further_ballot_among_those_who_tie(self):
        self.count([3], directors=(3, 3, 2, 2, 2))
        figures = self.election.result_ids.figures[str(self.directors.id)]
        self.assertEqual(figures["outcome"], "run_off")
        self.assertEqual(self.election._get_vacant(), {self.directors: 2})
        self.election.action_further_ballot()
        sheet = self.election.round_id.sheet_ids
        self.assertEqual((sheet.post_id, sheet.kind), (self.directors, "further"))
        self.assertEqual(sheet.line_ids.candidate_id.person_id, self.runners[2:5])
        self.hold.leave_ballot()
        elections.fill(sheet, [1, 2, 2])
        self.election.action_close_count()
        self.election.action_publish_result()
        self.election.action_take_office()
        self.assertEqual(
            self.election.seat_ids.person_id & self.runners,
            self.runners[:2] | self.runners[3:5],
        )
        self.assertEqual(len(self.election.result_ids), 2)

    def test_further_ballot_takes_a_third(self):
        """Two of three are needed first; one of three is a third, and enough then."""
        self.count([1, 1])
        self.assertEqual(self.election._get_vacant(), {self.chairs: 1})
        self.election.action_further_ballot()
        sheet = self.election.round_id.sheet_ids
        self.assertEqual(len(sheet.line_ids), 2)
        self.hold.leave_ballot()
        elections.fill(sheet, [1, 0], returned=3)
        self.election.action_close_count()
        self.assertFalse(self.election._get_vacant())

    def test_more_returned_than_issued_voids_the_ballot(self):
        self.count([3], returned=4)
        sheet = self.sheets()[0]
        self.assertEqual(sheet.outcome, "invalid")
        self.election.action_further_ballot()
        self.assertEqual(self.election.round_id.sheet_ids.kind, "first")

    def test_more_votes_than_ballots_are_told(self):
        self.until("count")
        first, second = self.sheets()
        elections.fill(first, [3], invalid=1)
        elections.fill(second, [3, 3, 3, 3])
        with self.assertRaisesRegex(UserError, "more votes"):
            self.election.action_close_count()
        self.assertFalse(self.election.result_ids)

    def test_result_is_sealed(self):
        self.count([3])
        result = self.election.result_ids
        with self.assertRaises(AccessError):
            result.sudo().elected = []
        self.refused(
            "UPDATE coop_election_result SET elected='[]' WHERE id=%s", result.id
        )
        self.refused("DELETE FROM coop_election_result WHERE id=%s", result.id)
        line = self.sheets()[0].line_ids[0]
        self.refused("UPDATE coop_election_sheet_line SET votes=0 WHERE id=%s", line.id)
        self.refused(
            "UPDATE coop_election SET state='review' WHERE id=%s", self.election.id
        )

    def test_seat_needs_that_it_was_elected(self):
        self.count([3])
        seats = self.env["community.seat"].sudo()
        vals = {
            "organ_id": self.organs["board"].id,
            "role_id": self.chairs.role_id.id,
            "person_id": self.rivals[1].id,
            "date_start": house.today(self.env),
            "election_result_id": self.election.result_ids.id,
        }
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            with_pass(seats, {*vals})._seat_in_cooperative([vals])
            self.env.flush_all()

    def test_barred_is_elected_but_not_seated(self):
        self.until("count")
        self.env.cr.execute(
            "UPDATE coop_cooperative SET state='preparing' WHERE id=%s", [self.lake.id]
        )
        self.lake.invalidate_recordset()
        factory.make_seats(
            self.env,
            [
                factory.prepare_seat(
                    self.organs["supervisors"], "supervisor", self.rivals[0]
                )
            ],
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE coop_cooperative SET state='active' WHERE id=%s", [self.lake.id]
        )
        self.lake.invalidate_recordset()
        self.hold.leave_count()
        self.election.action_publish_result()
        with self.assertRaisesRegex(UserError, "count stands as it is"):
            self.election.action_take_office()
        candidate = self.election._get_elected()[0][0].with_user(self.staff)
        self.assertTrue(candidate.is_elected)
        action = candidate.action_decline()
        declining = candidate.env[action["res_model"]].create(
            {"candidate_id": candidate.id, "document": "不就任声明"}
        )
        declining.action_decline()
        self.assertEqual(candidate.declined_document, "不就任声明")
        self.election.action_take_office()
        self.assertEqual(len(self.election.seat_ids), 4)
        self.assertEqual(len(self.election.result_ids.elected), 5)

    def test_appeal_upheld_means_a_new_ballot_not_a_new_result(self):
        self.count([3])
        self.election.action_publish_result()
        objection, _problem = self.env["coop.election.objection"]._receive(
            self.election.id, self.jia.partner_id, "票箱未封"
        )
        with self.assertRaisesRegex(UserError, "Appeals ruled on"):
            self.election.action_take_office()
        objection = objection.with_user(self.staff)
        objection.ruling = "属实，重新投票"
        objection.action_uphold()
        self.assertEqual(self.election.state, "ballot")
        first = self.election.round_ids.filtered(lambda one: one.number == 1)
        self.assertEqual(first.state, "annulled")
        self.assertEqual(len(first.result_id.elected), 5)
        self.assertFalse(self.election._get_elected())

    # Access

    def test_two_cooperatives_do_not_see_each_other(self):
        self.until("result")
        for model in (
            "coop.election",
            "coop.election.candidate",
            "coop.election.result",
            "coop.election.voter",
        ):
            records = self.env[model]
            for role, sees in (
                ("clerk_a", True),
                ("clerk_b", False),
                ("board_a", True),
                ("board_b", False),
            ):
                found = self.as_role(records, role).search([])
                self.assertEqual(bool(found), sees, (model, role))

    def test_report_names_everything(self):
        self.count([3])
        report = self.env["report.collective_economy.report_election_result"]
        document = report._prepare_document(self.election.result_ids)
        self.assertEqual(document["posts"][0]["elected"], ["候选主一"])
        self.assertEqual(document["scrutineers"], "监票人、计票人")


@tagged("post_install", "-at_install")
class TestElectionOverHttp(ElectionCase, HttpCase):
    def call_as(self, role, model, method, *args, **kwargs):
        login = self.users[role].login
        self.authenticate(login, login)
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.addons.base.models.ir_model")
    def test_nobody_overwrites_a_result(self):
        self.count([3])
        result = self.election.result_ids
        round_ = self.election.round_id
        line = self.sheets()[0].line_ids[0]
        attempts = [
            ("coop.election.result", "write", [result.ids, {"elected": []}]),
            ("coop.election.result", "unlink", [result.ids]),
            (
                "coop.election.result",
                "create",
                [
                    [
                        {
                            "election_id": self.election.id,
                            "round_id": round_.id,
                            "date": "2026-03-02",
                            "elected": [],
                        }
                    ]
                ],
            ),
            ("coop.election.round", "write", [round_.ids, {"state": "count"}]),
            ("coop.election.sheet.line", "write", [line.ids, {"votes": 1}]),
            ("coop.election.sheet.line", "unlink", [line.ids]),
            (
                "coop.election.candidate",
                "write",
                [self.election.candidate_ids[:1].ids, {"person_id": self.deputy.id}],
            ),
            (
                "coop.election.candidate",
                "create",
                [
                    [
                        {
                            "election_id": self.election.id,
                            "post_id": self.chairs.id,
                            "person_id": self.deputy.id,
                        }
                    ]
                ],
            ),
            ("coop.election", "write", [self.election.ids, {"state": "count"}]),
            ("coop.election", "unlink", [self.election.ids]),
            (
                "coop.election.voter",
                "write",
                [self.election.voter_ids[:1].ids, {"shares": 9}],
            ),
        ]
        for role in ("staff", "committee", "street", "administrator", "clerk_a"):
            for model, method, args in attempts:
                with self.assertRaises(JsonRpcException, msg=(role, model, method)):
                    self.call_as(role, model, method, *args)

    def test_holder_reads_the_notice_and_objects(self):
        self.until("roll")
        login = self.users["holder"].login
        self.authenticate(login, login)
        page = self.url_open("/my/elections").text
        self.assertIn(self.election.name, page)
        self.assertIn("100", page)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        answer = self.url_open(
            f"/my/elections/{self.election.id}/objection",
            data={"csrf_token": token, "text": "我的股数不对"},
            files={"files": ("证明.pdf", b"%PDF-1.4", "application/pdf")},
        )
        self.assertIn("received=1", answer.url)
        objection = self.election.objection_ids
        self.assertEqual(objection.person_id, self.jia.partner_id)
        self.assertEqual(len(objection.file_ids), 1)

    def test_stranger_sees_no_election(self):
        self.until("roll")
        login = self.users["portal"].login
        self.authenticate(login, login)
        self.assertNotIn(self.election.name, self.url_open("/my/elections").text)

    def test_public_page_has_names_and_no_shares(self):
        self.until("roll")
        page = self.election.page_ids
        text = self.url_open(f"/gongshi/{page.id}").text
        self.assertIn("股东乙", text)
        self.assertNotIn("<td>100</td>", text)
