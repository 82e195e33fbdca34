import base64
from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..kernel import declaration
from ..kernel.rounding import to_fen
from .pay_collector import Gathering
from .pay_run import FINAL

SUMS = {
    "gross": "gross",
    "tax": "tax",
    "net": "net",
    "tax_income": "income",
    "tax_exempt": "exempt",
    "tax_insurance": "insurance",
    "tax_other": "other",
    "tax_separate": "separate",
}


class PayRun(models.Model):
    """What authorities want to know of a month: everybody's figures in one table.

    All that is taxed in the run's month counts, supplements and reversals with it.
    """

    # What the tax office is told reads apart.
    _inherit = "pay.run"  # pylint: disable=consider-merging-classes-inherited

    def action_declare(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Declaration Table"),
            "res_model": "pay.declaration.export",
            "view_mode": "form",
            "target": "new",
            "context": {"default_run_id": self.id},
        }

    def _make_declaration(self, template):
        """Return (name, content) of a table for who may read the ID numbers in it."""
        self.ensure_one()
        self.check_access("write")
        template.check_access("read")
        if self.state not in FINAL:
            raise UserError(self.env._("What is not approved is not declared."))
        slips = self.env["pay.slip"].search(
            Domain("tax_month", "=", self.tax_month)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("area_id", "child_of", self.area_id.id)
            & Domain("run_id.state", "in", FINAL)
        )
        rows = self._prepare_declared(slips)
        self.env["community.trail"]._note(self, "pay_declared", after=template.name)
        content = declaration.fill(
            base64.b64decode(template.file),
            rows,
            {
                "month": f"{self.tax_month:%Y-%m}",
                "area": self.area_id.name,
                "company": self.company_id.name,
                "count": str(len(rows)),
            },
        )
        return f"{template.name}-{self.tax_month:%Y-%m}.xlsx", content

    def _prepare_declared(self, slips):
        people = slips.employee_id.sudo().sorted("id")
        papers = self._read_papers(people)
        figures = self._sum_figures(slips)
        reliefs = self._get_declared_reliefs(people)
        bases = self._get_declared_bases(people)
        return [
            {
                "serial": str(place),
                "number": person.barcode or str(person.id),
                "name": person.work_contact_id.name or person.name,
                **papers.get(person.work_contact_id.id, {}),
                **figures[person.id],
                **reliefs[person.id],
                **bases[person.id],
            }
            for place, person in enumerate(people, 1)
        ]

    def _read_papers(self, people):
        """Return {person id: paper and number}; each file is logged as exported."""
        files = self.env["pay.private"]._find_files(self.area_id, people)
        files._log_opening("export", ["id_number"])
        kinds = dict(files._fields["id_type"]._description_selection(self.env))
        return {
            file.partner_id.id: {
                "id_type": kinds.get(file.id_type, ""),
                "id_number": file.id_number or "",
            }
            for file in files.sudo()
        }

    def _sum_figures(self, slips):
        """Return {employee: {name: fen}} of his slips together, and by component."""
        figures = defaultdict(lambda: defaultdict(int))
        for slip in slips:
            for column, name in SUMS.items():
                figures[slip.employee_id.id][name] += to_fen(slip[column])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.employee_id, component.code, sum(line.amount)
                       * CASE WHEN component.kind IN ('withheld', 'tax', 'reduction')
                              THEN -1 ELSE 1 END
                  FROM pay_slip_line line
                  JOIN pay_component component ON component.id = line.component_id
                 WHERE line.slip_id IN %s
              GROUP BY line.employee_id, component.code, component.kind""",
                tuple(slips.ids) or (0,),
            )
        )
        for employee, code, amount in rows:
            figures[employee][code] += to_fen(amount)
        return figures

    def _get_declared_reliefs(self, people):
        gathering = Gathering(self.env, self, people)
        kinds = self.env["pay.tax.relief.kind"].sudo().search(Domain.TRUE)
        codes = {kind.id: f"relief_{kind.code}" for kind in kinds}
        found = {}
        for person in people:
            own = gathering.get_reliefs(person.id)
            found[person.id] = {codes[kind]: fen for kind, fen in own.items()}
            found[person.id]["relief"] = sum(own.values())
        return found

    def _get_declared_bases(self, people):
        bases = defaultdict(dict)
        found = self.env["pay.insurance.base"].search(
            Domain("employee_id", "in", people.ids)
            & Domain("date_start", "<=", self.tax_month)
            & (
                Domain("date_end", "=", False)
                | Domain("date_end", ">=", self.tax_month)
            )
        )
        for base in found:
            bases[base.employee_id.id][f"base_{base.kind}"] = to_fen(base.base)
        return bases
