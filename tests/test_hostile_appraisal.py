"""People against their own and others' results, over HTTP: N tried, 0 through."""

from hostile import Attacker

from odoo.tests import HttpCase, tagged

from odoo.addons.community_base.demo.factory import PASSWORD
from odoo.addons.community_hr.demo import appraisal_factory as made
from odoo.addons.community_hr.tests.appraisal_common import YEAR, AppraisalCase

TABLES = (
    "appraisal_appeal",
    "appraisal_award",
    "appraisal_criterion",
    "appraisal_cycle",
    "appraisal_grade",
    "appraisal_party",
    "appraisal_quota",
    "appraisal_scheme",
    "appraisal_score",
    "appraisal_sheet",
    "training_attendance",
    "training_session",
)
ROLES = ("worker", "colleague", "committee", "officer_west", "auditor")
ACTS = (
    "action_open",
    "action_collect",
    "action_close_scoring",
    "action_reopen_scoring",
    "action_tell",
    "action_recalibrate",
    "action_publish",
    "action_seal",
    "action_cancel",
)


@tagged("post_install", "-at_install")
class TestHostileAppraisal(AppraisalCase, Attacker, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        officer = cls.users["officer"]
        cls.cycle = made.make_cycle(cls.scheme.with_user(officer), cls.south, YEAR)
        cls.cycle.action_open()
        course = made.make_course(cls.south).with_user(officer)
        cls.training = made.make_session(course, cls.clock().date(), cls.worker)
        cls.training.action_open_sign_in()
        cls.env.flush_all()

    def watched_tables(self):
        return TABLES

    def sign_in(self, role):
        self.authenticate(self.users[role].login, PASSWORD)

    def calls(self, role, *calls):
        for model, method, *args in calls:
            yield (
                role,
                f"{model}.{method} {str(args[1:])[:30]}",
                lambda m=model, n=method, a=args: self.call(m, n, *a),
            )

    def attempts(self, role):
        """Yield every way to a better result that somebody of a role may think of."""
        sheet = self.sheet(self.cycle.sudo(), self.worker)
        theirs = sheet.score_ids.filtered(lambda row: row.rater != "self")
        if role == "committee":
            theirs = theirs.filtered(lambda row: row.rater != "seat")
        best = self.scheme.grade_ids.filtered("limited").id
        yield from self.calls(
            role,
            *(("appraisal.cycle", act, self.cycle.ids) for act in ACTS),
            *(("appraisal.score", "write", row.ids, {"value": 100}) for row in theirs),
            ("appraisal.score", "create", {"sheet_id": sheet.id, "value": 100}),
            ("appraisal.score", "unlink", theirs.ids),
            ("appraisal.score", "copy", theirs[:1].ids),
            ("appraisal.sheet", "write", sheet.ids, {"total": 100, "grade_id": best}),
            ("appraisal.sheet", "web_save", sheet.ids, {"coefficient": 9}, {}),
            ("appraisal.sheet", "unlink", sheet.ids),
            ("appraisal.sheet", "copy", sheet.ids),
            ("appraisal.sheet", "action_state", sheet.ids, "x"),
            ("appraisal.sheet", "action_answer", sheet.ids, "x"),
            ("appraisal.sheet", "action_appeal", sheet.ids, "x"),
            ("appraisal.sheet", "_calibrate", sheet.ids, best, "x"),
            ("appraisal.sheet", "_set_grade", sheet.ids, "excellent", "rules"),
            ("appraisal.cycle", "write", self.cycle.ids, {"state": "sealed"}),
            ("appraisal.cycle", "write", self.cycle.ids, {"rules": {}}),
            ("appraisal.cycle", "unlink", self.cycle.ids),
            ("appraisal.grade", "write", [best], {"at_least": 1}),
            ("appraisal.party", "write", self.scheme.party_ids[0].ids, {"weight": 1}),
            ("appraisal.scheme", "write", self.scheme.ids, {"missing": "refuse"}),
            ("appraisal.scheme", "unlink", self.scheme.ids),
            ("appraisal.quota", "create", {"code": "excellent", "ratio": 99}),
            ("appraisal.appeal", "create", {"sheet_id": sheet.id, "text": "x"}),
            ("appraisal.award", "create", {"sheet_id": sheet.id, "name": "x"}),
            ("training.session", "action_close", self.training.ids),
            ("training.session", "write", self.training.ids, {"state": "held"}),
            (
                "training.attendance",
                "write",
                self.training.attendance_ids.ids,
                {"state": "present", "mark": 100, "examined": True},
            ),
            (
                "training.attendance",
                "action_sign_in",
                self.training.attendance_ids.ids,
                "guess",
            ),
        )

    def test_nobody_betters_a_result(self):
        attempts = [one for role in ROLES for one in self.attempts(role)]
        rows, through = self.run_attempts(attempts, self.sign_in)
        self.assertFalse(through, "\n".join(through))
        self.assertGreater(len(rows), 150)
