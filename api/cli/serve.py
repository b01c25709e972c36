"""`shian serve`."""

import ipaddress
import socket
from contextlib import suppress

import click
import uvicorn
from litestar import Litestar
from sqlalchemy import Engine

from api import settings
from api.admission import Admission
from api.app import create_app
from api.cli.accounts import announce_first
from api.database import open_database
from api.evidence_places import installed_place
from api.installed_provider import installed_provider
from api.jobs.periodic import Periodic
from api.keys import installed_safe
from api.loopback import LoopbackOnly, is_loopback
from api.notifying import notify_once
from api.sinks import configured_sinks
from api.tracing import write_lines
from domain.access.actor import local_actor
from domain.errors import NotReady, UnusableInput
from sampling.access.signing_in import SignInRules


class PortUnavailable(NotReady):
    """Nothing can be listened on there."""

    code = "port-unavailable"

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(
            f"无法监听 {host} 端口 {port}（{reason}），请用 --port 换一个端口",
            host=host,
            port=port,
            reason=reason,
        )


class ProxiesUnusable(UnusableInput):
    """What is named as a proxy is no address and no network; everybody (`*`) is none either."""

    code = "proxies-unusable"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"SHIAN_PROXIES 中的 {given} 不是网络地址或网段，请写作 10.0.0.5 或 10.0.0.0/24，多个以逗号分隔",
            given=given,
        )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="地址", help="监听的本机地址。")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    metavar="端口",
    help="监听的端口；0 为任选一个空闲端口。",
)
def serve(host: str, port: int) -> None:
    """启动查询接口。

    建立首个账户之前只能监听本机地址。在网络上使用须设好 SHIAN_SIGN_IN、SHIAN_HTTPS 和 SHIAN_HOSTS，见使用指南。按 Ctrl-C 结束。
    """
    engine = open_database()
    admission = installed_admission(engine)
    if not is_loopback(host) and not (admission.signs_in() and admission.https):
        raise LoopbackOnly(host)
    place = settings.anchors_place()
    app = create_app(
        engine,
        admission=admission,
        beside=messages_of(engine),
        requests_a_minute=settings.rate_limit(admission.signs_in()),
        packages_folder=settings.packages_folder(),
        files_folder=settings.files_folder(),
        evidence=installed_place(),
        anchors=None if place is None else (place, settings.anchor_minutes() * 60.0),
    )
    config = server_config(app, settings.proxies())
    listening = listen(host, port)
    write_lines()
    address = address_of(listening)
    welcome = announce_first(address) if admission.signs_in() else None
    if welcome:
        click.echo(welcome)
    click.echo(f"查询接口已启动：{address}/api/v1　接口说明：{address}/schema　按 Ctrl-C 结束。")
    # By then the server has shut down; it only passes the signal on.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
    click.echo("查询接口已停止。")


def server_config(app: Litestar, proxies: list[str]) -> uvicorn.Config:
    """How the server runs. The address that a proxy tells is believed only of the proxies that the installation names:

    without it everybody behind one proxy would be one address, and one who guesses would make all others wait.
    Raises `ProxiesUnusable`.
    """
    for one in proxies:
        try:
            ipaddress.ip_network(one, strict=False)
        except ValueError:
            raise ProxiesUnusable(one) from None
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies or None,
        timeout_graceful_shutdown=5,
    )


def installed_admission(engine: Engine) -> Admission:
    """How this installation lets people in, as its settings say."""
    return Admission(
        engine,
        installed_safe(),
        SignInRules(
            everybody=settings.second_factor_of_all(),
            administration=settings.administration_networks(),
        ),
        required=settings.sign_in_required(),
        https=settings.https(),
        hosts=settings.hosts(),
        provider=installed_provider(),
    )


def messages_of(engine: Engine) -> list[Periodic]:
    """The telling of clocks, where this installation has the serving program do it."""
    minutes = settings.notify_minutes()
    if not minutes:
        return []
    sinks, actor = configured_sinks(), local_actor(settings.LOCAL_ACTOR)
    return [Periodic("messages", minutes * 60.0, lambda: notify_once(engine, sinks, actor))]


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on loopback. Raises `PortUnavailable`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends what it has at once: otherwise every answer waits 40 ms for the client's
    # delayed acknowledgement of its head.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)
    except OSError as error:
        made.close()
        raise PortUnavailable(host, port, error.strerror or "系统拒绝") from None
    return made


def address_of(listening: socket.socket) -> str:
    """The address to type into a browser."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
