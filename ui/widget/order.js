/** An order and its parcels: lines with small pictures, states in plain words, a vertical timeline with dates. */

import { day, dayAndClock, el, expected, icon, money, picture } from "./dom.js";
import { fill } from "./words.js";

const NEWEST = 4;
const TROUBLED = new Set(["delayed", "exception", "lost", "returned_to_sender", "cancelled"]);

const plain = (state, table) => table[state] ?? String(state ?? "").replaceAll("_", " ");

const badge = ({ state, state_text: text }, table) =>
  el("span", { class: `pill ${TROUBLED.has(state) ? "warn" : state === "delivered" ? "good" : ""}` }, text || plain(state, table));

function thumb(line, ctx) {
  const place = picture(line.image_url, "thumb", ctx.base);
  if (!line.image_url && line.product_id) {
    ctx.product(line.product_id).then((item) => item?.image_url && place.replaceWith(picture(item.image_url, "thumb", ctx.base)));
  }
  return place;
}

/** One article of an order or a cart. */
export function articleLine(line, ctx) {
  const options = Object.values(line.options ?? {}).join(", ");
  const quantity = line.quantity > 1 ? `× ${line.quantity}` : "";
  return el("li", { class: "line" }, thumb(line, ctx),
    el("div", { class: "line-text" }, el("span", { class: "clamp" }, line.title),
      options || quantity ? el("span", { class: "muted" }, [options, quantity].filter(Boolean).join(" ")) : null),
    el("span", { class: "line-price" }, money(line.line_total ?? line.price, ctx.language)));
}

const addressText = (address) => [address.name, address.line1, address.line2, [address.postcode, address.city].filter(Boolean).join(" "), address.region, address.country]
  .filter(Boolean).join(", ");

function payment(each, ctx) {
  const refund = /refund/i.test(each.kind ?? "");
  return sumLine(fill(refund ? ctx.words.refunded : ctx.words.paid, { method: each.method }), each.amount, ctx);
}

const sumLine = (label, amount, ctx, kind = "") =>
  el("div", { class: `sum-line ${kind}` }, el("span", {}, label), el("span", {}, money(amount, ctx.language)));

export function orderPart(order, ctx) {
  const { words } = ctx;
  return el("section", { class: "part order", "aria-label": fill(words.order, { id: order.order_id }) },
    el("header", {}, el("div", {}, el("h3", {}, fill(words.order, { id: order.order_id })),
      order.placed_at ? el("div", { class: "muted" }, fill(words.placed, { day: day(order.placed_at, ctx.language) })) : null),
    badge(order, words.orderStates)),
    el("ul", { class: "plain lines" }, (order.lines ?? []).map((line) => articleLine(line, ctx))),
    el("div", { class: "sums" },
      order.discount?.minor ? sumLine(words.discount, order.discount, ctx) : null,
      sumLine(words.total, order.total, ctx, "total"),
      (order.payments ?? []).map((each) => payment(each, ctx)),
      order.address ? el("p", { class: "muted" }, fill(words.to, { address: addressText(order.address) })) : null),
    (order.shipments ?? []).map((shipment) => parcel(shipment, ctx)));
}

function happening(event, index, ctx) {
  return el("li", { class: index === 0 ? "latest" : "" },
    el("div", { class: "event-text" }, event.text, event.place ? el("span", { class: "muted" }, ` · ${event.place}`) : null),
    el("time", { class: "muted", datetime: event.at }, dayAndClock(event.at, ctx.language)));
}

function timeline(events, ctx) {
  if (!events.length) return el("p", { class: "muted" }, ctx.words.noEvents);
  const newestFirst = [...events].sort((a, b) => String(b.at ?? "").localeCompare(String(a.at ?? "")));
  const items = newestFirst.map((event, index) => happening(event, index, ctx));
  const list = el("ol", { class: "plain timeline" }, items.slice(0, NEWEST));
  const older = items.slice(NEWEST);
  if (!older.length) return list;
  const more = el("button", { type: "button", class: "text-button" }, fill(ctx.words.earlierEvents, { count: older.length }));
  more.addEventListener("click", () => {
    list.append(...older);
    older[0].setAttribute("tabindex", "-1");
    older[0].focus();
    more.remove();
  });
  return [list, more];
}

function parcel(shipment, ctx) {
  const { words } = ctx;
  const due = shipment.state === "delivered" ? "" : expected(shipment, ctx.language);
  return el("div", { class: "parcel" },
    el("div", { class: "parcel-head" }, icon("box"), el("div", {},
      el("strong", {}, shipment.carrier ?? ""),
      shipment.tracking_number ? el("div", { class: "muted breakable" }, fill(words.trackingNumber, { number: shipment.tracking_number })) : null),
    badge(shipment, words.orderStates)),
    due ? el("p", { class: "due" }, fill(words.expectedDay, { day: due })) : null,
    timeline(shipment.events ?? [], ctx));
}

export function shipmentPart(shipment, ctx) {
  return el("section", { class: "part order", "aria-label": fill(ctx.words.parcel, { id: shipment.shipment_id ?? "" }) }, parcel(shipment, ctx));
}

/** The cart after a change made in words. */
export function cartPart(cart, ctx) {
  const { words } = ctx;
  const lines = cart.lines ?? [];
  return el("section", { class: "part order", "aria-label": words.cart },
    el("header", {}, el("h3", {}, words.cart), cart.change ? el("p", { class: "muted" }, cart.change) : null),
    lines.length ? el("ul", { class: "plain lines" }, lines.map((line) => articleLine(line, ctx))) : el("p", { class: "muted" }, words.emptyCart),
    lines.length ? el("div", { class: "sums" },
      cart.discount?.minor ? sumLine(cart.offer_title || words.discount, cart.discount, ctx) : null,
      sumLine(words.total, cart.total, ctx, "total")) : null,
    cart.can_undo && lines.length ? el("button", { type: "button", class: "text-button", onclick: ctx.act.undo }, words.undo) : null);
}
