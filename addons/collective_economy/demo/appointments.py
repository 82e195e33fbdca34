"""Appointments and vacancies of the demo, in every state once.

The Secretary chairs the asset committee of 东头, to which the committee has consented;
somebody is proposed beside him. One supervisor has resigned, another is about to.
"""

from datetime import timedelta
from unittest.mock import patch

from odoo.addons.community_base import house

from .cooperatives import HEAD, DemoCooperatives

PAPER = "辞职书.txt"


def build(env):
    """Appoint and let go, once; the cooperatives are there."""
    env = env(context={**env.context, "lang": "zh_CN"}, su=True)
    head = env["coop.cooperative"].search([("name", "=", HEAD)], limit=1)
    known = [("cooperative_id", "=", head.id)]
    if not env["coop.appointment"].search_count(known, limit=1):
        DemoAppointments(env, head).build()


class DemoAppointments(DemoCooperatives):
    def __init__(self, env, head):
        super().__init__(env)
        self.head = head

    def build(self):
        with patch.object(house, "now", lambda: self.moment):
            self.moment = self.start - timedelta(days=60)
            chair = self._appoint("director", self._person("secretary"))
            self._decide(chair)
            chair.action_take_effect()
            self._appoint("committee_member", self.head.holder_ids[4].partner_id)
            self.moment = self.start - timedelta(days=12)
            gone, leaving = self.head._get_organ("supervisors").seat_ids[-2:]
            self._resign(gone, "辞〔2026〕1号").action_confirm()
            self._resign(leaving, "辞〔2026〕2号")

    def _appoint(self, role, person):
        staff, day = self._as("staff"), house.today(self.root)
        return staff["coop.appointment"].create(
            {
                "cooperative_id": self.head.id,
                "organ_id": self.head._get_organ("asset_committee").id,
                "role_id": self.root.ref(f"community_base.role_{role}").id,
                "person_id": person.id,
                "date_start": day,
                "date_end": day + timedelta(days=1000),
                "basis": "社区党委提名",
            }
        )

    def _resign(self, seat, document):
        staff = self._as("staff")
        return staff["coop.vacancy"].create(
            {
                "seat_id": seat.id,
                "date": house.today(self.root),
                "document": document,
                "file_ids": self._upload(staff, PAPER, document).ids,
            }
        )
