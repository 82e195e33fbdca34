from contextlib import contextmanager

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.collective_economy.demo import factory as coops

from .common import CoopEngineCase

MILLION = 1_000_000


class FindingCase(CoopEngineCase):
    """南湖 keeps its books by the chart of collectives; entries go straight in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        charts = cls.env["account.chart.template"]
        for cooperative in cls.lake | cls.hill:
            charts.try_loading(
                "cn_collective", cooperative.company_id, install_demo=False
            )
        cls.cr.execute("UPDATE coop_cooperative SET date_live = '2024-01-02'")
        cls.env.invalidate_all()
        cls.bank = cls.env["res.partner"].create(
            {"name": "某担保公司", "is_company": True}
        )
        cls.findings = cls.env["coop.finding"]

    def entry(self, *lines, day="2026-02-10", partner=None, cooperative=None):
        """Post an entry of lines (code, debit positive amount)."""
        company = (cooperative or self.lake).company_id
        chart = self.env["account.chart.template"].with_company(company)
        move = self.env["account.move"].create(
            {
                "date": day,
                "journal_id": chart.ref("general").id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": chart.ref(f"account_{code}").id,
                            "balance": amount,
                            "partner_id": partner and partner.id,
                        }
                    )
                    for code, amount in lines
                ],
            }
        )
        move.action_post()
        return move

    def borrow(self, amount=MILLION, **vals):
        vals = {"partner": self.bank, **vals}
        return self.entry(("102", amount), ("221", -amount), **vals)

    def look(self):
        """Run the rules as every night; return all findings."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            cron = self.env.ref("collective_economy.ir_cron_look")
            cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.findings.search([])

    def codes(self):
        return sorted(self.look().mapped("rule_id.code"))

    def refused_by_database(self):
        return self.assertRaises(IntegrityError)


@tagged("post_install", "-at_install")
class TestFindings(FindingCase):
    def test_quiet_books_say_nothing(self):
        self.borrow(99_999.99)
        self.entry(("513", 3_000), ("102", -3_000))
        self.assertFalse(self.look())

    def test_loan_straight_into_the_books(self):
        move = self.borrow()
        finding = self.look()
        self.assertEqual(finding.rule_id.code, "entry_loan")
        self.assertEqual((finding.cooperative_id, finding.amount), (self.lake, MILLION))
        self.assertEqual((finding.partner_id, finding.date), (self.bank, move.date))
        self.assertEqual(finding.evidence_ids.mapped("res_id"), move.ids)
        case = finding.case_id
        self.assertEqual(case.organ_id, self.organs["board"])
        self.assertEqual((case.state, case.rule_code), ("open", "entry_loan"))
        self.assertFalse(case.found_by_id)

    def test_once_however_often_the_rules_run(self):
        self.borrow()
        finding = self.look()
        self.assertEqual(self.look(), finding)
        self.findings.with_user(self.users["street"]).action_look()
        self.assertEqual(self.findings.search([]), finding)
        rule = finding.rule_id
        hits = self.env["coop.finder"]._find(rule)
        with self.refused_by_database(), mute_logger("odoo.sql_db"):
            self.findings._record(rule, hits)

    def test_each_kind_of_act(self):
        acts = (
            ("entry_investment", ("141", MILLION), ("102", -MILLION)),
            ("entry_purchase", ("151", MILLION), ("211", -MILLION)),
            ("entry_disposal", ("154", 60_000), ("151", -60_000)),
            ("entry_distribution", ("3220102", 1), ("211", -1)),
            ("entry_large_fund", ("513", 600_000), ("102", -600_000)),
        )
        for code, *lines in acts:
            with self.subTest(code):
                before = self.findings.search([])
                self.entry(*lines, partner=self.bank)
                found = (self.look() - before).mapped("rule_id.code")
                self.assertEqual(found, [code])

    def test_under_its_threshold_each_but_not_together(self):
        moves = [self.borrow(60_000, day=day) for day in ("2026-01-05", "2026-02-05")]
        self.borrow(60_000, day="2026-02-06", cooperative=self.hill)
        finding = self.look()
        self.assertEqual(finding.rule_id.code, "split_loan")
        self.assertEqual(finding.amount, 120_000)
        self.assertEqual(
            finding.evidence_ids.mapped("res_id"), [move.id for move in moves]
        )

    def test_apart_by_more_than_the_window(self):
        self.borrow(60_000, day="2025-10-01")
        self.borrow(60_000, day="2025-12-31")
        self.assertFalse(self.look())

    def test_leaving_the_party_out_is_no_way_round(self):
        for _ in range(2):
            self.borrow(60_000, partner=None)
        self.assertEqual(self.codes(), ["split_loan"])

    def test_between_own_accounts_is_no_act(self):
        self.entry(("101", MILLION), ("102", -MILLION))
        self.entry(("151", MILLION), ("153", -MILLION))
        self.assertFalse(self.look())

    def test_what_was_taken_back_is_no_act(self):
        self.borrow()._reverse_moves([{"date": "2026-02-11"}]).action_post()
        self.assertFalse(self.look())

    def test_closing_the_year_is_no_act(self):
        self.entry(("102", MILLION), ("501", -MILLION), day="2025-05-01")
        self.env["l10n_cn.year.closing"]._close(self.lake.company_id, 2025)
        self.assertFalse(self.look())

    def test_before_the_rule_is_no_matter(self):
        self.borrow(day="2023-12-31")
        self.assertFalse(self.look())

    def test_other_chart_of_accounts(self):
        accounts = self.env.ref(
            "collective_economy.finding_rule_entry_loan"
        ).account_ids
        accounts.filtered(lambda a: a.chart_template == "cn_collective").unlink()
        self.borrow()
        self.assertEqual(self.codes(), [])

    def test_nobody_answers_until_there_is_somebody(self):
        bare = coops.make_cooperative(self.env, self.north, "东坡股份合作公司")
        bare.action_activate()
        self.env.flush_all()
        self.cr.execute("UPDATE coop_cooperative SET date_live = '2024-01-02'")
        self.env["account.chart.template"].try_loading(
            "cn_collective", bare.company_id, install_demo=False
        )
        self.env.invalidate_all()
        self.borrow(cooperative=bare)
        finding = self.look()
        self.assertEqual((len(finding), finding.case_id.ids), (1, []))
        organs = coops.make_organs(bare)
        self.look()
        self.assertEqual(finding.case_id.organ_id, organs["board"])

    # False hits

    def doubt(self, finding, role="department", reason="银行重复入账"):
        finding = finding.with_user(self.users[role])
        finding.doubt_reason = reason
        finding.action_doubt()
        return finding

    def test_false_hit_is_dismissed_by_a_second_person(self):
        self.borrow()
        finding = self.look()
        with self.assertRaises(UserError):
            finding.with_user(self.users["department"]).action_doubt()
        self.doubt(finding, "street")
        with self.assertRaises(UserError):
            finding.with_user(self.users["street"]).action_dismiss()
        finding.with_user(self.users["district"]).action_dismiss()
        self.assertEqual(
            (finding.state, finding.case_id.state), ("dismissed", "closed")
        )
        self.assertIn("银行重复入账", finding.case_id.outcome)
        events = self.env["community.trail"].search(
            [("model", "=", finding._name), ("res_id", "=", finding.id)]
        )
        self.assertEqual(
            set(events.mapped("event")), {"finding_doubted", "finding_dismissed"}
        )
        self.assertEqual(self.look(), finding)

    def test_department_calls_but_does_not_dismiss(self):
        self.borrow()
        finding = self.doubt(self.look())
        for action in ("action_dismiss", "action_uphold"):
            with self.assertRaises(AccessError):
                getattr(finding, action)()

    def test_upheld(self):
        self.borrow()
        finding = self.doubt(self.look())
        finding.with_user(self.users["street"]).action_uphold()
        self.assertEqual((finding.state, finding.case_id.state), ("open", "open"))

    def test_who_entered_it_does_not_judge(self):
        move = self.borrow()
        finding = self.look()
        self.env.cr.execute(
            "UPDATE account_move SET create_uid = %s WHERE id = %s",
            [self.users["street"].id, move.id],
        )
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            self.doubt(finding, "street")

    def test_settled_with_the_outcome_of_the_case(self):
        self.borrow()
        finding = self.look()
        case = finding.case_id.with_user(self.users["street"])
        with self.assertRaises(UserError):
            case.action_close()
        case.outcome = "责令补报，约谈董事长"
        case.action_close()
        self.assertEqual(finding.state, "settled")
        with self.assertRaises(UserError):
            self.doubt(finding)

    def test_database_refuses(self):
        self.borrow()
        finding = self.look()
        finding.flush_recordset()
        one = self.users["street"].partner_id.id
        for column, value in (
            ("dismissed_by_id", one),
            ("facts", "没事"),
            ("key", "x"),
            ("case_id", None),
        ):
            with (
                self.subTest(column),
                self.refused_by_database(),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    f"UPDATE coop_finding SET {column} = %s WHERE id = %s",
                    [value, finding.id],
                )
        for table in ("coop_finding", "coop_finding_evidence"):
            with (
                self.refused_by_database(),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(f"DELETE FROM {table}")

    def test_nobody_enters_a_finding_or_takes_one_away(self):
        self.borrow()
        finding = self.look()
        for role in ("street", "district", "administrator", "clerk_a"):
            mine = self.as_role(finding, role)
            for vals in ({"state": "dismissed"}, {"case_id": False}, {"key": "x"}):
                with self.subTest(role, vals=vals), self.assertRaises(AccessError):
                    mine.write(vals)
            with self.assertRaises(UserError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.create({"cooperative_id": self.lake.id, "facts": "x"})

    def test_who_sees_it(self):
        self.borrow()
        finding = self.look()
        seen = {
            role
            for role in self.ROLES
            if self.as_role(self.findings, role).has_access("read")
            and self.as_role(self.findings, role).search([]) == finding
        }
        self.assertEqual(
            seen,
            {
                *("staff", "committee", "department", "street", "district"),
                *("auditor", "clerk_a", "board_a"),
            },
        )

    # Matters

    def submit(self):
        matter = self.make_coop_matter("loan", amount=MILLION)
        matter.action_submit()
        return matter

    def wait_past(self, step):
        """Let time pass until a day after a step's deadline; nothing before it."""
        self.later(days=(step.deadline - self.env["community.meeting"]._today()).days)
        self.assertFalse(self.look())
        self.later(days=1)
        return self.look()

    def test_check_past_its_deadline(self):
        step = self.submit().current_step_id
        finding = self.wait_past(step)
        self.assertEqual(finding.rule_id.code, "review_department")
        self.assertEqual(finding.case_id.department_id, self.department)
        self.assertEqual(finding.party, "department")

    def test_review_past_its_deadline(self):
        matter = self.submit()
        self.pass_check(matter)
        step = matter.current_step_id
        finding = self.wait_past(step)
        self.assertEqual(finding.rule_id.code, "review_committee")
        self.assertEqual(finding.case_id.organ_id, self.committee)
        self.assertEqual(finding.case_id.step_id, step)
        cases = self.env["community.accountability.case"]
        self.later(days=90)
        overdue = self.env["community.matter.step"].search(cases._get_overdue_domain())
        self.assertNotIn(step, overdue)

    def test_decided_without_review(self):
        """Only whoever writes into the tables gets so far."""
        matter = self.submit()
        self.carry(matter)
        self.assertFalse(self.look())
        reviewed = matter.step_ids.filtered(
            lambda step: step.organ_id.kind_id.code == "party_committee"
        )
        reviewed.flush_recordset()
        self.cr.execute(
            "UPDATE community_matter_step SET closed_on = '2026-12-01'"
            " WHERE id = ANY(%s)",
            [reviewed.ids],
        )
        found = {finding.rule_id.code: finding for finding in self.look()}
        self.assertEqual(set(found), {"unreviewed", "review_committee"})
        case = found["unreviewed"].case_id
        self.assertEqual(case.organ_id, self.organs["board"])

    # Seats

    def test_seat_that_nobody_gave(self):
        chair = self.organs["board"].seat_ids
        with self.no_triggers("community_seat"):
            self.cr.execute(
                """INSERT INTO community_seat (organ_id, area_id, role_id, person_id,
                                               tenure, date_start)
                   SELECT organ_id, area_id, %s, %s, 'regular', '2026-02-01'
                     FROM community_seat WHERE id = %s RETURNING id""",
                [
                    self.env.ref("community_base.role_board_director").id,
                    self.yi.partner_id.id,
                    chair.id,
                ],
            )
            [seat] = self.cr.fetchone()
        finding = self.look()
        self.assertEqual(finding.rule_id.code, "seat")
        self.assertEqual(finding.evidence_ids.mapped("res_id"), [seat])

    @contextmanager
    def no_triggers(self, table):
        """Write as somebody does who goes round the program and its triggers."""
        self.env.flush_all()
        self.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        self.env.flush_all()
        self.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    # Contracts

    def contract(self, state="minor", **vals):
        """Return a lease over every threshold that somebody has put into force."""
        contract = self.env["coop.contract"].create(
            {
                "name": "东塘仓库",
                "cooperative_id": self.lake.id,
                "kind": "works",
                "partner_id": self.bank.id,
                "entered_amount": MILLION,
                "date_start": "2025-01-01",
                "date_end": "2025-12-31",
                **vals,
            }
        )
        with self.no_triggers("coop_contract"):
            self.cr.execute(
                "UPDATE coop_contract SET state = %s, register_number = id"
                " WHERE id = %s",
                [state, contract.id],
            )
        self.env.invalidate_all()
        return contract

    def test_contract_in_force_without_its_resolution(self):
        for state in ("active", "minor", "ended"):
            with self.subTest(state):
                before = self.findings.search([])
                contract = self.contract(state)
                finding = self.look() - before
                self.assertEqual(finding.rule_id.code, "contract")
                self.assertEqual(finding.amount, MILLION)
                self.assertEqual(finding.evidence_ids.mapped("res_id"), contract.ids)

    def test_contract_below_the_thresholds(self):
        self.contract("minor", entered_amount=299_999)
        self.contract("draft")
        self.assertFalse(self.look())

    def rent(self, amount=6_000, **vals):
        vals = {"partner": self.bank, **vals}
        return self.entry(("102", amount), ("501", -amount), **vals)

    def test_rent_from_who_has_no_lease(self):
        days = ("2025-08-05", "2025-09-05", "2025-10-05", "2025-11-05")
        moves = [self.rent(day=day) for day in days[:3]]
        self.assertFalse(self.look())
        moves.append(self.rent(day=days[3]))
        finding = self.look()
        self.assertEqual(finding.rule_id.code, "undeclared_lease")
        self.assertEqual(
            finding.evidence_ids.mapped("res_id"), [move.id for move in moves]
        )
        self.rent(20_000, day="2026-02-05")
        self.assertEqual(self.codes(), ["entry_lease", "undeclared_lease"])

    def test_lease_past_its_term(self):
        self.contract("minor", kind="lease_out", entered_amount=0)
        self.rent(19_000, day="2025-11-05")
        self.rent(day="2026-01-30")
        self.assertEqual(self.codes(), [])
        move = self.rent(day="2026-02-05")
        finding = self.look()
        self.assertEqual(finding.rule_id.code, "contract_expired")
        self.assertEqual(finding.evidence_ids[1:].mapped("res_id"), move.ids)


@tagged("post_install", "-at_install")
class TestExplanations(FindingCase):
    """An entry that carries out a resolution names it, and no more than it allows."""

    def resolve(self, kind="loan", amount=MILLION, **vals):
        """Return the last resolution about a matter of 南湖 of a kind and amount."""
        matter = self.make_coop_matter(kind, amount=amount, months=0, **vals)
        matter.action_submit()
        return self.carry(matter)

    def explain(self, move, resolution, amount=MILLION, role="clerk_a"):
        explanations = self.env["coop.entry.explanation"]
        if role:
            explanations = self.as_role(explanations, role)
        return explanations.create(
            {"move_id": move.id, "resolution_id": resolution.id, "amount": amount}
        )

    def test_explained_by_its_resolution(self):
        resolution = self.resolve()
        move = self.borrow(day="2026-08-01", partner=self.bank)
        explanation = self.explain(move, resolution, role=None)
        self.assertEqual(explanation.cooperative_id, self.lake)
        self.assertFalse(self.look())
        explanation.action_void("录错")
        self.assertEqual(self.codes(), ["entry_loan"])

    def test_resolution_of_another_class_explains_nothing(self):
        resolution = self.resolve("works")
        move = self.borrow(day="2026-08-01")
        self.explain(move, resolution, role=None)
        self.assertEqual(self.codes(), ["entry_loan"])

    def test_decided_after_the_act(self):
        move = self.borrow()
        self.explain(move, self.resolve(), role=None)
        self.assertEqual(self.codes(), ["decided_late"])

    def test_no_more_than_it_allows(self):
        resolution = self.resolve(amount=MILLION)
        one, two = (self.borrow(600_000, day="2026-08-01") for _ in range(2))
        self.explain(one, resolution, 600_000, role=None)
        with self.assertRaises(UserError):
            self.explain(two, resolution, 600_000, role=None)
        self.explain(two, resolution, 400_000, role=None)
        with self.assertRaises(UserError):
            self.explain(one, self.resolve(), 600_001, role=None)

    def test_only_of_the_same_cooperative_and_party(self):
        resolution = self.resolve(counterparty_id=self.bank.id)
        other = self.env["res.partner"].create({"name": "别家"})
        with self.assertRaises(UserError):
            self.explain(self.borrow(partner=other), resolution, role=None)
        with self.assertRaises(UserError):
            self.explain(self.borrow(cooperative=self.hill), resolution, role=None)

    def test_database_refuses(self):
        resolution = self.resolve()
        explanation = self.explain(self.borrow(), resolution, role=None)
        elsewhere = self.borrow(cooperative=self.hill)
        self.env.flush_all()
        for query, values in (
            ("UPDATE coop_entry_explanation SET amount = 1", []),
            ("UPDATE coop_entry_explanation SET voided = true", []),
            ("DELETE FROM coop_entry_explanation", []),
            (
                "INSERT INTO coop_entry_explanation (move_id, resolution_id, amount)"
                " VALUES (%s, %s, 1)",
                [elsewhere.id, resolution.id],
            ),
            (
                "INSERT INTO coop_entry_explanation (move_id, resolution_id, amount)"
                " VALUES (%s, %s, 1)",
                [self.borrow().id, resolution.id],
            ),
        ):
            with (
                self.subTest(query),
                self.refused_by_database(),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.cr.execute(query, values)
        self.assertFalse(explanation.voided)

    def test_nothing_of_it_changes_by_hand(self):
        explanation = self.explain(self.borrow(), self.resolve(), role=None)
        mine = self.as_clerk(explanation)
        for vals in (
            {"amount": 1},
            {"voided": True},
            {"resolution_id": False},
            {"move_id": self.borrow().id},
        ):
            with self.assertRaises(AccessError):
                mine.write(vals)
        with self.assertRaises(AccessError):
            mine.unlink()
        with self.assertRaises(UserError):
            mine.action_void(" ")
