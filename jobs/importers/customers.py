"""`aisle import customers`.

| column | meaning |
|---|---|
| `customer_id` | required |
| `email`, `first_name`, `last_name`, `language`, `created_at` | |
| `addresses` | list of `{address_id?, name?, line1, line2?, city, region?, postcode, country, is_default?}` |
| `line1`, `line2`, `city`, `region`, `postcode`, `country` | one address, for CSV |
| `payment_methods` | list of `{payment_method_id, kind, brand?, last_four?, balance?}`; never a card number |
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator
from sqlmodel import SQLModel

from shop.customers import Address, Customer, PaymentMethod
from shop.records.row import Cells, Row, Target, Time, empty_is_none


class AddressRow(Cells):
    address_id: str | None = None
    name: str = ""
    line1: str = Field(min_length=1)
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""
    is_default: bool = False


class PaymentMethodRow(Cells):
    payment_method_id: str = Field(min_length=1)
    kind: str
    brand: str = ""
    last_four: str = Field(default="", pattern=r"^(\d{4})?$")
    balance: Annotated[Decimal | None, BeforeValidator(empty_is_none)] = Field(default=None, ge=0)

    @field_validator("brand")
    @classmethod
    def _no_card_number(cls, value: str) -> str:
        if sum(letter.isdigit() for letter in value) > 8:
            raise ValueError("looks like a card number; the shop stores only the last four digits")
        return value


class CustomerRow(Row):
    customer_id: str = Field(min_length=1, max_length=200)
    email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+$")
    first_name: str = ""
    last_name: str = ""
    language: str = "en"
    created_at: Time = None
    addresses: list[AddressRow] = []
    payment_methods: list[PaymentMethodRow] = []
    line1: str = ""
    line2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""

    def entities(self, target: Target) -> Iterable[SQLModel]:
        yield Customer(
            customer_id=self.customer_id,
            email=self.email.lower() if self.email else None,
            first_name=self.first_name,
            last_name=self.last_name,
            language=self.language,
            created_at=self.created_at,
        )
        for position, row in enumerate(self._addresses()):
            yield Address(
                address_id=row.address_id or f"{self.customer_id}-a{position + 1}",
                customer_id=self.customer_id,
                is_default=row.is_default or position == 0,
                **row.model_dump(exclude={"address_id", "is_default"}),
            )
        for method in self.payment_methods:
            yield PaymentMethod(
                payment_method_id=method.payment_method_id,
                customer_id=self.customer_id,
                kind=method.kind,
                brand=method.brand,
                last_four=method.last_four,
                balance_minor=target.minor_if_told(method.balance),
            )

    def _addresses(self) -> list[AddressRow]:
        if self.addresses or not self.line1:
            return self.addresses
        return [AddressRow(**self.model_dump(include={"line1", "line2", "city", "region", "postcode", "country"}))]
