from odoo.exceptions import UserError
from odoo.tests import tagged

from ..demo import factory as coops
from .common import CoopCase

HEADER = "股权证号\t姓名\t集体股\t合作股"


@tagged("post_install", "-at_install")
class TestRegisterImport(CoopCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fresh = coops.make_cooperative(
            cls.env,
            cls.south,
            "南湖二组股份合作公司",
            level="group",
            parent_id=cls.lake.id,
            clerk_ids=[(6, 0, cls.users["clerk_a"].ids)],
        )

    def preview(self, *rows, totals=(500, 150), role="clerk_a"):
        wizards = self.as_role(self.env["coop.register.import"], role)
        classes = [
            self.share(kind, self.fresh) for kind in ("collective", "cooperative")
        ]
        wizard = wizards.create(
            {
                "cooperative_id": self.fresh.id,
                "document": "2025年登记册",
                "date": "2025-12-31",
                "text": "\n".join([HEADER, *("\t".join(row) for row in rows)]),
                "total_ids": [
                    (0, 0, {"class_id": item.id, "total": total})
                    for item, total in zip(classes, totals, strict=True)
                ],
            }
        )
        wizard.action_preview()
        return wizard

    def problems(self, wizard):
        return [(item.row, item.column) for item in wizard.problem_ids]

    ROWS = (
        ("A01", "二组集资委", "500", ""),
        ("A02", "黄一", "", "100"),
        ("A03", "黄二", "", "50"),
    )

    def test_register_with_right_totals_is_loaded(self):
        wizard = self.preview(*self.ROWS)
        self.assertEqual(wizard.state, "preview", wizard.problem_ids.mapped("message"))
        wizard.action_apply()
        self.assertEqual((self.fresh.heads, self.fresh.shares), (3, 650))
        self.assertEqual(self.fresh.voting_shares, 150)

    def test_wrong_total_is_named_and_nothing_loaded(self):
        wizard = self.preview(*self.ROWS, totals=(500, 151))
        self.assertEqual(self.problems(wizard), [(0, "合作股")])
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertFalse(self.fresh.holder_ids)

    def test_row_and_column_of_each_problem(self):
        wizard = self.preview(
            self.ROWS[0],
            ("A02", "黄一", "", "100.5"),
            ("A02", "黄二", "", "49.5"),
            ("A04", "黄三", "", ""),
        )
        self.assertEqual(
            self.problems(wizard),
            [(3, "合作股"), (4, "股权证号"), (4, "合作股"), (5, "")],
        )

    def test_active_cooperative_is_not_loaded_again(self):
        self.fresh.action_activate()
        with self.assertRaisesRegex(UserError, "is set up"):
            self.preview(*self.ROWS)

    def test_other_clerk_loads_nothing(self):
        with self.assertRaises(Exception):  # noqa: B017
            self.preview(*self.ROWS, role="clerk_b")
