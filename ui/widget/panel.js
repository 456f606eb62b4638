/** The panel's furniture: head and menu, composer, drawer, notice line, and what the drawer says about privacy. */

import { el, icon } from "./dom.js";
import { fill } from "./words.js";

export class Header {
  /** @param on `{fresh(), language(), privacy(), close()}`; `close` is missing where the chat is part of a page */
  constructor(words, shopName, on) {
    this.words = words;
    this.name = el("div", { class: "shop-name" }, shopName || words.assistant);
    this.who = el("div", { class: "who", role: "status" });
    this.mark = el("span", { class: "shop-mark", "aria-hidden": "true" }, el("slot", { name: "mark" }, icon("chat")));
    this.#menu(on);
    this.node = el("header", { class: "head" }, this.mark, el("div", { class: "head-text" }, this.name, this.who), this.menuPlace,
      on.close ? el("button", { type: "button", class: "icon-button", "aria-label": words.close, onclick: on.close }, icon("close")) : null);
    this.answers({});
  }

  shop(name) {
    if (name) this.name.textContent = name;
  }

  /** `state` of the conversation, and the colleague's name where one has answered. */
  answers({ state, name }) {
    const { words } = this;
    const person = state === "staff" || name;
    this.node.classList.toggle("with-person", Boolean(person));
    const text = person ? fill(words.personNow, { name: name || words.person }) : state === "waiting" ? words.handedOff : words.assistantNow;
    if (this.who.textContent !== text) this.who.textContent = text;
  }

  #menu(on) {
    const { words } = this;
    const item = (name, label, act) => el("button", {
      type: "button", role: "menuitem", class: "menu-item", tabindex: "-1", onclick: () => { this.#toggle(false); act(); },
    }, icon(name), label);
    this.items = [
      item("plus", words.newConversation, on.fresh), item("globe", words.language, on.language), item("lock", words.privacy, on.privacy),
    ];
    this.menu = el("div", { class: "menu", role: "menu", hidden: true }, this.items);
    this.button = el("button", {
      type: "button", class: "icon-button", "aria-label": words.menu, "aria-haspopup": "menu", "aria-expanded": "false",
      onclick: () => this.#toggle(this.menu.hidden),
    }, icon("menu"));
    this.menuPlace = el("div", { class: "menu-place" }, this.button, this.menu);
    this.menuPlace.addEventListener("keydown", (event) => this.#key(event));
    this.menuPlace.addEventListener("focusout", (event) => {
      if (!this.menuPlace.contains(event.relatedTarget)) this.#toggle(false, { keepFocus: true });
    });
  }

  #toggle(open, { keepFocus = false } = {}) {
    if (this.menu.hidden === !open) return;
    this.menu.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) this.items[0].focus();
    else if (!keepFocus) this.button.focus();
  }

  #key(event) {
    if (this.menu.hidden) return;
    const at = this.items.indexOf(this.node.getRootNode().activeElement);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.items.at(step % this.items.length).focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.#toggle(false);
    }
  }
}

const LINES = 5;
const LONGEST = 4000;

export class Composer {
  #composing = false;

  /** @param on `{send(text), stop(), draft(text)}` */
  constructor(words, on, draft) {
    this.on = on;
    this.words = words;
    this.field = el("textarea", {
      rows: "1", maxlength: LONGEST, placeholder: words.placeholder, "aria-label": words.placeholder, enterkeyhint: "send", autocomplete: "off",
    });
    this.field.value = draft ?? "";
    this.button = el("button", { type: "button", class: "send" });
    this.button.addEventListener("click", () => (this.busy ? on.stop() : this.#send()));
    this.node = el("div", { class: "composer" }, this.field, this.button);
    this.field.addEventListener("input", () => this.#changed());
    this.field.addEventListener("compositionstart", () => { this.#composing = true; });
    this.field.addEventListener("compositionend", () => { this.#composing = false; });
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.setBusy(false);
    new ResizeObserver(() => this.#grow()).observe(this.node); // also when the panel is first shown
  }

  get text() {
    return this.field.value;
  }

  set text(text) {
    this.field.value = text;
    this.#changed();
  }

  setBusy(busy) {
    this.busy = busy;
    this.button.classList.toggle("stop", busy);
    this.button.setAttribute("aria-label", busy ? this.words.stop : this.words.send);
    this.button.title = busy ? this.words.stop : this.words.send;
    this.button.replaceChildren(icon(busy ? "stop" : "send"));
    this.#ready();
  }

  focus() {
    this.field.focus();
  }

  /** Enter chooses a word in an input method for Chinese; it sends only outside of one. */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || this.#composing) return;
    event.preventDefault();
    if (!this.busy) this.#send();
  }

  #send() {
    const text = this.field.value.trim();
    if (!text) return;
    this.text = "";
    this.on.send(text);
  }

  #changed() {
    this.on.draft(this.field.value);
    this.#ready();
    this.#grow();
  }

  #ready() {
    this.button.disabled = !this.busy && !this.field.value.trim();
  }

  #grow() {
    const style = getComputedStyle(this.field);
    const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
    const most = parseFloat(style.lineHeight) * LINES + padding;
    this.field.style.height = "auto";
    const needed = this.field.scrollHeight;
    this.field.style.height = `${Math.min(needed, most)}px`;
    this.field.classList.toggle("scrolls", needed > most);
  }
}

export class Drawer {
  #opener = null;

  constructor(words, behind) {
    this.behind = behind;
    this.title = el("h2", { id: "drawer-title", tabindex: "-1" });
    this.body = el("div", { class: "drawer-body" });
    this.sheet = el("div", { class: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "drawer-title" },
      el("header", {}, this.title,
        el("button", { type: "button", class: "icon-button", "aria-label": words.close, onclick: () => this.close() }, icon("close"))),
      this.body);
    this.node = el("div", { class: "drawer", hidden: true }, this.sheet);
    this.node.addEventListener("click", (event) => event.target === this.node && this.close());
    this.node.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
  }

  get isOpen() {
    return !this.node.hidden;
  }

  open(title, content, opener) {
    this.#opener = opener ?? this.#opener;
    this.title.textContent = title;
    this.body.replaceChildren(...[content].flat().filter(Boolean));
    this.body.scrollTop = 0;
    this.node.hidden = false;
    for (const each of this.behind()) each.inert = true;
    this.title.focus();
  }

  close() {
    if (!this.isOpen) return;
    this.node.hidden = true;
    for (const each of this.behind()) each.inert = false;
    this.#opener?.focus();
    this.#opener = null;
  }
}

export class Notice {
  constructor(words) {
    this.words = words;
    this.text = el("span", { class: "notice-text", role: "status" });
    this.buttons = el("span", { class: "notice-buttons" });
    this.node = el("div", { class: "notice", hidden: true }, this.text, this.buttons);
  }

  say(text, { label, act } = {}) {
    this.node.hidden = false;
    this.text.textContent = text;
    this.buttons.replaceChildren(
      ...(label ? [el("button", { type: "button", class: "text-button", onclick: act }, label)] : []),
      el("button", { type: "button", class: "icon-button", "aria-label": this.words.close, onclick: () => this.clear() }, icon("close")));
  }

  clear(only) {
    if (only && this.text.textContent !== only) return;
    this.node.hidden = true;
    this.text.textContent = "";
  }
}

function download(content) {
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  el("a", { href: address, download: "my-data.json" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

function factRow(fact, ctx, api) {
  const button = el("button", { type: "button", class: "button quiet" }, ctx.words.forget);
  const row = el("li", { class: "fact" },
    el("div", {}, el("strong", {}, `${fact.name}: ${fact.label || fact.value}`), el("div", { class: "muted" }, fact.source)), button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    await api.forget(fact.fact_id).then(() => row.remove(), () => { button.disabled = false; });
  });
  return row;
}

function eraseButton(ctx, api, onErased) {
  const { words } = ctx;
  const place = el("div", { class: "stack" });
  const ask = () => place.replaceChildren(el("p", { role: "alert" }, words.eraseSure), el("div", { class: "two-buttons" },
    el("button", { type: "button", class: "button danger", onclick: erase }, words.eraseYes),
    el("button", { type: "button", class: "button quiet", onclick: rest }, words.eraseNo)));
  const rest = () => place.replaceChildren(el("button", { type: "button", class: "button quiet", onclick: ask }, words.erase));
  const erase = () => api.eraseMe().then(onErased, () => place.replaceChildren(el("p", { role: "alert" }, words.unavailable)));
  rest();
  return place;
}

export function privacyContent(ctx, api, onErased) {
  const { words } = ctx;
  const facts = el("ul", { class: "plain", "aria-busy": "true" }, el("li", { class: "muted" }, words.working));
  api.profile().then(
    (profile) => facts.replaceChildren(...(profile.facts.length ? profile.facts.map((fact) => factRow(fact, ctx, api)) : [el("li", { class: "muted" }, words.noFacts)])),
    () => facts.replaceChildren(el("li", {}, words.unavailable)),
  ).finally(() => facts.removeAttribute("aria-busy"));
  const take = el("button", { type: "button", class: "button quiet" }, words.exportData);
  take.addEventListener("click", () => api.exportMe().then(download, () => { take.textContent = words.unavailable; }));
  return [el("p", {}, words.privacyLead), el("h3", {}, words.facts), facts, el("div", { class: "stack" }, take, eraseButton(ctx, api, onErased))];
}
