"""Makers of cooperatives, holders and ledger entries, for the demo and the tests."""

from datetime import date

from stdnum.cn import uscc

from odoo.addons.community_base.demo.factory import QUIET, make_organ

START = date(2024, 1, 1)
CLASSES = (
    ("collective", "集体股", False),
    ("cooperative", "合作股", True),
    ("raised", "募集股", True),
)
ORGANS = ("shareholders_meeting", "board", "supervisors", "asset_committee")


def make_credit_code(serial):
    """Return a credit code that fits its check digit; the place 990001 does not exist.

    >>> len(make_credit_code(7))
    18
    """
    base = f"N2990001{serial:09d}"
    return base + uscc.calc_check_digit(base)


def make_cooperative(
    env, area, name, level="community", profile="sez", charter=(), **vals
):
    """Return a cooperative that is being set up, with charter and three classes."""
    cooperative = (
        env["coop.cooperative"]
        .with_context(**QUIET)
        .create(
            {
                "name": name,
                "area_id": area.id,
                "level": level,
                "profile_id": env.ref(f"collective_economy.profile_{profile}").id,
                **vals,
            }
        )
    )
    make_charter(cooperative, **dict(charter))
    env["coop.share.class"].with_context(**QUIET).create(
        [
            {
                "cooperative_id": cooperative.id,
                "kind": kind,
                "name": label,
                "votes": votes,
                "sequence": number,
            }
            for number, (kind, label, votes) in enumerate(CLASSES)
        ]
    )
    return cooperative


def make_charter(cooperative, **vals):
    """Return the next version of the charter; its defaults are the usual ones."""
    vals = {"cooperative_id": cooperative.id, "date_start": START, **vals}
    return cooperative.env["coop.charter"].with_context(**QUIET).create(vals)


def make_organs(cooperative, kinds=ORGANS):
    """Return the organs of a cooperative by kind."""
    env = cooperative.env
    return {
        kind: make_organ(
            env,
            kind,
            cooperative.area_id,
            cooperative.name
            + env.ref(f"community_base.kind_{kind}").with_context(lang="zh_CN").name,
            cooperative_id=cooperative.id,
        )
        for kind in kinds
    }


def share_class(cooperative, kind):
    return cooperative.class_ids.filtered(lambda item: item.kind == kind)


def make_holders(cooperative, persons, first=1):
    """Return shareholders, numbered from ``first``, in the order of the persons."""
    return (
        cooperative.env["coop.holder"]
        .with_context(**QUIET)
        .create(
            [
                {
                    "cooperative_id": cooperative.id,
                    "partner_id": person.id,
                    "number": f"{number:04d}",
                }
                for number, person in enumerate(persons, first)
            ]
        )
    )


def open_register(holders, kind, quantity, day=START):
    """Take over ``quantity`` shares of a class for each holder."""
    cooperative = holders.cooperative_id
    return cooperative.env["coop.share.entry"]._append(
        [
            {
                "cooperative_id": cooperative.id,
                "kind": "opening",
                "date": day,
                "to_holder_id": holder.id,
                "class_id": share_class(cooperative, kind).id,
                "quantity": quantity,
                "document": "清产核资股权登记册",
            }
            for holder in holders
        ]
    )


def prepare_request(cooperative, kind, quantity, giver=None, taker=None, **vals):
    """Return a share entry in preparation; the class is 合作股 unless said."""
    share = vals.pop("share", "cooperative")
    return (
        cooperative.env["coop.share.request"]
        .with_context(**QUIET)
        .create(
            {
                "cooperative_id": cooperative.id,
                "kind": kind,
                "from_holder_id": giver and giver.id,
                "to_holder_id": taker and taker.id,
                "class_id": share_class(cooperative, share).id,
                "quantity": quantity,
                "document": "股登〔2026〕1号",
                **vals,
            }
        )
    )


def register(cooperative, kind, quantity, giver=None, taker=None, **vals):
    """Return the ledger's entry of a request that is prepared and registered."""
    request = prepare_request(cooperative, kind, quantity, giver, taker, **vals)
    request.action_register()
    return request.entry_id


def vacate(seat, day, kind="resignation", document="辞职书"):
    """Return the vacancy of a seat in a cooperative, entered with its paper."""
    file = seat.env["ir.attachment"].create({"name": f"{document}.txt", "raw": b"x"})
    vacancy = (
        seat.env["coop.vacancy"]
        .with_context(**QUIET)
        .create(
            {
                "seat_id": seat.id,
                "kind": kind,
                "date": day,
                "document": document,
                "file_ids": [(6, 0, file.ids)],
            }
        )
    )
    vacancy.action_confirm()
    return vacancy
