"""The REST API as the console uses it. Every call carries the member of staff's own token; nothing is kept here."""

from typing import Any
from urllib.parse import quote

import httpx

from wire import ApprovalItem, ConversationItem, InboxItem, Page, Problem, ReturnItem, Token, TurnItem

TIMEOUT_S = 10.0


class ApiProblem(Exception):
    """The API said no, or nothing. The message is for the member of staff."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class StaffApi:
    """One signed-in member of staff."""

    def __init__(self, base_url: str, token: str = "", *, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=TIMEOUT_S, transport=transport)

    def demo_token(self) -> Token:
        """Sign in without a password; only a demo server on this machine allows it."""
        return Token.model_validate(self._call("POST", "/v1/demo/tokens", json={"role": "staff"}))

    def inbox(self, state: str = "") -> list[InboxItem]:
        params = {"state": state} if state else {}
        return Page[InboxItem].model_validate(self._call("GET", "/v1/staff/conversations", params=params)).items

    def conversation(self, conversation_id: str) -> ConversationItem:
        return ConversationItem.model_validate(self._call("GET", f"/v1/conversations/{conversation_id}"))

    def turns(self, conversation_id: str) -> list[TurnItem]:
        found = self._call("GET", f"/v1/staff/conversations/{conversation_id}/turns")
        return Page[TurnItem].model_validate(found).items

    def take_over(self, conversation_id: str) -> None:
        self._call("POST", f"/v1/staff/conversations/{conversation_id}/takeover")

    def reply(self, conversation_id: str, text: str) -> None:
        self._call("POST", f"/v1/staff/conversations/{conversation_id}/reply", json={"text": text})

    def hand_back(self, conversation_id: str, summary: str) -> None:
        self._call("POST", f"/v1/staff/conversations/{conversation_id}/handback", json={"summary": summary})

    def approvals(self) -> list[ApprovalItem]:
        return Page[ApprovalItem].model_validate(self._call("GET", "/v1/staff/approvals")).items

    def decide(self, approval_id: str, decision: str, note: str) -> None:
        sent = {"decision": decision, "note": note or None}
        self._call("POST", f"/v1/staff/approvals/{approval_id}", json=sent)

    def returns(self) -> list[ReturnItem]:
        return Page[ReturnItem].model_validate(self._call("GET", "/v1/staff/returns")).items

    def received(self, return_id: str) -> None:
        self._call("POST", f"/v1/staff/returns/{quote(return_id, safe='')}/received")

    def _call(self, method: str, path: str, **sent: Any) -> Any:
        try:
            answer = self._http.request(method, path, **sent)
        except httpx.TimeoutException as error:
            raise ApiProblem(f"The API did not answer within {TIMEOUT_S:g} seconds.") from error
        except httpx.HTTPError as error:
            raise ApiProblem("The API cannot be reached. Is `aisle serve` running?") from error
        if answer.is_error:
            raise ApiProblem(_words(answer), answer.status_code)
        return answer.json() if answer.content else None


def _words(answer: httpx.Response) -> str:
    try:
        return Problem.model_validate_json(answer.content).detail
    except ValueError:
        return f"The API answered {answer.status_code}."
