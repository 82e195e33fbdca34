from lxml import etree

from odoo.tests import Form

from .publication_common import PublicationCase


class TestPublicationScreens(PublicationCase):
    """Withdrawing a page and answering an objection, from the screen."""

    def test_withdrawn_with_another_text(self):
        page = self.post()
        wizards = self.env["community.publication.withdrawal"].with_user(self.staff)
        with Form(wizards.with_context(default_publication_id=page.id)) as form:
            self.assertEqual(form.name, page.name)
            form.reason = "含有居民个人信息"
            form.body = "<p>改造公园</p>"
        action = form.record.action_apply()
        again = page.browse(action["res_id"])
        self.assertEqual((page.state, again.state), ("withdrawn", "posted"))
        self.assertEqual(again.body, "<p>改造公园</p>")

    def test_objection_answered(self):
        page = self.post()
        objection, _code = self.env["community.objection"]._receive(page.id, "太吵")
        replies = self.env["community.objection.reply"].with_user(self.staff)
        with Form(replies.with_context(default_objection_id=objection.id)) as form:
            self.assertEqual(form.text, "太吵")
            form.answer = "晚九点后停工"
        form.record.action_apply()
        self.assertEqual((objection.state, objection.answer), ("answered", form.answer))

    def test_screens_open_for_each_role(self):
        page = self.post()
        objection, _code = self.env["community.objection"]._receive(page.id, "太吵")
        for role in ("staff", "committee", "department", "street", "auditor"):
            for record in (page, objection):
                with self.subTest(role=role, model=record._name):
                    Form(self.as_role(record, role))

    def test_many_objections_are_listed_in_as_many_queries_as_few(self):
        view = self.env.ref("community_base.community_objection_view_list")
        names = {node.get("name") for node in etree.fromstring(view.arch).iter("field")}
        shown = {name: {} for name in names} | {
            "publication_id": {"fields": {"display_name": {}}},
            "area_id": {"fields": {"display_name": {}}},
        }
        objections = self.env["community.objection"].with_user(self.staff)
        pages, counts = self.copy_pages(self.post(), 8), []
        for some in (pages[:2], pages[:2], pages):
            for page in some:
                self.receive(page)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            found = objections.web_search_read([], shown)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(found["length"], 12)
        self.assertEqual(counts[1], counts[2])
