"""Until there are accounts, the service answers this machine alone.

It listens on loopback only, and it refuses requests that were addressed to any other name: a web page that makes a
browser look up its own host name as 127.0.0.1 would otherwise read the records (DNS rebinding).
"""

import ipaddress
from urllib.parse import urlsplit

from domain.errors import UnusableInput


class LoopbackOnly(UnusableInput):
    """The service was to listen beyond this machine."""

    code = "loopback-only"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"尚未启用账户，查询接口只能在本机使用：不能监听 {host}，请改用 127.0.0.1", host=host
        )


class ForeignHost(UnusableInput):
    """The request was addressed to a name that is not this machine's loopback."""

    code = "foreign-host"

    def __init__(self) -> None:
        super().__init__("尚未启用账户，查询接口只接受发往本机地址（127.0.0.1、localhost）的请求")


def is_loopback(name: str) -> bool:
    """Whether the host name or address is this machine's own."""
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_addressed_here(host_header: str) -> bool:
    """Whether a Host header (`127.0.0.1:8000`, `[::1]`) names this machine's loopback."""
    try:
        name = urlsplit(f"//{host_header}").hostname
    except ValueError:
        return False
    return (
        name is not None
        and host_header == host_header.strip()
        and "@" not in host_header
        and is_loopback(name)
    )
