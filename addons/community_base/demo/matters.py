"""Matters of the demo street, in every step and with every outcome once.

Each is carried through its procedure on the days it says: the generator sets the one
clock of the house to the past and acts as the people of the street would.
"""

from datetime import timedelta
from unittest.mock import patch

from .. import house

# (days ago, community, class, subject, amount, fate)
MATTERS = [
    (200, "海湾社区", "major_matter", "海湾公园改造提升", 0, "closed"),
    (190, "海湾社区", "fund_use", "旧村消防栓更新", 186_000, "closed"),
    (180, "海湾社区", "fund_use", "长者饭堂设备采购", 98_000, "closed"),
    (170, "蚝田社区", "major_matter", "蚝田文化广场建设", 0, "closed"),
    (160, "海湾社区", "residents_matter", "修订居民公约", 0, "closed"),
    (150, "蚝田社区", "fund_use", "楼道照明改造", 65_000, "carrying_out"),
    (140, "海湾社区", "major_matter", "停车位共享方案", 0, "carrying_out"),
    (135, "海湾社区", "fund_use", "儿童活动角建设", 120_000, "carrying_out"),
    (130, "海湾社区", "cooperative_major", "海湾工业园物业出租", 0, "rejected"),
    (120, "海湾社区", "fund_use", "购置无人机", 240_000, "rejected"),
    (110, "蚝田社区", "residents_matter", "广场舞时段约定", 0, "rejected"),
    (100, "海湾社区", "support", "党群服务中心开放时间", 0, "decided"),
    (95, "海湾社区", "supervision_matter", "物业服务质量检查", 0, "decided"),
    (90, "海湾社区", "appointment", "推荐居民小组长人选", 0, "decided"),
    (9, "海湾社区", "appointment", "调整网格党支部书记", 0, "filed"),
    (80, "蚝田社区", "support", "志愿服务队组建", 0, "decided"),
    (70, "海湾社区", "major_matter", "临街招牌统一设计", 0, "no_quorum"),
    (65, "蚝田社区", "support", "网格划分调整意见", 0, "no_quorum"),
    (60, "海湾社区", "residents_matter", "宠物文明公约", 0, "withdrawn"),
    (55, "海湾社区", "small_expense", "台风应急物资", 3_200, "approved"),
    (50, "海湾社区", "small_expense", "宣传栏玻璃更换", 860, "approved"),
    (45, "海湾社区", "small_expense", "办公用纸", 420, "returned"),
    (40, "海湾社区", "small_expense", "节日慰问品", 2_900, "refused"),
    (40, "海湾社区", "major_matter", "垃圾分类投放点调整", 0, "step_4"),
    (38, "海湾社区", "fund_use", "防洪沙袋与挡板", 48_000, "step_4"),
    (36, "蚝田社区", "major_matter", "村史馆选址", 0, "step_3"),
    (34, "海湾社区", "residents_matter", "楼道晾晒约定", 0, "answered"),
    (30, "海湾社区", "fund_use", "监控摄像头补点", 75_000, "step_3"),
    (28, "海湾社区", "residents_matter", "电动车停放约定", 0, "published"),
    (26, "蚝田社区", "residents_matter", "榕树头议事点设置", 0, "published"),
    (24, "海湾社区", "residents_matter", "楼栋长推选办法", 0, "objected"),
    (20, "海湾社区", "major_matter", "社区巴士线路建议", 0, "step_2"),
    (18, "海湾社区", "fund_use", "图书角补充图书", 30_000, "step_2"),
    (15, "海湾社区", "support", "青年夜校开班", 0, "step_1"),
    (12, "海湾社区", "major_matter", "老旧电梯更新协调", 0, "step_1"),
    (10, "蚝田社区", "fund_use", "健身器材更换", 56_000, "step_1"),
    (9, "海湾社区", "small_expense", "打印机维修", 680, "step_1"),
    (3, "海湾社区", "small_expense", "会议饮用水", 240, "step_1"),
    (2, "海湾社区", "small_expense", "横幅制作", 300, "step_1"),
    (2, "海湾社区", "fund_use", "巷道积水点整治", 135_000, "draft"),
    (1, "海湾社区", "major_matter", "党群服务中心功能调整", 0, "draft"),
    (1, "蚝田社区", "residents_matter", "楼道堆物清理", 0, "draft"),
]
#: Days for carrying out, from the decision: late today, and in time.
LIMITS = {"楼道照明改造": 90, "停车位共享方案": 240}
# What can have been there in earlier years as well: it is over and done with.
FINISHED = ("closed", "rejected", "decided", "approved", "refused", "answered")
# Of one meeting the minutes are late, of the other they are not due yet.
UNWRITTEN = ("社区巴士线路建议", "电动车停放约定")
# (days ago, subject, whether the receipt was given)
FILINGS = [
    (25, "社区党群服务中心开放时间调整备案", True),
    (12, "小区业主大会筹备组名单备案", False),
    (2, "防汛值班安排备案", False),
]
STAFF = {"海湾社区": "staff", "蚝田社区": "staff2"}
REVIEWERS = {"海湾社区": "committee", "蚝田社区": "street"}
# By the subject.
OBJECTIONS = {
    "楼栋长推选办法": "楼栋长由住满一年的租户也可以参加推选，建议写明。",
    "楼道晾晒约定": "老人腿脚不便，建议在架空层另设晾晒区。",
}
ANSWER = "经两委会讨论采纳：约定中增加架空层晾晒区，由社区工作站协调设置。"


class DemoMatters:
    def __init__(self, env, communities):
        self.env = env(su=False)
        self.communities = communities
        self.start = house.now().replace(hour=2, minute=0, second=0, microsecond=0)
        self.moment = self.start

    def build(self, years=0):
        """Carry the matters through, after those of so many years before."""
        self._choose_people_secretly()
        with patch.object(house, "now", lambda: self.moment):
            for days, *matter in [*self._get_earlier(years), *MATTERS]:
                self.moment = self.start - timedelta(days=days)
                self._make(*matter)
            self._file_freely()

    def _get_earlier(self, years):
        """Return what was finished a year before and earlier, the earliest first."""
        return [
            (days, community, kind, f"{self._get_year(days)}年{subject}", amount, fate)
            for before in range(years, 0, -1)
            for ago, community, kind, subject, amount, fate in MATTERS
            if fate in FINISHED
            for days in [ago + before * 365]
        ]

    def _get_year(self, days):
        return (self.start - timedelta(days=days)).year

    def _choose_people_secretly(self):
        """In this street the committee votes on people by secret ballot."""
        env = self.env(su=True)
        people = env.ref("community_base.class_appointment")
        usual = env["community.procedure"]._get_fact(
            people.procedure_code, house.today(env)
        )
        secret = usual.copy(
            {
                "code": "appointment_ballot",
                "name": f"{usual.name}（无记名投票）",
                "source": "蚝乡街道议事规则（演示）",
            }
        )
        secret.step_ids.filtered("rule_code").secret = True
        people.procedure_code = secret.code

    def _as(self, login):
        user = self.env["res.users"].sudo().search([("login", "=", login)])
        return self.env(user=user.id)

    def _make(self, community, class_code, subject, amount, fate):
        env = self._as(STAFF[community])
        matter = env["community.matter"].create(
            {
                "name": subject,
                "class_id": env.ref(f"community_base.class_{class_code}").id,
                "area_id": self.communities[community].id,
                "amount": amount,
                "origin": "residents" if class_code.startswith("res") else "cadres",
                "proposer": f"{community}居民",
                "description": f"<p>{subject}：经走访征求意见，拟按附件方案办理。</p>",
            }
        )
        for paper in matter.paper_ids:
            paper.attachment_ids = self._upload(env, f"{paper.name}.txt", subject)
        if fate != "draft":
            self._prepare(matter)
            matter.action_submit()
            getattr(self, f"_carry_{fate.partition('_')[0]}")(matter, fate)

    def _prepare(self, matter):
        """Assess the risk where the class wants it: one assesses, another reviews."""
        if matter.class_id.needs_risk_assessment:
            assessment = matter.env["community.risk.assessment"].create(
                {
                    "matter_id": matter.id,
                    "level": "low",
                    "risks": "施工期间噪音和出行不便，个别商户有顾虑。",
                    "measures": "错峰施工，提前公告，网格员逐户说明。",
                }
            )
            reviewer = REVIEWERS[matter.area_id.name]
            assessment.with_env(self._as(reviewer)).action_review()

    def _upload(self, env, name, text):
        return env["ir.attachment"].create({"name": name, "raw": text.encode()})

    # Fates

    def _carry_step(self, matter, fate):
        """Leave the matter open in its n-th step."""
        for _passed in range(int(fate[-1]) - 1):
            self._vote(matter)

    def _carry_no(self, matter, fate):
        self._vote(matter, absent=99)

    def _carry_rejected(self, matter, fate):
        self._vote(matter, yes=0)

    def _carry_withdrawn(self, matter, fate):
        self._later(3)
        matter.action_withdraw("提议人撤回，另行完善")

    def _carry_decided(self, matter, fate):
        self._vote_all(matter)
        if matter.current_kind == "filing":
            self._later(2)
            self._step_of(matter, "street").action_approve("准予备案")
        self._report(matter)

    def _carry_filed(self, matter, fate):
        """Decided; the street has not given its receipt yet."""
        self._vote_all(matter)

    def _carry_approved(self, matter, fate):
        self._later(1)
        self._step_of(matter, "secretary").action_approve("同意")

    def _carry_returned(self, matter, fate):
        self._step_of(matter, "secretary").action_return("请补三家报价")

    def _carry_refused(self, matter, fate):
        self._step_of(matter, "secretary").action_refuse("超出标准，不予支出")

    def _carry_published(self, matter, fate):
        self.moment = self.start - timedelta(days=2)
        self._vote_all(matter)

    def _carry_objected(self, matter, fate):
        self._carry_published(matter, fate)
        page = (
            self.env["community.publication"]
            .sudo()
            .search([("matter_id", "=", matter.id), ("state", "=", "posted")])
        )
        self._object(page)

    def _carry_answered(self, matter, fate):
        """Objected to and answered; the page was posted to its end."""
        self._vote_all(matter)
        page = self.env["community.publication"].sudo()
        page = page.search([("matter_id", "=", matter.id), ("state", "=", "posted")])
        objection = self._object(page)
        self._later(3)
        objection.with_env(matter.env).action_answer(ANSWER)
        self._end_page(matter)

    def _carry_carrying(self, matter, fate):
        """One is in time, one is late, and for one nobody is named yet."""
        self._vote_all(matter)
        days = LIMITS.get(matter.name)
        if days:
            self._name(matter, days)
        self._end_page(matter)

    def _carry_closed(self, matter, fate):
        self._carry_carrying(matter, fate)
        self._later(20)
        self._report(matter)
        self._end_page(matter)

    # Acts

    def _later(self, days):
        self.moment = min(self.moment + timedelta(days=days), self.start)

    def _step_of(self, matter, login):
        return matter.current_step_id.with_env(self._as(login))

    def _name(self, matter, days):
        """Name who carries it out: the members of the committee by turns."""
        step = matter._get_outcome_step()
        organ = matter.step_ids.filtered(lambda step: step.kind == "vote").organ_id[:1]
        seats = organ.sudo().current_seat_ids
        seat = seats[matter.id % len(seats)]
        day = house.today(matter.env) + timedelta(days=days)
        step.action_assign(organ.id, seat.person_id.id, day)

    def _report(self, matter):
        if not matter.outcome_organ_id:
            self._name(matter, 30)
        matter.current_step_id.action_report("已按决议完成，经居务监督委员会验收。")

    def _end_page(self, matter):
        page = matter.env["community.publication"].search(
            [("matter_id", "=", matter.id), ("state", "=", "posted")]
        )
        self._later(page.days + 1)
        page.action_end()

    def _object(self, page):
        """Object as a resident does, on the public page."""
        objections = self.env["community.objection"].sudo()
        [text] = [text for name, text in OBJECTIONS.items() if name in page.name]
        objection, _problem = objections._receive(page.id, text)
        return objection

    def _file_freely(self):
        """Report to the street what no step asks for; one receipt is overdue."""
        office = self.env["community.organ"].sudo()
        office = office.search([("name", "=", "组织人事办")], limit=1)
        for days, subject, received in FILINGS:
            self.moment = self.start - timedelta(days=days)
            filing = self._as("staff")["community.filing"].create(
                {
                    "name": subject,
                    "area_id": self.communities["海湾社区"].id,
                    "organ_id": office.id,
                    "content": f"{subject}，请予备案。",
                }
            )
            filing.action_file()
            if received:
                self._later(2)
                filing.with_env(self._as("street")).action_receive("收悉")

    def _vote_all(self, matter):
        while matter.current_step_id.kind == "vote":
            self._vote(matter)

    def _vote(self, matter, yes=99, absent=1):
        """Hold the meeting that the open step needs, with these votes."""
        item = self._open_meeting(matter, absent)
        if item.is_electronic:
            self._cast(item)
        else:
            self._vote_by_name(item, yes)
        item.meeting_id.action_close()
        self._later(1)
        if matter.name not in UNWRITTEN:
            self._write_up(item.meeting_id)

    def _write_up(self, meeting):
        meeting.minutes = (
            f"<p>会议由{meeting.chair_id.name}主持。会前已将议题和材料送达与会人员。</p>"
            f"<p>与会人员听取情况说明，充分讨论后表决，结果已当场宣布。</p>"
        )
        meeting.action_finalise()

    def _cast(self, item):
        """All who are there vote on screen, the first of them against it."""
        item = item.sudo()
        for number, line in enumerate(item._get_standing()):
            item._cast_ballot(line, "yes" if number else "no")

    def _vote_by_name(self, item, yes):
        env, meeting = item.env, item.meeting_id
        env["community.meeting.vote"].create(
            [
                {
                    "item_id": item.id,
                    "attendance_id": line.id,
                    "choice": "yes" if number < yes else "no",
                }
                for number, line in enumerate(item._get_voters())
            ]
        )
        meeting.scan_ids = self._upload(env, "会议签字扫描件.txt", meeting.name)

    def _open_meeting(self, matter, absent):
        """Return the item of the meeting that the open step needs, in session."""
        env, step = matter.env, matter.current_step_id
        kind = "electronic" if step.secret else "paper"
        meeting = env["community.meeting"].create(
            {
                "organ_id": step.organ_id.id,
                "date": house.today(env) + timedelta(days=step.rule_id.notice_days),
                "place": "党群服务中心会议室",
                "item_ids": [(0, 0, {"step_id": step.id, "ballot_kind": kind})],
            }
        )
        meeting.action_convene()
        self._later(step.rule_id.notice_days)
        organs = step.organ_id | step.organ_id.member_organ_ids
        seats = organs.sudo().current_seat_ids.filtered("votes")
        meeting.chair_id = (seats.filtered("leads") or seats)[0].person_id
        meeting.action_open()
        lines = meeting.attendance_ids.sorted(
            lambda line: line.person_id != meeting.chair_id
        )
        lines[: max(1, len(lines) - absent)].action_present()
        return meeting.item_ids
