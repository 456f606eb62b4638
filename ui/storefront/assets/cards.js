/** Product cards and shelves of the storefront's pages, and what every page shows while it waits or fails. */

import { count, el, icon, money, picture, rating } from "/widget/dom.js";
import { fill } from "/widget/words.js";
import { chat, shop, telemetry } from "./shop.js";

export const productPath = (id) => `/shop/product/${encodeURIComponent(id)}`;

/** As a label begins; data has its words in lower case. */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export function price(item, className = "price") {
  if (!item.price) return el("p", { class: className }, el("span", { class: "muted" }, shop.words.noPrice));
  const reduced = item.list_price && item.list_price.minor > item.price.minor;
  return el("p", { class: className }, el("strong", { class: reduced ? "reduced" : "" }, money(item.price, shop.language)),
    reduced ? el("s", {}, el("span", { class: "hidden" }, `${shop.words.before} `), money(item.list_price, shop.language)) : null);
}

export function stars(item) {
  if (!item.rating) return null;
  const shown = rating(item.rating, shop.language);
  return el("p", { class: "stars" }, icon("star"), el("span", { "aria-label": fill(shop.words.rating, { rating: shown }) }, shown),
    el("span", { class: "muted" }, fill(shop.words.reviews, { count: count(item.rating_count ?? 0, shop.language) })));
}

export function stock(item) {
  const { words } = shop;
  if (!item.available) return el("p", { class: "stock gone" }, words.soldOut);
  if (Number.isFinite(item.stock) && item.stock <= 5) return el("p", { class: "stock low" }, fill(words.left, { count: item.stock }));
  return null;
}

export function ask(text, context) {
  chat().ask(text, context);
}

function card(item, slateId) {
  const seen = () => telemetry.record("click", { productId: item.product_id, slateId, position: item.position });
  return el("li", { class: "product", "data-product": item.product_id, "data-position": item.position },
    el("a", { class: "product-link", href: productPath(item.product_id), onclick: seen },
      picture(item.image_url, "square"),
      item.brand ? el("span", { class: "brand" }, item.brand) : null,
      el("span", { class: "product-title" }, item.title)),
    price(item), stars(item), stock(item));
}

/** A grid of cards whose impressions are counted. */
export function grid(items, slateId, className = "grid") {
  const list = el("ul", { class: `plain ${className}` }, items.map((item) => card(item, slateId)));
  telemetry.watch(list.children, slateId);
  return list;
}

/** A titled shelf that fills itself; it takes itself away when the shop has nothing for it. */
export function shelf(title, loading) {
  const place = el("div", { class: "shelf-place" }, waiting(4));
  const node = el("section", { class: "shelf" }, el("h2", {}, title), place);
  loading.then(
    ({ items, slate_id: slateId }) => (items.length ? place.replaceChildren(grid(items, slateId, "row")) : node.remove()),
    () => place.replaceChildren(el("p", { class: "muted" }, shop.words.failed)));
  return node;
}

export const waiting = (number) =>
  el("div", { class: "grid waiting", "aria-hidden": "true" }, Array.from({ length: number }, () => el("div", { class: "ghost" })));

export function failed(again) {
  return el("div", { class: "blank" }, el("p", { role: "alert" }, shop.words.failed), el("button", { type: "button", class: "button", onclick: again }, shop.words.again));
}

export function blank(title, text, ...actions) {
  return el("div", { class: "blank" }, el("h1", {}, title), text ? el("p", { class: "muted" }, text) : null, el("div", { class: "buttons" }, actions));
}
