"""Orders and parcels in words: what they are called, where they stand, when they come."""

import wire
from agent.brains.offline.days import on_day
from agent.brains.offline.view import View


def order_name(view: View, order: wire.OrderItem) -> str:
    """`the kettle of 18 November`; by number where there is no date."""
    first = view.name(order.lines[0].title) if order.lines else order.order_id
    if order.placed_at is None:
        return view.plain("orders.named_by_number", title=first, order=order.order_id)
    return view.plain("orders.named", title=first, day=view.day(order.placed_at))


def order_line(view: View, order: wire.OrderItem) -> str:
    key = f"order.{order.state}" if view.words.has(f"order.{order.state}") else "order.other"
    said = view.say(
        key,
        name=whole_name(view, order),
        state=order.state_text or order.state.replace("_", " "),
        total=view.money(order.total),
    )
    if order.as_of is None:
        return said
    return view.sentences(said, view.say("orders.as_of", at=f"{order.as_of:%H:%M}"))


def whole_name(view: View, order: wire.OrderItem) -> str:
    """`Your order of 18 November (kettle and two mugs)`."""
    things = [_quantity_words(view, line) for line in order.lines[:3]]
    more = len(order.lines) - len(things)
    contents = (
        view.listed(things)
        if more <= 0
        else view.plain("orders.and_more", things=(", " if view.language == "en" else "、").join(things), n=more)
    )
    if order.placed_at is None:
        return view.plain("orders.whole_by_number", order=order.order_id.lstrip("#"), things=contents)
    return view.plain("orders.whole", day=view.day(order.placed_at), things=contents)


def _quantity_words(view: View, line: wire.OrderLineItem) -> str:
    name = view.name(line.title)
    return name if line.quantity == 1 else view.plain("cart.times", quantity=line.quantity, title=name)


def parcel_line(view: View, order: wire.OrderItem | None, parcel: wire.ShipmentItem, *, several: bool) -> str:
    name = _parcel_name(view, order, parcel, several=several)
    last = max(parcel.events, key=lambda event: event.at, default=None)
    place = last.place if last and last.place else ""
    when = on_day(last.at, view.turn.moment, view.language) if last else ""
    key = f"parcel.{parcel.state}"
    if parcel.state == "in_transit" and not place:
        key = "parcel.in_transit_somewhere"
    text = view.say(
        key if view.words.has(key) else "parcel.other",
        name=name,
        place=place,
        when=when,
        carrier=parcel.carrier,
        state=parcel.state_text or parcel.state.replace("_", " "),
    )
    return view.sentences(text, _expected(view, parcel), _late(view, parcel))


def _parcel_name(view: View, order: wire.OrderItem | None, parcel: wire.ShipmentItem, *, several: bool) -> str:
    if order is None:
        return (
            view.plain("parcel.of_order", order=(parcel.order_id or "").lstrip("#"))
            if parcel.order_id
            else view.plain("parcel.plain")
        )
    if not several:
        return whole_name(view, order)
    inside = [view.name(line.title) for line in order.lines if line.line_id in parcel.line_ids]
    return view.plain("parcel.with", things=view.listed(inside[:3])) if inside else view.plain("parcel.plain")


def _expected(view: View, parcel: wire.ShipmentItem) -> str:
    if parcel.state in {"delivered", "lost", "returned_to_sender"} or parcel.eta_to is None:
        return ""
    if parcel.eta_to < view.turn.moment:
        return view.say("parcel.was_expected", span=view.span(parcel.eta_from, parcel.eta_to))
    return view.say("parcel.expected", span=view.span(parcel.eta_from, parcel.eta_to))


def _late(view: View, parcel: wire.ShipmentItem) -> str:
    if not parcel.late_days or parcel.late_days < 1 or parcel.state in {"lost", "returned_to_sender"}:
        return ""
    return view.say("parcel.late_one" if parcel.late_days == 1 else "parcel.late", days=view.count(parcel.late_days))
