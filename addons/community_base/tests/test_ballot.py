import doctest
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, Form
from odoo.tools import SQL, mute_logger

from ..house import with_pass
from ..kernel import ballot
from ..report import community_document_report
from .ballot_common import BallotCase

TABLES = ("community_meeting_ballot", "community_meeting_ballot_mark")


class TestReceipt(BaseCase):
    def test_doctests(self):
        self.assertFalse(doctest.testmod(ballot).failed)

    def test_receipts_differ(self):
        self.assertEqual(len({ballot.new_receipt() for _time in range(2000)}), 2000)
        self.assertFalse(set("01IO") & set(ballot.ALPHABET))


class TestSecretBallot(BallotCase):
    """From the agenda to the minutes."""

    def test_the_whole_story(self):
        item = self.open(there=8)
        choices = ["yes"] * 5 + ["no"] * 2
        receipts = {
            self.cast(item, number, choice): choice
            for number, choice in enumerate(choices)
        }
        self.assertEqual(item.vote_words, "7 of 8 have voted")
        self.check_database()
        item.meeting_id.action_close()
        self.check_database()
        self.assertEqual(item.outcome, "adopted")
        self.assertEqual(
            (item.issued, item.returned, item.yes_count, item.no_count), (8, 7, 5, 2)
        )
        counted = {one.receipt: one.choice for one in item.ballot_ids}
        self.assertEqual(counted, receipts)
        self.assertEqual(len(item.mark_ids), 7)
        self.assertIn("secret ballot, electronic", item.resolution_id.result_words)

    def test_minutes_and_archive_say_how_and_list_the_receipts(self):
        item = self.open()
        receipts = [self.cast(item, number) for number in range(6)]
        item.meeting_id.action_close()
        self.patch(community_document_report, "public_lang", lambda _env: "en_US")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "community_base.action_report_meeting", item.meeting_id.ids
        )
        text = html.decode()
        self.assertIn("Secret Ballot, Electronic", text)
        self.assertIn("issued 9, returned 6: yes 6, no 0", text)
        for receipt in receipts:
            self.assertIn(receipt, text)
        votes = self.env["community.matter.archive"]._get_votes(item)
        self.assertIn("Secret Ballot, Electronic", votes[1])

    def test_by_scrutineers_unless_said_otherwise(self):
        item = self.open(kind="paper")
        self.assertFalse(item.is_electronic)
        with self.assertRaises(AccessError):
            self.cast(item, 0)
        with self.assertRaises(UserError):
            item.meeting_id.action_close()
        item.scrutineer_ids = item.meeting_id.attendance_ids[:2]
        item.write({"issued": 9, "returned": 9, "yes_count": 6, "no_count": 3})
        item.meeting_id.action_close()
        self.assertEqual(item.outcome, "adopted")
        self.assertNotIn("electronic", item.resolution_id.result_words)

    def test_the_way_is_chosen_before_the_meeting_opens(self):
        meeting = self.prepare(kind="paper")
        meeting.action_convene()
        meeting.item_ids.ballot_kind = "electronic"
        meeting.action_open()
        with self.assertRaises(UserError):
            meeting.item_ids.ballot_kind = "paper"
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE community_meeting_item SET ballot_kind = 'paper' WHERE id = %s",
                meeting.item_ids.ids,
            )

    def test_a_proxy_is_offered_only_where_a_rule_allows_one(self):
        self.assertFalse(self.prepare().allows_proxies)

    def test_only_secret_votes_and_only_heads(self):
        step = self.env.ref("community_base.procedure_residents_decision_1")
        step.rule_code = "shareholders_ordinary"
        with self.assertRaises(ValidationError) as refusal:
            self.prepare()
        self.assertIn("shares are counted", str(refusal.exception))
        step.write({"secret": False, "rule_code": self.RULE})
        with self.assertRaises(ValidationError) as refusal:
            self.prepare()
        self.assertIn("not voted on by secret ballot", str(refusal.exception))

    def test_few_voters_are_warned_and_not_refused(self):
        self.assertFalse(self.prepare().item_ids.few_voters)
        step = self.env.ref("community_base.procedure_committee_decision_1")
        step.secret = True
        matter = self.make_matter("support")
        matter.action_submit()
        few = self.env["community.meeting"].create(
            {
                "organ_id": self.committee.id,
                "date": self.moment.date(),
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "step_id": matter.current_step_id.id,
                            "ballot_kind": "electronic",
                        },
                    )
                ],
            }
        )
        self.assertTrue(few.item_ids.few_voters)

    def test_dialog_shows_my_papers_only(self):
        item = self.open(there=8).with_user(self.voters[1])
        self.assertTrue(item.can_cast)
        papers = item.get_ballot_papers()
        self.assertEqual([one["name"] for one in papers["papers"]], ["乙二"])
        self.assertEqual([key for key, _label in papers["choices"]][0], "yes")
        self.cast(item, 1)
        self.assertTrue(item.get_ballot_papers()["papers"][0]["cast"])
        self.assertFalse(item.can_cast)
        for stranger in (self.staff, self.voters[8]):
            with self.subTest(stranger=stranger.name):
                self.assertFalse(item.with_user(stranger).can_cast)
                self.assertFalse(item.with_user(stranger).get_ballot_papers()["papers"])

    def test_forms_open_in_every_state(self):
        item = self.open()
        for close in (False, True):
            if close:
                for number in range(5):
                    self.cast(item, number)
                item.meeting_id.action_close()
            for role in ("staff", "committee", "department", "street", "auditor"):
                for record in (item, item.meeting_id):
                    with self.subTest(role=role, model=record._name, closed=close):
                        Form(self.as_role(record, role))

    def test_no_quorum_leaves_the_matter_for_a_second_call(self):
        item = self.open(there=3)
        self.cast(item, 0)
        item.meeting_id.action_close()
        self.assertEqual(
            (item.outcome, item.meeting_id.state),
            (
                "no_quorum",
                "adjourned",
            ),
        )
        again = item.meeting_id.action_second_call()
        second = self.env["community.meeting"].browse(again["res_id"]).item_ids
        self.assertEqual(second.ballot_kind, "electronic")
        self.assertFalse(second.ballot_ids or second.mark_ids or second.returned)


class TestWhoMayCast(BallotCase):
    def refuse(self, *args, error=UserError, **kwargs):
        with self.assertRaises(error), self.env.cr.savepoint():
            self.cast(*args, **kwargs)

    def test_once(self):
        item = self.open()
        self.cast(item, 0)
        self.refuse(item, 0, "no")
        marks = self.env["community.meeting.ballot.mark"]
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            marks._put(item_id=item.id, attendance_id=self.line(item, 0).id)

    def test_not_for_another_nor_absent_nor_late(self):
        item = self.open(there=8)
        self.refuse(item, 0, line=self.line(item, 1), error=AccessError)
        self.refuse(item, 8, error=AccessError)
        self.refuse(item, 0, "perhaps")
        for number in range(5):
            self.cast(item, number)
        item.meeting_id.action_close()
        self.refuse(item, 6, error=AccessError)

    def test_who_withdrew_does_not_vote(self):
        item = self.open()
        recusals = self.env["community.meeting.recusal"].with_user(self.staff)
        vals = {"item_id": item.id, "reason": "亲属"}
        recusals.create({**vals, "person_id": self.people[0].id})
        self.refuse(item, 0, error=AccessError)
        self.cast(item, 1)
        with self.assertRaises(UserError):
            recusals.create({**vals, "person_id": self.people[1].id})

    def test_who_voted_stays(self):
        """The ballot could not be found again if he were marked as absent."""
        item = self.open()
        self.cast(item, 0)
        with self.assertRaises(UserError):
            self.line(item, 0).action_absent()
        proxy = {"status": "proxy", "holder_id": self.line(item, 1).id}
        with self.assertRaises(UserError):
            self.line(item, 0).write(proxy)
        self.line(item, 0).action_present()
        self.line(item, 1).action_absent()

    def test_the_recorder_enters_no_totals(self):
        item = self.open()
        with self.assertRaises(UserError):
            item.yes_count = 9
        item.discussion = "讨论"

    def test_nothing_is_put_in_without_the_act(self):
        item = self.open()
        self.cast(item, 0)
        for model, vals in (
            ("ballot", {"receipt": "AAAA-AAAA", "choice": "yes"}),
            ("ballot.mark", {"attendance_id": self.line(item, 1).id}),
        ):
            records = self.env[f"community.meeting.{model}"]
            with self.subTest(model=model):
                with self.assertRaises(AccessError):
                    records.create({"item_id": item.id, **vals})
                with self.assertRaises(AccessError):
                    records.with_user(self.staff).create({"item_id": item.id, **vals})
        with self.assertRaises(AccessError):
            item.mark_ids.unlink()


class TestProxies(BallotCase):
    RULE = "village_election"

    def test_one_ballot_for_each_whom_one_stands_for(self):
        item = self.open(there=7)
        self.assertTrue(item.meeting_id.allows_proxies)
        for number in (7, 8):
            with Form(self.line(item, number)) as form:
                form.holder_id = self.line(item, 0)
            self.assertEqual(form.record.status, "proxy")
        papers = item.with_user(self.voters[0]).get_ballot_papers()["papers"]
        self.assertEqual([one["name"] for one in papers], ["甲一", "辛八", "壬九"])
        self.assertEqual([one["is_mine"] for one in papers], [True, False, False])
        for number, choice in ((0, "yes"), (7, "no"), (8, "yes")):
            self.cast(item, 0, choice, self.line(item, number))
        with self.assertRaises(UserError):
            self.cast(item, 0, "yes", self.line(item, 8))
        with self.assertRaises(AccessError):
            self.cast(item, 1, "yes", self.line(item, 8))
        with self.assertRaises(AccessError):
            self.cast(item, 8)
        with self.assertRaises(UserError):
            self.line(item, 0).action_absent()
        for number in range(1, 7):
            self.cast(item, number)
        item.meeting_id.action_close()
        self.assertEqual((item.issued, item.yes_count, item.no_count), (9, 8, 1))


class TestUnlinkable(BallotCase):
    """What the rows of the database tell, and what they refuse."""

    def rows(self, table, *columns):
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                "SELECT %s FROM %s ORDER BY ctid",
                SQL(", ").join(map(SQL, columns)),
                SQL.identifier(table),
            )
        )

    def test_no_column_leads_to_a_voter(self):
        for table, expected in zip(
            TABLES,
            (
                {"id", "item_id", "receipt", "choice"},
                {"id", "item_id", "attendance_id"},
            ),
            strict=True,
        ):
            self.env.cr.execute(
                "SELECT column_name FROM information_schema.columns "
                "WHERE table_name = %s",
                (table,),
            )
            self.assertEqual({name for (name,) in self.env.cr.fetchall()}, expected)
            self.env.cr.execute(
                "SELECT 1 FROM pg_class WHERE relkind = 'S' AND relname LIKE %s",
                (f"{table}%",),
            )
            self.assertFalse(self.env.cr.fetchall(), "no sequence counts the rows")

    def test_opening_the_urn_writes_all_rows_anew(self):
        item = self.open()
        order, ids = [], []
        for number in range(9):
            order.append(self.cast(item, number, random.choice(["yes", "no"])))
            ids.append({row[0] for row in self.rows(TABLES[0], "id")})
        cast_ids = [
            (now - was).pop() for was, now in zip([set(), *ids], ids, strict=False)
        ]
        self.assertNotIn(cast_ids, (sorted(cast_ids), sorted(cast_ids, reverse=True)))
        was = {table: self.rows(table, "id", "ctid::text") for table in TABLES}
        item._open_urns()
        for table in TABLES:
            old_ids, old_places = map(set, zip(*was[table], strict=True))
            new = self.rows(table, "id", "ctid::text")
            new_ids, new_places = map(set, zip(*new, strict=True))
            self.assertEqual(len(new_ids), 9)
            self.assertFalse(old_ids & new_ids or old_places & new_places, table)
        self.check_database()
        places = [row[0] for row in self.rows(TABLES[0], "receipt")]
        self.assertEqual(sorted(places), sorted(order))

    def test_the_new_order_is_another_each_time(self):
        item = self.open()
        for number in range(9):
            self.cast(item, number)
        orders = set()
        for _time in range(5):
            item._open_urns()
            orders.add(tuple(self.rows(TABLES[0], "receipt")))
        self.assertGreater(len(orders), 3, "9! orders are possible")

    def test_rows_are_not_changed_nor_taken_out_nor_added(self):
        item = self.open()
        receipt = self.cast(item, 0)
        self.cast(item, 1)
        self.check_database()
        for statement in (
            "UPDATE community_meeting_ballot SET choice = 'no'",
            "UPDATE community_meeting_ballot_mark SET id = id",
            "DELETE FROM community_meeting_ballot",
            "DELETE FROM community_meeting_ballot_mark",
            "TRUNCATE community_meeting_ballot",
            "INSERT INTO community_meeting_ballot (item_id, receipt, choice) "
            f"VALUES ({item.id}, 'AAAA-AAAA', 'yes')",
            "WITH gone AS (DELETE FROM community_meeting_ballot RETURNING *) "
            "INSERT INTO community_meeting_ballot (item_id, receipt, choice) "
            "SELECT item_id, receipt, 'no' FROM gone ORDER BY 2",
            "WITH gone AS (DELETE FROM community_meeting_ballot RETURNING *) "
            "INSERT INTO community_meeting_ballot (item_id, receipt, choice) "
            "SELECT item_id, receipt || 'X', choice FROM gone ORDER BY 2",
        ):
            with (
                self.subTest(statement=statement),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)
                self.check_database()
        self.assertIn((receipt, "yes"), self.rows(TABLES[0], "receipt", "choice"))

    def test_a_closed_urn_takes_nothing_in(self):
        item = self.open()
        for number in range(5):
            self.cast(item, number)
        item.meeting_id.action_close()
        self.env.flush_all()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["community.meeting.ballot"]._put(
                item_id=item.id, receipt="AAAA-AAAA", choice="yes"
            )

    def test_closing_refuses_an_urn_that_does_not_add_up(self):
        item = self.open()
        for number in range(5):
            self.cast(item, number)
        self.check_database()
        execute = self.env.cr.execute
        execute(
            "ALTER TABLE community_meeting_ballot DISABLE TRIGGER community_urn_kept"
        )
        self.env["community.meeting.ballot"]._put(
            item_id=item.id, receipt="AAAA-AAAA", choice="yes"
        )
        with self.assertRaises(UserError) as refusal:
            item.meeting_id.action_close()
        self.assertIn("6 ballots are in the urn, but 5 have", str(refusal.exception))

    def test_the_superuser_finds_nothing_while_the_meeting_lasts(self):
        item = self.open()
        receipt = self.cast(item, 0)
        ballots = self.env["community.meeting.ballot"].sudo()
        self.env.cr.execute("SELECT id FROM community_meeting_ballot")
        [one] = ballots.browse([row[0] for row in self.env.cr.fetchall()])
        by_receipt = [("receipt", "=", receipt)]
        self.assertFalse(ballots.search([]) | ballots.search(by_receipt))
        self.assertFalse(ballots.search_count([]))
        self.assertFalse(ballots._read_group([], ["choice"], ["__count"]))
        self.assertFalse(ballots.name_search(receipt))
        self.assertFalse(item.sudo().ballot_ids)
        self.assertFalse(item.search([("ballot_ids.choice", "=", "yes")]))
        self.assertFalse(item.search([("ballot_ids", "!=", False)]))
        for read in (
            lambda: one.choice,
            lambda: one.read(["choice"]),
            lambda: one.export_data(["receipt", "choice"]),
        ):
            with self.assertRaises(AccessError):
                read()
        for number in range(1, 5):
            self.cast(item, number)
        item.meeting_id.action_close()
        self.assertEqual(ballots.search(by_receipt).choice, "yes")

    def test_a_pass_of_the_server_is_for_the_row_it_was_made_for(self):
        item = self.open()
        self.cast(item, 0)
        with self.assertRaises(AccessError):
            with_pass(self.env["community.meeting.ballot"], {"choice"}).create(
                {"item_id": item.id, "receipt": "AAAA-AAAA", "choice": "yes"}
            )

    @settings(max_examples=12, deadline=None)
    @given(
        st.lists(
            st.sampled_from(["yes", "no", "abstain", None]), min_size=9, max_size=9
        )
    )
    def test_totals_are_the_ballots_cast(self, choices):
        with self.env.cr.savepoint() as point:
            item = self.open()
            cast = [choice for choice in choices if choice]
            for number, choice in enumerate(choices):
                if choice:
                    self.cast(item, number, choice)
            item.meeting_id.action_close()
            self.check_database()
            counts = (item.yes_count, item.no_count, item.abstain_count)
            self.assertEqual(counts, tuple(map(cast.count, ("yes", "no", "abstain"))))
            self.assertEqual((item.returned, item.issued), (len(cast), 9))
            self.assertEqual(item.outcome == "adopted", cast.count("yes") > 4)
            point.rollback()
        self.env.invalidate_all()
