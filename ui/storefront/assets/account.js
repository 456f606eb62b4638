/** Choosing a demo customer; a real shop has its own sign-in and signs the same kind of token. */

import { el, icon } from "/widget/dom.js";
import { read, session, shop } from "./shop.js";

async function become(person, dialog) {
  await session.become(person).then(() => location.reload(), () => dialog.close());
}

function choices(people, dialog) {
  const row = (person) => el("li", {}, el("button", { type: "button", class: "person", "aria-current": session.person?.customer_id === person.customer_id ? "true" : null, onclick: () => become(person, dialog) },
    el("span", { class: "initial", "aria-hidden": "true" }, person.name.charAt(0)), el("span", {}, el("strong", {}, person.name), el("span", { class: "muted" }, person.note))));
  return el("ul", { class: "plain people" }, people.map(row));
}

/** Open the picker. */
export function signIn() {
  const { words } = shop;
  const place = el("div", {}, el("p", { class: "muted" }, "…"));
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "sign-in-title" },
    el("form", { method: "dialog" }, el("button", { class: "icon-button", "aria-label": words.close }, icon("close"))),
    el("h2", { id: "sign-in-title" }, words.signInTitle), el("p", { class: "muted" }, words.signInText), place,
    el("button", { type: "button", class: "button wide", onclick: () => become(null, dialog) }, session.person ? words.signOut : words.asGuest));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  read("/demo/customers").then(({ items }) => place.replaceChildren(choices(items, dialog)), () => place.replaceChildren(el("p", {}, words.noCustomers)));
}
