"""Letters to shoppers. The default writes each as a file into the data folder: a demo has nowhere to send them."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, runtime_checkable
from uuid import uuid4


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
