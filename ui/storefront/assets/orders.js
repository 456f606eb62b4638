/** The shopper's orders, each with its lines and its parcels' timeline, as the assistant shows them. */

import { el } from "/widget/dom.js";
import { orderPart } from "/widget/order.js";
import { fill, wordsFor } from "/widget/words.js";
import { ask, blank, failed, waiting } from "./cards.js";
import { api, read, session, shop } from "./shop.js";
import { signIn } from "./account.js";

export function orders() {
  const { words } = shop;
  const place = el("div", { class: "orders" }, waiting(2));
  const load = () => read("/orders").then(
    ({ items }) => (items.length ? place.replaceChildren(...items.map(order)) : place.replaceChildren(none())),
    (trouble) => place.replaceChildren(trouble.kind === "unauthorised" ? none() : failed(load)));
  load();
  return el("div", { class: "page narrow" }, el("h1", {}, words.ordersTitle), place);
}

function none() {
  const { words } = shop;
  const button = session.person ? el("a", { class: "button primary", href: "/" }, words.keepLooking) : el("button", { type: "button", class: "button primary", onclick: signIn }, words.signIn);
  return el("div", { class: "blank" }, el("p", {}, session.person ? words.ordersEmpty : words.ordersSignIn), button);
}

function order(each) {
  const { words, language } = shop;
  const product = (id) => api.product(id).catch(() => null);
  const part = orderPart(each, { words: wordsFor(language), language, base: document.baseURI, product });
  part.append(el("div", { class: "buttons" },
    el("button", { type: "button", class: "button small", onclick: () => ask(fill(words.orderQuestion, { id: each.order_id })) }, words.askOrder),
    each.state === "delivered" ? el("button", { type: "button", class: "button small", onclick: () => ask(fill(words.returnQuestion, { id: each.order_id })) }, words.returnOrder) : null));
  return part;
}
