from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from ..demo import factory
from .engine_common import EngineCase


class FilingCase(EngineCase):
    """东街道办 takes filings; its director is the street's officer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = factory.make_organ(
            cls.env,
            "street_office",
            cls.east_street,
            "东街道办",
            document_prefix="东街办",
        )
        cls.leader = cls.users["street"]
        factory.make_seat(cls.office, "director", cls.leader.partner_id)

    def add_step(self, code, sequence):
        procedure = self.env["community.procedure"]._get_fact(
            code, self.day("2026-03-02")
        )
        procedure.step_ids = [
            (
                0,
                0,
                {
                    "sequence": sequence,
                    "name": "备案",
                    "kind": "filing",
                    "level": "street",
                    "organ_kind_id": self.office.kind_id.id,
                    "working_days": 3,
                },
            )
        ]

    def start(self, sequence=90):
        self.add_step(
            self.env.ref("community_base.class_small_expense").procedure_code, sequence
        )
        matter = self.make_matter("small_expense", amount=800)
        matter.action_submit()
        return matter

    def make_filing(self, **vals):
        return (
            self.env["community.filing"]
            .with_user(self.staff)
            .create(
                {
                    "name": "合同备案",
                    "area_id": self.south.id,
                    "organ_id": self.office.id,
                    **vals,
                }
            )
        )

    def filing_of(self, matter):
        return self.env["community.filing"].search([("matter_id", "=", matter.id)])


class TestFiling(FilingCase):
    """备案: reported upwards, numbered, and answered with a receipt in time."""

    def test_the_receipt_ends_the_step(self):
        matter = self.start()
        matter.current_step_id.with_user(self.users["committee"]).action_approve()
        filing = self.filing_of(matter)
        self.assertEqual((filing.number, filing.state), ("2026-0001", "filed"))
        self.assertEqual(filing.deadline, matter.current_step_id.deadline)
        self.assertEqual(str(filing.deadline), "2026-03-05")
        filing.with_user(self.leader).action_receive("已收")
        self.assertEqual(filing.receipt_number, "东街办备〔2026〕1号")
        self.assertEqual(filing.received_by_id, self.leader.partner_id)
        self.assertEqual(filing.receipt_seat_id.organ_id, self.office)
        self.assertEqual(matter.state, "closed")

    def test_the_button_of_the_matter_gives_the_receipt_as_well(self):
        matter = self.start()
        matter.current_step_id.with_user(self.users["committee"]).action_approve()
        matter.current_step_id.with_user(self.leader).action_approve("已收")
        self.assertEqual(self.filing_of(matter).state, "received")

    def test_before_the_decision_a_refusal_returns_the_matter(self):
        matter = self.start(sequence=1)
        filing = self.filing_of(matter)
        with self.assertRaises(UserError):
            filing.with_user(self.leader).action_return("")
        filing.with_user(self.leader).action_return("缺合同文本")
        self.assertEqual((matter.state, filing.state), ("returned", "returned"))
        self.assertEqual(filing.note, "缺合同文本")
        with self.assertRaises(UserError):
            filing.with_user(self.staff).action_file()
        matter.action_submit()
        again = self.filing_of(matter)[0]
        self.assertEqual(again.number, "2026-0002")

    def test_after_the_decision_it_is_filed_again(self):
        matter = self.start()
        matter.current_step_id.with_user(self.users["committee"]).action_approve()
        step, filing = matter.current_step_id, self.filing_of(matter)
        step.with_user(self.leader).action_refuse("缺附件")
        self.assertEqual((matter.state, filing.state), ("adopted", "returned"))
        self.assertEqual(step.state, "open")
        with self.assertRaises(UserError):
            step.with_user(self.leader).action_approve()
        self.later(days=2)
        filing.with_user(self.staff).action_file()
        self.assertEqual((filing.number, step.deadline), ("2026-0001", filing.deadline))
        filing.with_user(self.leader).action_receive()
        self.assertEqual(matter.state, "closed")

    def test_withdrawn_with_its_matter(self):
        matter = self.start(sequence=1)
        matter.action_withdraw("不办了")
        self.assertEqual(self.filing_of(matter).state, "cancelled")

    def test_one_without_a_matter(self):
        filing = self.make_filing()
        with self.assertRaises(UserError):
            filing.with_user(self.leader).action_receive()
        filing.action_file()
        self.assertEqual(str(filing.deadline), "2026-03-09")
        self.assertFalse(filing.is_overdue)
        self.later(days=8)
        filing.invalidate_recordset()
        late = self.env["community.filing"].search([("is_overdue", "=", True)])
        self.assertTrue(filing.is_overdue)
        self.assertIn(filing, late)
        filing.with_user(self.leader).action_receive()
        self.assertEqual(filing.state, "received")

    def test_only_a_seat_of_the_organ_answers(self):
        filing = self.make_filing()
        filing.action_file()
        for role in ("staff", "committee", "district", "administrator"):
            with self.assertRaises(AccessError):
                filing.with_user(self.users[role]).action_receive()

    def test_a_department_gives_the_receipt(self):
        department = factory.make_organ(
            self.env, "department", self.east_street, "东街道民政办"
        )
        officer = self.users["department"]
        factory.make_seat(department, "department_officer", officer.partner_id)
        filing = self.make_filing(organ_id=department.id)
        filing.action_file()
        answer = self.env["community.filing.answer"].with_user(officer)
        answer.create({"filing_id": filing.id, "note": "收到"}).action_apply()
        self.assertEqual((filing.state, filing.note), ("received", "收到"))

    def test_who_filed_does_not_answer(self):
        filing = self.make_filing().with_user(self.leader)
        filing.action_file()
        with self.assertRaises(UserError):
            filing.action_receive()

    def test_files_come_and_go_until_it_is_filed(self):
        filing = self.make_filing()
        file = self.upload(filing, "合同.txt")
        filing.attachment_ids = file
        self.assertEqual((file.res_model, file.res_id), (filing._name, filing.id))
        filing.action_file()
        with self.assertRaises(UserError):
            filing.attachment_ids = False
        with self.assertRaises(UserError):
            file.raw = b"y"

    @mute_logger("odoo.sql_db")
    def test_what_was_filed_stays(self):
        filing = self.make_filing()
        for vals in ({"state": "received"}, {"number": "1"}, {"receipt_number": "1"}):
            with self.assertRaises(AccessError):
                filing.write(vals)
        filing.action_file()
        for vals in ({"name": "别的"}, {"organ_id": self.committee.id}):
            with self.assertRaises(UserError):
                filing.write(vals)
        with self.assertRaises(UserError):
            filing.unlink()


class TestFreeFiling(FilingCase):
    """One that no step asked for is watched over all the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.above = factory.make_organ(
            cls.env, "party_work_committee", cls.east_street, "东街道党工委"
        )
        cls.office.parent_id = cls.above
        cls.chief = factory.make_user(
            cls.env, "t_chief", "党工委书记", "street", cls.east_street
        )
        factory.make_seat(cls.above, "secretary", cls.chief.partner_id)

    def setUp(self):
        super().setUp()
        self.filing = self.make_filing()
        self.filing.action_file()

    def remind(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("community_base.ir_cron_remind").method_direct_trigger()
        self.env.invalidate_all()
        return self.reminders()

    def reminders(self):
        return self.env["mail.activity"].search(
            [("community_due", "=", f"{self.filing._name},{self.filing.id}")]
        )

    def move_to(self, day):
        self.later(days=(day - self.env["community.meeting"]._today()).days)

    def groups(self, user):
        home = self.env["community.home"].with_user(user)
        return {group["key"]: group for group in home._get_todo_groups()}

    def test_reminded_then_told_above(self):
        self.assertFalse(self.remind(), "not due yet")
        self.move_to(self.filing.deadline)
        self.assertEqual(self.remind().user_id, self.leader)
        self.later(days=1)
        self.assertEqual(self.remind().user_id, self.leader | self.staff)
        self.later(days=3)
        self.assertEqual(self.remind().user_id, self.leader | self.staff | self.chief)
        self.assertEqual(self.remind(), self.reminders())
        self.filing.with_user(self.leader).action_receive()
        self.assertFalse(self.reminders())

    def test_returned_nobody_is_reminded_until_it_is_filed_again(self):
        self.move_to(self.filing.deadline)
        self.remind()
        self.filing.with_user(self.leader).action_return("缺附件")
        self.assertFalse(self.reminders())
        self.assertFalse(self.remind())
        self.filing.with_user(self.staff).action_file()
        self.move_to(self.filing.deadline)
        self.assertEqual(self.remind().user_id, self.leader)

    def test_of_a_step_the_step_reminds(self):
        matter = self.start()
        matter.current_step_id.with_user(self.users["committee"]).action_approve()
        self.filing = self.filing_of(matter)
        self.move_to(self.filing.deadline)
        self.assertFalse(self.remind())
        step = matter.current_step_id
        self.assertTrue(self.env["community.reminder"]._get_activities(step))

    def test_it_stands_on_both_desks(self):
        for user, key, other in (
            (self.leader, "filings", "own_filings"),
            (self.staff, "own_filings", "filings"),
        ):
            groups = self.groups(user)
            self.assertEqual(groups[key]["count"], 1, key)
            self.assertEqual(groups[key]["overdue"], 0, key)
            self.assertEqual(groups[other]["count"], 0, other)
            self.assertEqual(groups[key]["items"][0]["title"], self.filing.name)
        self.assertFalse(self.groups(self.users["committee"])["filings"]["count"])
        self.move_to(self.filing.deadline)
        self.later(days=1)
        self.filing.invalidate_recordset()
        self.assertEqual(self.groups(self.leader)["filings"]["overdue"], 1)
        self.filing.with_user(self.leader).action_return("缺附件")
        self.assertFalse(self.groups(self.leader)["filings"]["count"])
        [item] = self.groups(self.staff)["own_filings"]["items"]
        self.assertEqual(item["badge"], "Returned")
        self.filing.with_user(self.staff).action_file()
        self.filing.with_user(self.leader).action_receive()
        self.assertFalse(self.groups(self.staff)["own_filings"]["count"])


class TestAppointmentFiled(EngineCase):
    """任免备案: decided by the community's committee, filed with the street's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.above = factory.make_organ(
            cls.env,
            "party_work_committee",
            cls.east_street,
            "东街道党工委",
            document_prefix="东街工委",
        )
        cls.leader = cls.users["street"]
        factory.make_seat(cls.above, "committee_member", cls.leader.partner_id)

    def start(self):
        matter = self.make_matter("appointment", name="调整支部书记")
        matter.action_submit()
        self.hold_meeting(matter.current_step_id)
        return matter

    def desk(self, user):
        matters = self.env["community.matter"].with_user(user)
        return matters.search([("waits_for_me", "=", True)])

    def test_from_the_decision_to_the_receipt(self):
        matter = self.start()
        self.assertEqual((matter.state, matter.current_kind), ("adopted", "filing"))
        self.assertEqual(matter.filing_ids.organ_id, self.above)
        self.assertFalse(matter._is_effective())
        self.assertEqual(self.desk(self.leader), matter)
        self.assertEqual(matter.with_user(self.leader).my_part, "filing")
        wizard = self.env["community.matter.decision"].with_user(self.leader)
        wizard.create(
            {"matter_ids": [(6, 0, matter.ids)], "comment": "准予备案"}
        ).action_apply()
        self.assertEqual(matter.filing_ids.receipt_number, "东街工委备〔2026〕1号")
        self.assertEqual(matter.current_kind, "outcome")
        self.assertTrue(matter._is_effective())

    def test_returned_it_is_on_the_desk_of_who_has_to_file_it_again(self):
        matter = self.start()
        matter.current_step_id.with_user(self.leader).action_return("缺考察报告")
        self.assertFalse(self.desk(self.leader))
        self.assertEqual(self.desk(self.staff), matter)
        self.assertFalse(matter.with_user(self.staff).my_part)
        matter.filing_ids.with_user(self.staff).action_file()
        self.assertEqual(self.desk(self.leader), matter)


class TestManyAtOnce(FilingCase):
    """批量办理: deciding many asks the database no more questions than deciding few."""

    def setUp(self):
        super().setUp()
        self.add_step(
            self.env.ref("community_base.class_small_expense").procedure_code, 90
        )

    def submit(self, count):
        matters = self.env["community.matter"]
        for _number in range(count):
            matter = self.make_matter("small_expense", amount=800)
            matter.action_submit()
            matters |= matter
        return matters

    def decide(self, matters, user, kind="approve"):
        """Return how many queries the dialog took to decide all of them."""
        wizard = self.env["community.matter.decision"].with_user(user)
        vals = {"matter_ids": matters.ids, "kind": kind, "comment": "齐全"}
        wizard = wizard.create(vals)
        self.assertEqual(wizard.count, len(matters))
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        wizard.action_apply()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.cr.sql_log_count - before

    def measure(self, user, kind="approve", before=None):
        """Return the queries for two matters and for eight, when all is warm."""
        counts = []
        for count in (2, 2, 8):
            matters = self.submit(count)
            if before:
                self.decide(matters, before)
            counts.append(self.decide(matters, user, kind))
        return counts[1:]

    def test_approving(self):
        few, many = self.measure(self.users["committee"])
        self.assertEqual(few, many)

    def test_giving_receipts(self):
        few, many = self.measure(self.leader, before=self.users["committee"])
        self.assertEqual(few, many)

    def test_returning(self):
        few, many = self.measure(self.users["committee"], "return")
        self.assertEqual(few, many)

    def test_refusing(self):
        few, many = self.measure(self.users["committee"], "refuse")
        self.assertEqual(few, many)

    def test_each_has_its_own_number_and_trail(self):
        matters = self.submit(3)
        self.decide(matters, self.users["committee"])
        approvals = matters.resolution_ids
        self.assertEqual(sorted(approvals.mapped("register_number")), [1, 2, 3])
        filings = self.env["community.filing"].search(
            [("matter_id", "in", matters.ids)], order="id"
        )
        self.assertEqual(
            filings.mapped("number"), ["2026-0001", "2026-0002", "2026-0003"]
        )
        self.decide(matters, self.leader)
        self.assertEqual(
            filings.mapped("receipt_number"),
            [f"东街办备〔2026〕{number}号" for number in (1, 2, 3)],
        )
        self.assertEqual(set(filings.mapped("note")), {"齐全"})
        trail = self.env["community.trail"].search(
            [("model", "=", "community.filing"), ("event", "=", "receipt_given")]
        )
        self.assertEqual(set(trail.mapped("res_id")), set(filings.ids))
        self.assertEqual(set(trail.mapped("before")), {"filed"})

    def test_one_of_them_is_ones_own(self):
        """One that the approver asked for himself stops all, and is named."""
        matters = self.submit(2)
        asked = matters[1].with_user(self.staff)
        steps = matters.current_step_id
        asked._move("returned", "returned")
        secretary = self.users["committee"].partner_id
        asked.proposer_id = secretary
        asked.action_submit()
        steps = matters.current_step_id.with_user(self.users["committee"])
        with self.assertRaisesRegex(UserError, asked.name):
            steps.action_approve("同意")
        self.assertEqual(set(steps.mapped("state")), {"open"})

    def test_two_steps_beside_each_other_are_numbered_once(self):
        """Who decides both at once makes one approval of the matter, not two."""
        code = self.env.ref("community_base.class_small_expense").procedure_code
        procedure = self.env["community.procedure"]._get_fact(
            code, self.day("2026-03-02")
        )
        first = procedure.step_ids.filtered(lambda step: step.kind == "approval")[0]
        first.copy({"is_parallel": True, "sequence": first.sequence + 1})
        matter = self.submit(1)
        steps = matter.step_ids.filtered(lambda step: step.state == "open")
        self.assertEqual(len(steps), 2)
        steps.with_user(self.users["committee"]).action_approve("同意")
        self.assertEqual(set(steps.mapped("state")), {"done"})
        self.assertEqual(matter.resolution_ids.step_id, steps[1])
        self.assertEqual(matter.state, "adopted")
