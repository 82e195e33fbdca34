from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .property_common import PropertyCase


@tagged("post_install", "-at_install")
class TestContract(PropertyCase):
    """What is agreed stays, no asset is let twice, below the thresholds and above."""

    def refused_in_sql(self, statement, *params):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.env.flush_all()
                self.env.cr.execute(statement, params)

    # Below the thresholds

    def test_numbers_of_a_year_without_gaps(self):
        year = self.today.year
        first = self.minor()
        self.assertEqual(first.state, "minor")
        self.assertEqual(first.number, f"合〔{year}〕1号")
        self.draft(assets=self.workshop).unlink()
        second = self.minor(assets=self.workshop)
        self.assertEqual(second.number, f"合〔{year}〕2号")

    def test_lease_adds_up_and_is_planned(self):
        contract = self.minor(
            date_start=date(2027, 1, 16), date_end=date(2028, 1, 15), rent=3100
        )
        self.assertEqual(contract.amount, 37200)
        self.assertEqual(contract.months, 12)
        self.assertEqual(len(contract.period_ids), 12)
        self.assertAlmostEqual(sum(contract.period_ids.mapped("amount")), 37200)

    def test_without_signed_scan(self):
        with self.assertRaises(UserError):
            self.draft(signed=False).action_activate_minor()

    def test_without_rent_or_assets(self):
        bare = self.draft(assets=self.env["coop.asset"])
        with self.assertRaises(UserError):
            bare.action_activate_minor()
        unpaid = self.draft()
        unpaid.rate_ids.unlink()
        with self.assertRaises(UserError):
            unpaid.action_activate_minor()

    def test_first_step_begins_with_the_term(self):
        with self.assertRaises(ValidationError):
            self.draft().rate_ids.date_start = date(2027, 2, 1)

    def test_new_counterparty_by_name(self):
        contract = self.draft(partner_id=False, new_partner_name="新租户有限公司")
        self.assertEqual(contract.partner_id.name, "新租户有限公司")

    def test_form_shows_the_schedule(self):
        form = Form(self.env["coop.contract"].with_user(self.clerk))
        form.name, form.partner_id = "商铺", self.tenant
        form.date_start, form.date_end = date(2027, 1, 1), date(2027, 3, 31)
        with form.rate_ids.new() as rate:
            rate.date_start, rate.rent = date(2027, 1, 1), 1000
        self.assertEqual(form.amount, 3000)
        self.assertEqual(str(form.schedule).count("2027-0"), 6)

    # By every route

    def test_states_come_by_actions_alone(self):
        vals = {
            "name": "x",
            "partner_id": self.tenant.id,
            "date_start": "2027-01-01",
            "date_end": "2027-12-31",
            "cooperative_id": self.lake.id,
        }
        contracts = self.env["coop.contract"].with_user(self.clerk)
        for state in ("active", "minor", "inherited", "ended"):
            with self.subTest(state=state):
                with self.assertRaises(AccessError):
                    contracts.create({**vals, "state": state})
                with self.assertRaises(AccessError):
                    self.draft().sudo().write({"state": state})
        with self.assertRaises(AccessError):
            contracts.with_context(default_state="minor").create(
                {**vals, "number": "合〔2027〕9号"}
            )
        bare = contracts.with_context(default_state="minor").create(vals)
        self.assertEqual(bare.state, "draft")

    def test_states_in_sql(self):
        contract = self.draft()
        for state in ("active", "minor", "inherited", "ended", "terminated"):
            with self.subTest(state=state):
                self.refused_in_sql(
                    "UPDATE coop_contract SET state = %s WHERE id = %s",
                    state,
                    contract.id,
                )
        lease = self.minor(assets=self.workshop)
        for state in ("draft", "active", "inherited"):
            self.refused_in_sql(
                "UPDATE coop_contract SET state = %s WHERE id = %s", state, lease.id
            )

    def test_active_needs_a_resolution(self):
        contract = self.draft()
        with self.assertRaises(AccessError):
            contract.action_activate()
        self.assertEqual(contract.state, "draft")

    def test_what_is_agreed_stays(self):
        contract = self.minor()
        for name, value in (
            ("partner_id", self.other.id),
            ("date_end", "2030-12-31"),
            ("deposit", 5),
            ("kind", "service"),
            ("asset_ids", [(4, self.workshop.id)]),
            ("rate_ids", [(0, 0, {"date_start": "2027-06-01", "rent": 1})]),
            ("scan_ids", [(5,)]),
        ):
            with self.subTest(name=name), self.assertRaises(UserError):
                contract.write({name: value})
        with self.assertRaises(UserError):
            contract.rate_ids.rent = 1
        with self.assertRaises(UserError):
            contract.rate_ids.unlink()
        with self.assertRaises(UserError):
            contract.rate_ids.copy({"date_start": date(2027, 5, 1)})
        with self.assertRaises(UserError):
            contract.unlink()

    def test_what_is_agreed_stays_in_sql(self):
        contract = self.minor()
        for column, value in (
            ("partner_id", self.other.id),
            ("amount", 1),
            ("date_end", "2030-12-31"),
            ("date_closed", "2027-02-01"),
            ("register_number", 7),
        ):
            with self.subTest(column=column):
                self.refused_in_sql(
                    f"UPDATE coop_contract SET {column} = %s WHERE id = %s",
                    value,
                    contract.id,
                )
        for statement in (
            "UPDATE coop_contract_rate SET rent = 1 WHERE contract_id = %s",
            "DELETE FROM coop_contract_rate WHERE contract_id = %s",
            "DELETE FROM coop_contract_asset_rel WHERE contract_id = %s",
            "UPDATE coop_contract_period SET amount = 1 WHERE contract_id = %s",
            "DELETE FROM coop_contract WHERE id = %s",
        ):
            with self.subTest(statement=statement):
                self.refused_in_sql(statement, contract.id)

    # No asset twice

    def test_no_asset_on_the_same_days_twice(self):
        self.minor()
        late = {"date_start": date(2027, 12, 31), "date_end": date(2028, 6, 30)}
        with self.assertRaises(UserError):
            self.minor(**late)
        with self.assertRaises(UserError):
            self.minor(assets=self.shop | self.workshop, **late)
        after = self.minor(date_start=date(2028, 1, 1), date_end=date(2028, 6, 30))
        self.assertEqual(after.state, "minor")

    def test_days_are_taken_by_the_database(self):
        lease = self.minor()
        self.refused_in_sql(
            "INSERT INTO coop_asset_occupancy (asset_id, contract_id, cooperative_id,"
            " area_id, date_start, date_end) SELECT asset_id, contract_id,"
            " cooperative_id, area_id, date_end, date_end FROM coop_asset_occupancy"
            " WHERE contract_id = %s",
            lease.id,
        )

    def test_days_are_free_after_termination(self):
        lease = self.minor()
        lease._terminate(date(2027, 3, 31), "承租人退租")
        self.assertEqual(lease.state, "terminated")
        self.assertEqual(len(lease.period_ids), 3)
        new = self.minor(date_start=date(2027, 4, 1))
        self.assertEqual(new.state, "minor")

    def test_terminated_within_a_month(self):
        lease = self.minor(rent=3100)
        lease._terminate(date(2027, 3, 10), "承租人退租")
        self.assertEqual(lease.period_ids[-1].amount, 1000)
        self.assertEqual(sum(lease.period_ids.mapped("amount")), 7200)

    def test_void_lease_frees_all_days(self):
        lease = self.minor()
        lease._annul("法院判决无效")
        self.assertFalse(lease.period_ids)
        self.assertEqual(self.minor().state, "minor")

    def test_closing_by_the_wizard(self):
        lease = self.minor()
        wizard = self.env["coop.contract.closing"].with_user(self.clerk)
        wizard.create(
            {"contract_id": lease.id, "date": "2027-05-31", "reason": "退租"}
        ).action_close()
        self.assertEqual((lease.state, lease.close_reason), ("terminated", "退租"))
        foreign = wizard.with_user(self.users["clerk_b"]).create(
            {"contract_id": lease.id, "reason": "x"}
        )
        with self.assertRaises(AccessError):
            foreign.action_close()

    def test_no_end_before_the_end(self):
        with self.assertRaises(UserError):
            self.minor().action_end()

    # Disposal

    def test_disposed_of_and_never_let_again(self):
        sale = self.minor("disposal", entered_amount=5000)
        self.assertEqual(self.shop.disposal_id, sale)
        self.assertEqual(self.shop.date_disposed, date(2027, 1, 1))
        with self.assertRaises(UserError):
            self.minor()
        before = self.minor(date_start=date(2026, 12, 1), date_end=date(2026, 12, 31))
        self.assertEqual(before.state, "minor")

    def test_what_is_let_is_not_disposed_of(self):
        self.minor()
        with self.assertRaises(UserError):
            self.minor("disposal", entered_amount=5000)

    def test_disposal_needs_its_contract(self):
        lease = self.draft(assets=self.workshop)
        with self.assertRaises(AccessError):
            self.shop.write({"date_disposed": "2027-01-01", "disposal_id": lease.id})
        self.refused_in_sql(
            "UPDATE coop_asset SET date_disposed = '2027-01-01', disposal_id = %s"
            " WHERE id = %s",
            lease.id,
            self.shop.id,
        )

    # From before

    def old(self, **vals):
        vals = {
            "date_start": date(2025, 1, 1),
            "date_end": date(2027, 12, 31),
            "rent": 90000,
            **vals,
        }
        return self.draft(**vals)

    def as_street(self, contract):
        return contract.with_user(self.users["street"])

    def test_street_takes_over_what_is_from_before(self):
        contract = self.old()
        self.as_street(contract).action_take_over()
        self.assertEqual(contract.state, "inherited")
        self.assertEqual(contract.approved_by_id, self.users["street"])
        live = self.lake.date_live
        self.assertTrue(all(row.date_end >= live for row in contract.period_ids))

    def test_nobody_else_takes_over(self):
        contract = self.old()
        for role in ("clerk_a", "staff", "committee", "auditor"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                contract.with_user(self.users[role]).action_take_over()
        own = contract.sudo().copy({"scan_ids": [(6, 0, contract.scan_ids.ids)]})
        self.assertNotEqual(own.create_uid, self.users["street"])

    def test_what_began_here_is_not_from_before(self):
        contract = self.old(date_start=self.lake.date_live)
        with self.assertRaises(UserError):
            self.as_street(contract).action_take_over()
        self.refused_in_sql(
            "UPDATE coop_contract SET state = 'inherited', approved_by_id = %s,"
            " register_number = 1 WHERE id = %s",
            self.users["street"].id,
            contract.id,
        )

    def test_only_for_some_time(self):
        limit = self.env.ref("collective_economy.limit_coop_takeover_days")
        self.patch_clock(days=limit.value + 1)
        with self.assertRaises(UserError):
            self.as_street(self.old()).action_take_over()

    def test_start_here_is_set_once(self):
        with self.assertRaises(AccessError):
            self.lake.date_live = date(2030, 1, 1)

    # Amendment and renewal

    def test_amendment_takes_the_place(self):
        lease = self.minor()
        new = self.env["coop.contract"].browse(
            lease._follow("amendment", date(2027, 7, 1))["res_id"]
        )
        self.assertEqual(new.origin_id, lease)
        new.rate_ids.rent = 900
        self.sign(new)
        new.action_activate_minor()
        self.assertEqual(lease.state, "terminated")
        self.assertEqual(lease.date_closed, date(2027, 6, 30))
        self.assertEqual(len(lease.period_ids), 6)

    def test_renewal_begins_after(self):
        lease = self.minor()
        new = self.env["coop.contract"].browse(lease.action_renew()["res_id"])
        self.assertEqual(new.date_start, date(2028, 1, 1))
        self.assertEqual(new.date_end, date(2028, 12, 31))
        self.assertEqual(lease.state, "minor")

    def test_amendments_count_together(self):
        lease = self.minor()
        new = self.env["coop.contract"].browse(
            lease._follow("amendment", date(2027, 7, 1))["res_id"]
        )
        amount, months, start = new._get_whole()
        self.assertEqual((amount, months, start), (12000, 12, date(2027, 1, 1)))

    def test_amendment_of_a_draft_is_none(self):
        with self.assertRaises(UserError):
            self.draft()._follow("amendment", date(2027, 7, 1))

    # Payments

    def paying(self):
        return self.minor("service", entered_amount=900)

    def pay(self, contract, amount):
        payment = contract.payment_ids.create(
            {
                "contract_id": contract.id,
                "name": "进度款",
                "date_due": date(2027, 3, 1),
                "amount": amount,
            }
        )
        payment.action_pay()
        return payment

    def test_never_more_than_agreed(self):
        contract = self.paying()
        self.assertEqual(self.pay(contract, 600).state, "paid_minor")
        with self.assertRaises(UserError):
            self.pay(contract, 301)
        self.assertEqual(self.pay(contract, 300).state, "paid_minor")

    def test_never_more_than_agreed_in_sql(self):
        contract = self.paying()
        payment = self.pay(contract, 600)
        self.refused_in_sql(
            "INSERT INTO coop_contract_payment (contract_id, name, date_due, amount,"
            " state) VALUES (%s, 'x', '2027-01-01', 301, 'paid_minor')",
            contract.id,
        )
        self.refused_in_sql(
            "UPDATE coop_contract_payment SET amount = 1 WHERE id = %s", payment.id
        )

    def test_what_is_paid_stays(self):
        payment = self.pay(self.paying(), 600)
        with self.assertRaises(UserError):
            payment.amount = 1
        with self.assertRaises(UserError):
            payment.unlink()
        with self.assertRaises(UserError):
            payment.action_pay()

    def test_nothing_is_paid_under_a_draft(self):
        with self.assertRaises(UserError):
            self.pay(self.draft("service", entered_amount=900), 1)

    # Two cooperatives

    def test_another_cooperatives_asset(self):
        with self.assertRaises(AccessError):
            self.draft(assets=self.far)
        with self.assertRaises(ValidationError):
            self.draft(assets=self.far, user=self.env.user)

    def test_two_cooperatives_do_not_see_each_other(self):
        lease = self.minor()
        everything = (
            lease,
            lease.rate_ids,
            lease.period_ids,
            lease.asset_ids,
            lease.asset_ids.occupancy_ids,
            lease.asset_ids.valuation_ids,
        )
        for records in filter(None, everything):
            model = records._name
            for role in ("clerk_b", "board_b", "holder", "portal"):
                with self.subTest(model=model, role=role):
                    found = self.as_role(self.env[model], role).search([])
                    self.assertFalse(found & records)
            for role in ("clerk_a", "board_a", "auditor", "street", "staff"):
                with self.subTest(model=model, role=role):
                    found = self.as_role(self.env[model], role).search([])
                    self.assertLessEqual(records, found)

    def test_clerk_of_another_writes_nothing(self):
        lease = self.draft()
        with self.assertRaises(AccessError):
            lease.with_user(self.users["clerk_b"]).action_activate_minor()
        with self.assertRaises(AccessError):
            self.shop.with_user(self.users["clerk_b"]).name = "x"
        with self.assertRaises(AccessError):
            self.draft(user=self.users["clerk_b"])
