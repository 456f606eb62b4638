"""Letters go to the shop's own mailer where one is set; what it does not take is a failure, never a sent letter."""

import json

import httpx
import pytest
from pydantic import SecretStr

from shop.connectors.mailer import FileMailer, HttpMailer, Mail, mailer_of
from shop.connectors.over_http import HttpSystem
from shop.errors import Unavailable
from shop.settings import Settings

LETTER = Mail(to="ada@example.org", subject="Your code", text="123456")


def mailer(status: int, seen: list[httpx.Request]) -> HttpMailer:
    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status)

    return HttpMailer(HttpSystem("mailer", "http://mail.test", key="k", transport=httpx.MockTransport(answer)))


def test_a_letter_is_handed_on_with_a_key_of_its_own() -> None:
    seen: list[httpx.Request] = []
    for _ in range(2):
        mailer(202, seen).send(LETTER)

    assert json.loads(seen[0].content) == {"to": LETTER.to, "subject": LETTER.subject, "text": LETTER.text}
    assert seen[0].headers["authorization"] == "Bearer k"
    assert len({one.headers["idempotency-key"] for one in seen}) == 2


@pytest.mark.parametrize("status", [302, 400, 401, 500, 503])
def test_what_is_not_taken_is_told(status: int) -> None:
    with pytest.raises(Unavailable, match="mailer"):
        mailer(status, []).send(LETTER)


def test_without_a_mailer_letters_are_files() -> None:
    connected = Settings(_env_file=None, mailer_url="http://mail.test", mailer_key=SecretStr("k"))

    assert isinstance(mailer_of(Settings(_env_file=None)), FileMailer)
    assert isinstance(mailer_of(connected), HttpMailer)
