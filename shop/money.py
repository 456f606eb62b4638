"""Amounts: integer minor units and an ISO 4217 currency, never a float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from shop.errors import Invalid

DECIMALS = {"BHD": 3, "CLP": 0, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "TND": 3, "VND": 0}
"""ISO 4217 minor units where they are not 2."""

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥", "INR": "₹", "KRW": "₩"}


def decimals(currency: str) -> int:
    return DECIMALS.get(currency, 2)


@dataclass(frozen=True, order=True)
class Money:
    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise Invalid(f"Cannot add {other.currency} to {self.currency}.")
        return other.minor

    def __str__(self) -> str:
        """`$1,234.50`; currencies without a well-known symbol as `CHF 1,234.50`."""
        digits = decimals(self.currency)
        amount = f"{abs(self.minor) / 10**digits:,.{digits}f}"
        sign = "-" if self.minor < 0 else ""
        symbol = SYMBOLS.get(self.currency)
        return f"{sign}{symbol}{amount}" if symbol else f"{sign}{self.currency} {amount}"


def to_minor(amount: str | float | Decimal, currency: str) -> int:
    """Turn `19.99` in major units into 1999, rounding half up.

    Raises:
        Invalid: If `amount` is not a finite number.
    """
    try:
        exact = Decimal(str(amount).strip())
    except InvalidOperation as error:
        raise Invalid(f"{amount!r} is not an amount of money.") from error
    if not exact.is_finite():
        raise Invalid(f"{amount!r} is not an amount of money.")
    return int((exact * 10 ** decimals(currency)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
