import json
import re
from collections import ChainMap
from html import unescape
from urllib.parse import urlencode

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import config

from .publication_common import PublicationCase

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class PublicCase(PublicationCase, HttpCase):
    """A visitor without account reads what 南湖 has posted."""

    def read_page(self, path, status=200):
        answer = self.url_open(path)
        self.assertEqual(answer.status_code, status, path)
        return unescape(answer.text)

    def count_queries(self, path):
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.read_page(path)
        return self.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestPublicPages(PublicCase):
    def test_list_and_page(self):
        page = self.post(description="<p>新建儿童乐园</p>")
        self.assertIn("改造南湖社区公园", self.read_page("/gongshi"))
        text = self.read_page(f"/gongshi/{page.id}")
        resolution = page.matter_id.resolution_ids
        for expected in (
            "新建儿童乐园",
            resolution.number,
            "2026-03-02",
            str(page.date_end),
            "东街道",
            "2026-0001",
        ):
            self.assertIn(expected, text)

    def test_no_one_is_named(self):
        page = self.post()
        self.receive(page, contact="13800000000").action_answer("已核对")
        texts = [self.read_page(f"/gongshi/{page.id}"), self.read_page("/gongshi")]
        names = [person.name for person in self.people]
        names += [user.name for user in self.users.values()]
        names += [self.deputy.name, "13800000000", "公园预算过高"]
        for text in texts:
            for name in names:
                self.assertNotIn(f">{name}<", text)
                self.assertNotRegex(text, f"{name}[^机]")

    def test_drafts_and_unknown_pages_are_not_there(self):
        page = self.post()
        draft = self.make_matter(name="还没有提交的事项", papers=False)
        self.assertNotIn(draft.name, self.read_page("/gongshi"))
        self.assertNotIn(draft.name, self.read_page("/gongshi?q=还没有"))
        for path in (f"/gongshi/{page.id + 1}", "/gongshi/999999999", "/gongshi/0"):
            self.read_page(path, status=404)
        self.read_page(f"/gongshi/{'9' * 30}", status=404)

    def test_filters(self):
        decided = self.post("南湖修路")
        self.post("南湖路灯")
        north = self.copy_pages(decided, 1, name="北坡修渠")
        self.env.flush_all()
        self.cr.execute(
            "UPDATE community_publication SET area_id = %s, community_id = %s"
            " WHERE id = %s",
            [self.north.id, self.north.id, north.id],
        )
        self.env.invalidate_all()
        self.later(days=8)
        decided.with_user(self.staff).action_end()
        cases = {
            f"area={self.south.code}": ("南湖修路", "南湖路灯"),
            f"area={self.north.code}": ("北坡修渠",),
            f"area={self.east_street.code}": ("南湖修路", "南湖路灯", "北坡修渠"),
            f"area={self.west_street.code}": (),
            "kind=outcome": (),
            "kind=decision&period=over": ("南湖修路",),
            "period=running": ("南湖路灯", "北坡修渠"),
            "q=修": ("南湖修路", "北坡修渠"),
            "q=修 渠": ("北坡修渠",),
            "q=%25": (),
            "page=2": (),
            "page=-1": ("南湖修路", "南湖路灯", "北坡修渠"),
            "page=x&kind=x&period=x": ("南湖修路", "南湖路灯", "北坡修渠"),
        }
        for query, expected in cases.items():
            with self.subTest(query):
                text = self.read_page(f"/gongshi?{query}")
                for name in ("南湖修路", "南湖路灯", "北坡修渠"):
                    self.assertEqual(name in text, name in expected, name)

    def test_area_that_is_not_there(self):
        self.post()
        text = self.read_page("/gongshi?area=000000000000")
        self.assertIn("改造南湖社区公园", text)

    def test_paging(self):
        self.copy_pages(self.post("件"), 24)
        path = f"/gongshi?area={self.south.code}"
        first = self.read_page(path)
        second = self.read_page(f"{path}&page=2")
        self.assertEqual(len(re.findall(r"<li>", first)), 20)
        self.assertEqual(len(re.findall(r"<li>", second)), 5)
        self.assertIn("page=2", first)
        self.assertNotIn("page=3", second)

    def test_withdrawn_page_shows_nothing_but_the_new_one(self):
        page = self.post("张三丰家的补助", description="<p>南湖路8号</p>")
        page.with_user(self.staff).action_withdraw(
            "写出了姓名", name="一户居民的补助", body="<p>已隐去</p>"
        )
        again = page.replaced_by_id
        text = self.read_page(f"/gongshi/{page.id}")
        for secret in ("张三丰", "南湖路8号", "写出了姓名"):
            self.assertNotIn(secret, text)
            self.assertNotIn(secret, self.read_page("/gongshi"))
        self.assertIn(f'href="/gongshi/{again.id}"', text)
        self.assertIn("已隐去", self.read_page(f"/gongshi/{again.id}"))

    def test_it_prints_without_what_a_screen_needs(self):
        text = self.read_page(f"/gongshi/{self.post().id}")
        self.assertRegex(text, r'<section [^>]*class="no-print"')
        style = self.read_page("/community_base/static/public/notice.css")
        self.assertRegex(style, r"(?s)@media print \{.*\.no-print \{\s*display: none")

    def test_no_script_and_nothing_from_elsewhere(self):
        page = self.post(description='<p onclick="x()">字</p><script>x()</script>')
        answer = self.url_open(f"/gongshi/{page.id}")
        self.assertNotIn("<script", answer.text)
        self.assertNotIn("onclick", answer.text)
        policy = answer.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)

    def test_visitors_read_chinese(self):
        for lang in ("zh_CN", "en_US"):
            self.env["res.lang"]._activate_lang(lang)
        self.assertIn('lang="zh-CN"', self.read_page("/gongshi"))
        self.assertIn('lang="en-US"', self.read_page("/gongshi?lang=en_US"))
        self.assertIn('lang="zh-CN"', self.read_page("/gongshi?lang=xx_XX"))

    def test_queries_do_not_grow_with_the_pages(self):
        page = self.post()
        self.copy_pages(page, 1)
        self.receive(page).action_answer("已核对")
        paths = ("/gongshi", f"/gongshi?area={self.south.code}", f"/gongshi/{page.id}")
        for path in paths:
            self.read_page(path)
        few = [self.count_queries(path) for path in paths]
        self.copy_pages(page, 15)
        for number in range(10):
            self.receive(page, f"第{number}条").action_answer("已核对")
        for path in paths:
            self.read_page(path)
        self.assertEqual([self.count_queries(path) for path in paths], few)
        self.assertLess(max(few), 40)


@tagged("post_install", "-at_install")
class TestPublicObjection(PublicCase):
    def setUp(self):
        super().setUp()
        self.page = self.post()
        self.path = f"/gongshi/{self.page.id}"

    def send(self, text="公园预算过高", token=None, status=200, **values):
        if token is None:
            token = TOKEN.search(self.read_page(self.path)).group(1)
        data = {"text": text, "csrf_token": token, **values}
        answer = self.url_open(f"{self.path}/objection", data=data)
        self.assertEqual(answer.status_code, status)
        return answer

    def received(self):
        return self.env["community.objection"].search(
            [("publication_id", "=", self.page.id)]
        )

    def test_sent_followed_and_answered(self):
        answer = self.send(contact="13800000000")
        objection = self.received()
        self.assertIn(objection.sudo().token, answer.url)
        self.assertIn("公园预算过高", answer.text)
        self.assertNotIn("13800000000", answer.text)
        self.assertEqual(objection.contact_ids.contact, "13800000000")
        self.later(days=8)
        with self.assertRaisesRegex(Exception, "1"):
            self.page.with_user(self.staff).action_end()
        objection.with_user(self.staff).action_answer("预算经两委会核对")
        self.assertIn("预算经两委会核对", self.read_page(answer.url))
        self.assertIn("预算经两委会核对", self.read_page(self.path))
        self.page.with_user(self.staff).action_end()
        self.assertEqual(self.page.step_id.state, "done")

    def test_who_has_no_receipt_sees_nothing(self):
        self.send()
        for token in ("x", "%", "False", str(self.received().id)):
            self.read_page(f"/gongshi/objection/{token}", status=404)

    def test_words_of_a_resident_are_no_markup(self):
        self.assertNotIn("<b>x", self.send("<b>x</b>").text)

    def test_without_token_nothing_is_taken_and_nothing_lost(self):
        for token in ("", "x", "0o99999999999"):
            answer = self.send("我写了很久", token=token, status=422)
            self.assertIn("我写了很久", answer.text)
        self.assertFalse(self.received())
        again = TOKEN.search(answer.text).group(1)
        self.send("我写了很久", token=again)
        self.assertEqual(self.received().text, "我写了很久")

    def test_not_by_get(self):
        answer = self.url_open(f"{self.path}/objection?{urlencode({'text': 'x'})}")
        self.assertGreaterEqual(answer.status_code, 400)
        self.assertFalse(self.received())

    def test_trap_empty_and_long(self):
        self.assertIn("我是人", self.send("我是人", website="x", status=422).text)
        self.send("  ", status=422)
        self.send("长" * 2001, status=422)
        self.send("好", contact="9" * 101, status=422)
        self.assertFalse(self.received())

    def test_only_so_many_within_an_hour(self):
        self.set_limit("objection_per_hour", 3)
        self.set_limit("objection_visitor_per_hour", 9)
        for number in range(3):
            self.send(f"第{number}条")
        answer = self.send("第四条", status=422)
        self.assertIn("第四条", answer.text)
        self.assertEqual(sorted(self.received().mapped("number")), [1, 2, 3])
        self.env.flush_all()
        self.cr.execute(
            "UPDATE community_objection"
            " SET create_date = create_date - interval '61 minutes'"
        )
        self.env.invalidate_all()
        self.send("第四条")
        self.assertEqual(self.received()[0].number, 4)

    def test_one_visitor_does_not_shut_the_page_for_others(self):
        """Behind the proxy the address that it names counts, not the proxy's own."""
        self.set_limit("objection_visitor_per_hour", 2)
        self.patch(config, "options", ChainMap({"proxy_mode": True}, config.options))
        for number in range(2):
            self.send_from("203.0.113.7", f"第{number}条")
        answer = self.send_from("203.0.113.7", "第三条", status=422)
        self.assertIn("第三条", answer.text)
        self.assertEqual(len(self.received()), 2)
        self.send_from("203.0.113.8", "别人的")
        self.assertEqual(len(self.received()), 3)
        self.assertEqual(len(set(self.received().sudo().mapped("visitor"))), 2)

    def test_without_a_proxy_nobody_names_his_own_address(self):
        self.set_limit("objection_visitor_per_hour", 1)
        self.send_from("203.0.113.7", "第一条")
        self.send_from("203.0.113.8", "第二条", status=422)
        self.assertEqual(len(self.received()), 1)

    def test_no_address_is_kept_and_the_key_goes_with_the_day(self):
        self.set_limit("objection_visitor_per_hour", 1)
        self.send()
        objection = self.received().sudo()
        self.assertRegex(objection.visitor, "^[0-9a-f]{32}$")
        self.cr.execute("SELECT o::text FROM community_objection o")
        self.assertNotIn("127.0.0.1", str(self.cr.fetchall()))
        with self.assertRaises(AccessError):
            objection.with_user(self.staff).read(["visitor"])
        cron = self.env.ref("community_base.ir_cron_forget_visitors")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertTrue(objection.visitor, "the day is not over")
        self.later(days=1)
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        objection.invalidate_recordset()
        self.assertFalse(objection.visitor)

    def send_from(self, address, text, status=200):
        """Send as the proxy passes it on."""
        forwarded = {"X-Forwarded-For": address, "X-Forwarded-Host": "gs.example.cn"}
        headers = {**forwarded, "X-Forwarded-Proto": "http"}
        token = TOKEN.search(self.read_page(self.path)).group(1)
        answer = self.url_open(
            f"{self.path}/objection",
            data={"text": text, "csrf_token": token},
            headers=headers,
            allow_redirects=False,
        )
        self.assertEqual(answer.status_code, 303 if status == 200 else status)
        return answer

    def test_only_while_it_is_posted(self):
        token = TOKEN.search(self.read_page(self.path)).group(1)
        self.later(days=8)
        self.assertIsNone(TOKEN.search(self.read_page(self.path)))
        self.assertIn("迟到", self.send("迟到", token=token, status=422).text)
        self.assertFalse(self.received())

    def test_not_on_a_withdrawn_page(self):
        token = TOKEN.search(self.read_page(self.path)).group(1)
        self.page.with_user(self.staff).action_withdraw("写出了住户姓名")
        self.send(token=token, status=422)
        self.assertFalse(self.received())


@tagged("post_install", "-at_install")
class TestPublicHeads(PublicCase):
    def test_heads_are_out(self):
        self.post()
        self.later(days=1)
        day = self.env["community.day.head"]._publish()
        text = self.read_page("/gongshi/heads")
        self.assertIn(day.digest, text)
        answer = self.url_open(f"/gongshi/heads/{day.date}.json")
        self.assertEqual(json.loads(answer.text)["digest"], day.digest)
        for date in ("2000-01-01", "x", "2026-02-31"):
            self.read_page(f"/gongshi/heads/{date}.json", status=404)
