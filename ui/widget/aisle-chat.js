/**
 * `<aisle-chat>`: the shopper's chat as one custom element.
 *
 * Attributes: `api` (base address, "" for this site), `token`, `language`, `mode="inline"`, `product-id`, `theme`.
 * Property: `tokenProvider`, a function that gives a token (called with `{renew: true}` after one was refused).
 * Methods: `open()`, `close()`, `ask(text, context)`, `setContext({page, product_id, query})`.
 * Events: `aisle:cart` (the cart after a change), `aisle:order`, `aisle:view` (cancelable), `aisle:language`.
 */

import { Actions, Telemetry } from "./actions.js";
import { Api, Tokens, storage, subjectOf } from "./api.js";
import { el, icon, safeLink } from "./dom.js";
import { Composer, Drawer, Header, Notice, privacyContent } from "./panel.js";
import { sheet } from "./style.js";
import { Talk } from "./talk.js";
import { Transcript, startScreen } from "./transcript.js";
import { languageOf, wordsFor } from "./words.js";

const REBUILD = new Set(["language", "token", "api", "mode"]);

export class AisleChat extends HTMLElement {
  static observedAttributes = [...REBUILD, "product-id"];

  #context = {};
  #subject = null;
  #ready = null;
  #stale = false;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    this.store = storage(this.getAttribute("api") || "here");
    if (this.hasAttribute("product-id")) this.setContext({ product_id: this.getAttribute("product-id") });
    this.visibility = () => (document.hidden ? this.talk?.hush() : this.talk?.listen());
    document.addEventListener("visibilitychange", this.visibility);
    this.fit = () => this.style.setProperty("--aisle-viewport", `${visualViewport.height}px`);
    visualViewport?.addEventListener("resize", this.fit);
    this.#build();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.visibility);
    visualViewport?.removeEventListener("resize", this.fit);
    this.#tearDown();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.store || before === after) return; // upgrading: connectedCallback reads them all
    if (name === "product-id") this.setContext({ product_id: after });
    else if (name === "token" && before && after && subjectOf(before) === subjectOf(after)) return; // renewed, the same person
    else this.#rebuild();
  }

  get language() {
    const page = this.getAttribute("language");
    const switched = this.store?.read("language"); // by the shopper; it stands until the page itself says another
    return languageOf(switched?.page === page ? switched.chosen : page ?? (document.documentElement.lang || navigator.language));
  }

  get #inline() {
    return this.getAttribute("mode") === "inline";
  }

  get isOpen() {
    return !this.panel.hidden;
  }

  // What a page may call

  open() {
    if (!this.isOpen) {
      this.panel.hidden = false;
      this.launch.hidden = true;
      this.store.write("open", true);
      this.launch.classList.remove("unread");
    }
    this.#load();
    if (matchMedia("(pointer: coarse)").matches) this.panel.focus(); // no keyboard over the first screen of a phone
    else this.composer.focus();
  }

  close() {
    if (this.#inline || !this.isOpen) return;
    this.panel.hidden = true;
    this.launch.hidden = false;
    this.store.remove("open");
    this.launch.focus();
  }

  /** Open and ask in the shopper's name; `context` adds to what the page has told. */
  async ask(text, context) {
    this.open();
    await this.#load();
    return this.#say(text, context);
  }

  /** Tell what is on the page now: `{page, product_id, query}`; what is left out is forgotten. */
  setContext(context) {
    this.#context = Object.fromEntries(Object.entries(context ?? {}).filter(([, value]) => value));
    if (this.transcript?.isEmpty && this.startPlace?.children.length) this.#showStart(this.started);
  }

  /** Give a new provider of tokens; the same person goes on talking, another one begins afresh. */
  refresh() {
    this.#rebuild();
  }

  // Building

  #build() {
    this.words = wordsFor(this.language);
    this.tokens = new Tokens(this, this.getAttribute("api") ?? "", this.store);
    this.api = new Api(this.getAttribute("api") ?? "", this.tokens, () => this.language);
    this.telemetry = new Telemetry((events) => this.api.events(events), "chat", this.store);
    this.actions = new Actions(this);
    this.ctx = this.#makeContext();
    this.transcript = new Transcript(this.ctx);
    this.notice = new Notice(this.words);
    this.#panel();
    this.shadowRoot.replaceChildren(this.launch, this.panel);
    if (this.#inline || this.store.read("open")) {
      this.panel.hidden = false;
      this.launch.hidden = true;
      this.#load();
    } else if (this.store.read("talking")) this.#load(); // so that a colleague's reply shows as unread
  }

  #makeContext() {
    const base = new URL(this.getAttribute("api") || ".", document.baseURI).href;
    return {
      words: this.words, language: this.language, base, known: new Map(), confirmations: new Map(), act: this.actions,
      link: (address) => safeLink(address), isHidden: (slateId, productId) => this.actions.isHidden(slateId, productId),
      product: (id) => this.actions.product(id),
    };
  }

  #panel() {
    const { words } = this;
    this.header = new Header(words, "", {
      fresh: () => this.#fresh(), language: () => this.#switchLanguage(), privacy: () => this.#privacy(), close: this.#inline ? null : () => this.close(),
    });
    this.composer = new Composer(words, {
      send: (text) => this.#say(text), stop: () => this.talk?.stop(), draft: (text) => this.store.write("draft", text),
    }, this.store.read("draft"));
    this.startPlace = el("div", { class: "start-place" });
    this.transcript.scroller.prepend(this.startPlace);
    this.behind = [this.header.node, this.transcript.node, this.notice.node, this.composer.node];
    this.drawer = new Drawer(words, () => this.behind);
    this.panel = el("section", {
      class: `panel ${this.#inline ? "inline" : ""}`, role: this.#inline ? "region" : "dialog", "aria-label": words.assistant, hidden: true, tabindex: "-1", lang: this.language === "zh" ? "zh-CN" : "en",
    }, this.behind, this.drawer.node);
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.launch = el("button", { type: "button", class: "launch", "aria-label": words.open, hidden: this.#inline, onclick: () => this.open() },
      icon("chat"), el("span", { class: "dot" }, el("span", { class: "hidden" }, words.unread)));
  }

  #tearDown() {
    this.talk?.close();
    this.telemetry?.close();
    this.talk = null;
    this.#ready = null;
  }

  #rebuild() {
    if (this.#stale) return;
    this.#stale = true;
    queueMicrotask(() => {
      this.#stale = false;
      const hadFocus = this.shadowRoot.activeElement;
      this.#tearDown();
      this.#build();
      if (hadFocus && this.isOpen) this.composer.focus();
    });
  }

  /** Find out who is talking, then show the earlier conversation or the first screen; done once. */
  #load() {
    this.#ready ??= this.#begin().catch((trouble) => {
      this.#ready = null;
      this.#showStart(null);
      this.notice.say(this.words.trouble[trouble.kind] ?? this.words.trouble.failed, { label: this.words.trouble.tryAgain, act: () => this.#load() });
    });
    return this.#ready;
  }

  async #begin() {
    const { actions } = this;
    this.startPlace.replaceChildren(el("div", { class: "skeleton", "aria-hidden": "true" }, el("i"), el("i"), el("i")));
    const subject = subjectOf(await this.tokens.token());
    if (actions !== this.actions) return; // rebuilt meanwhile
    this.talk = new Talk(this.api, storage(`${this.getAttribute("api") || "here"}:${subject}`), this.#screen());
    this.notice.clear();
    const starting = this.api.start().catch(() => null); // the first screen has its own words where the shop gives none
    const shown = await this.talk.restore();
    this.started = await starting;
    if (actions !== this.actions) return;
    this.header.shop(this.started?.shop?.name);
    if (shown) this.startPlace.replaceChildren();
    else this.#showStart(this.started);
  }

  #screen() {
    const { transcript } = this;
    return {
      shopper: (text, at) => { this.startPlace.replaceChildren(); transcript.shopper(text, at); },
      turn: (options) => transcript.turn(options),
      message: (message) => transcript.message(message),
      suggest: (sentences) => transcript.suggest(sentences),
      busy: (busy) => this.composer.setBusy(busy),
      answers: (who) => this.header.answers(who),
      reconnecting: (broken) => (broken ? this.notice.say(this.words.trouble.reconnecting) : this.notice.clear(this.words.trouble.reconnecting)),
      giveBack: (text) => { if (!this.composer.text) this.composer.text = text; },
      changed: (what, detail) => this.emit(`aisle:${what}`, detail),
      arrived: () => { if (!this.isOpen) this.launch.classList.add("unread"); },
    };
  }

  #showStart(start) {
    if (!this.transcript.isEmpty) return;
    const suggestions = start?.suggestions?.length ? start.suggestions : this.words.suggestions.map((text) => ({ text }));
    const about = this.#context.product_id ? [{ text: this.words.aboutThis }] : [];
    this.startPlace.replaceChildren(startScreen({ ...start, suggestions: [...about, ...suggestions] }, this.ctx));
  }

  async #say(text, context) {
    await this.#load();
    if (!this.talk) {
      this.composer.text = this.composer.text || text; // nobody to send it to yet: kept, and the notice says why
      return undefined;
    }
    this.store.write("talking", true);
    const merged = { page: location.pathname, ...this.#context, ...context };
    return this.talk.send(text, merged);
  }

  // The menu

  #fresh() {
    this.talk?.fresh();
    this.store.remove("talking");
    this.#rebuild();
  }

  #switchLanguage() {
    const next = this.language === "zh" ? "en" : "zh";
    this.store.write("language", { page: this.getAttribute("language"), chosen: next });
    this.#rebuild();
    this.emit("aisle:language", { language: next });
  }

  #privacy() {
    const erased = () => {
      this.store.remove("guest");
      this.drawer.close();
      this.#fresh();
    };
    this.drawer.open(this.words.privacy, privacyContent(this.ctx, this.api, erased), this.header.button);
  }

  emit(name, detail, options = {}) {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, ...options }));
  }
}

if (!customElements.get("aisle-chat")) customElements.define("aisle-chat", AisleChat);
