/** A department or a search: filters in the address, so that a page can be shared and gone back to. */

import { count, el, icon, money } from "/widget/dom.js";
import { fill } from "/widget/words.js";
import { ask, capital, failed, grid, waiting } from "./cards.js";
import { categoryPath } from "./home.js";
import { categoryName, query, read, shop, telemetry } from "./shop.js";

const PER_PAGE = 24;
const VALUES_SHOWN = 8;
const GROUPS_SHOWN = 8;
const GROUPS_OPEN = 3;
const OWN = new Set(["brand", "category", "price", "in_stock"]);

/** A facet's key as the search route takes it. */
const parameterOf = (key) => (OWN.has(key) || key.startsWith("attr.") ? key : `attr.${key}`);

const worded = (key) => {
  const plain = key.replace(/^attr\./, "").replaceAll("_", " ");
  return capital(shop.words.names[plain] ?? plain);
};

function digits(currency) {
  return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits;
}

/** The listing for an address; `go(path)` opens another. */
export function listing({ categoryId, parameters, go }) {
  const category = shop.categories.find((each) => each.category_id === categoryId);
  const place = el("div", { class: "listing-place", "aria-live": "polite" }, waiting(8));
  const chosen = new URLSearchParams(parameters);
  const change = (name, value) => {
    const next = new URLSearchParams(chosen);
    next.set(name, value);
    go(`${location.pathname}${query(next)}`);
  };
  const toggle = (name, value, on) => {
    const others = [...chosen].filter(([key, each]) => key !== name || each !== value);
    go(`${location.pathname}${query(on ? [...others, [name, value]] : others)}`);
  };
  const path = (cursor) => `/search${query(cursor ? { cursor, limit: PER_PAGE } : [...chosen, ["category", categoryId], ["limit", PER_PAGE]])}`;
  const load = () => read(path()).then((page) => show(place, page, { change, toggle, chosen, path }), () => place.replaceChildren(failed(load)));
  load();
  const words = chosen.get("q");
  if (words) telemetry.record("search", { query: words });
  const title = category ? categoryName(category) : words ? fill(shop.words.results, { query: words }) : shop.words.everything;
  return el("div", { class: "page" }, el("header", { class: "listing-head" }, el("h1", {}, title), words ? null : subcategories(categoryId)), place);
}

function subcategories(categoryId) {
  const below = shop.categories.filter((each) => (categoryId ? each.parent_id === categoryId : !each.parent_id));
  if (!below.length) return null;
  return el("ul", { class: "plain pills" }, below.map((each) => el("li", {}, el("a", { class: "pill", href: categoryPath(each.category_id) }, categoryName(each)))));
}

function show(place, page, { change, toggle, chosen, path }) {
  const { words } = shop;
  if (!page.items.length) {
    place.replaceChildren(layout(page, change, toggle, chosen, nothing(page, chosen)));
    return;
  }
  const list = grid(page.items, page.slate_id);
  const total = page.total || page.items.length;
  const more = el("button", { type: "button", class: "button", hidden: !page.next_cursor }, words.more);
  let cursor = page.next_cursor;
  more.addEventListener("click", async () => {
    more.disabled = true;
    const next = await read(path(cursor)).catch(() => null);
    more.disabled = false;
    if (!next) return;
    const added = grid(next.items, next.slate_id);
    const first = added.firstElementChild;
    list.append(...added.children);
    first?.querySelector("a").focus({ preventScroll: true });
    cursor = next.next_cursor;
    more.hidden = !cursor;
  });
  const found = total === 1 ? words.foundOne : fill(words.found, { count: count(total, shop.language) });
  place.replaceChildren(layout(page, change, toggle, chosen, el("div", { class: "found" },
    el("div", { class: "found-head" }, el("p", { class: "muted" }, page.notice ?? found), sorter(change, chosen)), list, el("div", { class: "more" }, more))));
}

function nothing(page, chosen) {
  const { words } = shop;
  return el("div", { class: "blank" }, el("h2", {}, words.nothing), el("p", { class: "muted" }, words.nothingHelp),
    page.relaxations?.length ? el("ul", {}, page.relaxations.map((each) => el("li", {}, fill(words.without, each)))) : null,
    el("div", { class: "buttons" }, el("button", { type: "button", class: "button primary", onclick: () => ask(chosen.get("q") || words.askQuestion) }, words.heroAsk)));
}

function layout(page, change, toggle, chosen, content) {
  return el("div", { class: "listing" }, filters(page, change, toggle, chosen), content);
}

function sorter(change, chosen) {
  const { words } = shop;
  const select = el("select", { onchange: (event) => change("sort", event.target.value === "relevance" ? "" : event.target.value) },
    Object.entries(words.sorts).map(([value, label]) => el("option", { value, selected: (chosen.get("sort") ?? "relevance") === value }, label)));
  return el("label", { class: "sorter" }, el("span", { class: "muted" }, words.sort), select);
}

function filters(page, change, toggle, chosen) {
  const { words } = shop;
  const used = [...chosen.keys()].some((name) => !["q", "sort"].includes(name));
  const groups = Object.entries(page.facets ?? {}).filter(([key, values]) => key !== "price" && key !== "in_stock" && key !== "category" && values.length > 1);
  const content = el("div", { class: "filter-groups" },
    el("label", { class: "check" }, el("input", { type: "checkbox", checked: chosen.get("in_stock") === "true", onchange: (event) => change("in_stock", event.target.checked ? "true" : "") }), words.inStock),
    priceFilter(page, chosen), groups.slice(0, GROUPS_SHOWN).map(([key, values], index) => facet(key, values, toggle, chosen, index < GROUPS_OPEN)),
    used ? el("a", { class: "text-link", href: `${location.pathname}${query({ q: chosen.get("q") })}` }, words.clear) : null);
  return el("details", { class: "filters", open: matchMedia("(min-width: 900px)").matches }, el("summary", {}, words.filters, icon("down")), content);
}

function facet(key, values, toggle, chosen, open) {
  const parameter = parameterOf(key);
  const box = (each) => el("label", { class: "check" },
    el("input", { type: "checkbox", checked: chosen.getAll(parameter).includes(each.value), onchange: (event) => toggle(parameter, each.value, event.target.checked) }),
    el("span", {}, capital(each.label || each.value)), el("span", { class: "muted" }, each.count));
  const used = chosen.has(parameter);
  return el("details", { class: "facet", open: open || used },
    el("summary", {}, worded(key), icon("down")), el("div", { role: "group", "aria-label": worded(key) }, values.slice(0, VALUES_SHOWN).map(box)));
}

function priceFilter(page, chosen) {
  const { words } = shop;
  const currency = page.items.find((item) => item.price)?.price.currency ?? shop.start?.shop?.currency ?? "USD";
  const scale = 10 ** digits(currency);
  const whole = (name) => (chosen.get(name) ? Number(chosen.get(name)) / scale : "");
  const field = (name, label) => el("label", {}, el("span", { class: "muted" }, label), el("input", { name, type: "number", min: "0", step: "any", inputmode: "decimal", value: whole(name) }));
  const form = el("form", { class: "price-form" }, field("price_min", words.from), field("price_max", words.upTo), el("button", { class: "button small" }, words.apply));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const next = new URLSearchParams(chosen);
    for (const [name, value] of new FormData(form)) next.set(name, value ? Math.round(Number(value) * scale) : "");
    form.dispatchEvent(new CustomEvent("go", { bubbles: true, detail: `${location.pathname}${query(next)}` }));
  });
  const symbol = money({ minor: 0, currency }, shop.language).replace(/[\d.,\s]/g, "");
  return el("fieldset", {}, el("legend", {}, `${words.price} (${symbol})`), form);
}
