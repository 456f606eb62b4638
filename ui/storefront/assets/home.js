/** The start page: what the shop is, its departments, and shelves chosen for this shopper. */

import { count, el, icon, picture } from "/widget/dom.js";
import { fill } from "/widget/words.js";
import { shelf } from "./cards.js";
import { categoryName, chat, read, shop } from "./shop.js";

export const categoryPath = (id) => `/shop/category/${encodeURIComponent(id)}`;

export const topCategories = () => shop.categories.filter((category) => !category.parent_id);

function department(category) {
  return el("li", {}, el("a", { class: "department", href: categoryPath(category.category_id) },
    picture(category.image_url, "square"),
    el("span", { class: "department-name" }, categoryName(category)),
    el("span", { class: "muted" }, fill(shop.words.productCount, { count: count(category.product_count, shop.language) }))));
}

function hero() {
  const { words } = shop;
  const shown = topCategories().filter((category) => category.image_url).slice(0, 4);
  return el("section", { class: "hero" },
    el("div", { class: "hero-text" }, el("h1", {}, words.heroTitle), el("p", {}, words.heroText),
      el("div", { class: "buttons" },
        el("button", { type: "button", class: "button primary", onclick: () => chat().open() }, icon("chat"), words.heroAsk),
        el("a", { class: "button", href: "/shop/search" }, words.heroBrowse))),
    el("div", { class: "hero-pictures", "aria-hidden": "true" }, shown.map((category) => picture(category.image_url, "square"))));
}

export function home() {
  const { words } = shop;
  const categories = topCategories();
  return el("div", { class: "page" }, hero(),
    shelf(words.forYou, read("/recommendations?surface=home&limit=12")),
    categories.length ? el("section", { class: "shelf" }, el("h2", {}, words.browse), el("ul", { class: "plain departments" }, categories.map(department))) : null,
    shelf(words.trending, read("/recommendations?surface=trending&limit=12")));
}
