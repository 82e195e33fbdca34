"""What every model of the house leans on and that needs no model of its own."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TIMEZONE_PARAMETER = "community_base.timezone"
DEFAULT_TIMEZONE = "Asia/Shanghai"


def now() -> datetime:
    """Return the moment it is; every day of the house follows from this one clock."""
    return datetime.now(UTC)


def today(env) -> date:
    """Return the calendar day it is in the street office.

    Authority begins and ends with a day, so the day may not depend on the
    time zone that a client puts into its context.
    """
    name = env["ir.config_parameter"].sudo().get_param(TIMEZONE_PARAMETER)
    return now().astimezone(ZoneInfo(name or DEFAULT_TIMEZONE)).date()


def public_lang(env) -> str:
    """Return the language of what residents read: Chinese, where it is installed."""
    return env["res.lang"]._get_data(code="zh_CN").code or env.lang or "en_US"


def declared(model, attribute) -> frozenset:
    """Return what all classes of a model declare under a name, as one set.

    A model grows by extensions. Each names only what it adds; if one could set the
    whole anew, it would open what another protects.
    """
    classes = type(model).mro()
    return frozenset().union(*(vars(one).get(attribute, ()) for one in classes))


class SystemPass:
    """Permission to write protected fields that only server code can make.

    It travels in the context under :attr:`KEY`. A client chooses its own
    context, but only JSON values can come over the wire, never this object;
    and it opens nothing but the records and fields it names.
    """

    KEY = "community_system_pass"
    __slots__ = ("fields", "ids", "model")

    def __init__(self, records, fields):
        self.model = records._name
        self.ids = frozenset(records.ids)
        self.fields = frozenset(fields)

    def covers(self, records, fields) -> bool:
        return (
            records._name == self.model
            and self.ids.issuperset(records.ids)
            and self.fields.issuperset(fields)
        )


def with_pass(records, fields):
    """Return ``records`` allowed to write ``fields`` of themselves once."""
    return records.with_context(**{SystemPass.KEY: SystemPass(records, fields)})
