"""Which network addresses may be fetched from: public ones only."""

from __future__ import annotations

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
# Public by their number, but answered by the machine's own cloud; and ranges that lead back inside.
_FORBIDDEN = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",
        "192.88.99.0/24",
        "100.64.0.0/10",
        "64:ff9b:1::/48",
        "fec0::/10",
        "5f00::/16",
    )
)


def is_public(address: str) -> bool:
    """Whether ``address`` is a public host, also seen through the IPv6 forms that carry an IPv4 one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in (found, *_carried(found)))


def _is_public(address: Address) -> bool:
    if any(address in network for network in _FORBIDDEN if network.version == address.version):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return True  # its IPv4 address is judged instead
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_unspecified
        # NAT64 is reserved by its number; the address it carries is judged.
        or (address.is_reserved and address not in _NAT64)
    )


def _carried(address: Address) -> list[Address]:
    """The IPv4 addresses inside an IPv6 address: mapped, compatible, 6to4, Teredo, NAT64."""
    if not isinstance(address, ipaddress.IPv6Address):
        return []
    carried: list[Address | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or address in _COMPATIBLE:
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in carried if each is not None]
