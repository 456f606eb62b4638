/** One product: pictures, variants to choose, the way into the cart, facts, reviews and neighbours. */

import { count, day, el, icon, picture } from "/widget/dom.js";
import { fill } from "/widget/words.js";
import { ask, blank, capital, failed, price, shelf, stars, stock, waiting } from "./cards.js";
import { addToCart, chat, read, shop, telemetry } from "./shop.js";

export function product({ id }) {
  const page = el("div", { class: "page" }, waiting(4));
  const path = `/products/${encodeURIComponent(id)}`;
  const load = () => read(path).then((item) => {
    document.title = item.title;
    telemetry.record("view", { productId: id });
    page.replaceChildren(content(item), shelf(shop.words.goesWith, read(`${path}/goes-with`)), shelf(shop.words.similar, read(`${path}/similar`)));
  }, (trouble) => page.replaceChildren(trouble.kind === "missing" ? missing() : failed(load)));
  load();
  chat().setContext({ page: location.pathname, product_id: id });
  return page;
}

export function missing() {
  const { words } = shop;
  return blank(words.missingTitle, words.missingText, el("a", { class: "button primary", href: "/" }, words.home));
}

function content(item) {
  return el("div", {},
    el("div", { class: "product-top" }, gallery(item), buyBox(item)),
    el("div", { class: "product-more" }, about(item), reviews(item)));
}

function gallery(item) {
  const images = [...new Set([item.image_url, ...(item.images ?? [])].filter(Boolean))];
  const main = el("div", { class: "gallery-main" }, picture(images[0], "square"));
  const pick = (address, button) => {
    main.replaceChildren(picture(address, "square"));
    for (const each of button.parentNode.children) each.setAttribute("aria-pressed", String(each === button));
  };
  const small = (address, index) => el("button", { type: "button", class: "gallery-small", "aria-pressed": String(index === 0), "aria-label": `${item.title} ${index + 1}`, onclick: (event) => pick(address, event.currentTarget) }, picture(address, "square"));
  const node = el("div", { class: "gallery" }, main, images.length > 1 ? el("div", { class: "gallery-row" }, images.slice(0, 6).map(small)) : null);
  node.show = (address) => address && main.replaceChildren(picture(address, "square"));
  item.gallery = node;
  return node;
}

const optionName = (name) => capital(shop.words.names[name] ?? name);

/** The names of what can be chosen (size, colour), each with its values in the order the shop gives. */
function optionsOf(variants) {
  const names = new Map();
  for (const variant of variants) {
    for (const [name, value] of Object.entries(variant.options)) names.set(name, (names.get(name) ?? new Set()).add(value));
  }
  return [...names].map(([name, values]) => [name, [...values]]);
}

function buyBox(item) {
  const { words } = shop;
  const variants = item.variants ?? [];
  const options = optionsOf(variants);
  const chosen = Object.fromEntries(options.filter(([, values]) => values.length === 1).map(([name, values]) => [name, values[0]]));
  const facts = el("div", { class: "buy-facts", "aria-live": "polite" });
  const place = el("div", { class: "options" });
  const said = el("p", { class: "said", role: "status" });
  const add = el("button", { type: "button", class: "button primary wide" }, words.add);
  const fits = (variant, wanted) => Object.entries(wanted).every(([name, value]) => variant.options[name] === value);
  const current = () => (variants.length > 1 ? variants.find((variant) => options.every(([name]) => chosen[name]) && fits(variant, chosen)) : variants[0] ?? item);
  const draw = () => {
    const variant = current();
    const shown = variant ? { ...item, ...variant, price: variant.price ?? item.price } : item;
    facts.replaceChildren(...[price(shown, "price big"), variant || variants.length < 2 ? stock(shown) ?? el("p", { class: "stock good" }, words.available) : null].filter(Boolean));
    add.disabled = Boolean(variant) && variant.available === false;
    item.gallery.show(variant?.image_url);
    place.replaceChildren(...options.filter(([, values]) => values.length > 1).map(([name, values]) => choice(name, values)));
  };
  const choice = (name, values) => el("fieldset", { class: "option" }, el("legend", {}, optionName(name)), el("div", { class: "option-values" }, values.map((value) => {
    const possible = variants.some((variant) => variant.available && fits(variant, { ...chosen, [name]: value }));
    return el("label", { class: `option-value ${possible ? "" : "gone"}` },
      el("input", { type: "radio", name, value, checked: chosen[name] === value, onchange: () => { chosen[name] = value; draw(); place.querySelector(`[name="${CSS.escape(name)}"]:checked`)?.focus(); } }), el("span", {}, capital(value)));
  })));
  add.addEventListener("click", async () => {
    const open = options.find(([name, values]) => values.length > 1 && !chosen[name]);
    if (open) {
      said.textContent = fill(words.choose, { name: optionName(open[0]) });
      return;
    }
    if (add.ariaBusy === "true") return;
    add.ariaBusy = "true"; // not `disabled`: that would throw the keyboard out
    try {
      const cart = await addToCart((current() ?? item).sku, 1);
      said.replaceChildren(icon("check"), cart.change || words.added, " ", el("a", { href: "/shop/cart" }, words.viewCart));
    } catch (trouble) {
      said.textContent = trouble.told || words.notAdded;
    }
    add.ariaBusy = null;
  });
  draw();
  return el("div", { class: "buy" },
    item.brand ? el("p", { class: "brand" }, item.brand) : null, el("h1", {}, item.title), stars(item), facts, place,
    el("div", { class: "buy-buttons" }, add,
      el("button", { type: "button", class: "button wide", onclick: () => ask(words.askQuestion, { product_id: item.product_id }) }, icon("chat"), words.ask)), said);
}

function about(item) {
  const { words } = shop;
  const row = (each) => el("div", {}, el("dt", {}, each.label || each.name), el("dd", {}, each.value, each.unit && !String(each.value).endsWith(each.unit) ? ` ${each.unit}` : null));
  return el("div", {},
    item.description ? el("section", {}, el("h2", {}, words.description), item.description.split(/\n+/).map((text) => el("p", { class: "reading" }, text))) : null,
    item.attributes?.length ? el("section", {}, el("h2", {}, words.details), el("dl", { class: "facts" }, item.attributes.map(row))) : null);
}

function review(each) {
  const { words } = shop;
  return el("li", { class: "review" },
    el("p", { class: "review-stars", role: "img", "aria-label": fill(words.stars, { count: each.stars }) }, Array.from({ length: 5 }, (_, index) => icon("star", index < each.stars ? "full" : ""))),
    each.title ? el("h3", {}, each.title) : null, el("p", { class: "reading" }, each.text),
    el("p", { class: "muted" }, [each.author, day(each.at, shop.language), each.verified ? words.verified : ""].filter(Boolean).join(" · ")));
}

function reviews(item) {
  const { words } = shop;
  return el("section", { class: "reviews" }, el("h2", {}, words.reviewsTitle, item.rating_count ? el("span", { class: "muted" }, ` ${count(item.rating_count, shop.language)}`) : null),
    item.reviews?.length ? el("ul", { class: "plain" }, item.reviews.map(review)) : el("p", { class: "muted" }, words.noReviews));
}
