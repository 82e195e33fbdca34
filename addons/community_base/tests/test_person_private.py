from datetime import timedelta

from psycopg2.errors import RestrictViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..demo import factory
from .common import CommunityCase

PHONE = "13800001234"
WEST_PHONE = "13900005678"
PRIVATE = ("id_number", "phone", "bank_account", "address", "note")


class PersonCase(CommunityCase):
    """苏念慈 is on file in 南湖社区, 易水寒 in 西口社区."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.west_person = factory.make_persons(cls.env, ["易水寒"])
        cls.file, cls.west_file = factory.make_files(
            cls.env,
            [
                factory.prepare_file(
                    cls.south,
                    cls.member,
                    id_number=factory.make_id_number(1),
                    phone=PHONE,
                    bank_account="6222020200001234567",
                    address="南湖路1号",
                ),
                factory.prepare_file(
                    cls.west,
                    cls.west_person,
                    id_number=factory.make_id_number(2),
                    phone=WEST_PHONE,
                    bank_account="6222020200007654321",
                    address="西口街9号",
                    note="家庭困难",
                    political_status="party_member",
                ),
            ],
        )
        cls.env.flush_all()

    def commit_tracking(self):
        """Let the chatter say what was tracked so far, as a commit would."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def files(self, role):
        return self.as_role(self.env["community.person.private"], role)

    def log(self, **vals):
        domain = [(name, "=", value) for name, value in vals.items()]
        return self.env["community.person.access"].search(domain)

    def refuse(self, error, function, *args, **kwargs):
        """Assert that the database or the ORM refuses, and leave no trace."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(error) as caught,
            self.env.cr.savepoint(),
        ):
            function(*args, **kwargs)
            self.env.flush_all()
        return str(caught.exception)


class TestRegister(PersonCase):
    """People are entered by name; the contact holds nothing else."""

    def enter(self, role="staff", **vals):
        return self.files(role).create(
            {"name": "张伟", "area_id": self.south.id, "purpose": "staff", **vals}
        )

    def test_new_person_gets_a_contact_with_a_name(self):
        file = self.enter(phone="138 1234 5678", id_number=factory.make_id_number(9))
        partner = file.sudo().partner_id
        self.assertTrue(partner.is_person)
        self.assertEqual((partner.name, partner.phone), ("张伟", False))
        self.assertEqual(file.phone, "13812345678")
        self.assertEqual(file.pinyin, "zhangwei zw")

    def test_default_of_the_context_reaches_no_contact(self):
        files = self.files("staff").with_context(default_phone=PHONE)
        file = files.create({"name": "张伟", "purpose": "staff"})
        self.assertEqual(file.phone, PHONE)
        self.assertFalse(file.sudo().partner_id.phone)

    def test_form_enters_a_person_by_name_only(self):
        with Form(self.files("staff")) as form:
            form.name = "李娜"
            form.purpose = "representative"
        file = form.record
        self.assertEqual(file.area_id, self.south)
        self.assertEqual(file.sudo().partner_id.name, "李娜")

    def test_form_takes_a_known_person(self):
        with Form(self.files("staff")) as form:
            form.partner_id = self.deputy
            form.purpose = "seat_holder"
        self.assertEqual(form.record.name, "何守一")
        self.assertEqual(form.record.seat_count, 1)

    def test_purpose_is_required(self):
        self.refuse(Exception, self.enter, purpose=False)

    def test_one_file_for_a_person_and_area(self):
        self.refuse(
            UniqueViolation, self.enter, partner_id=self.member.id, name="苏念慈"
        )

    def test_one_person_for_an_id_number_and_area(self):
        self.refuse(UniqueViolation, self.enter, id_number=self.file.id_number)

    def test_firm_is_no_person(self):
        firm = self.env["res.partner"].create({"name": "物业", "is_company": True})
        self.refuse(ValidationError, self.enter, partner_id=firm.id, name="物业")

    def test_user_becomes_a_person(self):
        partner = self.users["employee"].partner_id
        partner.is_person = False
        file = factory.make_file(self.south, partner)
        self.assertTrue(file.partner_id.is_person)

    def test_numbers_are_checked_in_words(self):
        good = factory.make_id_number(5)
        swapped = good[:6] + good[7] + good[6] + good[8:]
        for number, word in [
            (good[:17] + ("1" if good[17] != "1" else "2"), "swapped"),
            (swapped, "swapped"),
            ("440306900101123", "15 digits"),
            ("12345", "18 characters"),
            ("99000119800230001X", "fit|birth"),
        ]:
            with self.subTest(number=number):
                message = self.refuse(ValidationError, self.enter, id_number=number)
                self.assertRegex(message, word)
        self.refuse(ValidationError, self.enter, phone="12345")
        self.refuse(ValidationError, self.enter, bank_account="6222 x")
        file = self.enter(id_type="passport", id_number="e1234567")
        self.assertEqual(file.id_number, "E1234567")

    def test_fixed_network_phone(self):
        self.assertEqual(self.enter(phone="0755-2778 1234").phone, "075527781234")

    def test_doubtful_card_only_warns(self):
        file = self.enter()
        file.bank_account = "6222020000000000006"
        self.assertIn("warning", file._onchange_bank_account())

    def test_area_and_person_of_a_file_are_fixed(self):
        file = self.as_role(self.file, "district")
        for vals in ({"area_id": self.north.id}, {"partner_id": self.deputy.id}):
            with self.assertRaises(AccessError):
                file.write(vals)

    def test_renaming_is_tracked(self):
        self.commit_tracking()
        file = self.as_role(self.file, "staff").with_context(tracking_disable=False)
        file.name = "苏念兹"
        self.commit_tracking()
        self.assertEqual(self.member.name, "苏念兹")
        values = self.file.message_ids.sudo().tracking_value_ids
        self.assertEqual(values.new_value_char, "苏念兹")

    def test_name_on_file_elsewhere_is_not_ones_own_to_change(self):
        factory.make_file(self.west, self.member)
        self.refuse(AccessError, self.as_role(self.file, "staff").write, {"name": "他"})
        self.as_role(self.file, "district").name = "苏念兹"
        self.assertEqual(self.member.name, "苏念兹")

    def test_name_of_a_login_is_not_ones_own_to_change(self):
        admin = self.users["administrator"].partner_id
        file = self.enter(partner_id=admin.id, name=admin.name)
        self.refuse(AccessError, file.write, {"name": "别人"})
        self.refuse(AccessError, self.enter, partner_id=self.secretary.id, name="别人")

    def test_person_who_held_a_seat_stays(self):
        self.refuse(UserError, self.as_role(self.file, "street").unlink)
        file = self.enter()
        self.refuse(AccessError, file.unlink)
        partner = file.sudo().partner_id
        self.as_role(file, "street").unlink()
        self.assertFalse(partner.active)

    def test_copy_takes_no_private_value(self):
        data = self.as_role(self.file, "staff").copy_data()[0]
        self.assertFalse(set(data) & set(PRIVATE))


class TestContactStaysEmpty(PersonCase):
    """Every internal user reads contacts, so a person's holds the name alone."""

    def test_private_columns_are_refused(self):
        for name in ("phone", "street", "zip", "vat", "comment"):
            with self.subTest(field=name):
                self.refuse(ValidationError, self.member.write, {name: "13800001234"})

    def test_address_below_the_contact_is_refused(self):
        vals = {"name": "家", "type": "other", "phone": "1"}
        create = self.env["res.partner"].create
        self.refuse(ValidationError, create, {**vals, "parent_id": self.member.id})
        other = create({"name": "某人", "child_ids": [(0, 0, vals)]})
        self.refuse(ValidationError, other.write, {"is_person": True})

    def test_bank_account_is_refused(self):
        Bank = self.env["res.partner.bank"]
        vals = {"acc_number": "6222020200001234567", "partner_id": self.member.id}
        message = self.refuse(ValidationError, Bank.create, vals)
        self.assertIn("personal file", message)
        other = self.env["res.partner"].create({"name": "某人"})
        account = Bank.create({**vals, "partner_id": other.id})
        self.refuse(ValidationError, account.write, {"partner_id": self.member.id})
        self.refuse(ValidationError, other.write, {"is_person": True})

    def test_person_on_file_stays_a_person(self):
        self.refuse(ValidationError, self.member.write, {"is_person": False})

    def test_odoo_merges_no_persons(self):
        Wizard = self.env["base.partner.merge.automatic.wizard"]
        pair = self.member | self.deputy
        self.refuse(UserError, Wizard._merge, pair.ids, self.member)

    def test_nothing_leads_from_a_contact_to_the_files(self):
        """A one2many there would be one more door to watch."""
        for name, field in self.env["res.partner"]._fields.items():
            self.assertNotEqual(field.comodel_name, "community.person.private", name)


class TestWhoSees(PersonCase):
    """The area rule knows no exception."""

    def test_by_role(self):
        both = self.file | self.west_file
        for role, expected in {
            "staff": self.file,
            "committee": self.file,
            "street": self.file,
            "district": both,
            "auditor": both,
            "administrator": both.browse(),
        }.items():
            with self.subTest(role=role):
                found = self.files(role).search([("id", "in", both.ids)])
                self.assertEqual(found.ids, expected.ids)
        for role in ("department", "employee", "portal", "public"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.files(role).search([])

    def test_administrator_in_charge_of_an_area_sees_its_files(self):
        self.users["administrator"].area_ids = self.west
        self.assertEqual(self.files("administrator").search([]).ids, self.west_file.ids)

    def test_auditor_changes_nothing(self):
        file = self.as_role(self.file, "auditor")
        for function, *args in [
            (file.write, {"purpose": "staff"}),
            (file.unlink,),
            (self.files("auditor").create, {"name": "张伟", "purpose": "staff"}),
        ]:
            with self.assertRaises(AccessError):
                function(*args)

    def test_no_file_is_made_in_another_area(self):
        vals = {"name": "新人", "area_id": self.west.id, "purpose": "staff"}
        partners = self.env["res.partner"].search_count([])
        for create in (
            lambda: self.files("staff").create(vals),
            lambda: (
                self.files("staff")
                .with_context(default_area_id=self.west.id)
                .create({"name": "新人", "purpose": "staff"})
            ),
        ):
            with self.assertRaises(AccessError):
                create()
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_refusal_tells_nothing_about_the_other_register(self):
        """The same answer, whether the other area knows the number or not."""
        vals = {"name": "新人", "area_id": self.west.id, "purpose": "staff"}
        answers = {
            self.refuse(AccessError, self.files("staff").create, {**vals, **extra})
            for extra in (
                {"id_number": self.west_file.id_number},
                {"id_number": factory.make_id_number(77)},
                {"partner_id": self.west_person.id},
                {"partner_id": self.deputy.id},
            )
        }
        self.assertEqual(len(answers), 1)

    def test_phone_of_another_area_is_found_by_no_search(self):
        files = self.files("staff")
        for domain in (
            [("phone", "=", WEST_PHONE)],
            [("phone", "in", [WEST_PHONE])],
            [("look_up", "=", WEST_PHONE)],
            [("partner_id", "=", self.west_person.id)],
            [("partner_id.name", "=", "易水寒")],
            [("area_id", "=", self.west.id)],
            ["|", ("id", "=", self.west_file.id), ("phone", "=", WEST_PHONE)],
            ["!", ("phone", "!=", WEST_PHONE)],
        ):
            with self.subTest(domain=domain):
                self.assertFalse(files.search(domain))
                self.assertEqual(files.search_count(domain), 0)
                self.assertFalse(files.search_read(domain, ["phone"]))
                self.assertFalse(
                    files.web_search_read(domain, {"phone": {}})["records"]
                )
                self.assertFalse(files.formatted_read_group(domain, ["area_id"]))
        self.assertFalse(files.name_search("易水寒"))

    def test_by_id_is_refused(self):
        file = self.as_role(self.west_file, "staff")
        for call in (
            lambda: file.read(["phone"]),
            lambda: file.read(["phone_masked", "name"]),
            lambda: file.web_read({"phone": {}}),
            lambda: file._export_rows([["phone"]]),
            lambda: file.copy_data(),
            lambda: file.write({"phone": PHONE}),
            lambda: file.action_link(),
            lambda: file.action_view_seats(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_chatter_follows_the_file(self):
        message = self.west_file.message_post(body="电话已核对")
        messages = self.as_role(self.env["mail.message"], "staff")
        self.assertFalse(messages.search([("id", "=", message.id)]))
        with self.assertRaises(AccessError):
            self.as_role(message, "staff").read(["body"])


class TestPrivateValues(PersonCase):
    """Whole, or not at all; and whoever is shown them is logged."""

    def test_guessing_sorting_and_grouping_are_refused(self):
        files = self.files("staff")
        for name in PRIVATE:
            for call in (
                lambda name=name: files.search([(name, "like", "138")]),
                lambda name=name: files.search([(name, "=like", "1%")]),
                lambda name=name: files.search([(name, ">", "138")]),
                lambda name=name: files.search([], order=name),
                lambda name=name: files.formatted_read_group([], [name]),
                lambda name=name: files.formatted_read_group(
                    [], [], [f"{name}:array_agg"]
                ),
                lambda name=name: files._read_group([], [], [f"{name}:max"]),
                lambda name=name: files.read_group([], [name], [name]),
            ):
                with self.subTest(field=name), self.assertRaises(AccessError):
                    call()
            self.assertFalse(files.fields_get([name])[name]["groupable"])

    def test_whole_number_finds_however_it_is_typed(self):
        files = self.files("staff")
        number = self.file.id_number
        for typed in (PHONE, "+86 138-0000-1234", f"{number[:6]} {number[6:]}"):
            self.assertEqual(files.search([("look_up", "=", typed)]).ids, self.file.ids)

    def test_masked_list_writes_no_log(self):
        columns = {
            "name": {},
            "phone_masked": {},
            "id_number_masked": {},
            "bank_account_masked": {},
        }
        row = self.files("staff").web_search_read([], columns)["records"][0]
        self.assertEqual(row["phone_masked"], "138****1234")
        self.assertEqual(row["bank_account_masked"], "6222 **** **** 4567")
        self.assertNotIn(self.file.id_number[6:14], str(row))
        self.assertFalse(self.log())

    def test_views_with_rows_show_masked_values_only(self):
        for kind in ("list", "kanban"):
            view = self.files("staff").get_views([(False, kind)])
            shown = view["models"]["community.person.private"]["fields"]
            self.assertFalse(set(shown) & set(PRIVATE), kind)

    def test_opening_is_logged(self):
        self.as_role(self.file, "staff").web_read({"name": {}, "phone": {}, "note": {}})
        entry = self.log()
        self.assertEqual(entry.user_id, self.users["staff"])
        self.assertEqual(entry.partner_id, self.member)
        self.assertEqual((entry.area_id, entry.kind), (self.south, "read"))
        self.assertEqual(entry.field_names, "phone", "an empty field shows nothing")
        self.assertEqual(entry.field_labels, "Phone")

    def test_every_way_of_reading_is_logged(self):
        file = self.as_role(self.file, "staff")
        for count, call in enumerate(
            (
                lambda: file.read(),
                lambda: file.read(["phone"]),
                lambda: file.search_read([], ["phone"]),
                lambda: file.web_search_read([], {"phone": {}}),
                lambda: file.web_save({"purpose": "staff"}, {"phone": {}}),
                lambda: file._export_rows([["name"], ["phone"]]),
                lambda: file.web_read_group(
                    [],
                    ["area_id"],
                    auto_unfold=True,
                    unfold_read_specification={"phone": {}},
                ),
            ),
            1,
        ):
            call()
            self.assertEqual(len(self.log()), count)
        self.assertEqual(len(self.log(kind="export")), 1)

    def test_log_of_many_files_costs_no_more_queries(self):
        people = factory.make_persons(self.env, [f"代表{n}" for n in range(20)])
        factory.make_files(
            self.env,
            [
                factory.prepare_file(self.south, person, phone=f"138{n:08d}")
                for n, person in enumerate(people)
            ],
        )
        self.env.flush_all()
        counts = []
        for limit in (1, 2, 20):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.files("staff").search_read([], ["phone"], limit=limit)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        warm_up, two, twenty = counts
        self.assertEqual(two, twenty)
        self.assertGreaterEqual(warm_up, two)

    def test_refused_reading_is_not_logged(self):
        with self.assertRaises(AccessError):
            self.as_role(self.west_file, "staff").read(["phone"])
        self.assertFalse(self.log())

    def test_chatter_says_what_changed_and_not_to_what(self):
        self.commit_tracking()
        file = self.as_role(self.file, "staff").with_context(
            tracking_disable=False, lang="en_US"
        )
        file.write({"phone": "13700009999", "purpose": "staff", "note": "保密"})
        self.commit_tracking()
        text = " ".join(map(str, self.file.message_ids.mapped("body")))
        values = self.file.message_ids.sudo().tracking_value_ids
        tracked = str(values.read(["old_value_char", "new_value_char"]))
        self.assertIn("Phone", text)
        self.assertEqual(values.field_id.mapped("name"), ["purpose"])
        for secret in ("13700009999", PHONE, "保密"):
            self.assertNotIn(secret, text + tracked)

    def test_no_private_field_is_tracked(self):
        tracked = self.env["community.person.private"]._track_get_fields()
        self.assertFalse(tracked & set(PRIVATE))


class TestAccessLog(PersonCase):
    """The log only grows, and only the server makes it grow."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file.with_user(cls.users["staff"]).read(["phone"])
        cls.west_file.with_user(cls.users["auditor"]).read(["phone"])
        cls.env.flush_all()
        cls.entry = cls.env["community.person.access"].search([], limit=1)

    def test_who_reads_it(self):
        counts = {"auditor": 2, "administrator": 2}
        for role, count in counts.items():
            entries = self.as_role(self.env["community.person.access"], role)
            self.assertEqual(entries.search_count([]), count)
        self.users["auditor"].area_ids = self.east_street
        entries = self.as_role(self.env["community.person.access"], "auditor")
        self.assertEqual(entries.search_count([]), 1)
        for role in ("staff", "street", "district", "department", "employee"):
            with self.assertRaises(AccessError):
                self.as_role(self.env["community.person.access"], role).search([])

    def test_nobody_writes_it(self):
        vals = {
            "at": self.entry.at,
            "kind": "read",
            "user_id": self.users["street"].id,
            "partner_id": self.member.id,
            "area_id": self.south.id,
            "field_names": "phone",
        }
        entries = [
            self.as_role(self.entry, role) for role in ("staff", "administrator")
        ]
        for entry in [*entries, self.entry, self.entry.sudo()]:
            for call in (
                lambda entry=entry: entry.create(vals),
                lambda entry=entry: entry.write({"user_id": vals["user_id"]}),
                lambda entry=entry: entry.unlink(),
                lambda entry=entry: entry.copy(),
            ):
                self.refuse(AccessError, call)

    def test_database_keeps_it(self):
        for statement in (
            "UPDATE community_person_access SET user_id = 1",
            "DELETE FROM community_person_access",
            "TRUNCATE community_person_access",
        ):
            with self.subTest(statement=statement):
                self.refuse(RestrictViolation, self.env.cr.execute, statement)

    def test_who_is_named_is_not_deleted(self):
        self.refuse(Exception, self.users["staff"].unlink)


class TestDuplicates(PersonCase):
    """One person under two names or two contacts is shown and made one."""

    def double(self, area=None, **vals):
        person = factory.make_persons(self.env, ["易水韩"])
        return factory.make_file(area or self.south, person, **vals)

    def test_same_number_elsewhere_is_shown_without_its_values(self):
        file = self.double(id_number=self.west_file.id_number)
        file = self.as_role(file, "staff")
        self.assertIn("西口社区", file.duplicate_hint)
        self.assertIn("易水寒", file.duplicate_hint)
        for value in (WEST_PHONE, "西口街9号", "6222020200007654321"):
            self.assertNotIn(value, file.duplicate_hint)
        found = self.files("staff").search([("possible_duplicate", "=", True)])
        self.assertEqual(found.ids, file.ids)
        rest = self.files("staff").search([("possible_duplicate", "=", False)])
        self.assertIn(self.file.id, rest.ids)
        self.assertNotIn(file.id, rest.ids)

    def test_same_phone_elsewhere_tells_nothing(self):
        person = factory.make_persons(self.env, ["易水寒"])
        file = factory.make_file(self.south, person, phone=WEST_PHONE)
        self.assertFalse(self.as_role(file, "staff").possible_duplicate)
        self.assertTrue(self.as_role(file, "district").possible_duplicate)
        for role, expected in (("staff", []), ("district", file.ids)):
            domain = [("possible_duplicate", "=", True), ("id", "=", file.id)]
            self.assertEqual(self.files(role).search(domain).ids, expected)

    def test_link_to_a_person_of_another_area(self):
        file = self.double(id_number=self.west_file.id_number)
        former = file.partner_id
        self.as_role(file, "staff").action_link()
        self.assertEqual(file.partner_id, self.west_person)
        self.assertEqual(file.name, "易水寒")
        self.assertFalse(former.active)
        self.assertFalse(self.as_role(file, "staff").possible_duplicate)

    def test_link_moves_seats_only_by_who_seats_people(self):
        file = self.double(id_number=self.west_file.id_number)
        seat = factory.make_seat(self.committee, "delegate", file.partner_id)
        self.refuse(AccessError, self.as_role(file, "staff").action_link)
        self.as_role(file, "street").action_link()
        self.assertEqual(seat.person_id, self.west_person)

    def test_link_leaves_other_areas_alone(self):
        file = self.double(self.north, id_number=self.west_file.id_number)
        factory.make_file(self.west, file.partner_id)
        self.refuse(AccessError, self.as_role(file, "street").action_link)

    def test_link_takes_nothing_from_a_login(self):
        file = factory.make_file(
            self.south, self.secretary, id_number=self.west_file.id_number
        )
        self.refuse(UserError, self.as_role(file, "street").action_link)

    def test_two_files_of_one_area_are_not_thrown_together(self):
        twin = factory.make_persons(self.env, ["苏念慈"])
        file = factory.make_file(self.south, twin, phone=PHONE)
        self.assertTrue(self.as_role(file, "staff").possible_duplicate)
        self.refuse(UserError, self.as_role(file, "street").action_link)

    def test_nothing_to_link(self):
        self.refuse(UserError, self.as_role(self.file, "street").action_link)


class TestRetention(PersonCase):
    """When the time is over, the values go and the name stays."""

    def test_expired_file_is_purged(self):
        file = self.west_file
        file.retain_until = self.today - timedelta(1)
        self.env["community.person.private"].search(file._get_expired_domain())._purge()
        self.assertFalse([name for name in PRIVATE if file[name]])
        self.assertFalse(file.political_status)
        self.assertEqual((file.name, file.purged_on), ("易水寒", self.today))

    def test_who_is_in_office_or_kept_is_not_purged(self):
        self.file.retain_until = self.today - timedelta(1)
        self.west_file.retain_until = self.today
        domain = self.file._get_expired_domain()
        Files = self.env["community.person.private"]
        self.assertFalse(Files.search(domain) & (self.file | self.west_file))
        self.member_seat._end(self.today - timedelta(1), "届满")
        self.assertIn(self.file, Files.search(domain))

    def test_nobody_writes_the_day_of_purging(self):
        self.refuse(AccessError, self.file.write, {"purged_on": self.today})


class TestPinyin(PersonCase):
    """'zw' finds 张伟, and the same goes for areas and organs."""

    def test_by_initials_and_in_full(self):
        person = factory.make_persons(self.env, ["张伟"])
        file = factory.make_file(self.south, person)
        for model, record, typed in [
            ("res.partner", person, ("zw", "zhangwei", "ZhangW", "Zhang Wei", "张伟")),
            ("community.person.private", file, ("zw", "zhang wei", "张")),
            ("community.area", self.south, ("nhsq", "Nan hu", "南湖")),
            ("community.organ", self.committee, ("nhsqdw", "nan hu she qu", "党委")),
            ("community.seat", self.secretary_seat, ("Wen Ruhai", "wrh", "温如")),
        ]:
            records = self.as_role(self.env[model], "staff")
            for text in typed:
                with self.subTest(model=model, text=text):
                    found = [row[0] for row in records.name_search(text, limit=None)]
                    self.assertIn(record.id, found)

    def test_in_a_search_view_and_in_python_alike(self):
        person = factory.make_persons(self.env, ["张伟"])
        for text, found in (("Zhang Wei", person), ("张 伟", person.browse())):
            domain = [("id", "in", person.ids), ("pinyin", "ilike", text)]
            self.assertEqual(person.search(domain), found)
            self.assertEqual(person.filtered_domain(domain), found)

    def test_renamed_person_is_found_by_the_new_name(self):
        self.member.name = "张伟"
        self.assertEqual(self.file.pinyin, "zhangwei zw")
        self.assertEqual(self.file.name, "张伟")


@tagged("post_install", "-at_install")
class TestPurgeCron(PersonCase):
    def test_runs(self):
        self.west_file.retain_until = self.today - timedelta(1)
        cron = self.env.ref("community_base.ir_cron_purge_personal_files")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertFalse(self.west_file.phone)
