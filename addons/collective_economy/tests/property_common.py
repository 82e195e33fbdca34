import base64
import io
from datetime import date, timedelta

from PIL import Image

from odoo.addons.community_base import house

from .common import CoopCase


class PropertyCase(CoopCase):
    """南湖 owns a shop, a workshop and a plot; 北坡 a shop; two tenants.

    Its clerk enters contracts; a rent of 1,000 a month stays below every threshold.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.users["clerk_a"]
        cls.shop = cls.make_asset("商铺")
        cls.workshop = cls.make_asset("厂房", acreage=300)
        cls.plot = cls.make_asset("空地", kind="land", acreage=2000)
        cls.far = cls.make_asset("北坡商铺", cls.hill)
        cls.tenant, cls.other = cls.env["res.partner"].create(
            [{"name": "明达电子", "is_company": True}, {"name": "永兴五金"}]
        )

    @classmethod
    def make_asset(cls, name, cooperative=None, **vals):
        cooperative = cooperative or cls.lake
        number = len(cls.env["coop.asset"].search([])) + 1
        return cls.env["coop.asset"].create(
            {
                "name": name,
                "number": f"ZC-{number:03d}",
                "cooperative_id": cooperative.id,
                "acreage": 80,
                **vals,
            }
        )

    def draft(self, kind="lease_out", assets=None, signed=True, user=None, **vals):
        """Return a draft of the clerk: the shop for 2027 at 1,000 a month."""
        contracts = self.env["coop.contract"].with_user(user or self.clerk)
        vals = {
            "name": "东街商铺租赁" if kind == "lease_out" else "合同",
            "kind": kind,
            "cooperative_id": self.lake.id,
            "partner_id": self.tenant.id,
            "date_start": date(2027, 1, 1),
            "date_end": date(2027, 12, 31),
            **vals,
        }
        if kind in ("lease_out", "disposal"):
            vals["asset_ids"] = [(6, 0, (self.shop if assets is None else assets).ids)]
        if kind == "lease_out":
            rate = {"date_start": vals["date_start"], "rent": vals.pop("rent", 1000)}
            vals["rate_ids"] = [(0, 0, rate)]
        contract = contracts.create(vals)
        if signed:
            self.sign(contract)
        return contract

    def sign(self, contract):
        files = self.env["ir.attachment"].with_user(contract.env.user)
        contract.scan_ids = files.create({"name": "合同扫描件.pdf", "raw": b"x"})

    def minor(self, *args, **vals):
        """Return a contract in force below the thresholds."""
        contract = self.draft(*args, **vals)
        contract.action_activate_minor()
        return contract

    def patch_clock(self, days):
        """Let it be some days later."""
        moment = house.now() + timedelta(days=days)
        self.patch(house, "now", lambda: moment)

    def photo(self):
        exif = Image.Exif()
        exif[0x010F] = "camera"
        raw = io.BytesIO()
        Image.new("RGB", (30, 20), "blue").save(raw, "JPEG", exif=exif)
        return base64.b64encode(raw.getvalue())
