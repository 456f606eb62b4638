"""What can go wrong in a shop, sorted by who can act on it.

ShopError
├── NotFound      404  not there, or not yours: told in the same words
├── Invalid       422  the request makes no sense as written; the caller can mend it
├── Refused       409  a rule of the shop forbids it; carries the rule's id and what works instead
├── Conflict      409  it was possible, but the state has moved on
├── Gone          410  it was there and has expired
├── TooLarge      413  more than we take at once
├── TooFast       429  try again after a while
└── Unavailable   503  a dependency does not answer; carries its name and the command or step that mends it
"""


class ShopError(Exception):
    """Any failure that has a clear message for the person who asked."""

    status = 500
    code = "shop_error"


class NotFound(ShopError):
    status, code = 404, "not_found"

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"There is no {kind} {key!r} here.")
        self.kind, self.key = kind, key


class Invalid(ShopError):
    status, code = 422, "invalid"


class Refused(ShopError):
    """A shop rule says no. `instead` names what is possible, in plain words."""

    status, code = 409, "refused"

    def __init__(self, rule_id: str, reason: str, instead: str | None = None) -> None:
        super().__init__(reason)
        self.rule_id, self.reason, self.instead = rule_id, reason, instead


class Conflict(ShopError):
    status, code = 409, "conflict"


class OutOfStock(Conflict):
    code = "out_of_stock"

    def __init__(self, sku: str, wanted: int, left: int) -> None:
        super().__init__(f"Only {left} of {sku!r} left, {wanted} asked for.")
        self.sku, self.wanted, self.left = sku, wanted, left


class Gone(ShopError):
    status, code = 410, "gone"


class TooLarge(ShopError):
    status, code = 413, "too_large"


class TooFast(ShopError):
    status, code = 429, "too_fast"

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(ShopError):
    """`dependency` is a short name (`search index`, `database`); `remedy` says what mends it."""

    status, code = 503, "unavailable"

    def __init__(self, dependency: str, reason: str, remedy: str | None = None) -> None:
        super().__init__(f"The {dependency} is unavailable: {reason}" + (f" To mend it: {remedy}" if remedy else ""))
        self.dependency, self.reason, self.remedy = dependency, reason, remedy
