"""Settings from the environment, read here and nowhere else."""

import os
from functools import lru_cache
from pathlib import Path

from domain.access.addresses import network_of
from domain.catalogue.measures import Catalogue, load_catalogue
from domain.errors import UnusableInput
from domain.sheets.duplicates import DuplicateRule, load_rules

DEFAULT_DATABASE_URL = "sqlite:///shian.db"


class SettingUnknown(UnusableInput):
    """A setting that decides who is let in says something that nobody understands."""

    code = "setting-unknown"

    def __init__(self, name: str, given: str, known: str) -> None:
        super().__init__(f"环境变量 {name} 的值“{given}”无法识别，应为 {known}", name=name, given=given)


def database_url() -> str:
    """`SHIAN_DATABASE_URL`, else an SQLite file in the working directory."""
    return os.environ.get("SHIAN_DATABASE_URL") or DEFAULT_DATABASE_URL


def catalogue_file() -> Path | None:
    """`SHIAN_CATALOGUE`: another edition's indicators.toml; None means the one shipped."""
    value = os.environ.get("SHIAN_CATALOGUE")
    return Path(value) if value else None


def catalogue_in_force() -> Catalogue:
    """The indicators of `SHIAN_CATALOGUE`, read again when the file has changed, else those shipped.

    Raises `CatalogueInvalid`.
    """
    file = catalogue_file()
    if file is None:
        return load_catalogue()
    try:
        state = file.stat()
    except OSError:
        return load_catalogue(file)
    return _catalogue_of(file, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _catalogue_of(file: Path, _changed: int, _size: int) -> Catalogue:
    return load_catalogue(file)


def own_duplicate_rules() -> tuple[DuplicateRule, ...] | None:
    """`SHIAN_DUPLICATES`: an office's own rules on duplicate sampling, TOML; read once. None means those shipped."""
    value = os.environ.get("SHIAN_DUPLICATES")
    return load_rules(Path(value)) if value else None


def packages_folder() -> Path:
    """`SHIAN_PACKAGES`: where packages asked for over HTTP are kept (default: `packages` in the working directory)."""
    return Path(os.environ.get("SHIAN_PACKAGES") or "packages")


def anchors_place() -> Path | None:
    """`SHIAN_ANCHORS`: a file or an existing folder outside the database for roots of the audit chain."""
    value = os.environ.get("SHIAN_ANCHORS")
    return Path(value) if value else None


def anchor_minutes() -> int:
    """`SHIAN_ANCHOR_MINUTES`: how often the serving program writes the root there (default: every 10 minutes)."""
    value = os.environ.get("SHIAN_ANCHOR_MINUTES", "")
    return max(1, int(value)) if value.isdecimal() else 10


def kept_folders() -> dict[str, Path]:
    """Folders whose files belong to the records and are backed up with them, by their names in a backup."""
    folders = {"files": files_folder(), "packages": packages_folder()}
    place = evidence_place()
    return folders if place.startswith("s3://") else folders | {"evidence": Path(place)}


def evidence_place() -> str:
    """`SHIAN_EVIDENCE`: where evidence is kept, a folder or `s3://bucket/prefix` (default: `evidence` here)."""
    return os.environ.get("SHIAN_EVIDENCE", "").strip() or "evidence"


def s3_endpoint() -> str | None:
    """`SHIAN_S3_ENDPOINT`: the address of a service that speaks S3; None means AWS itself."""
    return os.environ.get("SHIAN_S3_ENDPOINT", "").strip() or None


def files_folder() -> Path:
    """`SHIAN_FILES`: where attached files are kept (default: `files` in the working directory)."""
    return Path(os.environ.get("SHIAN_FILES") or "files")


def messages_file() -> Path | None:
    """`SHIAN_MESSAGES`: a file to which messages are appended as JSON lines; None means no such file."""
    value = os.environ.get("SHIAN_MESSAGES")
    return Path(value) if value else None


def notify_minutes() -> int:
    """`SHIAN_NOTIFY_MINUTES`: how often the serving program tells of clocks (default and 0: never)."""
    value = os.environ.get("SHIAN_NOTIFY_MINUTES", "")
    return int(value) if value.isdecimal() else 0


def smtp_url() -> str | None:
    """`SHIAN_SMTP_URL`: the mail server for messages; None means no mail."""
    return os.environ.get("SHIAN_SMTP_URL") or None


def smtp_sender() -> str:
    """`SHIAN_SMTP_FROM`: the sender of messages."""
    return os.environ.get("SHIAN_SMTP_FROM") or "shian@localhost"


def message_addresses() -> Path | None:
    """`SHIAN_MESSAGE_ADDRESSES`: a CSV of organisation codes and addresses; None means there is none."""
    value = os.environ.get("SHIAN_MESSAGE_ADDRESSES")
    return Path(value) if value else None


def fonts_folder() -> Path | None:
    """`SHIAN_FONTS`: a folder with an office's own licensed fonts; None means the stand-ins."""
    value = os.environ.get("SHIAN_FONTS")
    return Path(value) if value else None


def keys_file() -> Path:
    """`SHIAN_KEYS`: the installation's keys (default: `shian.keys` in the working directory)."""
    return Path(os.environ.get("SHIAN_KEYS") or "shian.keys")


def sign_in_required() -> bool:
    """`SHIAN_SIGN_IN=required`: everybody signs in from the start, also while there are no accounts.

    Raises `SettingUnknown` for any other word: who wrote `yes` did not mean to let everybody in.
    """
    return _word("SHIAN_SIGN_IN", "required")


def second_factor_of_all() -> bool:
    """`SHIAN_SECOND_FACTOR=required`: everybody signs in with a second factor, whatever their roles.

    Raises `SettingUnknown` for any other word: a misspelt one must not let people in with less.
    """
    return _word("SHIAN_SECOND_FACTOR", "required")


def administration_networks() -> tuple[str, ...]:
    """`SHIAN_ADMIN_ADDRESSES`: addresses or networks from which administrations act, by commas; empty: anywhere.

    Raises `SettingUnknown` for what is neither: nobody is let in from more places than was meant.
    """
    given = [one.strip() for one in os.environ.get("SHIAN_ADMIN_ADDRESSES", "").split(",") if one.strip()]
    found: list[str] = []
    for text in given:
        network = network_of(text)
        if network is None:
            raise SettingUnknown("SHIAN_ADMIN_ADDRESSES", text, "网络地址或网段，如 10.0.0.5 或 10.0.0.0/24")
        found.append(network)
    return tuple(found)


def https() -> bool:
    """`SHIAN_HTTPS=1`: the service stands behind HTTPS, so that cookies travel by it alone.

    Raises `SettingUnknown` for what is neither 1 nor 0.
    """
    return _word("SHIAN_HTTPS", "1", off="0")


def _word(name: str, on: str, off: str = "") -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value not in ("", off, on):
        raise SettingUnknown(name, value, f"{on}，或不设")
    return value == on


def hosts() -> frozenset[str]:
    """`SHIAN_HOSTS`: names, separated by commas, by which the service is addressed besides this machine's own."""
    names = os.environ.get("SHIAN_HOSTS", "").split(",")
    return frozenset(name.strip().lower() for name in names if name.strip())


def proxies() -> list[str]:
    """`SHIAN_PROXIES`: addresses or networks, separated by commas, whose word is taken for where a request comes from."""
    return [one.strip() for one in os.environ.get("SHIAN_PROXIES", "").split(",") if one.strip()]


def oidc_issuer() -> str | None:
    """`SHIAN_OIDC_ISSUER`: the provider of identities, exactly as it names itself; None means there is none."""
    return os.environ.get("SHIAN_OIDC_ISSUER", "").strip() or None


def oidc_client() -> str:
    """`SHIAN_OIDC_CLIENT`: the name under which this installation is registered there."""
    return os.environ.get("SHIAN_OIDC_CLIENT", "").strip()


def oidc_secret_file() -> Path | None:
    """`SHIAN_OIDC_SECRET_FILE`: a file with the secret agreed there; None means a client without one."""
    value = os.environ.get("SHIAN_OIDC_SECRET_FILE")
    return Path(value) if value else None


def oidc_max_age() -> str:
    """`SHIAN_OIDC_MAX_AGE`: how many minutes ago the provider may have seen somebody itself; empty: 720, 0: any."""
    return os.environ.get("SHIAN_OIDC_MAX_AGE", "").strip()


def oidc_redirect() -> str:
    """`SHIAN_OIDC_REDIRECT`: the address of `/api/v1/auth/provider/callback` as registered there."""
    return os.environ.get("SHIAN_OIDC_REDIRECT", "").strip()


def rate_limit(signs_in: bool) -> int:
    """`SHIAN_RATE_LIMIT`: requests a minute from one address; 0: no limit.

    The default is 1,200 where people sign in, and no limit on a machine of one's own. Raises `SettingUnknown` for
    what is no number.
    """
    value = os.environ.get("SHIAN_RATE_LIMIT", "").strip()
    if not value:
        return 1_200 if signs_in else 0
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise SettingUnknown("SHIAN_RATE_LIMIT", value, "每分钟的请求数（0 为不限），或不设")
    return int(value)


def signing_certificate() -> Path | None:
    """`SHIAN_SIGNING_CERTIFICATE`: a PKCS#12 file with which reports of snapshots are signed; None: a place for seals."""
    value = os.environ.get("SHIAN_SIGNING_CERTIFICATE")
    return Path(value) if value else None


def signing_password() -> bytes:
    """What `SHIAN_SIGNING_PASSWORD_FILE` holds, without the line's end; empty where it is not set or cannot be read."""
    value = os.environ.get("SHIAN_SIGNING_PASSWORD_FILE")
    try:
        return Path(value).read_bytes().strip() if value else b""
    except OSError:
        return b""


def environment(**more: str) -> dict[str, str]:
    """The environment of another program, with what is for it alone and must not stand on its command line."""
    return {**os.environ, **more}


# Who acts where nobody is named: there are no accounts, and the machine itself is all that is known.
LOCAL_ACTOR = "本机"
