/** The storefront: head and foot once, a page for each address, and the assistant told what is on screen. */

import { el, icon } from "/widget/dom.js";
import { signIn } from "./account.js";
import { ask, productPath } from "./cards.js";
import { cart } from "./cart.js";
import { help } from "./help.js";
import { categoryPath, home, topCategories } from "./home.js";
import { listing } from "./listing.js";
import { orders } from "./orders.js";
import { missing, product } from "./product.js";
import { api, categoryName, chat, onCart, query, read, session, shop, tellCart } from "./shop.js";

const NAV_MOST = 12;

const ROUTES = [
  [/^\/(?:shop\/?|index\.html)?$/, () => home()],
  [/^\/shop\/category\/([^/]+)$/, (id, parameters) => listing({ categoryId: id, parameters, go })],
  [/^\/shop\/search$/, (_, parameters) => listing({ parameters, go })],
  [/^\/shop\/(?:products?|p)\/([^/]+)$/, (id) => product({ id })],
  [/^\/shop\/cart$/, () => cart()],
  [/^\/shop\/help\/?$/, () => help()],
  [/^\/shop\/help\/([^/]+)$/, (id) => help({ id })],
  [/^\/shop\/orders(?:\/.*)?$/, () => orders()],
];

function show({ keepScroll = false } = {}) {
  const main = document.getElementById("main");
  document.title = shop.start?.shop?.name ?? "Shop";
  const parameters = new URLSearchParams(location.search);
  chat().setContext({ page: location.pathname, query: parameters.get("q") });
  const found = ROUTES.map(([pattern, make]) => [location.pathname.match(pattern), make]).find(([match]) => match);
  main.replaceChildren(found ? found[1](found[0][1] && decodeURIComponent(found[0][1]), parameters) : missing());
  if (!keepScroll) scrollTo(0, 0);
  const field = document.querySelector("#head input[type=search]");
  if (field) field.value = parameters.get("q") ?? "";
  for (const link of document.querySelectorAll("#head nav a")) link.toggleAttribute("aria-current", link.pathname === location.pathname);
}

function go(path) {
  const filtering = new URL(path, location.href).pathname === location.pathname;
  history.pushState(null, "", path);
  show({ keepScroll: filtering });
  if (!filtering) document.getElementById("main").focus({ preventScroll: true });
}

function searchForm() {
  const { words } = shop;
  const form = el("form", { class: "search", role: "search", action: "/shop/search" },
    el("input", { type: "search", name: "q", placeholder: words.search, "aria-label": words.search, autocomplete: "off", maxlength: "300" }),
    el("button", { "aria-label": words.searchLabel }, icon("search")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(`/shop/search${query({ q: new FormData(form).get("q").trim() })}`);
  });
  return form;
}

function badge() {
  const shown = el("span", { class: "badge", hidden: true });
  onCart((now) => {
    const pieces = now.lines.reduce((sum, line) => sum + line.quantity, 0);
    shown.hidden = !pieces;
    shown.textContent = pieces;
  });
  return shown;
}

function switchLanguage(language) {
  shop.language = language;
  location.reload();
}

function head() {
  const { words } = shop;
  const other = shop.language === "zh" ? "en" : "zh";
  const tool = (name, label, target, extra) => (typeof target === "string"
    ? el("a", { class: "tool", href: target }, icon(name), el("span", {}, label), extra)
    : el("button", { type: "button", class: "tool", onclick: target }, icon(name), el("span", {}, label)));
  document.getElementById("head").replaceChildren(
    el("div", { class: "head-row" },
      el("a", { class: "brand-mark", href: "/" }, el("img", { src: "/assets/mark.svg", alt: "", width: "32", height: "32" }), el("span", {}, shop.start?.shop?.name ?? "Shop")),
      searchForm(),
      el("div", { class: "tools" },
        el("button", { type: "button", class: "tool", lang: other, title: words.languageLabel, onclick: () => switchLanguage(other) }, icon("globe"), el("span", {}, words.language)),
        tool("person", session.person?.name.split(" ")[0] ?? words.signIn, signIn), tool("box", words.orders, "/shop/orders"), tool("cart", words.cart, "/shop/cart", badge()))),
    el("nav", { class: "departments-nav", "aria-label": words.departments }, topCategories().slice(0, NAV_MOST).map((each) => el("a", { href: categoryPath(each.category_id) }, categoryName(each)))));
  document.querySelector(".skip").textContent = words.skip;
}

function foot() {
  const { words } = shop;
  document.getElementById("foot").replaceChildren(el("div", { class: "foot-row" },
    el("span", { class: "muted" }, words.foot),
    el("span", { class: "foot-links" }, el("a", { class: "text-link", href: "/shop/help" }, words.help), [[words.footDelivery, words.footDeliveryAsk], [words.footReturns, words.footReturnsAsk]].map(([label, text]) =>
      el("button", { type: "button", class: "text-link", onclick: () => ask(text) }, label)))));
}

/** Same-site links are turned into pages here; everything else is the browser's. */
function follow(event) {
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || link.target || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || link.hash || !ROUTES.some(([pattern]) => pattern.test(link.pathname))) return;
  event.preventDefault();
  go(link.pathname + link.search);
}

function wire() {
  document.addEventListener("click", follow);
  document.addEventListener("go", (event) => go(event.detail));
  addEventListener("popstate", () => show());
  chat().addEventListener("aisle:cart", (event) => tellCart(event.detail));
  chat().addEventListener("aisle:language", (event) => switchLanguage(event.detail.language));
  chat().addEventListener("aisle:view", (event) => {
    event.preventDefault();
    go(productPath(event.detail.product_id));
  });
}

async function begin() {
  document.documentElement.lang = shop.language === "zh" ? "zh-CN" : "en";
  chat().tokenProvider = (options) => session.token(options);
  chat().setAttribute("language", shop.language);
  await customElements.whenDefined("aisle-chat");
  wire();
  const [start, categories] = await Promise.all([api.start().catch(() => null), read("/catalog/categories").catch(() => ({ items: [] }))]);
  Object.assign(shop, { start, categories: categories.items });
  head();
  foot();
  show();
  read("/cart").then(tellCart, () => {}); // the badge alone needs it; the cart's page asks for itself and says so
}

begin();
