"""The console tells a person what went wrong, and never shows unavailable as empty."""

import httpx
import pytest

from ui.console.client import ApiProblem, StaffApi


def api(handler: httpx.MockTransport) -> StaffApi:
    return StaffApi("http://shop", "token", transport=handler)


def test_each_call_carries_the_members_own_token() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["Authorization"])
        return httpx.Response(200, json={"items": []})

    api(httpx.MockTransport(answer)).inbox("waiting")

    assert seen == ["Bearer token"]


def test_a_problem_is_told_in_its_own_words() -> None:
    problem = {"title": "Forbidden", "status": 403, "detail": "Only staff may see this.", "code": "forbidden"}
    handler = httpx.MockTransport(lambda _: httpx.Response(403, json=problem))

    with pytest.raises(ApiProblem, match="Only staff may see this"):
        api(handler).inbox()


def test_an_api_that_is_down_is_said_to_be_down() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(ApiProblem, match="cannot be reached"):
        api(httpx.MockTransport(refuse)).inbox()
