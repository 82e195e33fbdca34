import re
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..kernel import identity, matching
from ..kernel.matching import Match, Person
from ..kernel.table import Column, Problem
from ..models.community_person_private import CHECKED_ID_TYPES
from .community_table_import import PlannedLine

PRIVATE = "community.person.private"
#: In the order of the preview: what waits for a decision comes first.
STATUSES = ("possible", "other_name", "probable", "new", "joined", "changed", "same")
#: Texts that stand for a value besides its label.
ALIASES = {
    "id_type": {
        "id_card": ("身份证", "居民身份证"),
        "residence_permit": ("港澳台居民居住证", "居住证"),
        "hong_kong_macao": ("港澳居民来往内地通行证", "回乡证"),
        "taiwan": ("台湾居民来往大陆通行证", "台胞证"),
        "foreigner": ("外国人永久居留身份证",),
        "passport": ("护照",),
    },
    "political_status": {
        "party_member": ("中共党员", "党员", "中国共产党党员"),
        "probationary": ("中共预备党员", "预备党员"),
        "league_member": ("共青团员", "团员"),
        "other_party": ("民主党派", "民主党派成员"),
        "no_party": ("无党派人士", "无党派"),
        "masses": ("群众",),
    },
}
#: Each waits until the user says who it is.
OPEN = frozenset({"possible", "other_name"})

#: What the table fills in, besides the name.
FILED = (
    "id_type",
    "id_number",
    "phone",
    "political_status",
    "bank_name",
    "bank_account",
    "address",
    "note",
)
#: Passbooks have no check digit, so accounts are not held to one.
NUMBERS = {
    "phone": identity.check_phone,
    "bank_account": partial(identity.check_bank_account, card=False),
}
MASKS = {
    "id_number": identity.mask_id_card,
    "phone": identity.mask_phone,
    "bank_account": identity.mask_bank_account,
}

_HAN_SPACES = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


class CommunityPersonImport(models.TransientModel):
    """Loads people (人员) with their personal files of one area from a table.

    Somebody with the same ID number is the same person, wherever he is on file.
    The same name with the same phone is taken for the same person unless the user
    says otherwise; about the same name alone the user must decide. What the table
    leaves empty stays as it is.

    To recognize people the wizard looks at the files of all areas. It tells no more
    about them than that the number which the user typed belongs to somebody known.
    """

    _name = "community.person.import"
    _inherit = ["community.table.import"]
    _description = "Load People"

    area_id = fields.Many2one(
        "community.area",
        required=True,
        index=True,
        default=lambda self: self._default_area(),
        help="The area whose office keeps the personal files.",
    )
    purpose = fields.Selection(
        "_select_purposes",
        required=True,
        help="Why this area keeps data about these people (处理目的).",
    )
    retain_until = fields.Date(
        "Keep until", help="After this day the private values are deleted."
    )
    line_ids = fields.One2many(
        "community.person.import.line", "wizard_id", "What Changes"
    )
    open_count = fields.Integer("To Decide", compute="_compute_counts")
    new_count = fields.Integer(compute="_compute_counts")
    known_count = fields.Integer(compute="_compute_counts")
    same_count = fields.Integer(compute="_compute_counts")

    @api.model
    def _default_area(self):
        areas = self.env.user.area_ids
        return areas if len(areas) == 1 else areas.browse()

    @api.model
    def _select_purposes(self):
        return list(self._get_labels("purpose").items())

    @api.depends("line_ids.status")
    def _compute_counts(self):
        for wizard in self:
            statuses = wizard.line_ids.mapped("status")
            wizard.open_count = sum(status in OPEN for status in statuses)
            wizard.new_count = statuses.count("new")
            wizard.same_count = statuses.count("same")
            wizard.known_count = (
                len(statuses) - wizard.open_count - wizard.new_count - wizard.same_count
            )

    # Reading

    def _check_allowed(self):
        self.env[PRIVATE].check_access("create")
        self.env[PRIVATE].check_access("write")
        if self.area_id and self.area_id.id not in self.env.user._area_scope():
            raise AccessError(
                self.env._("%s does not lie in your charge.", self.area_id.name)
            )

    @api.model
    def _get_columns(self):
        return (
            Column(
                "name",
                (self.env._("Full Name"), "姓名", "人员姓名"),
                required=True,
                max_length=60,
            ),
            Column(
                "id_number",
                (
                    self.env._("ID Number"),
                    "身份证号",
                    "身份证号码",
                    "身份证",
                    "公民身份号码",
                    "证件号码",
                    "证件号",
                ),
                kind="code",
            ),
            Column(
                "id_type",
                (self.env._("Paper"), "证件类型", "证件种类"),
                kind="choice",
                choices=self._get_choices("id_type"),
            ),
            Column(
                "phone",
                (
                    self.env._("Mobile"),
                    "手机",
                    "手机号",
                    "手机号码",
                    "联系电话",
                    "电话",
                    "联系方式",
                ),
                kind="code",
            ),
            Column(
                "political_status",
                (self.env._("Political Status"), "政治面貌"),
                kind="choice",
                choices=self._get_choices("political_status"),
            ),
            Column(
                "bank_account",
                (
                    self.env._("Bank Account"),
                    "银行账号",
                    "银行卡号",
                    "银行账户",
                    "账号",
                ),
                kind="code",
            ),
            Column("bank_name", (self.env._("Bank"), "开户行", "开户银行")),
            Column("address", (self.env._("Address"), "住址", "地址", "居住地址")),
            Column("note", (self.env._("Note"), "备注", "说明"), max_length=1000),
        )

    def _get_ignored_headers(self):
        """What such tables often hold and no register here needs."""
        return ("序号", "编号", "性别", "年龄", "出生日期", "出生年月", "民族")

    @api.model
    def _get_choices(self, name):
        """Return the values of a field by every text that stands for them."""
        labels = self._get_labels(name)
        return {label: value for value, label in labels.items()} | {
            text: value for value, texts in ALIASES[name].items() for text in texts
        }

    @api.model
    def _get_labels(self, name):
        return dict(self.env[PRIVATE]._fields[name]._description_selection(self.env))

    # Checking

    def _check_rows(self, rows):
        problems = [problem for row in rows for problem in self._check_row(row)]
        bad = {problem.row for problem in problems}
        people = [self._to_person(row) for row in rows if row.number not in bad]
        for row, first_row in matching.twins(people):
            params = {"first_row": first_row}
            problems.append(Problem(row, "name", "stands_twice", params))
        return problems

    @api.model
    def _check_row(self, row):
        checks = dict(NUMBERS)
        if (row.values["id_type"] or "id_card") in CHECKED_ID_TYPES:
            checks["id_number"] = identity.check_id_card
        for column, check in checks.items():
            value = row.values[column]
            number, reason = check(value) if value else (None, None)
            if reason:
                code = f"{column}_{reason}"
                yield Problem(row.number, column, code, {"value": number})

    @api.model
    def _clean(self, values):
        """Return the values of a row as they are stored."""
        cleaned = {
            column: check(values[column])[0]
            for column, check in NUMBERS.items()
            if values[column]
        }
        cleaned["name"] = _HAN_SPACES.sub("", values["name"])
        if values["id_number"]:
            cleaned["id_number"] = identity.compact(values["id_number"])
            cleaned["id_type"] = values["id_type"] or "id_card"
        return values | cleaned

    def _to_person(self, row):
        values = self._clean(row.values)
        return Person(
            row.number, values["name"], values["id_number"] or "", values["phone"] or ""
        )

    # Planning

    def _plan(self, rows):
        people = [self._to_person(row) for row in rows]
        matches = matching.match(people, self._find_known(people))
        keys = {key for found in matches.values() for key in found.candidates}
        files = self._find_files(keys)
        plan = [self._plan_line(row, matches[row.number], files) for row in rows]
        plan.sort(key=lambda line: (line.vals["sequence"], line.vals["row"]))
        return plan, []

    def _find_known(self, people):
        """Return whom the table may mean.

        ID numbers are compared with the files of all areas: who typed one learns
        that it is known, and to whom it belongs. Phones are compared with the files
        in the user's charge only; elsewhere a name is all that is seen.
        """
        numbers = [person.id_card for person in people if person.id_card]
        names = {person.name for person in people}
        names |= set(map(matching.normalize_name, names))
        partners = self.env["res.partner"].search(
            Domain("name", "in", sorted(names))
            & (Domain("is_person", "=", True) | Domain("user_ids", "!=", False))
        )
        files = (
            self.env[PRIVATE]
            .sudo()
            .search(
                Domain("id_number", "in", numbers)
                | Domain("partner_id", "in", partners.ids)
            )
        )
        scope = self.env.user._area_scope()
        numbers = {f.partner_id: f.id_number for f in files if f.id_number}
        known = [
            Person(
                file.partner_id.id,
                file.partner_id.name,
                numbers.get(file.partner_id) or "",
                (file.phone or "") if file.area_id.id in scope else "",
            )
            for file in files
        ]
        unfiled = partners - files.partner_id.with_env(self.env)
        return known + [Person(partner.id, partner.name) for partner in unfiled]

    def _find_files(self, person_ids):
        """Return the files of this wizard's area, by person."""
        files = self.env[PRIVATE].search(
            [
                ("area_id", "=", self.area_id.id),
                ("partner_id", "in", sorted(person_ids)),
            ]
        )
        return {file.partner_id.id: file for file in files}

    def _plan_line(self, row, found, files):
        values = self._clean(row.values)
        candidates = self._order_candidates(found, files)
        person_id = candidates[0] if len(candidates) == 1 else False
        if found.status in ("known", "probable"):
            person_id = candidates[0]
        file = files.get(person_id)
        changes = self._get_changes(values, file)
        status = self._get_status(found, file, changes)
        vals = {
            "row": row.number,
            "status": status,
            "sequence": STATUSES.index(status),
            "chosen": status != "same",
            "name": values["name"],
            "id_number": identity.mask_id_card(values["id_number"]),
            "phone": identity.mask_phone(values["phone"]),
            "bank_account": identity.mask_bank_account(values["bank_account"]),
            "changes": self._describe_changes(changes, file),
            "candidate_ids": [fields.Command.set(candidates)],
            "person_id": person_id,
            "decision": self._get_default_decision(status),
        }
        return PlannedLine(str(row.number), vals, (values, candidates))

    @api.model
    def _order_candidates(self, found: Match, files):
        """Those with a file in this area first."""
        return sorted(found.candidates, key=lambda key: (key not in files, key))

    @api.model
    def _get_status(self, found, file, changes):
        if found.status != "known":
            return found.status
        if not file:
            return "joined"
        return "changed" if changes else "same"

    @api.model
    def _get_default_decision(self, status):
        if status in OPEN:
            return False
        return "new" if status == "new" else "same"

    @api.model
    def _get_changes(self, values, file):
        """Return what the table fills in or changes in a file."""
        return {
            name: values[name]
            for name in FILED
            if values[name] and not (file and file[name] == values[name])
        }

    def _describe_changes(self, changes, file):
        """Say old → new for a file that is there already, numbers masked."""
        if not file:
            return False
        labels = {column.name: column.label for column in self._get_columns()}
        shown = [
            (labels[name], self._show(name, file[name]), self._show(name, value))
            for name, value in changes.items()
        ]
        return "; ".join(f"{label}: {old} → {new}" for label, old, new in shown)

    def _show(self, name, value):
        if name in MASKS:
            return MASKS[name](value or "")
        if name in ALIASES:
            return self._get_labels(name).get(value) or ""
        return value or ""

    # Applying

    def _apply_plan(self, plan, lines):
        chosen = [
            (line, lines[line.key])
            for line in plan
            if line.vals["status"] != "same" and lines[line.key].chosen
        ]
        self._check_decisions(chosen)
        files = self._find_files(decision.person_id.id for _line, decision in chosen)
        new, made, changed = 0, [], 0
        for line, decision in chosen:
            is_new = decision.decision == "new"
            person_id = False if is_new else decision.person_id.id
            changes = self._get_changes(line.data[0], files.get(person_id))
            if person_id not in files:
                made.append(self._prepare_file_vals(person_id, line, changes))
                new += is_new
            elif changes:
                files[person_id].write(changes)
                changed += 1
        self.env[PRIVATE].create(made)
        return self.env._(
            "Loaded: %(new)s new people, %(made)s personal files made, %(changed)s "
            "files changed.",
            new=new,
            made=len(made),
            changed=changed,
        )

    def _check_decisions(self, chosen):
        """Each line says who it is, and no two say the same person."""
        seen = {}
        for line, decision in chosen:
            row, status = line.vals["row"], line.vals["status"]
            person = decision.person_id
            if not decision.decision or (decision.decision == "same" and not person):
                raise UserError(
                    self.env._(
                        "Row %(row)s: decide whether %(name)s is somebody on file or "
                        "somebody new.",
                        row=row,
                        name=line.vals["name"],
                    )
                )
            if decision.decision == "new":
                self._check_may_be_new(row, status)
                continue
            if person.id not in line.data[1]:
                raise UserError(
                    self.env._("Row %(row)s: choose one of those shown.", row=row)
                )
            first_row = seen.setdefault(person.id, row)
            if first_row != row:
                raise UserError(
                    self.env._(
                        "Rows %(first_row)s and %(row)s cannot both be %(name)s.",
                        first_row=first_row,
                        row=row,
                        name=person.name,
                    )
                )

    @api.model
    def _check_may_be_new(self, row, status):
        """A person whose ID number is on file is on file."""
        if status in ("other_name", "joined", "changed"):
            raise UserError(
                self.env._(
                    "Row %(row)s: the ID number is that of somebody on file. Correct "
                    "the number, or say that it is this person.",
                    row=row,
                )
            )

    def _prepare_file_vals(self, person_id, line, changes):
        """Return the values of a file; without a person, one is made by the name."""
        who = {"partner_id": person_id} if person_id else {"name": line.vals["name"]}
        return {
            **who,
            **changes,
            "area_id": self.area_id.id,
            "purpose": self.purpose,
            "retain_until": self.retain_until,
        }

    def _action_show_result(self):
        return self.env["ir.actions.act_window"]._for_xml_id(
            "community_base.community_person_private_action"
        )

    @api.model
    def _get_problem_texts(self):
        return super()._get_problem_texts() | {
            "id_number_length": self.env._(
                "An ID number has 18 characters: %(value)s."
            ),
            "id_number_format": self.env._(
                "An ID number is made of digits, the last may be X: %(value)s."
            ),
            "id_number_checksum": self.env._(
                "The check digit of %(value)s does not fit: a digit is wrong or two "
                "are swapped."
            ),
            "id_number_old": self.env._(
                "%(value)s is an ID number of 15 digits; use the one of 18."
            ),
            "id_number_birth_date": self.env._(
                "The date of birth in %(value)s does not exist."
            ),
            "phone_length": self.env._(
                "%(value)s is no phone number: a mobile number has 11 digits, a number "
                "of the fixed network 7 or 8 after the area's."
            ),
            "phone_format": self.env._("%(value)s is no phone number."),
            "bank_account_length": self.env._(
                "A bank account has 6 to 32 digits: %(value)s."
            ),
            "bank_account_format": self.env._(
                "A bank account is made of digits: %(value)s."
            ),
            "stands_twice": self.env._(
                "This person stands in row %(first_row)s already, or cannot be told "
                "from the one there: add the ID number or the phone."
            ),
        }
