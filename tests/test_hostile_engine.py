"""A hostile clerk against the decision engine, over HTTP: N tried, 0 through.

First what the registry itself suggests, on every model: each field that only the
program sets, by every route there is. Then what somebody would try who wants a certain
matter adopted, a certain page gone, a certain amount paid.
"""

import inspect
import json
from datetime import datetime, timedelta

from hostile import QUIET_LOGS, Attacker

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.community_base.demo import factory
from odoo.addons.community_base.house import declared, with_pass
from odoo.addons.community_base.tests.engine_common import EngineCase

# What is on record stays there, whoever asks.
ON_RECORD = {
    "community.accountability.case",
    "community.day.head",
    "community.filing",
    "community.handover.receipt",
    "community.handover.receipt.line",
    "community.matter",
    "community.matter.paper",
    "community.matter.step",
    "community.meeting",
    "community.meeting.attendance",
    "community.meeting.ballot",
    "community.meeting.ballot.mark",
    "community.meeting.item",
    "community.meeting.recusal",
    "community.meeting.vote",
    "community.objection",
    "community.objection.contact",
    "community.person.access",
    "community.publication",
    "community.register",
    "community.resolution",
    "community.resolution.use",
    "community.trail",
}
SKIPPED_FIELDS = {"create_uid", "create_date", "write_uid", "write_date"}


class World(EngineCase):
    """One record at least of every model of the engine, each in a tempting state."""

    def setUp(self):
        super().setUp()
        self.boss = self.make_boss()
        self.west_staff = factory.make_user(
            self.env, "t_west", "西门吹雪", "staff", self.west, lang="en_US"
        )
        self.second = factory.make_user(
            self.env, "t_second", "温如海", "committee", self.south, lang="en_US"
        )
        self.second.partner_id = self.secretary
        self.logins = {role: user.login for role, user in self.users.items()}
        self.logins |= {"boss": "t_boss", "west": "t_west", "second": "t_second"}
        self.make_matters()
        self.make_acts()
        self.make_urns()
        self.make_papers_of_the_office()
        self.env.flush_all()

    def make_boss(self):
        """Return a user with every group but Settings, in the whole district."""
        boss = factory.make_user(
            self.env, "t_boss", "包打听", "administrator", self.district, lang="en_US"
        )
        groups = ("committee", "street", "district", "staff")
        boss.group_ids |= self.env["res.groups"].union(
            *[self.env.ref(f"community_base.group_{group}") for group in groups]
        )
        return boss

    def make_matters(self):
        # In procedure, waiting for the secretary; asked for by his second login.
        self.expense = self.make_matter("small_expense", amount=800)
        self.expense.action_submit()
        self.own = self.make_matter("small_expense", amount=900, user=self.second)
        self.own.action_submit()
        self.draft = self.make_matter("major_matter", papers=False)
        # Adopted and posted, with an objection.
        self.major = self.make_matter("residents_matter")
        self.major.action_submit()
        self.voted = self.hold_meeting(self.major.current_step_id)
        self.page = self.env["community.publication"].search(
            [("matter_id", "=", self.major.id)]
        )
        self.objection = self.make_objection(self.page)
        # In session: two members have voted, one of them has confirmed.
        self.debated = self.make_matter(
            "support", counterparty_id=self.secretary.id, papers=True
        )
        self.debated.action_submit()
        self.item = self.hold_meeting(self.debated.current_step_id, yes=0, close=False)
        self.meeting = self.item.meeting_id
        self.meeting.scan_ids = False
        votes = self.item.vote_ids
        votes.unlink()
        lines = self.meeting.attendance_ids
        self.deputy_line = lines.filtered(lambda x: x.person_id == self.deputy)
        self.member_line = lines.filtered(lambda x: x.person_id == self.member)
        self.vote_row = votes.create(
            {
                "item_id": self.item.id,
                "attendance_id": self.deputy_line.id,
                "choice": "no",
            }
        )
        given = {
            "confirmed_on": datetime(2026, 3, 2),
            "confirmed_by_id": self.deputy.id,
        }
        with_pass(self.vote_row, given).write(given)
        self.open_vote = votes.create(
            {
                "item_id": self.item.id,
                "attendance_id": self.member_line.id,
                "choice": "no",
            }
        )
        # Convened for next week.
        self.later_matter = self.make_matter("support")
        self.later_matter.action_submit()
        self.coming = (
            self.env["community.meeting"]
            .with_user(self.staff)
            .create(
                {
                    "organ_id": self.committee.id,
                    "date": self.moment.date() + timedelta(days=9),
                    "chair_id": self.deputy.id,
                    "item_ids": [
                        (0, 0, {"step_id": self.later_matter.current_step_id.id})
                    ],
                }
            )
        )
        self.coming.action_convene()

    def make_urns(self):
        """Two secret votes: one counted; in one the secretary and the deputy voted."""
        step = self.env.ref("community_base.procedure_committee_decision_1")
        step.secret = True
        self.voter = factory.make_user(
            self.env, "t_voter", "何守一", "committee", self.south, self.deputy, "en_US"
        )
        self.logins["voter"] = "t_voter"
        self.counted, self.urn = (self.make_urn(name) for name in ("评优", "推荐人选"))
        self.counted.meeting_id.action_close()
        self.counted.meeting_id.minutes = "<p>会议由副书记主持。</p>"
        self.counted.meeting_id.action_finalise()
        step.secret = False

    def make_urn(self, name):
        matter = self.make_matter("support", name=name)
        matter.action_submit()
        steps = matter.current_step_id.ids
        meeting = self.env["community.meeting"].with_user(self.staff)
        meeting = meeting.create(
            {
                "organ_id": self.committee.id,
                "date": self.moment.date(),
                "chair_id": self.deputy.id,
                "item_ids": [
                    (0, 0, {"step_id": one, "ballot_kind": "electronic"})
                    for one in steps
                ],
            }
        )
        meeting.action_convene()
        meeting.action_open()
        meeting.action_all_present()
        for line in meeting.attendance_ids:
            if line.person_id != self.member:
                meeting.item_ids.sudo()._cast_ballot(line, "yes")
        return meeting.item_ids

    def make_objection(self, page):
        vals = {
            "publication_id": page.id,
            "area_id": page.area_id.id,
            "text": "公园不该改",
            "received_on": self.moment.date(),
        }
        objections = self.env["community.objection"]
        return with_pass(objections, vals).create(vals).with_env(self.env)

    def make_papers_of_the_office(self):
        """A filing, a risk assessment, a case against an organ, the head of a day."""
        filings = self.env["community.filing"].with_user(self.staff)
        self.filing = filings.create(
            {
                "name": "居规民约",
                "area_id": self.south.id,
                "organ_id": self.committee.id,
                "content": "全文",
            }
        )
        self.filing.action_file()
        self.env["community.risk.assessment"].with_user(self.staff).create(
            {
                "matter_id": self.draft.id,
                "level": "low",
                "risks": "噪声",
                "measures": "避开夜间",
            }
        )
        self.case = self.env["community.accountability.case"].create(
            {
                "organ_id": self.committee.id,
                "facts": "逾期未办",
                "handler_id": self.people[0].id,
            }
        )
        self.env["community.day.head"]._publish()
        self.make_papers_of_people()

    def make_papers_of_people(self):
        """What is kept of areas, days and people, so that no model is left out."""
        self.env["community.area.change"].create(
            {
                "kind": "rename",
                "document": "街道〔2026〕1号",
                "area_ids": [(6, 0, self.west.ids)],
                "new_name": "西口新社区",
            }
        )
        self.env["community.calendar.day"].create(
            {"date": "2031-02-03", "name": "测试休假", "source": "测试"}
        )
        self.env["community.pairing"].create(
            {"organ_id": self.committee.id, "area_id": self.south.id}
        )
        self.env["community.objection.contact"].create(
            {
                "objection_id": self.objection.id,
                "area_id": self.south.id,
                "contact": "13900000000",
            }
        )
        self.env["community.handover.receipt"]._make(
            {
                "area_id": self.south.id,
                "organ_id": self.committee.id,
                "from_person_id": self.member.id,
                "to_person_id": self.deputy.id,
                "reason": "调任",
            },
            [(self.voted.meeting_id, "chair_id", "会议主持")],
        )
        self.file = factory.make_file(self.south, self.deputy, phone="13900000001")
        self.file.with_user(self.staff).read(["phone"])

    def make_acts(self):
        """Two leases: one active by its resolution, one that has none."""
        leases = self.env["test.guard.lease"].with_user(self.staff)
        vals = {
            "name": "东塘仓库",
            "area_id": self.south.id,
            "partner_id": self.people[0].id,
            "amount": 1000,
        }
        self.active, self.lease = leases.create([vals, {**vals, "name": "西塘仓库"}])
        action = self.active.action_request_matter()
        matter = self.env["community.matter"].with_user(self.staff)
        matter = matter.browse(action["res_id"])
        matter.action_submit()
        self.hold_meeting(matter.current_step_id)
        self.later(days=8)
        # Only this page has run out its days: the other one goes up again.
        self.env["community.publication"]._cron_end()
        self.active.action_activate()
        self.resolution = self.active.resolution_id.with_env(self.env)
        self.permit = (
            self.env["test.guard.permit"]
            .with_user(self.staff)
            .create({"name": "夜市", "area_id": self.south.id})
        )
        self.payment = (
            self.env["test.guard.payment"]
            .with_user(self.staff)
            .create(
                {"lease_id": self.lease.id, "amount": 5, "area_id": self.south.id},
            )
        )


@tagged("post_install", "-at_install")
class TestHostileEngine(Attacker, World, HttpCase):
    def sign_in(self, role):
        self.authenticate(self.logins[role], factory.PASSWORD)

    def models(self):
        """Return the models with a table of the engine and of the stranger's addon.

        What other addons bring is tried in suites of their own.
        """
        ours = ("community_base", "test_community_guard")
        return [
            model
            for name, model in sorted(self.env.items())
            if model._original_module in ours
            and not (model._abstract or model._transient)
            and model._auto
        ]

    def watched_tables(self):
        return sorted({model._table for model in self.models()})

    # Generated from the registry

    def sample(self, model):
        """Return the record that is attacked: the most recent one."""
        picked = {
            "community.matter": self.expense,
            "community.matter.paper": self.expense.paper_ids[:1],
            "community.meeting": self.coming,
            "community.meeting.item": self.voted,
            "community.meeting.ballot.mark": self.counted.mark_ids[:1],
            "community.publication": self.page,
            "community.resolution": self.resolution,
            "test.guard.lease": self.active,
        }.get(model._name)
        return (picked or model.search([], limit=1, order="id desc")).sudo()

    def forge(self, field, record):
        """Return another value for a field, or None where none can be thought of."""
        value = record[field.name]
        if field.type == "selection":
            keys = [key for key, _ in field._description_selection(self.env)]
            return next((key for key in reversed(keys) if key != value), None)
        if field.type == "many2one":
            others = self.env[field.comodel_name].sudo()
            other = others.search([("id", "!=", value.id)], limit=1, order="id desc")
            return other.id or None
        if field.type in ("one2many", "many2many", "binary", "reference"):
            return None
        if field.type in ("integer", "float", "monetary", "many2one_reference"):
            return (value or 0) + 7
        return {
            "boolean": not value,
            "date": "2020-01-01",
            "datetime": "2020-01-01 00:00:00",
            "json": {"forged": 1},
        }.get(field.type, "f0rged")

    def generated(self):
        for model in self.models():
            record = self.sample(model)
            self.assertTrue(record, f"no record to attack: {model._name}")
            if hasattr(model, "_get_locked_fields"):
                yield from self.generated_for(model._name, record)

    def generated_for(self, name, record):
        locked = sorted(record._get_locked_fields() | declared(record, "_fixed_fields"))
        forged = {
            field: self.forge(record._fields[field], record)
            for field in locked
            if record._fields[field].store and field not in SKIPPED_FIELDS
        }
        forged = {field: value for field, value in forged.items() if value is not None}
        call, ids = self.call, record.ids
        for field, value in forged.items():
            vals = {field: value}
            yield (
                "boss",
                f"{name}: write {field}",
                lambda v=vals: call(name, "write", ids, v),
            )
            if field not in declared(record, "_fixed_fields"):
                yield (
                    "boss",
                    f"{name}: create with {field}",
                    lambda v=vals: call(name, "create", [{**self.basis(record), **v}]),
                )
        yield from self.generated_routes(name, record, forged)
        for method in self.private_methods(record):
            yield (
                "boss",
                f"{name}: {method}()",
                lambda m=method: call(name, m, ids),
            )

    def generated_routes(self, name, record, forged):
        call, ids = self.call, record.ids
        contexts = {
            "a pass": {"community_system_pass": True},
            "a pass in words": {
                "community_system_pass": {
                    "model": name,
                    "ids": ids,
                    "fields": [*forged],
                }
            },
        }
        for words, context in contexts.items():
            yield (
                "boss",
                f"{name}: write all with {words} in the context",
                lambda c=context: call(name, "write", ids, forged, context=c),
            )
        yield (
            "boss",
            f"{name}: web_save all",
            lambda: call(name, "web_save", ids, forged, specification={}),
        )
        yield (
            "boss",
            f"{name}: import over it",
            lambda: call(
                name,
                "load",
                [".id", *forged],
                [[str(record.id), *[str(value) for value in forged.values()]]],
            ),
        )
        yield (
            "boss",
            f"{name}: create with defaults in the context",
            lambda: self.made_with_defaults(name, record, forged),
        )
        fixed = declared(record, "_fixed_fields")
        system = {k: v for k, v in forged.items() if k not in fixed}
        if system:
            yield (
                "boss",
                f"{name}: copy with all",
                lambda: call(name, "copy", ids, system),
            )
        if name in ON_RECORD:
            yield "boss", f"{name}: unlink", lambda: call(name, "unlink", ids)
            if "active" in record._fields:
                yield (
                    "boss",
                    f"{name}: archive",
                    lambda: call(name, "action_archive", ids),
                )

    def basis(self, record):
        """Return what a client would send for a new record like this one."""
        names = set(record._get_locked_fields())
        return {
            field: value
            for field, value in record.copy_data()[0].items()
            if field not in names and not isinstance(value, list)
        }

    def made_with_defaults(self, name, record, forged):
        """Say whether a default of the context found its way into a new record.

        The record itself may be made where making one is allowed; it is removed.
        """
        fixed = declared(record, "_fixed_fields")
        forged = {k: v for k, v in forged.items() if k not in fixed}
        context = {f"default_{field}": value for field, value in forged.items()}
        with self.env.cr.savepoint() as point:
            answer = self.post(name, "create", [self.basis(record)], context=context)
            found = []
            if "error" not in answer:
                made = self.env[name].browse(answer["result"]).sudo()
                made.invalidate_recordset()
                found = [
                    field
                    for field, value in forged.items()
                    if self.is_same(made, field, value)
                    and not self.is_same(made, field, self.own_default(made, field))
                ]
            point.rollback()
        self.env.invalidate_all()
        return "THROUGH" if found else False

    def own_default(self, record, field):
        return record.default_get([field]).get(field)

    @staticmethod
    def is_same(record, field, value):
        mine = record[field]
        if record._fields[field].type == "many2one":
            return mine.id == value
        return str(mine) == str(value)

    def private_methods(self, record):
        """Return the names of the private methods that our own addons define."""
        names = set()
        for cls in type(record).__mro__:
            if cls.__module__.startswith("odoo.addons.community_"):
                names |= {
                    name
                    for name, member in vars(cls).items()
                    if name.startswith("_")
                    and not name.startswith("__")
                    and inspect.isfunction(member)
                }
        return sorted(names)

    # What somebody would try who wants something

    def wanted(self):
        for group in (
            self.on_matters,
            self.on_approvals,
            self.on_meetings,
            self.on_votes,
            self.on_urns,
            self.on_minutes,
            self.on_publications,
            self.on_resolutions,
            self.on_guarded_acts,
        ):
            for role, what, model, method, *rest in group():
                *args, kwargs = rest if isinstance(rest[-1], dict) else (*rest, {})
                yield (
                    role,
                    what,
                    lambda m=model, f=method, a=args, k=kwargs: self.call(
                        m, f, *a, **k
                    ),
                )
            yield from self.in_json2(group)

    def in_json2(self, group):
        """The first attempt of each group again by the other protocol."""
        role, what, model, method, ids, *_ = next(iter(group()))
        yield (
            role,
            f"{what} by /json/2",
            lambda: self.json2(role, model, method, ids=ids, vals={"state": "adopted"}),
        )

    def json2(self, role, model, method, **body):
        user = self.env["res.users"].search([("login", "=", self.logins[role])])
        keys = self.env["res.users.apikeys"].with_user(user)
        key = keys._generate("rpc", "test", datetime.now() + timedelta(hours=8))
        self.env["res.users.apikeys"].flush_model()
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(body, default=str),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {key}",
            },
        )
        return answer.status_code < 400

    def on_matters(self):
        name, paper = "community.matter", self.expense.paper_ids[:1]
        running, adopted, draft = self.expense.ids, self.major.ids, self.draft.ids
        area, usd = self.south.id, self.env.ref("base.USD").id
        basis = {"name": "x", "class_id": self.expense.class_id.id, "area_id": area}
        yield (
            "staff",
            "adopt by write",
            name,
            "write",
            running,
            {"state": "adopted"},
            {},
        )
        yield (
            "staff",
            "adopt by create",
            name,
            "create",
            [{**basis, "state": "adopted"}],
        )
        for field, value in {
            "amount": 800000,
            "currency_id": usd,
            "name": "别的",
            "description": "别的",
            "class_id": self.draft.class_id.id,
            "area_id": self.north.id,
            "counterparty_id": self.member.id,
            "proposer_id": False,
            "origin": "above",
        }.items():
            for state, ids in (("running", running), ("adopted", adopted)):
                if not self.is_same(self.env[name].browse(ids), field, value):
                    vals = {field: value}
                    yield "staff", f"{state}: {field}", name, "write", ids, vals, {}
        yield "staff", "delete a submitted matter", name, "unlink", running
        yield "staff", "withdraw what is adopted", name, "action_withdraw", adopted, "x"
        yield "staff", "withdraw without a reason", name, "action_withdraw", running, ""
        yield "staff", "submit twice", name, "action_submit", running
        yield "staff", "submit without its papers", name, "action_submit", draft
        yield "west", "withdraw another street's", name, "action_withdraw", running, "x"
        yield "auditor", "withdraw as an auditor", name, "action_withdraw", running, "x"
        yield (
            "portal",
            "withdraw from the portal",
            name,
            "action_withdraw",
            running,
            "x",
        )
        steps = [[1, self.expense.current_step_id.id, {"state": "done"}]]
        yield (
            "boss",
            "step done through its matter",
            name,
            "write",
            running,
            {"step_ids": steps},
            {},
        )
        yield (
            "boss",
            "a step of one's own",
            "community.matter.step",
            "create",
            [{"matter_id": running[0], "name": "x", "kind": "vote", "round": 1}],
        )
        papers = "community.matter.paper"
        files = paper.attachment_ids.ids
        yield "staff", "paper exchanged", papers, "write", paper.ids, {"name": "x"}, {}
        yield "staff", "paper taken away", papers, "unlink", paper.ids
        yield (
            "staff",
            "paper added",
            papers,
            "create",
            [{"matter_id": adopted[0], "name": "x"}],
        )
        yield (
            "staff",
            "paper taken away through the matter",
            name,
            "write",
            running,
            {"paper_ids": [[2, paper.id]]},
            {},
        )
        yield (
            "staff",
            "content of a paper's file",
            "ir.attachment",
            "write",
            files,
            {"raw": "eA=="},
            {},
        )
        yield "staff", "a paper's file deleted", "ir.attachment", "unlink", files
        yield (
            "boss",
            "a paper's file moved elsewhere",
            "ir.attachment",
            "write",
            files,
            {"res_model": False, "res_id": 0},
            {},
        )

    def on_approvals(self):
        name = "community.matter.step"
        waiting, own = self.expense.current_step_id.ids, self.own.current_step_id.ids
        vote = self.later_matter.current_step_id.ids
        yield (
            "boss",
            "step done by write",
            name,
            "write",
            waiting,
            {"state": "done"},
            {},
        )
        for role in ("staff", "street", "district", "department", "auditor", "boss"):
            yield role, f"approve as {role}", name, "action_approve", waiting, "同意"
            yield role, f"refuse as {role}", name, "action_refuse", waiting, "x"
        for role in ("west", "portal", "public"):
            yield role, f"approve as {role}", name, "action_approve", waiting, "同意"
        for method in ("action_approve", "action_refuse", "action_return"):
            yield "committee", f"own request: {method}", name, method, own, "x"
        yield "second", "own request, same login", name, "action_approve", own, "x"
        yield "committee", "refuse without a reason", name, "action_refuse", waiting, ""
        yield "committee", "approve a vote", name, "action_approve", vote, "x"
        done = self.major.step_ids.filtered(lambda step: step.state == "done")[:1]
        yield "committee", "approve what is done", name, "action_approve", done.ids, "x"
        outcome = self.major.step_ids.filtered(lambda step: step.kind == "outcome")
        yield "staff", "report before its turn", name, "action_report", outcome.ids, "x"
        yield (
            "west",
            "report another's outcome",
            name,
            "action_report",
            outcome.ids,
            "x",
        )

    def on_meetings(self):
        name, coming, session = "community.meeting", self.coming.ids, self.meeting.ids
        closed = self.voted.meeting_id
        yield "staff", "closed by write", name, "write", coming, {"state": "closed"}, {}
        yield (
            "staff",
            "convened by create",
            name,
            "create",
            [
                {
                    "organ_id": self.committee.id,
                    "date": "2026-03-03",
                    "state": "convened",
                    "convened_on": "2026-01-01",
                }
            ],
        )
        forged = {"convened_on": "2026-01-01"}
        yield "staff", "date of the notice", name, "write", coming, forged, {}
        day = str(self.moment.date())
        yield "staff", "date of the meeting", name, "write", coming, {"date": day}, {}
        yield "staff", "open before its date", name, "action_open", coming
        yield "staff", "close without opening", name, "action_close", coming
        yield "staff", "cancel in session", name, "action_cancel", session
        yield "staff", "close twice", name, "action_close", closed.ids
        yield "staff", "open again", name, "action_open", closed.ids
        yield (
            "staff",
            "second call of a full one",
            name,
            "action_second_call",
            closed.ids,
        )
        yield "staff", "delete a convened meeting", name, "unlink", coming
        yield "west", "close another street's", name, "action_close", session
        chair = {"chair_id": self.member.id}
        yield "staff", "another chair in session", name, "write", session, chair, {}
        yield (
            "staff",
            "scan taken away",
            name,
            "write",
            closed.ids,
            {"scan_ids": [[5]]},
            {},
        )
        files = closed.scan_ids.ids
        yield "staff", "scan deleted", "ir.attachment", "unlink", files
        raw = {"datas": "eA=="}
        yield "staff", "scan exchanged", "ir.attachment", "write", files, raw, {}
        other = {"organ_id": self.residents_committee.id}
        yield "staff", "meeting of another organ", name, "write", coming, other, {}
        items = "community.meeting.item"
        step = self.expense.current_step_id.id
        agenda = [{"meeting_id": coming[0], "name": "x"}]
        yield "staff", "late on the agenda", items, "create", agenda
        through = {"item_ids": [[0, 0, {"name": "x"}]]}
        yield "staff", "late on the agenda, nested", name, "write", coming, through, {}
        yield "staff", "off the agenda", items, "unlink", self.coming.item_ids.ids
        moved = {"meeting_id": session[0]}
        yield (
            "staff",
            "moved in session",
            items,
            "write",
            self.coming.item_ids.ids,
            moved,
            {},
        )
        wrong = {
            "organ_id": self.committee.id,
            "date": "2026-04-20",
            "item_ids": [[0, 0, {"step_id": step}]],
        }
        yield "staff", "an approval put to the vote", name, "create", [wrong]
        twice = {**wrong, "item_ids": [[0, 0, {"step_id": self.item.step_id.id}]]}
        yield "staff", "a matter on two agendas", name, "create", [twice]
        roll = "community.meeting.attendance"
        yield (
            "boss",
            "roll stacking",
            roll,
            "create",
            [{"meeting_id": session[0], "person_id": self.people[5].id}],
        )
        nested = {"attendance_ids": [[0, 0, {"person_id": self.people[5].id}]]}
        yield "boss", "roll stacking, nested", name, "write", session, nested, {}
        yield "boss", "somebody off the roll", roll, "unlink", self.deputy_line.ids
        nested = {"attendance_ids": [[2, self.deputy_line.id]]}
        yield (
            "boss",
            "somebody off the roll, nested",
            name,
            "write",
            session,
            nested,
            {},
        )
        gone = closed.attendance_ids.ids
        yield "staff", "absent afterwards", roll, "action_absent", gone
        stranger = closed.attendance_ids[:1].id
        proxy = {"status": "proxy", "holder_id": stranger}
        yield (
            "staff",
            "a stranger as proxy",
            roll,
            "write",
            self.member_line.ids,
            proxy,
            {},
        )

    def on_votes(self):
        name, mine = "community.meeting.vote", self.vote_row.ids
        yield "staff", "confirmed vote", name, "write", mine, {"choice": "yes"}, {}
        yield "staff", "confirmed vote deleted", name, "unlink", mine
        for role in ("staff", "committee", "second", "boss"):
            yield (
                role,
                f"confirm for another as {role}",
                name,
                "action_confirm",
                self.open_vote.ids,
            )
        stamp = {
            "confirmed_on": "2026-03-02 00:00:00",
            "confirmed_by_id": self.member.id,
        }
        yield (
            "staff",
            "confirmation by write",
            name,
            "write",
            self.open_vote.ids,
            stamp,
            {},
        )
        chair_line = self.meeting.attendance_ids - self.deputy_line - self.member_line
        given = {
            "item_id": self.item.id,
            "attendance_id": chair_line[:1].id,
            "choice": "yes",
            **stamp,
        }
        yield "staff", "confirmed by create", name, "create", [given]
        late = {
            "item_id": self.voted.id,
            "attendance_id": self.voted.meeting_id.attendance_ids[:1].id,
            "choice": "yes",
        }
        yield "staff", "vote after closing", name, "create", [late]
        old = self.voted.vote_ids[:1].ids
        yield (
            "staff",
            "vote changed after closing",
            name,
            "write",
            old,
            {"choice": "no"},
            {},
        )
        yield "staff", "vote deleted after closing", name, "unlink", old
        other = {**late, "item_id": self.item.id}
        yield "staff", "vote of another meeting's line", name, "create", [other]
        again = {**given, "attendance_id": self.deputy_line.id}
        twice = {k: v for k, v in again.items() if not k.startswith("confirmed")}
        yield "staff", "second vote of one member", name, "create", [twice]
        items = "community.meeting.item"
        yield "staff", "vote without a seat", items, "action_vote", self.item.ids, "yes"
        yield "west", "vote from elsewhere", items, "action_vote", self.item.ids, "yes"
        adopted = {"outcome": "adopted"}
        yield "staff", "outcome by write", items, "write", self.item.ids, adopted, {}
        yes = {"yes_count": 99}
        yield "staff", "count after closing", items, "write", self.voted.ids, yes, {}
        recusals = "community.meeting.recusal"
        found = self.item.recusal_ids
        yield "staff", "recusal that was found", recusals, "unlink", found.ids
        nested = {"recusal_ids": [[2, found.id]]}
        yield (
            "staff",
            "recusal that was found, nested",
            items,
            "write",
            self.item.ids,
            nested,
            {},
        )
        late = [{"item_id": self.voted.id, "person_id": self.member.id, "reason": "x"}]
        yield "staff", "recusal after closing", recusals, "create", late
        blind = {"person_id": self.member.id}
        yield (
            "staff",
            "recusal of somebody else",
            recusals,
            "write",
            found.ids,
            blind,
            {},
        )
        # Two have not confirmed and there is no scan: it cannot be closed like this.
        yield (
            "staff",
            "close on unconfirmed votes",
            "community.meeting",
            "action_close",
            self.meeting.ids,
        )

    def on_urns(self):
        items, item = "community.meeting.item", self.urn.ids
        lines = self.urn.meeting_id.attendance_ids
        by_person = {line.person_id: line.id for line in lines}
        mine, others = by_person[self.deputy], by_person[self.member]
        passes = {"context": {"community_system_pass": True, "default_choice": "no"}}
        yield "voter", "a ballot for another", items, "cast_ballot", item, others, "no"
        yield "voter", "a ballot twice", items, "cast_ballot", item, mine, "no"
        yield (
            "voter",
            "twice with a pass",
            items,
            "cast_ballot",
            item,
            mine,
            "no",
            passes,
        )
        late = self.counted.ids
        its = self.counted.meeting_id.attendance_ids
        old = its.filtered(lambda line: line.person_id == self.member).ids[0]
        yield "voter", "a ballot after closing", items, "cast_ballot", late, old, "no"
        for role in ("staff", "boss", "west", "portal", "public", "auditor"):
            yield role, f"a ballot as {role}", items, "cast_ballot", item, others, "no"
        yield "boss", "past the checks", items, "_cast_ballot", item, others, "no"
        yield "boss", "open the urn", items, "_open_urns", item
        for vals in (
            {"yes_count": 3},
            {"returned": 9},
            {"ballot_kind": "paper"},
            {"mark_ids": [[5]]},
            {"ballot_ids": [[5]]},
            {"mark_ids": [[0, 0, {"attendance_id": others}]]},
            {"ballot_ids": [[0, 0, {"receipt": "AAAA-AAAA", "choice": "no"}]]},
        ):
            yield "staff", f"urn: {vals}", items, "write", item, vals, {}
        roll = "community.meeting.attendance"
        yield "staff", "who voted sent away", roll, "action_absent", [mine]
        recusal = {"item_id": item[0], "person_id": self.deputy.id, "reason": "x"}
        recusals = "community.meeting.recusal"
        yield "staff", "who voted withdrawn", recusals, "create", [recusal]
        for name, vals in (
            ("ballot", {"receipt": "AAAA-AAAA", "choice": "no"}),
            ("ballot.mark", {"attendance_id": others}),
        ):
            model = f"community.meeting.{name}"
            rows = self.env[model].sudo().search([("item_id", "=", self.counted.id)])
            new = {"item_id": item[0], **vals}
            for role in ("staff", "boss", "voter"):
                yield role, f"{name}: create", model, "create", [new]
                yield role, f"{name}: write", model, "write", rows.ids, vals, {}
                yield role, f"{name}: unlink", model, "unlink", rows.ids
            yield "boss", f"{name}: create with a pass", model, "create", [new], passes
            yield "boss", f"{name}: put", model, "_put", []
            yield "boss", f"{name}: shuffle", model, "_shuffle", item

    def test_nobody_looks_into_the_urn(self):
        """Every way of reading, as every role and as the superuser himself."""
        self.env.cr.execute(
            "SELECT id, receipt FROM community_meeting_ballot WHERE item_id = %s",
            self.urn.ids,
        )
        ids, receipts = zip(*self.env.cr.fetchall(), strict=True)
        factory.make_user(self.env, "t_system", "系统", "base.group_system")
        self.logins["superuser"] = "t_system"
        model, items, urn = (
            "community.meeting.ballot",
            "community.meeting.item",
            self.urn,
        )
        own = [("item_id", "=", urn.id)]
        fields = ["receipt", "choice", "item_id"]
        by_choice = [("id", "=", urn.id), ("ballot_ids.choice", "=", "yes")]
        by_receipt = [("id", "=", urn.id), ("ballot_ids.receipt", "!=", False)]
        spec = {"receipt": {}, "choice": {}}
        nothing = (False, None, 0, [], {}, "")
        asked = 0
        for role in ("staff", "boss", "voter", "auditor", "district", "superuser"):
            self.sign_in(role)
            if role == "superuser":
                self.url_open("/web/become")
            for method, *args in (
                ("read", ids, fields),
                ("web_read", ids, spec),
                ("search_read", own, fields),
                ("web_search_read", own, spec),
                ("search", own),
                ("search_count", own),
                ("read_group", own, ["id:count"], ["choice"]),
                ("formatted_read_group", own, ["choice"], ["__count"]),
                ("web_read_group", own, ["choice"], ["__count"]),
                ("export_data", ids, fields),
                ("name_search", receipts[0]),
                ("copy_data", ids),
                ("read_progress_bar", own, "choice", {"field": "choice", "colors": {}}),
            ):
                asked += 1
                with self.subTest(role=role, method=method), mute_logger(*QUIET_LOGS):
                    answer = self.post(model, method, *args)
                    text = json.dumps(answer.get("result"))
                    self.assertFalse([one for one in receipts if one in text], text)
                    self.assertNotIn("yes", text)
                    if method == "search_count":
                        self.assertIn(answer.get("result"), nothing)
            for method, *args in (
                ("search", by_choice),
                ("search", by_receipt),
                ("search_count", by_choice),
                ("read", urn.ids, ["ballot_ids", "yes_count", "returned"]),
                ("web_read", urn.ids, {"ballot_ids": {"fields": spec}}),
                ("export_data", urn.ids, ["ballot_ids/choice", "ballot_ids/receipt"]),
                ("get_ballot_papers", urn.ids),
            ):
                asked += 1
                with self.subTest(role=role, items=method), mute_logger(*QUIET_LOGS):
                    answer = self.post(items, method, *args)
                    text = json.dumps(answer.get("result"))
                    self.assertFalse([one for one in receipts if one in text], text)
                    if method == "read":
                        [row] = answer["result"]
                        row = (row["ballot_ids"], row["yes_count"], row["returned"])
                        self.assertEqual(row, ([], 0, 0))
                    elif method.startswith("search"):
                        self.assertIn(answer["result"], ([], 0))
        print(f"{asked} ways of looking into the urn, none of them showed anything")
        self.sign_in("staff")
        found = self.post(model, "search_count", [("item_id", "=", self.counted.id)])
        self.assertEqual(found["result"], 2, "after closing the receipts are shown")

    def test_a_voter_votes(self):
        member = factory.make_user(
            self.env,
            "t_member",
            "苏念慈",
            "committee",
            self.south,
            self.member,
            "en_US",
        )
        self.logins["member"] = member.login
        self.env.flush_all()
        self.sign_in("member")
        name, ids = "community.meeting.item", self.urn.ids
        [paper] = self.post(name, "get_ballot_papers", ids)["result"]["papers"]
        self.assertFalse(paper["cast"])
        receipt = self.post(name, "cast_ballot", ids, paper["id"], "no")["result"]
        self.sign_in("staff")
        meeting = self.urn.meeting_id.ids
        self.assertTrue(self.call("community.meeting", "action_close", meeting))
        domain = [("receipt", "=", receipt)]
        [row] = self.post("community.meeting.ballot", "search_read", domain)["result"]
        self.assertEqual(row["choice"], "no")
        self.env.invalidate_all()
        self.assertEqual((self.urn.yes_count, self.urn.no_count), (2, 1))

    def on_minutes(self):
        """Minutes that are final, and minutes that nobody has written yet."""
        name, final = "community.meeting", self.counted.meeting_id.ids
        open_ones = self.voted.meeting_id.ids
        for field, value in {
            "minutes": "<p>另一种说法</p>",
            "minutes_scan_ids": [[5]],
            "scan_ids": [[5]],
            "deadline": "2030-01-01",
            "minutes_final_on": False,
            "recorder_id": self.member.id,
            "place": "别处",
            "seal": False,
        }.items():
            yield "staff", f"minutes: {field}", name, "write", final, {field: value}, {}
        yield "staff", "finalise twice", name, "action_finalise", final
        yield "staff", "finalise nothing", name, "action_finalise", open_ones
        yield (
            "staff",
            "put off the day",
            name,
            "write",
            open_ones,
            {"deadline": "2030-01-01"},
            {},
        )
        for role in ("west", "portal", "auditor", "department"):
            yield role, f"finalise as {role}", name, "action_finalise", open_ones
            said = ("三票", "两票", "点错")
            yield role, f"correct as {role}", name, "action_correct", final, *said
        yield (
            "staff",
            "correct without why",
            name,
            "action_correct",
            final,
            "a",
            "b",
            "",
        )
        yield (
            "staff",
            "correct a draft",
            name,
            "action_correct",
            open_ones,
            "a",
            "b",
            "c",
        )

    def on_publications(self):
        name, page = "community.publication", self.page.ids
        yield "staff", "over by write", name, "write", page, {"state": "over"}, {}
        for field, value in {
            "date_end": "2026-03-02",
            "date_start": "2026-01-01",
            "days": 0,
            "body": "别的",
            "name": "别的",
            "kind": "outcome",
            "matter_id": self.expense.id,
        }.items():
            yield "staff", f"page: {field}", name, "write", page, {field: value}, {}
        yield "staff", "end with an objection open", name, "action_end", page
        yield "staff", "delete a page", name, "unlink", page
        yield "staff", "withdraw without a reason", name, "action_withdraw", page, ""
        yield "west", "withdraw from elsewhere", name, "action_withdraw", page, "x"
        yield (
            "boss",
            "a page of one's own",
            name,
            "create",
            [{"name": "x", "kind": "outcome"}],
        )
        objections, one = "community.objection", self.objection.ids
        for role in ("west", "portal", "public", "auditor", "department"):
            yield role, f"answer as {role}", objections, "action_answer", one, "x"
        yield "staff", "answer nothing", objections, "action_answer", one, ""
        yield (
            "staff",
            "answered by write",
            objections,
            "write",
            one,
            {"state": "answered"},
            {},
        )
        yield (
            "staff",
            "what was objected",
            objections,
            "write",
            one,
            {"text": "很好"},
            {},
        )
        yield "staff", "objection deleted", objections, "unlink", one

    def on_resolutions(self):
        name, ids = "community.resolution", self.resolution.ids
        yield "boss", "amount", name, "write", ids, {"amount": 1000000}, {}
        for field, value in {
            "used": 0,
            "number": "x",
            "subject_id": self.lease.id,
            "subject_digest": "0" * 64,
            "seal": "0" * 64,
            "name": "x",
        }.items():
            yield "boss", f"resolution: {field}", name, "write", ids, {field: value}, {}
        yield "boss", "resolution deleted", name, "unlink", ids
        yield "boss", "resolution copied", name, "copy", ids
        uses = "community.resolution.use"
        yield "boss", "use deleted", uses, "unlink", self.resolution.use_ids.ids
        yield "boss", "use nested", name, "write", ids, {"use_ids": [[5]]}, {}
        trail = self.env["community.trail"].search([], limit=1)
        yield "boss", "trail deleted", "community.trail", "unlink", trail.ids
        yield (
            "boss",
            "trail rewritten",
            "community.trail",
            "write",
            trail.ids,
            {"reason": "x"},
            {},
        )
        yield (
            "boss",
            "trail forged",
            "community.trail",
            "create",
            [{"model": "x", "event": "x"}],
        )
        register = self.resolution.register_id.ids
        for field, value in {"head": False, "last_number": 0, "key": "x"}.items():
            vals = {field: value}
            yield (
                "boss",
                f"register: {field}",
                "community.register",
                "write",
                register,
                vals,
                {},
            )
        yield "boss", "register deleted", "community.register", "unlink", register
        code = {"code": "test_lease_2"}
        lease_class = self.resolution.class_id.ids
        yield (
            "boss",
            "code of a class",
            "community.matter.class",
            "write",
            lease_class,
            code,
            {},
        )
        rule = self.item.rule_id.ids
        for field, value in {
            "majority_num": 0,
            "quorum_num": 0,
            "notice_days": 99,
        }.items():
            vals = {field: value}
            yield (
                "boss",
                f"rule in use: {field}",
                "community.vote.rule",
                "write",
                rule,
                vals,
                {},
            )
        yield "boss", "rule deleted", "community.vote.rule", "unlink", rule

    def on_guarded_acts(self):
        name, lease, active = "test.guard.lease", self.lease.ids, self.active.ids
        basis = {"name": "x", "area_id": self.south.id}
        yield "staff", "active by write", name, "write", lease, {"state": "active"}, {}
        yield (
            "staff",
            "active by create",
            name,
            "create",
            [{**basis, "state": "active"}],
        )
        forged = {"context": {"default_state": "active", "community_system_pass": True}}
        yield "staff", "active by default_state", name, "create", [basis], forged
        yield "staff", "active by copy", name, "copy", active
        yield (
            "staff",
            "active by import",
            name,
            "load",
            [".id", "state"],
            [[str(lease[0]), "active"]],
        )
        yield "staff", "act without a resolution", name, "action_activate", lease
        yield "staff", "act a second time", name, "action_activate", active
        stolen = {"resolution_id": self.resolution.id}
        yield "staff", "another's resolution", name, "write", lease, stolen, {}
        yield "staff", "private act", name, "_act", lease, "active"
        for field, value in {"amount": 99999, "partner_id": self.member.id}.items():
            yield (
                "staff",
                f"active lease: {field}",
                name,
                "write",
                active,
                {field: value},
                {},
            )
        yield "staff", "active lease deleted", name, "unlink", active
        permit, permits = self.permit.ids, "test.guard.permit"
        yield "staff", "computed state", permits, "write", permit, {"stamped": True}, {}
        yield (
            "staff",
            "computed state by write",
            permits,
            "write",
            permit,
            {"state": "granted"},
            {},
        )
        yield (
            "staff",
            "computed state by create",
            permits,
            "create",
            [{**basis, "stamped": True}],
        )
        pay, payments = self.payment.ids, "test.guard.payment"
        yield "staff", "pay without a resolution", payments, "action_pay", pay
        borrowed = {"lease_id": self.active.id, "state": "paid"}
        yield "staff", "paid by write", payments, "write", pay, borrowed, {}
        yield (
            "staff",
            "request on a stranger's record",
            name,
            "action_request_matter",
            [0],
        )

    def test_nothing_wanted_leads_through(self):
        rows, through = self.run_attempts(self.wanted(), self.sign_in)
        self.assertFalse(through, "\n".join(through))
        self.assertGreater(len(rows), 150)

    def test_yesterdays_seat_does_not_approve(self):
        self.secretary_seat._end(self.moment.date() - timedelta(days=1), "调任")
        step = self.expense.current_step_id.ids
        attempt = (
            "committee",
            "approve by yesterday's seat",
            lambda: self.call("community.matter.step", "action_approve", step, "x"),
        )
        _rows, through = self.run_attempts([attempt], self.sign_in)
        self.assertFalse(through)

    def test_own_defaults_do_not_reach_locked_fields(self):
        self.sign_in("staff")
        for field, value in {"state": "adopted", "round": 3, "number": "x"}.items():
            args = ("community.matter", field, value)
            self.assertTrue(self.call("ir.default", "set", *args, user_id=True))
        basis = {
            "name": "x",
            "class_id": self.expense.class_id.id,
            "area_id": self.south.id,
        }
        [made] = self.post("community.matter", "create", [basis])["result"]
        matter = self.env["community.matter"].browse(made)
        self.assertEqual(
            (matter.state, matter.round, matter.number), ("draft", 0, False)
        )

    def test_the_client_works(self):
        """What is allowed gets through: the refusals are no accident."""
        call = self.call
        self.assertTrue(self.item.recusal_ids.found)
        self.assertTrue(self.voted.meeting_id.scan_ids)
        self.assertTrue(self.expense.paper_ids.attachment_ids)
        self.sign_in("committee")
        step = self.expense.current_step_id
        self.assertTrue(
            call("community.matter.step", "action_approve", step.ids, "同意")
        )
        self.assertEqual(self.expense.state, "closed")
        self.sign_in("staff")
        matter = "community.matter"
        self.assertTrue(call(matter, "write", self.draft.ids, {"name": "公园二期"}))
        self.assertTrue(call(matter, "action_withdraw", self.own.ids, "不买了"))
        answer = ("community.objection", "action_answer", self.objection.ids, "已采纳")
        self.assertTrue(call(*answer))
        self.assertTrue(call("community.publication", "action_end", self.page.ids))
        scan = self.upload(self.meeting, "签字扫描件.pdf")
        files = {"scan_ids": [[4, scan.id]]}
        self.assertTrue(call("community.meeting", "write", self.meeting.ids, files))
        self.assertTrue(call("community.meeting", "action_close", self.meeting.ids))
        lease = "test.guard.lease"
        self.assertTrue(call(lease, "write", self.active.ids, {"state": "closed"}))
        self.assertTrue(call(lease, "action_request_matter", self.lease.ids))
        self.env.invalidate_all()
        self.assertEqual((self.own.state, self.page.state), ("withdrawn", "over"))
        self.assertEqual(self.item.outcome, "rejected")

    def test_nothing_generated_leads_through(self):
        rows, through = self.run_attempts(self.generated(), self.sign_in)
        self.assertFalse(through, "\n".join(through))
        self.assertGreater(len(rows), 500)
