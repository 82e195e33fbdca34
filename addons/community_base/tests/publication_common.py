from ..demo import factory
from .engine_common import EngineCase


class PublicationCase(EngineCase):
    """Matters of 南湖 that one meeting adopts, and their pages.

    Their procedure is short: one vote, seven days of publication, carrying out, and
    three days of publication of the outcome.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        first = cls.env.ref("community_base.procedure_four_two").step_ids[0]
        vote = {
            "name": "表决",
            "kind": "vote",
            "organ_kind_id": first.organ_kind_id.id,
            "rule_code": first.rule_code,
        }
        cls.env["community.procedure"].create(
            {
                "name": "公示测试",
                "code": "test_publication",
                "date_start": factory.TERM_START,
                "source": "公示测试",
                "step_ids": cls._prepare_steps(
                    vote,
                    {"name": "决议公开", "kind": "publication", "publication_days": 7},
                    {"name": "组织实施", "kind": "outcome"},
                    {"name": "结果公开", "kind": "publication", "publication_days": 3},
                ),
            }
        )
        cls.matter_class = cls.env["community.matter.class"].create(
            {
                "name": "公示测试",
                "code": "test_publication",
                "power": "decision",
                "procedure_code": "test_publication",
            }
        )

    @staticmethod
    def _prepare_steps(*steps):
        return [
            (0, 0, {**step, "sequence": number})
            for number, step in enumerate(steps, start=1)
        ]

    def post(self, name="改造南湖社区公园", **vals):
        """Return the page of a matter that was adopted today."""
        matter = self.make_matter(name=name, class_id=self.matter_class.id, **vals)
        matter.action_submit()
        self.hold_meeting(matter.current_step_id)
        return self.env["community.publication"].search([("matter_id", "=", matter.id)])

    def copy_pages(self, page, count, name=None):
        """Return more pages like one, as if their matters had been decided too."""
        pages = page.sudo()
        names = [f"{name or page.name}{number}" for number in range(count)]
        return pages._post(
            [pages._prepare_page(page.step_id, "decision", name, "") for name in names]
        )

    def receive(self, page, text="公园预算过高", contact=None):
        objection, problem = (
            self.env["community.objection"]
            .with_user(self.users["public"])
            ._receive(page.id, text, contact)
        )
        self.assertFalse(problem)
        return objection.with_user(self.staff)
