"""Amounts of the wire as terminal and console write them: `1,234.50 USD`."""

from wire import Amount

DECIMALS = {"BHD": 3, "CLP": 0, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "TND": 3, "VND": 0}
"""ISO 4217 minor units where they are not 2; the shop's own table is out of reach for a client of the wire."""


def money(amount: Amount | None, *, untold: str) -> str:
    """`untold` stands for a price that is not known."""
    if amount is None:
        return untold
    digits = DECIMALS.get(amount.currency, 2)
    return f"{amount.minor / 10**digits:,.{digits}f} {amount.currency}"
