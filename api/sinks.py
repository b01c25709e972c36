"""Where messages go beside the system itself: a file of lines, and mail."""

import csv
import json
import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from api import settings
from domain.errors import UnusableInput
from sampling.messages.sending import NotTaken, Sink

SECONDS = 20
_TOLD = (
    "id",
    "tier",
    "text",
    "kind",
    "record_no",
    "clock",
    "due",
    "organisation",
    "area_code",
    "person",
    "at",
)


class MessageSettingsUnusable(UnusableInput):
    """A setting of the sinks cannot be used."""

    code = "message-settings-unusable"

    def __init__(self, setting: str, fault: str) -> None:
        super().__init__(f"设置 {setting} 不可用：{fault}", setting=setting, fault=fault)


class FileSink:
    """Appends one JSON line a message, on disk before it counts as sent."""

    name = "file"

    def __init__(self, path: Path) -> None:
        self._path = path

    def takes(self, message: dict[str, Any]) -> bool:
        """Every message."""
        return bool(message)

    def send(self, message: dict[str, Any]) -> None:
        """Append and sync. Raises `NotTaken` where the file cannot be opened."""
        line = json.dumps({name: message[name] for name in _TOLD}, ensure_ascii=False) + "\n"
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as error:
            raise NotTaken(f"不能写入 {self._path}（{error.strerror}）") from None
        with os.fdopen(descriptor, "ab") as file:
            # A line that a crash has cut off must not swallow this one.
            file.write(b"\n" * self._is_cut_off() + line.encode())
            file.flush()
            os.fsync(file.fileno())

    def _is_cut_off(self) -> bool:
        """Whether the last line has no end."""
        with self._path.open("rb") as file:
            if file.seek(0, os.SEEK_END) == 0:
                return False
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"


class MailSink:
    """Sends mail to the address of the message's organisation, over TLS where the address of the server says so.

    `smtp://host:25`, `smtp+tls://user:password@host:587` (STARTTLS) or `smtps://user:password@host:465`.
    """

    name = "smtp"

    def __init__(self, url: str, sender: str, addresses: dict[str, str]) -> None:
        self._at = urlsplit(url)
        if self._at.scheme not in ("smtp", "smtp+tls", "smtps") or not self._at.hostname:
            raise MessageSettingsUnusable("SHIAN_SMTP_URL", "应写作 smtp+tls://用户:口令@主机:端口")
        self._sender = sender
        self._addresses = addresses

    def takes(self, message: dict[str, Any]) -> bool:
        """Messages of organisations with an address."""
        return message["organisation"] in self._addresses

    def send(self, message: dict[str, Any]) -> None:
        """Send one mail. Raises `NotTaken` for everything the server refused before it had the text."""
        mail = EmailMessage()
        mail["From"], mail["To"] = self._sender, self._addresses[message["organisation"]]
        mail["Subject"] = message["text"].split("：", 1)[0]
        mail["Message-ID"] = f"<{message['key']}@shian.invalid>"
        mail.set_content(message["text"])
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
            raise NotTaken(f"邮件服务器不可用（{type(error).__name__}）") from None
        try:
            server.send_message(mail)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise NotTaken(f"邮件服务器未接受（{error}）") from None
        finally:
            server.close()

    def _connected(self) -> smtplib.SMTP:
        at = self._at
        host = at.hostname or ""
        if at.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, at.port or 465, timeout=SECONDS, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(host, at.port or 25, timeout=SECONDS)
            if at.scheme == "smtp+tls":
                server.starttls(context=ssl.create_default_context())
        if at.username:
            server.login(unquote(at.username), unquote(at.password or ""))
        return server


def configured_sinks() -> list[Sink]:
    """The sinks that the settings name. Raises `MessageSettingsUnusable`."""
    sinks: list[Sink] = []
    file, url = settings.messages_file(), settings.smtp_url()
    if file is not None:
        sinks.append(FileSink(file))
    if url is not None:
        book = settings.message_addresses()
        if book is None:
            raise MessageSettingsUnusable("SHIAN_MESSAGE_ADDRESSES", "须指定机构邮箱表（机构代码,电子邮箱）")
        sinks.append(MailSink(url, settings.smtp_sender(), read_addresses(book)))
    return sinks


def read_addresses(book: Path) -> dict[str, str]:
    """Addresses by organisation code from a CSV of two columns, 机构代码 and 电子邮箱.

    Raises `MessageSettingsUnusable`.
    """
    try:
        with book.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        found = {row["机构代码"].strip(): row["电子邮箱"].strip() for row in rows}
    except (OSError, UnicodeDecodeError, KeyError, AttributeError, csv.Error) as error:
        raise MessageSettingsUnusable(
            "SHIAN_MESSAGE_ADDRESSES",
            f"不能读取 {book}（{type(error).__name__}），应有“机构代码”“电子邮箱”两列",
        ) from None
    for code, address in found.items():
        if "@" not in address or not address.isprintable() or any(sign in address for sign in " ,;<>\r\n"):
            raise MessageSettingsUnusable("SHIAN_MESSAGE_ADDRESSES", f"机构 {code} 的电子邮箱 {address} 有误")
    return found
