/** Orders, parcels and carts; what the shopper may decide or use: a confirmation, an offer, a handover's note. */

import { day, dayAndClock, el, expected, icon, money, picture } from "./dom.js";
import { fill } from "./words.js";

const NEWEST = 4;
const TROUBLED = new Set(["delayed", "exception", "lost", "returned_to_sender", "cancelled"]);

const plain = (text) => text.charAt(0).toUpperCase() + text.slice(1).replaceAll("_", " ");

const badge = ({ state, state_text: text }, table) =>
  el("span", { class: `pill ${TROUBLED.has(state) ? "warn" : state === "delivered" ? "good" : ""}` }, plain(text || table[state] || state));

function thumb(line, ctx) {
  const place = picture(line.image_url, "thumb", ctx.base);
  if (!line.image_url && line.product_id) {
    ctx.product(line.product_id).then((item) => item?.image_url && place.replaceWith(picture(item.image_url, "thumb", ctx.base)));
  }
  return place;
}

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
      order.shipping?.minor ? sumLine(words.shipping, order.shipping, ctx) : null,
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

const OPEN = "proposed";
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function moneyLine(line, ctx) {
  return el("div", { class: "sum-line" },
    el("span", {}, [line.label, line.method].filter(Boolean).join(" · ")), el("strong", {}, money(line.amount, ctx.language)));
}

export class Confirmation {
  #timer = 0;

  constructor(part, ctx) {
    this.ctx = ctx;
    this.id = part.confirmation_id;
    this.foot = el("div", { class: "confirmation-foot" });
    this.node = el("section", { class: "part confirmation", "aria-label": ctx.words.confirmation },
      el("header", {}, el("h3", {}, ctx.words.actions[part.action] ?? ctx.words.confirmation)),
      part.summary ? el("p", {}, part.summary) : null,
      part.details?.length ? el("ul", { class: "details" }, part.details.map((each) => el("li", {}, each))) : null,
      part.money?.length ? el("div", { class: "sums" }, part.money.map((line) => moneyLine(line, ctx))) : null,
      this.foot);
    this.put(part);
  }

  put(part) {
    this.part = part;
    clearTimeout(this.#timer);
    const leftMs = part.expires_at ? new Date(part.expires_at) - Date.now() : Infinity;
    const state = (part.state ?? OPEN) === OPEN && leftMs <= 0 ? "expired" : part.state ?? OPEN;
    if (state !== OPEN) return this.settle(state);
    if (leftMs < LONGEST_TIMER_MS) this.#timer = setTimeout(() => this.settle("expired"), leftMs);
    return this.#ask();
  }

  #ask() {
    const { words, language } = this.ctx;
    const approve = el("button", { type: "button", class: "button primary" }, words.actions[this.part.action] ?? words.confirmation);
    const reject = el("button", { type: "button", class: "button quiet" }, words.reject);
    approve.addEventListener("click", () => this.#decide("approve"));
    reject.addEventListener("click", () => this.#decide("reject"));
    this.node.dataset.state = OPEN;
    this.foot.replaceChildren(
      el("p", { class: "muted" }, words.proposedBy, this.part.expires_at ? fill(words.deadline, { day: dayAndClock(this.part.expires_at, language) }) : ""),
      el("div", { class: "two-buttons" }, approve, reject));
  }

  async #decide(decision) {
    if (this.node.dataset.state !== OPEN) return;
    const held = this.part;
    this.#progress();
    const outcome = await this.ctx.act.decide(this.id, decision);
    // Only a request that never reached a decision gives the buttons back; the server may have told the state already.
    if (this.node.dataset.state === "deciding") outcome === "again" ? this.put(held) : this.settle(outcome);
  }

  #progress() {
    clearTimeout(this.#timer);
    this.node.dataset.state = "deciding";
    this.foot.replaceChildren(el("p", { class: "state", role: "status", tabindex: "-1" }, el("span", { class: "dots" }), this.ctx.words.deciding));
    this.foot.firstChild.focus();
  }

  settle(state) {
    clearTimeout(this.#timer);
    const good = state === "done" || state === "confirmed";
    this.node.dataset.state = state;
    const said = this.foot.contains(this.node.getRootNode().activeElement);
    this.foot.replaceChildren(el("p", { class: `state ${good ? "good" : ""}`, role: "status", tabindex: "-1" },
      icon(good ? "check" : state === "failed" ? "alert" : "close"), this.ctx.words.states[state] ?? state));
    if (said) this.foot.firstChild.focus();
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // without permission the code stays selectable text
  }
}

function codeLine(code, ctx) {
  const { words } = ctx;
  const button = el("button", { type: "button", class: "button quiet" }, icon("copy"), words.copy);
  const shown = el("code", { class: "code" }, code);
  button.addEventListener("click", async () => {
    if (!(await copy(code))) {
      getSelection()?.selectAllChildren(shown);
      return;
    }
    button.replaceChildren(icon("check"), words.copied);
    ctx.act.announce(words.copied);
  });
  return el("div", { class: "code-line" }, el("span", { class: "hidden" }, words.code), shown, button);
}

export function offerPart(offer, ctx) {
  return el("section", { class: "part offer", "aria-label": ctx.words.offer },
    el("header", {}, icon("tag"), el("h3", {}, offer.title)),
    offer.terms ? el("p", {}, offer.terms) : null,
    offer.code ? codeLine(offer.code, ctx) : null,
    offer.expires_at ? el("p", { class: "muted" }, fill(ctx.words.until, { day: day(offer.expires_at, ctx.language) })) : null);
}

/** A paper that only the shopper's own token opens. */
export function documentPart(paper, ctx) {
  const open = el("button", { type: "button", class: "button quiet" }, ctx.words.openPaper);
  open.addEventListener("click", () => ctx.act.openPaper(paper));
  return el("section", { class: "part document", "aria-label": paper.title }, el("h3", {}, paper.title), open);
}

export function handoffPart(handoff, ctx) {
  const facts = [
    handoff.team && fill(ctx.words.team, { team: handoff.team }), handoff.ticket_id && fill(ctx.words.ticket, { id: handoff.ticket_id }),
    handoff.answers_from && fill(ctx.words.answersFrom, { day: dayAndClock(handoff.answers_from, ctx.language) }),
  ];
  return el("section", { class: "part handoff", "aria-label": ctx.words.handoff }, icon("person"),
    el("div", {}, el("strong", {}, ctx.words.handoff), el("div", { class: "muted" }, facts.filter(Boolean).join(" · ")),
      handoff.reason ? el("p", {}, handoff.reason) : null));
}
