"""What the shopper has saved: addresses and ways to pay, named but never in a form that could be charged."""

from dataclasses import dataclass

from sqlmodel import Session

from shop.customers import PostalAddress, addresses_of, get_customer, payment_methods_of
from shop.money import Money
from shop.storefront import find_storefront
from tools.context import ShopContext
from tools.orders import sign_in
from tools.result import Fact, ToolResult
from tools.shop_tool import Answer, Shop, shop_tool


@dataclass(frozen=True)
class SavedMethod:
    payment_method_id: str
    kind: str
    label: str
    last_four: str = ""
    balance: Money | None = None


@dataclass(frozen=True)
class Account:
    """`addresses` begin with the default one."""

    name: str
    email: str
    addresses: tuple[PostalAddress, ...]
    methods: tuple[SavedMethod, ...]


@shop_tool
def show_account(runtime: Shop) -> Answer:
    """Look up the shopper's own saved addresses and ways to pay, with the ids that changes and refunds are made to."""
    context = runtime.context
    if not context.principal.verified:
        return sign_in("show_account", context)
    with context.database.session() as session:
        account = _account(session, context)
    lines = [f"{account.name}, {account.email}"]
    lines += [f"address: {address.one_line()}" for address in account.addresses]
    lines += [_method_line(method) for method in account.methods]
    return "\n".join(lines), ToolResult(tool="show_account", facts=_facts(account), payload=account)


def _method_line(method: SavedMethod) -> str:
    balance = f", balance {method.balance}" if method.balance else ""
    return f"payment method {method.payment_method_id}: {method.label}{balance}"


def _account(session: Session, context: ShopContext) -> Account:
    customer = get_customer(session, context.principal.customer_id)
    shop = find_storefront(session)
    currency = shop.currency if shop else "USD"
    methods = [
        SavedMethod(
            payment_method_id=method.payment_method_id,
            kind=method.kind,
            label=method.label(context.language),
            last_four=method.last_four,
            balance=None if method.balance_minor is None else Money(method.balance_minor, currency),
        )
        for method in payment_methods_of(session, customer.customer_id)
    ]
    addresses = tuple(address.postal() for address in addresses_of(session, customer.customer_id))
    return Account(customer.full_name, customer.email or "", addresses, tuple(methods))


def _facts(account: Account) -> tuple[Fact, ...]:
    facts = [Fact("account", "email", account.email, account.name, stable=True)]
    lines = [address.one_line() for address in account.addresses]
    facts += [Fact("account", "address", line, account.name, stable=True) for line in lines]
    for method in account.methods:
        entity = f"payment_method:{method.payment_method_id}"
        facts.append(Fact(entity, "method", method.label, method.label, stable=True))
        if method.balance is not None:
            facts.append(Fact(entity, "balance", method.balance, method.label))
    return tuple(facts)
