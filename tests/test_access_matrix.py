"""Role × model × operation, the whole table, for every addon of the suite.

``access_matrix.csv`` says for each model what each role may do (c create, r read,
u update, d delete). A model that the table does not know, or knows wrongly, fails:
whoever adds a model decides here, in the open, who may touch it.
"""

import csv
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.collective_economy.tests.common import CoopCase
from odoo.addons.community_hr.tests.common import StaffCase

TABLE = Path(__file__).with_name("access_matrix.csv")
OPERATIONS = {"c": "create", "r": "read", "u": "write", "d": "unlink"}
# Models of Odoo whose access the suite stands on.
CORE_MODELS = {
    "hr.employee",
    "hr.version",
    "res.company",
    "res.partner",
    "res.partner.bank",
    "res.users",
}


def read_table():
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row.pop("model"): row for row in csv.DictReader(lines)}


def suite_models(registry):
    """Return the names of the models with a table or a form that our addons bring.

    Those of the addons for the tests (``test_*``) are no part of the suite.
    """
    addons = (Path(__file__).parents[1] / "addons").iterdir()
    ours = {path.name for path in addons if not path.name.startswith("test_")}
    return {
        name
        for name, model in registry.items()
        if model._original_module in ours and not model._abstract
    }


@tagged("post_install", "-at_install")
class TestAccessMatrix(CoopCase):
    ROLES = {**CoopCase.ROLES, "officer": StaffCase.ROLES["officer"]}

    def allowed(self, model, role):
        records = self.as_role(self.env[model], role)
        return "".join(
            letter
            for letter, operation in OPERATIONS.items()
            if records.has_access(operation)
        )

    def test_table_names_every_model_and_no_other(self):
        self.assertEqual(
            set(read_table()) - CORE_MODELS, suite_models(self.env.registry)
        )

    def test_every_cell(self):
        table = read_table()
        roles = set(self.ROLES)
        wrong = []
        for model, row in table.items():
            self.assertEqual(set(row), roles, "each role has its column")
            for role, expected in row.items():
                actual = self.allowed(model, role) or "-"
                if actual != expected:
                    wrong.append(f"{model}, {role}: {actual}, not {expected}")
        self.assertFalse(wrong, "\n".join(wrong))

    def test_auditor_writes_nothing(self):
        """But his own wizards' rows, which are gone with the session."""
        for model, row in read_table().items():
            if not self.env[model]._transient:
                self.assertIn(row["auditor"], ("r", "-"), model)


@tagged("post_install", "-at_install")
class TestHouseRules(CoopCase):
    """What every model of the suite keeps."""

    def models(self):
        return [self.env[name] for name in sorted(suite_models(self.env.registry))]

    def test_records_of_an_area_have_the_global_rule(self):
        for model in self.models():
            if "area_id" not in model._fields or model._transient:
                continue
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("global", "=", True)]
            )
            for mode in ("read", "write", "create", "unlink"):
                guarding = rules.filtered(f"perm_{mode}").filtered(
                    lambda rule: "_area_domain(" in rule.domain_force
                )
                self.assertTrue(guarding, f"{model._name} has no area rule to {mode}")

    def test_stored_computed_fields_are_out_of_reach(self):
        """By the mixin, or because nobody may write the model at all."""
        protected = type(self.env["community.protected.mixin"])
        for model in self.models():
            if not model._transient and model._auto and self.is_written(model):
                self.assertIsInstance(model, protected, model._name)

    def is_written(self, model):
        return self.env["ir.model.access"].search_count(
            [
                ("model_id.model", "=", model._name),
                "|",
                ("perm_write", "=", True),
                ("perm_create", "=", True),
            ],
            limit=1,
        )
