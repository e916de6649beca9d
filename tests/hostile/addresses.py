"""Addresses that lead inside, as numbers in every notation and range of the registries; and public ones."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

SPECIAL = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
    "168.63.129.16/32",
)  # fmt: skip
SPECIAL_6 = (
    "::/128", "::1/128", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/32", "2001:1::1/128", "2001:2::/48",
    "2001:3::/32", "2001:4:112::/48", "2001:10::/28", "2001:20::/28", "2001:30::/28", "2001:db8::/32", "2002::/16",
    "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "4000::/3",
)  # fmt: skip
PUBLIC = (
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
    "192.0.1.0", "192.0.3.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:2800:220:1::1", "2a00::1",
    "2001:200::1", "2001:4860:4860::8888", "2400:cb00::1", "3ffe::1", "::ffff:8.8.8.8", "64:ff9b::808:808",
    "2606:4700::5efe:808:808", "2606:4700::200:5efe:808:808",
)  # fmt: skip


def inside() -> Iterator[str]:
    """First, middle and last address of each range, and those of IPv4 in each form that carries them."""
    for text in SPECIAL_6:
        yield from _some(text)
    for text in SPECIAL:
        for number in _some(text):
            yield number
            value = int(ipaddress.IPv4Address(number))
            high, low = value >> 16, value & 0xFFFF
            yield f"::ffff:{number}"
            yield f"::{number}"
            yield f"::ffff:0:{number}"
            yield f"64:ff9b::{high:x}:{low:x}"
            yield f"2002:{high:x}:{low:x}::1"
            yield f"2606:4700::5efe:{high:x}:{low:x}"
            yield f"2606:4700::200:5efe:{high:x}:{low:x}"
            yield f"fe80::{high:x}:{low:x}%eth0"


def _some(text: str) -> Iterator[str]:
    network = ipaddress.ip_network(text)
    first, last = int(network[0]), int(network[-1])
    for value in sorted({first, (first + last) // 2, last}):
        yield str(type(network[0])(value))
