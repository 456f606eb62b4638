/** The cart's page: lines with a stepper, the sum, and the way on through the assistant's confirmation. */

import { el, icon, money, picture } from "/widget/dom.js";
import { ask, blank, failed, productPath, shelf, waiting } from "./cards.js";
import { changeLine, onCart, read, shop, tellCart } from "./shop.js";

let show = null;
onCart((cart) => show?.(cart));

export function cart() {
  const { words } = shop;
  const place = el("div", {}, waiting(2));
  const page = el("div", { class: "page narrow" }, place);
  show = (now) => page.isConnected && place.replaceChildren(now.lines.length ? filled(now) : blank(words.cartEmpty, words.cartEmptyHelp, el("a", { class: "button primary", href: "/" }, words.keepLooking)));
  const load = () => read("/cart").then(tellCart, () => place.replaceChildren(failed(load)));
  queueMicrotask(load);
  page.append(shelf(words.goesWithCart, read("/recommendations?surface=cart&limit=6")));
  return page;
}

function stepper(line, said) {
  const { words } = shop;
  const to = (quantity) => changeLine(line.line_id, quantity).catch((trouble) => { said.textContent = trouble.told || words.notAdded; });
  return el("div", { class: "stepper", role: "group", "aria-label": `${words.quantity}: ${line.title}` },
    el("button", { type: "button", "aria-label": words.fewer, onclick: () => to(line.quantity - 1) }, "−"),
    el("span", {}, line.quantity),
    el("button", { type: "button", "aria-label": words.oneMore, onclick: () => to(line.quantity + 1) }, "+"));
}

function row(line, said) {
  const { words, language } = shop;
  const options = Object.values(line.options ?? {}).join(", ");
  const sum = line.line_total ?? (line.price && { ...line.price, minor: line.price.minor * line.quantity });
  return el("li", { class: "cart-line" },
    el("a", { href: productPath(line.product_id), tabindex: "-1", "aria-hidden": "true" }, picture(line.image_url, "square")),
    el("div", { class: "cart-text" }, el("a", { href: productPath(line.product_id) }, line.title), options ? el("span", { class: "muted" }, options) : null,
      el("div", { class: "cart-tools" }, stepper(line, said),
        el("button", { type: "button", class: "text-link", "aria-label": `${words.remove}: ${line.title}`, onclick: () => changeLine(line.line_id, 0).catch(() => { said.textContent = words.notAdded; }) }, words.remove))),
    el("strong", { class: "cart-price" }, money(sum, language)));
}

function filled(now) {
  const { words, language } = shop;
  const said = el("p", { class: "said", role: "status" }, now.change ?? "");
  const sum = (label, amount, className = "") => el("div", { class: `sum ${className}` }, el("span", {}, label), el("span", {}, money(amount, language)));
  return el("div", {}, el("h1", {}, words.cart), el("div", { class: "cart" },
    el("div", {}, el("ul", { class: "plain" }, now.lines.map((line) => row(line, said))), said),
    el("aside", { class: "sums" },
      sum(words.subtotal, now.subtotal), now.discount?.minor ? sum(now.offer_title || words.discount, now.discount) : null, sum(words.total, now.total, "total"),
      el("button", { type: "button", class: "button primary wide", onclick: () => ask(words.checkoutSays) }, icon("lock"), words.checkout),
      el("p", { class: "muted" }, words.checkoutNote))));
}
