from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CommunityCase

PRIVATE = "community.person.private"
ID_WEI, ID_NA, ID_FANG = (
    "11010519491231002X",
    "440306199001010014",
    "440306198502283120",
)


def table(*rows, header="姓名\t身份证号\t手机\t政治面貌\t银行账号\t备注"):
    return "\n".join([header, *("\t".join(row) for row in rows)])


@tagged("post_install", "-at_install")
class TestPersonImport(CommunityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = cls.env[PRIVATE].sudo()
        cls.wei = cls.keep(cls.south, "张伟", id_number=ID_WEI, phone="13800000001")
        cls.fang = cls.keep(cls.west, "王芳", id_number=ID_FANG, phone="13800000003")

    @classmethod
    def keep(cls, area, name, **vals):
        vals = {"name": name, "area_id": area.id, "purpose": "staff"} | vals
        return cls.env[PRIVATE].sudo().create(vals)

    def wizard(self, role="staff", **vals):
        vals = {"area_id": self.south.id, "purpose": "staff"} | vals
        wizard = self.env["community.person.import"].with_user(self.users[role])
        return wizard.create(vals)

    def preview(self, *rows, **vals):
        wizard = self.wizard(text=table(*rows), **vals)
        wizard.action_preview()
        return wizard

    def load(self, *rows, **vals):
        wizard = self.preview(*rows, **vals)
        self.assertEqual(wizard.state, "preview", wizard.problem_ids.mapped("message"))
        wizard.action_apply()
        self.assertEqual(wizard.state, "done", wizard.message)
        return wizard

    def file_of(self, name, area=None):
        area = area or self.south
        return self.files.search([("name", "=", name), ("area_id", "=", area.id)])

    def count_people(self):
        return self.env["res.partner"].search_count([("is_person", "=", True)])

    # New people

    def test_new_people_and_once_more(self):
        rows = (
            ("李 娜", f"'{ID_NA}", "138-0000-0002", "群众", "6222 0200 1234", "组长"),
            ("陈静", "", "", "中共党员", "", ""),
        )
        people = self.count_people()
        wizard = self.load(*rows)
        self.assertFalse(wizard.text)
        file = self.file_of("李娜")
        self.assertEqual(
            (file.id_number, file.phone, file.bank_account, file.note),
            (ID_NA, "13800000002", "622202001234", "组长"),
        )
        self.assertEqual((file.political_status, file.purpose), ("masses", "staff"))
        self.assertEqual(file.partner_id.name, "李娜")
        self.assertFalse(file.partner_id.phone)
        self.assertEqual(self.count_people(), people + 2)
        again = self.preview(*rows)
        self.assertEqual(
            {line.name: line.status for line in again.line_ids},
            {"李娜": "same", "陈静": "possible"},
        )
        with self.assertRaisesRegex(UserError, "陈静"):
            again.action_apply()
        again.line_ids.filtered(lambda line: line.name == "陈静").decision = "same"
        again.action_apply()
        self.assertEqual(self.count_people(), people + 2)
        self.assertEqual(len(self.file_of("陈静")), 1)

    def test_numbers_are_masked_in_the_preview(self):
        line = self.preview(("李娜", ID_NA, "13800000002", "", "622202001234")).line_ids
        self.assertEqual(line.id_number, "440306********0014")
        self.assertEqual(line.phone, "138****0002")
        self.assertEqual(line.bank_account, "6222 **** **** 1234")

    # People known

    def test_file_changes_and_empty_cells_erase_nothing(self):
        wizard = self.preview(("张伟", ID_WEI, "13900000009"))
        line = wizard.line_ids
        self.assertEqual(
            (line.status, line.person_id), ("changed", self.wei.partner_id)
        )
        self.assertIn("138****0001 → 139****0009", line.changes)
        self.wei.note = "旧备注"
        wizard.action_preview()
        wizard.action_apply()
        self.assertEqual((self.wei.phone, self.wei.note), ("13900000009", "旧备注"))

    def test_same_number_in_another_area_is_the_same_person(self):
        wizard = self.preview(("王芳", ID_FANG))
        self.assertEqual(wizard.line_ids.status, "joined")
        wizard.action_apply()
        self.assertEqual(self.file_of("王芳").partner_id, self.fang.partner_id)
        self.assertFalse(self.file_of("王芳").phone)

    def test_phones_of_other_areas_are_not_told(self):
        line = self.preview(("王芳", "", "13800000003")).line_ids
        self.assertEqual(line.status, "possible")
        line = self.preview(("张伟", "", "13800000001")).line_ids
        self.assertEqual((line.status, line.decision), ("probable", "same"))

    def test_same_name_is_for_the_user_to_decide(self):
        wizard = self.preview(("张伟", "", "13700000007"))
        line = wizard.line_ids
        self.assertEqual((line.status, line.decision), ("possible", False))
        self.assertEqual(line.candidate_ids, self.wei.partner_id)
        line.decision = "new"
        wizard.action_apply()
        self.assertEqual(len(self.file_of("张伟").partner_id), 2)

    def test_same_number_other_name(self):
        wizard = self.preview(("张玮", ID_WEI))
        line = wizard.line_ids
        self.assertEqual((line.status, line.decision), ("other_name", False))
        line.decision = "new"
        with self.assertRaisesRegex(UserError, "Row 2"):
            wizard.action_apply()
        line.write({"decision": "same", "person_id": self.wei.partner_id.id})
        wizard.action_apply()
        self.assertFalse(self.file_of("张玮"))

    def test_two_rows_cannot_be_one_person(self):
        wizard = self.preview(
            ("张伟", "", "13700000007"), ("张伟", ID_NA, "13700000008")
        )
        first, second = wizard.line_ids.sorted("row")
        self.assertEqual((first.status, second.status), ("possible", "new"))
        wizard = self.preview(("张伟", "", "13700000007"), ("张伟", "", "13700000008"))
        wizard.line_ids.decision = "same"
        with self.assertRaisesRegex(UserError, "cannot both be"):
            wizard.action_apply()

    def test_a_line_can_be_left_out(self):
        wizard = self.preview(("李娜", ID_NA), ("张伟", "", "13700000007"))
        wizard.line_ids.filtered(lambda line: line.name == "张伟").chosen = False
        wizard.action_apply()
        self.assertTrue(self.file_of("李娜"))
        self.assertEqual(len(self.file_of("张伟")), 1)

    def test_person_from_outside_the_candidates(self):
        wizard = self.preview(("张伟", "", "13700000007"))
        wizard.line_ids.write(
            {"decision": "same", "person_id": self.fang.partner_id.id}
        )
        with self.assertRaisesRegex(UserError, "one of those shown"):
            wizard.action_apply()

    # Problems

    def test_problems_by_row_and_column(self):
        wizard = self.preview(
            ("李娜", "440306199001010015"),
            ("陈静", "440306900101001", "12345"),
            ("王芳", "", "", "外星人"),
            ("赵敏", ID_NA, "", "", "abc"),
            ("钱多", ID_NA),
            ("钱多", ID_NA),
        )
        self.assertEqual((wizard.state, wizard.error_count), ("source", 6))
        self.assertEqual(
            {(problem.row, problem.column) for problem in wizard.problem_ids},
            {
                (2, "身份证号"),
                (3, "身份证号"),
                (3, "手机"),
                (4, "政治面貌"),
                (5, "银行账号"),
                (7, "姓名"),
            },
        )
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertFalse(self.file_of("钱多"))

    def test_every_reason_has_its_words(self):
        texts = self.wizard()._get_problem_texts()
        for reason in ("length", "format", "checksum", "old", "birth_date"):
            self.assertIn("x", texts[f"id_number_{reason}"] % {"value": "x"})

    def test_passport(self):
        wizard = self.wizard(
            text=table(
                ("JOHN SMITH", "护照", "E1234567"), header="姓名\t证件类型\t证件号"
            )
        )
        wizard.action_preview()
        wizard.action_apply()
        file = self.file_of("JOHN SMITH")
        self.assertEqual((file.id_type, file.id_number), ("passport", "E1234567"))

    def test_columns_that_no_register_needs_are_passed_over(self):
        wizard = self.wizard(text=table(("陈静", "女"), header="姓名\t性别"))
        wizard.action_preview()
        self.assertFalse(wizard.problem_ids)

    # Who may

    def test_another_area(self):
        with self.assertRaises(AccessError):
            self.preview(("李娜", ID_NA), area_id=self.north.id)

    def test_others_may_not(self):
        for role in ("auditor", "department", "employee"):
            with self.assertRaises(AccessError, msg=role):
                self.wizard(role=role)

    def test_administrator_without_charge(self):
        with self.assertRaises(AccessError):
            self.preview(("李娜", ID_NA), role="administrator")

    def test_table_of_another_user(self):
        wizard = self.preview(("李娜", ID_NA))
        for records in (wizard, wizard.line_ids, wizard.problem_ids):
            if records:
                with self.assertRaises(AccessError):
                    records.with_user(self.users["committee"]).read(["create_date"])

    # Many

    def test_query_count_does_not_grow(self):
        def load(count, letter):
            rows = [
                (f"{letter}{n}号", "", f"13{ord(letter) % 10}{n:08}") for n in count
            ]
            start = self.env.cr.sql_log_count
            self.load(*rows)
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        load(range(1), "甲")
        small, large = load(range(20), "乙"), load(range(140), "丙")
        self.assertLessEqual(large, small + 8)
