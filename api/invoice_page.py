"""An invoice as one page without scripts or anything fetched; whatever people wrote is escaped here, once."""

from collections.abc import Sequence
from html import escape

from shop.invoices import Invoice
from shop.money import Money
from shop.orders import Order, OrderLine, Payment, total_minor
from shop.storefront import Storefront

WORDS = {
    "en": {
        "invoice": "Invoice", "order": "Order", "date": "Date", "to": "Billed to", "tax": "Tax number",
        "item": "Item", "pieces": "Pieces", "price": "Price", "sum": "Sum", "shipping": "Shipping",
        "discount": "Discount", "total": "Total", "payment": "Paid", "refund": "Refunded",
    },
    "zh": {
        "invoice": "发票", "order": "订单", "date": "日期", "to": "抬头", "tax": "税号", "item": "商品",
        "pieces": "数量", "price": "单价", "sum": "金额", "shipping": "运费", "discount": "优惠", "total": "合计",
        "payment": "已付", "refund": "已退",
    },
}  # fmt: skip
STYLE = """body{font:15px/1.5 system-ui,sans-serif;max-width:44em;margin:2em auto;padding:0 1em}
table{width:100%;border-collapse:collapse;margin:1.5em 0}
th,td{text-align:left;padding:.4em;border-bottom:1px solid #ccc}
td.n,th.n{text-align:right}tr.total td{font-weight:700}"""


def invoice_page(
    invoice: Invoice,
    order: Order,
    lines: Sequence[OrderLine],
    payments: Sequence[Payment],
    *,
    shop: Storefront,
    language: str = "en",
) -> str:
    """HTML that shows the order as it was bought and what was paid and given back since."""
    words = WORDS["zh" if language == "zh" else "en"]

    def money(minor: int) -> str:
        return escape(str(Money(minor, shop.currency)))

    rows = "".join(
        f"<tr><td>{escape(_named(line, language))}</td><td class=n>{line.quantity}</td>"
        f"<td class=n>{money(line.price_minor)}</td><td class=n>{money(line.price_minor * line.quantity)}</td></tr>"
        for line in lines
    )
    sums = _sum(words["shipping"], money(order.shipping_minor)) if order.shipping_minor else ""
    sums += _sum(words["discount"], money(-order.discount_minor)) if order.discount_minor else ""
    sums += _sum(words["total"], money(total_minor(order, lines)), total=True)
    moved = "".join(
        f"<li>{words.get(one.kind, escape(one.kind))}: {money(one.amount_minor)}, {escape(one.method)}</li>"
        for one in payments
    )
    return (
        f"<!doctype html><html lang={language}><meta charset=utf-8><title>{words['invoice']} "
        f"{escape(invoice.invoice_number)}</title><style>{STYLE}</style><h1>{words['invoice']} "
        f"{escape(invoice.invoice_number)}</h1><p>{escape(shop.name)}<br>{words['order']} {escape(order.order_id)}<br>"
        f"{words['date']} {invoice.issued_at:%Y-%m-%d}</p><p>{words['to']}: {_buyer(invoice, order, words)}</p>"
        f"<table><tr><th>{words['item']}<th class=n>{words['pieces']}<th class=n>{words['price']}"
        f"<th class=n>{words['sum']}</tr>{rows}{sums}</table><ul>{moved}</ul></html>"
    )


def _named(line: OrderLine, language: str) -> str:
    chosen = ", ".join(line.options.values())
    return f"{line.name(language)} ({chosen})" if chosen else line.name(language)


def _sum(label: str, amount: str, *, total: bool = False) -> str:
    return f"<tr{' class=total' if total else ''}><td colspan=3>{label}</td><td class=n>{amount}</td></tr>"


def _buyer(invoice: Invoice, order: Order, words: dict[str, str]) -> str:
    told = [invoice.company, f"{words['tax']} {invoice.tax_number}" if invoice.tax_number else ""]
    told.append(order.address.one_line() if order.address else "")
    return "<br>".join(escape(part) for part in told if part)
