"""The provider of identities that the settings name, looked at when the service starts."""

from datetime import timedelta

from api import settings
from api.oidc import Agreed, Provider, is_safe_address
from domain.access.sessions import SessionLimits
from domain.errors import NotReady

LONGEST_MINUTES = 60 * 24 * 30


class ProviderSettingsUnfit(NotReady):
    """The settings of the provider are incomplete or unsafe."""

    code = "provider-settings-unfit"

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"统一身份认证的设置 {setting} {reason}，请修改后重新启动", setting=setting)


def installed_provider() -> Provider | None:
    """The provider of this installation; None where no issuer is set. Raises `ProviderSettingsUnfit`."""
    issuer = settings.oidc_issuer()
    if issuer is None:
        return None
    client, redirect = settings.oidc_client(), settings.oidc_redirect()
    if not client:
        raise ProviderSettingsUnfit("SHIAN_OIDC_CLIENT", "没有填写")
    for name, address in (("SHIAN_OIDC_ISSUER", issuer), ("SHIAN_OIDC_REDIRECT", redirect)):
        if not is_safe_address(address):
            raise ProviderSettingsUnfit(name, "须为 HTTPS 地址（本机除外）")
    agreed = Agreed(issuer=issuer, client=client, secret=_secret(), redirect=redirect, max_age=_max_age())
    return Provider(agreed)


def _max_age() -> timedelta | None:
    """As long as a session may last, unless the installation says otherwise."""
    given = settings.oidc_max_age()
    if not given:
        return SessionLimits().absolute
    if not given.isdecimal() or int(given) > LONGEST_MINUTES:
        raise ProviderSettingsUnfit("SHIAN_OIDC_MAX_AGE", f"须为 0（不限）至 {LONGEST_MINUTES} 的分钟数")
    return timedelta(minutes=int(given)) if int(given) else None


def _secret() -> str | None:
    file = settings.oidc_secret_file()
    if file is None:
        return None
    try:
        secret = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        secret = ""
    if not secret:
        raise ProviderSettingsUnfit("SHIAN_OIDC_SECRET_FILE", "指向的文件无法读取或为空")
    return secret
