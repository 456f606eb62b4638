/** What the shop has written down: the list of help pages, and one of them, at the passage a citation points to. */

import { el } from "/widget/dom.js";
import { blank, failed, productPath, waiting } from "./cards.js";
import { read, shop } from "./shop.js";

const path = (id) => `/shop/help/${encodeURIComponent(id)}`;

export function help({ id } = {}) {
  const place = el("div", { class: "help" }, waiting(3));
  const load = () => read(id ? `/documents/${encodeURIComponent(id)}` : "/documents?limit=100").then(
    (told) => {
      place.replaceChildren(...(id ? page(told) : list(told.items)));
      document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "start" });
    },
    (trouble) => place.replaceChildren(trouble.status === 404 ? blank(shop.words.missingTitle) : failed(load)));
  load();
  return el("div", { class: "page narrow" }, place);
}

function list(documents) {
  const { words } = shop;
  const groups = ["policy", "faq", "manual"].map((kind) => [kind, documents.filter((each) => each.kind === kind)]);
  return [el("h1", {}, words.help), ...groups.filter(([, found]) => found.length).flatMap(([kind, found]) => [
    el("h2", {}, words.helpKinds[kind]),
    el("ul", { class: "help-list" }, found.map((each) => el("li", {}, el("a", { href: path(each.document_id) }, each.title)))),
  ])];
}

function page(told) {
  const { words } = shop;
  document.title = told.title;
  return [
    el("p", { class: "muted" }, el("a", { href: "/shop/help" }, words.help)),
    el("h1", {}, told.title),
    ...told.sections.map((each) => el("section", { id: each.anchor ?? each.id },
      each.heading === told.title ? null : el("h2", {}, each.heading),
      each.text.split(/\n{2,}/).map((paragraph) => el("p", { class: "prose" }, paragraph)))),
    ...(told.product_id ? [el("p", {}, el("a", { class: "button", href: productPath(told.product_id) }, words.helpProduct))] : []),
  ];
}
