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
            f"未要求登录或未经 HTTPS，不能监听 {host}：请改用 127.0.0.1，"
            "或设 SHIAN_SIGN_IN=required 和 SHIAN_HTTPS=1",
            host=host,
        )


class ForeignHost(UnusableInput):
    """The request was addressed to a name that is not this machine's loopback."""

    code = "foreign-host"

    def __init__(self, named: bool = False) -> None:
        super().__init__(
            "请求不是发往本系统的地址，请使用 SHIAN_HOSTS 中登记的地址访问"
            if named
            else "查询接口只接受发往本机地址（127.0.0.1、localhost）的请求；启用账户后可用 SHIAN_HOSTS 登记其他地址"
        )


def is_loopback(name: str) -> bool:
    """Whether the host name or address is this machine's own."""
    if name.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def host_name(host_header: str) -> str | None:
    """The name in a Host header, in small letters and without the port; None where there is none."""
    try:
        name = urlsplit(f"//{host_header}").hostname
    except ValueError:
        return None
    return None if host_header != host_header.strip() or "@" in host_header else name


def is_addressed_here(host_header: str) -> bool:
    """Whether a Host header (`127.0.0.1:8000`, `[::1]`) names this machine's loopback."""
    name = host_name(host_header)
    return name is not None and is_loopback(name)
