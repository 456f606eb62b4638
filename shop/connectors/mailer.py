"""Letters to shoppers: to the shop's own mailer where one is set, else files in the data folder."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable
from uuid import uuid4

from shop.connectors.over_http import HttpSystem
from shop.errors import Unavailable
from shop.settings import Settings


@dataclass(frozen=True)
class Mail:
    to: str
    subject: str
    text: str


@runtime_checkable
class Mailer(Protocol):
    def send(self, mail: Mail) -> None:
        """Raises `Unavailable` when it could not be handed on."""


@dataclass(frozen=True)
class FileMailer:
    """One file a letter, readable by its owner alone, named by time so that the newest is the last."""

    folder: Path

    def send(self, mail: Mail) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{uuid4().hex[:6]}.txt"
        with os.fdopen(os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"To: {_line(mail.to)}\nSubject: {_line(mail.subject)}\n\n{mail.text}\n")


def _line(text: str) -> str:
    """No header can be smuggled in."""
    return " ".join(text.split())


class HttpMailer:
    """`POST /mails` with `{to, subject, text}`; anything but 2xx is a failure, and nothing is sent twice by us."""

    def __init__(self, system: HttpSystem) -> None:
        self._system = system

    def send(self, mail: Mail) -> None:
        body = {"to": mail.to, "subject": mail.subject, "text": mail.text}
        status, _ = self._system.write("/mails", body, key=uuid4().hex)
        if status >= 400:
            raise Unavailable(self._system.name, f"it did not take the letter (status {status}).")


def mailer_of(settings: Settings) -> Mailer:
    if not settings.mailer_url:
        return FileMailer(settings.mail_dir)
    return HttpMailer(HttpSystem("mailer", settings.mailer_url, key=settings.mailer_key.get_secret_value()))
