/** What the things on screen can do, and what is counted of it. */

import { newId } from "./api.js";
import { icon } from "./dom.js";
import { variantChoice } from "./products.js";
import { fill } from "./words.js";

export class Actions {
  #products = new Map();

  constructor(chat) {
    this.chat = chat;
  }

  get #words() {
    return this.chat.words;
  }

  ask = (text) => this.chat.ask(text);
  announce = (text) => this.chat.notice.say(text);
  watch = (cards, slateId) => this.chat.telemetry.watch(cards, slateId);
  drawer = (title, content, opener) => this.chat.drawer.open(title, content, opener);
  decide = (id, decision) => this.chat.talk.decide(id, decision);
  rate = (messageId, kind) => this.#feedback({ message_id: messageId, kind }).then(() => this.announce(this.#words.thanks), () => {});

  #feedback(body) {
    return this.chat.api.feedback(this.chat.talk.id, body);
  }

  /** Follow a product: the page may take it over (`aisle:view`), otherwise its address is opened. */
  view(item, slateId, event) {
    this.chat.telemetry.record("click", { productId: item.product_id, slateId, position: item.position });
    this.chat.telemetry.flush();
    const goOn = this.chat.emit("aisle:view", { product_id: item.product_id, sku: item.sku, url: item.url, slate_id: slateId }, { cancelable: true });
    if (!goOn) event.preventDefault();
    if (matchMedia("(max-width: 479px)").matches) this.chat.close();
  }

  addToCart(item, slateId, button) {
    const choices = item.variants ?? [];
    if (choices.length < 2) return this.#add(item, item.sku, button);
    const choose = (variant) => {
      this.chat.drawer.close();
      this.#add({ ...item, title: [item.title, variant.label || Object.values(variant.options ?? {}).join(", ")].filter(Boolean).join(", ") }, variant.sku, button);
    };
    return this.drawer(this.#words.choose, variantChoice(item, this.chat.ctx, choose), button);
  }

  async #add(item, sku, button) {
    if (button.ariaBusy === "true") return;
    const label = button.textContent;
    button.ariaBusy = "true"; // not `disabled`: that would throw the keyboard out
    button.textContent = this.#words.adding;
    try {
      const cart = await this.chat.api.addLine(sku, 1);
      this.chat.emit("aisle:cart", cart);
      button.replaceChildren(icon("check"), this.#words.inCart);
      const undo = () => this.undo().then(() => button.replaceChildren(this.#words.add));
      this.chat.notice.say(cart.change || fill(this.#words.added, { title: item.title }), { label: this.#words.undo, act: undo });
    } catch (trouble) {
      button.textContent = label;
      this.chat.notice.say(trouble.told || this.#words.trouble.cart);
    } finally {
      button.ariaBusy = null;
    }
  }

  undo = async () => {
    try {
      this.chat.emit("aisle:cart", await this.chat.api.undoCart());
      this.chat.notice.say(this.#words.undone);
    } catch {
      this.chat.notice.say(this.#words.trouble.cart);
    }
  };

  /** Gone at once; the server hears of it, and the card stays away after a reload. */
  notForMe(item, slateId, row) {
    row.remove(item.product_id);
    const { store } = this.chat.talk;
    store.write("hidden", [...(store.read("hidden") ?? []), `${slateId} ${item.product_id}`]);
    this.chat.notice.say(fill(this.#words.hidden, { title: item.title }));
    this.#feedback({ slate_id: slateId, product_id: item.product_id, kind: "not_this" }).catch(() => {});
  }

  /** In a page of its own; opened before it is fetched, because a later window would be held for a pop-up. */
  async openPaper(paper) {
    const page = open("", "_blank");
    try {
      const response = await this.chat.api.send("GET", paper.url.replace(/^\/v1/, ""));
      const address = URL.createObjectURL(await response.blob());
      if (page) page.location = address;
    } catch (trouble) {
      page?.close();
      this.chat.notice.say(trouble.told || this.#words.unavailable);
    }
  }

  isHidden(slateId, productId) {
    return (this.chat.talk?.store.read("hidden") ?? []).includes(`${slateId} ${productId}`);
  }

  /** A product by id, from what was shown or from the shop; null where neither knows it. */
  product(id) {
    const known = this.chat.ctx.known.get(id);
    if (known) return Promise.resolve(known);
    if (!this.#products.has(id)) this.#products.set(id, this.chat.api.product(id).catch(() => null));
    return this.#products.get(id);
  }
}

const BATCH_MS = 1200;
const SEEN = 0.6;

export class Telemetry {
  #queue = [];
  #seen;
  #timer = 0;
  #observer;

  constructor(send, surface, store) {
    Object.assign(this, { send, surface, store });
    this.#seen = new Set(store.read("seen")); // a reload shows cards again, but they were seen once
    this.#observer = new IntersectionObserver((entries) => entries.forEach((entry) => this.#look(entry)), { threshold: SEEN });
    this.leave = () => this.flush();
    addEventListener("pagehide", this.leave);
  }

  watch(cards, slateId) {
    for (const card of cards) {
      card.dataset.slate = slateId;
      this.#observer.observe(card);
    }
  }

  record(kind, { productId, slateId, position, query }) {
    this.#queue.push({
      event_id: newId(), kind, product_id: productId, slate_id: slateId, position, query, at: new Date().toISOString(),
      properties: { surface: this.surface },
    });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), BATCH_MS);
  }

  flush() {
    clearTimeout(this.#timer);
    const events = this.#queue.splice(0);
    if (events.length) this.send(events).catch(() => {}); // lost counts must never trouble a shopper
  }

  close() {
    this.flush();
    this.#observer.disconnect();
    removeEventListener("pagehide", this.leave);
  }

  #look(entry) {
    if (!entry.isIntersecting) return;
    const { product, slate, position } = entry.target.dataset;
    this.#observer.unobserve(entry.target);
    const key = `${slate} ${product}`;
    if (this.#seen.has(key)) return;
    this.store.write("seen", [...this.#seen.add(key)]);
    this.record("impression", { productId: product, slateId: slate, position: Number(position) });
  }
}
