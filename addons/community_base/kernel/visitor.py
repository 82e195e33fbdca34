"""Telling visitors apart for a day without knowing who they are (防刷).

A key stands for the place that a request came from, on one day. Nobody can get the
address back from it without the secret, and tomorrow's key of the same place is
another: what one has kept of yesterday cannot be put together with today.
"""

import hashlib
import hmac
import ipaddress
from datetime import date

#: Who has one address of IPv6 has all of its network.
IPV6_PREFIX = 64


def key(address: str, day: date, secret: str) -> str:
    """The key of an address on a day; what is no address is a place of its own.

    >>> day = date(2026, 3, 2)
    >>> key("203.0.113.7", day, "s") == key("203.0.113.7", day, "s")
    True
    >>> key("203.0.113.7", day, "s") == key("203.0.113.7", date(2026, 3, 3), "s")
    False
    >>> key("2001:db8::1", day, "s") == key("2001:db8::2:1", day, "s")
    True
    >>> key("::ffff:203.0.113.7", day, "s") == key("203.0.113.7", day, "s")
    True
    """
    text = f"{day.isoformat()} {_place(address)}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


def _place(address):
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found.packed, IPV6_PREFIX), strict=False))
