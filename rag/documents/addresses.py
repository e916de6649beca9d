"""Which network addresses may be fetched from: public ones only.

The ranges are those of the registries of special addresses (IANA, by RFC 6890 and its successors), as
they stood in 2026, and are kept here: each release of Python knows another selection of them.
"""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by customers of a provider
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by its number, but answered by the machine's own cloud
        "169.254.0.0/16",  # link-local, and the metadata of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments, of which some are called global
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_GLOBAL = ipaddress.IPv6Network("2000::/3")
"""All that is given out to hosts; what lies outside of it is special, except for the forms that carry IPv4."""
_SPECIAL_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID, AMT
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)
"""The middle of an address that carries an IPv4 address in its end."""


def is_public(address: str) -> bool:
    """Whether ``address`` is a public host, also seen through the IPv6 forms that carry an IPv4 one.

    An IPv4 address within NAT64 or a mapped one is judged in its place; through Teredo, 6to4 and the
    compatible form nothing is fetched.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in network for network in _SPECIAL)
    carried = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
    if found.ipv4_mapped is not None or found in _NAT64:
        return is_public(str(carried))
    if found not in _GLOBAL or any(found in network for network in _SPECIAL_6):
        return False
    return (int(found) >> 32) & 0xFFFF_FFFF not in _ISATAP or is_public(str(carried))
