"""Network addresses: what of one is its holder's own, and networks from which administrations may act, kept as text."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network


def network_of(text: str) -> str | None:
    """The address or network that is written there (10.0.0.5, 10.0.0.0/24) as a network; None where it is none."""
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError:
        return None


# Whoever has one IPv6 address has, as a rule, all of its network's 2**64 to choose from.
_ONE_HOLDER = 64


def holder_of(address: str) -> str:
    """What stands for whoever comes from there when they are counted: an IPv4 address, a network of IPv6.

    What is no address stands for itself.
    """
    found = _address(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((int(found), _ONE_HOLDER), strict=False))
    return address if found is None else str(found)


def is_within(address: str, networks: Sequence[str]) -> bool:
    """Whether the address is in one of the networks; what is no address is in none.

    An IPv4 address that came over an IPv6 socket (::ffff:10.0.0.5) counts as itself.
    """
    found = _address(address)
    return found is not None and any(found in ip_network(network) for network in networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return found.ipv4_mapped if isinstance(found, IPv6Address) and found.ipv4_mapped else found
