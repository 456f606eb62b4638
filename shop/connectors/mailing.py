"""Which mailer a shop has: its own behind HTTP where one is set, else letters as files."""

from uuid import uuid4

from shop.connectors.mailer import FileMailer, Mail, Mailer
from shop.connectors.over_http import HttpSystem
from shop.errors import Unavailable
from shop.settings import Settings


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
