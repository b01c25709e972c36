"""`shian accounts`: accounts by the machine's own operator, as for the first administrator or in an emergency."""

from datetime import UTC

import click

from api.cli import options
from api.cli.commanding import commanding
from api.clock import LOCAL, now
from api.database import open_database
from api.keys import installed_safe
from domain.access.accounts import STATE_NAMES, Account, role_name
from domain.access.actor import Grant
from domain.access.reading import load_policy
from sampling.access import accounts as register
from sampling.access import factors, passwords
from sampling.access.unused import disable_unused, unused_accounts
from sampling.audit import Change
from sampling.store.engine import reading
from sampling.work.contents import renew_contents
from sampling.work.kinds import KINDS

ROLES = {code: role.name for code, role in load_policy().roles.items() if code != "local-operator"}
GRANTING = f"授予角色。角色：{'、'.join(f'{code}（{name}）' for code, name in ROLES.items())}。"


@click.group()
def accounts() -> None:
    """账户：首位管理员、邀请、授权、锁定、停用。

    这些命令由本机操作员办理，均记入审计日志；平时由安全管理员登录后办理。
    """


@accounts.command("list")
def list_all() -> None:
    """列出全部账户及其角色。"""
    with reading(open_database()) as view:
        found, _ = register.list_accounts(view, {})
    for one in found:
        click.echo(f"{one.login}  {one.name}  {STATE_NAMES[one.state]}  {_roles(one)}")


@accounts.command("unused")
@click.option("--days", type=click.IntRange(1, 3_650), default=90, show_default=True, help="多少天没有使用。")
@click.option("--disable", is_flag=True, help="停用列出的账户；不加只列出。")
@options.actor
def unused(days: int, disable: bool, actor: str) -> None:
    """列出长期没有使用的账户，可一并停用。

    建立和最近一次登录、使用令牌都在期限之前的为没有使用。仅剩的安全管理员不停用。
    """
    with reading(open_database()) as view:
        found = unused_accounts(view, days=days, at=now())
    for one in found:
        account = one.account
        last = f"{one.last.astimezone(LOCAL):%Y-%m-%d}" if one.last else "从未使用"
        click.echo(
            f"{account.login}  {account.name}  {STATE_NAMES[account.state]}  {last}  {_roles(account)}"
        )
    if disable and found:
        with commanding("account.disable-unused", actor) as op:
            gone, kept = disable_unused(op, days=days)
        click.echo(f"已停用 {len(gone)} 个账户。", err=True)
        if kept:
            click.echo(f"没有其他正常的安全管理员，未停用：{'、'.join(one.login for one in kept)}", err=True)


@accounts.command("first-link")
@options.actor
def first_link(actor: str) -> None:
    """签发首位安全管理员的一次性凭据（24 小时内有效）。"""
    with commanding("account.first-link", actor) as op:
        ticket = passwords.issue_first_ticket(op, installed_safe())
    click.echo(ticket)
    click.echo("用 shian accounts first 凭据 建立首位安全管理员，或提交到 /api/v1/auth/first。", err=True)


@accounts.command("first")
@click.argument("ticket", metavar="凭据")
@click.option("--login", required=True, metavar="登录名", help="小写字母、数字、点、连字符，以字母开头。")
@click.option("--name", required=True, metavar="姓名", help="姓名。")
@click.password_option(prompt="密码", help="不在命令行给出时提示输入。", metavar="密码")
@options.actor
def first(ticket: str, login: str, name: str, password: str, actor: str) -> None:
    """以一次性凭据建立首位安全管理员；此后所有人都须登录。"""
    with commanding("account.first", actor) as op:
        made = passwords.accept_first(op, installed_safe(), ticket, login=login, name=name, password=password)
    click.echo(f"已建立账户 {made.title}。此后接口须登录使用。", err=True)


@accounts.command("invite")
@click.argument("login", metavar="登录名")
@click.option("--name", required=True, metavar="姓名", help="姓名。")
@click.option("--organisation", metavar="代码", help="所属机构代码。")
@options.actor
def invite(login: str, name: str, organisation: str | None, actor: str) -> None:
    """建立账户，打印本人设置密码的一次性凭据（3 天内有效）。"""
    with commanding("account.invite", actor) as op:
        register.invite(op, login=login, name=name, organisation=organisation, grants=())
        ticket = passwords.issue_ticket(op, installed_safe(), login)
    click.echo(ticket)
    click.echo("把凭据交给本人：用 shian accounts accept 凭据 设置密码。", err=True)


@accounts.command("accept")
@click.argument("ticket", metavar="凭据")
@click.password_option(prompt="密码", help="不在命令行给出时提示输入。", metavar="密码")
@options.actor
def accept(ticket: str, password: str, actor: str) -> None:
    """以一次性凭据设置密码，启用账户。"""
    with commanding("account.accept", actor) as op:
        account = passwords.accept_ticket(op, installed_safe(), ticket, password)
    click.echo(f"账户 {account.title} 已设置密码。", err=True)


@accounts.command("link")
@click.argument("login", metavar="登录名")
@options.actor
def link(login: str, actor: str) -> None:
    """重新签发设置密码的一次性凭据；现有密码和登录随即失效。"""
    with commanding("account.link", actor) as op:
        ticket = passwords.issue_ticket(op, installed_safe(), login)
    click.echo(ticket)


def _grant_options(command: click.decorators.FC) -> click.decorators.FC:
    command = click.option("--organisation", metavar="代码", help="所授机构代码。")(command)
    command = click.option("--area", metavar="代码", help="所授辖区区划代码（含其下级）。")(command)
    command = click.argument("role", type=click.Choice(list(ROLES)), metavar="角色")(command)
    return click.argument("login", metavar="登录名")(command)


@accounts.command("grant", help=GRANTING)
@_grant_options
@options.actor
def grant(login: str, role: str, area: str | None, organisation: str | None, actor: str) -> None:
    """Give a role; the account's sessions end."""
    one = Grant(role=role, area=area, organisation=organisation)  # type: ignore[arg-type]
    with commanding("account.grant", actor) as op:
        register.grant(op, login, one)
    click.echo(f"已授予 {login} {role_name(one.role)}。", err=True)


@accounts.command("revoke")
@_grant_options
@options.actor
def revoke(login: str, role: str, area: str | None, organisation: str | None, actor: str) -> None:
    """收回角色。"""
    one = Grant(role=role, area=area, organisation=organisation)  # type: ignore[arg-type]
    with commanding("account.revoke", actor) as op:
        register.revoke(op, login, one)
    click.echo(f"已收回 {login} 的 {role_name(one.role)}。", err=True)


def _state_command(step: str, words: str) -> click.Command:
    @accounts.command(step, help=f"{words}账户。")
    @click.argument("login", metavar="登录名")
    @options.actor
    def change(login: str, actor: str) -> None:
        with commanding(f"account.{step}", actor) as op:
            after = register.take_step(op, login, step)  # type: ignore[arg-type]
        click.echo(f"账户 {login} 现为“{STATE_NAMES[after.state]}”。", err=True)

    return change


for _step, _words in (("lock", "锁定"), ("unlock", "解锁"), ("disable", "停用"), ("enable", "恢复")):
    _state_command(_step, _words)


@accounts.command("reset-second-factor")
@click.argument("login", metavar="登录名")
@options.actor
def reset_second_factor(login: str, actor: str) -> None:
    """重置动态验证码；下次登录时重新登记。"""
    with commanding("account.second-factor-reset", actor) as op:
        factors.reset_factor(op, login)
    click.echo(f"账户 {login} 的动态验证码已重置。", err=True)


@accounts.command("renew-keys")
@options.actor
def renew_keys(actor: str) -> None:
    """用密钥文件的第一把密钥重新加密全部保密内容（更换密钥时使用）。"""
    safe = installed_safe()
    current = safe.keyring.current
    with commanding("account.renew-keys", actor) as op:
        renewed = factors.renew_secrets(op.connection, safe) + renew_contents(op.connection, KINDS)
        op.change(Change("keys", "all", "updated", None, {"renewed": renewed, "key": current}))
        op.tell(f"以现用密钥重新加密 {renewed} 项")
    click.echo(f"已重新加密 {renewed} 项。", err=True)


def announce_first(host: str) -> str | None:
    """What to print where nobody has an account yet and everybody must sign in; None where it was printed before."""
    engine = open_database()
    with reading(engine) as view:
        if register.has_accounts(view) or passwords.first_ticket_waits(view, now()):
            return None
    with commanding("account.first-link", "本机") as op:
        ticket = passwords.issue_first_ticket(op, installed_safe())
    until = (op.at.astimezone(UTC) + passwords.FIRST_LASTS).astimezone(LOCAL)
    return (
        f"尚无账户。首位安全管理员的一次性凭据（{until:%Y-%m-%d %H:%M} 前有效）：{ticket}\n"
        f"用 shian accounts first {ticket} --login 登录名 --name 姓名 建立，或提交到 {host}/api/v1/auth/first。"
    )


def _roles(account: Account) -> str:
    return "、".join(
        role_name(one.role) + (f"（{one.area or one.organisation}）" if one.area or one.organisation else "")
        for one in account.grants
    )
