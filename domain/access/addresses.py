"""Networks from which administrations may act, where an installation names any. A network is kept as its text."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network


def network_of(text: str) -> str | None:
    """The address or network that is written there (10.0.0.5, 10.0.0.0/24) as a network; None where it is none."""
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError:
        return None


def is_within(address: str, networks: Sequence[str]) -> bool:
    """Whether the address is in one of the networks; what is no address is in none.

    An IPv4 address that came over an IPv6 socket (::ffff:10.0.0.5) counts as itself.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    plain = found.ipv4_mapped if isinstance(found, IPv6Address) and found.ipv4_mapped else found
    return any(plain in ip_network(network) for network in networks)
