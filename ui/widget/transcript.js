/** The conversation on screen: the first screen, messages, and answers built from frames or from a stored message. */

import { clock, dayAndClock, el, icon } from "./dom.js";
import { Confirmation, cartPart, documentPart, handoffPart, offerPart, orderPart, shipmentPart } from "./order.js";
import { ProductRow, citationRow, comparison } from "./products.js";
import { fill } from "./words.js";

const BULLET = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/;
const NUMBER = /^\s*\d/;

function spans(line) {
  return line.split(/(\*\*[^*]+\*\*)/).filter(Boolean)
    .map((piece) => (/^\*\*[^*]+\*\*$/.test(piece) ? el("strong", {}, piece.slice(2, -2)) : piece));
}

function block(lines) {
  if (lines.every((line) => BULLET.test(line))) {
    const items = lines.map((line) => el("li", {}, spans(line.replace(BULLET, ""))));
    return el(NUMBER.test(lines[0]) ? "ol" : "ul", {}, items);
  }
  return el("p", {}, lines.flatMap((line, index) => (index ? [el("br"), ...spans(line)] : spans(line))));
}

export function prose(text) {
  const blocks = [];
  for (const paragraph of text.split(/\n{2,}/)) {
    let lines = [];
    let listed = null;
    for (const line of paragraph.split("\n").filter((each) => each.trim())) {
      const bullet = BULLET.test(line);
      if (lines.length && bullet !== listed) {
        blocks.push(block(lines));
        lines = [];
      }
      listed = bullet;
      lines.push(line);
    }
    if (lines.length) blocks.push(block(lines));
  }
  return blocks;
}

const RENDER = {
  comparison: (part, ctx) => comparison(part, ctx),
  order: (part, ctx) => orderPart(part.order ?? part, ctx),
  shipment: (part, ctx) => shipmentPart(part.shipment ?? part, ctx),
  cart: (part, ctx) => cartPart(part.cart ?? part, ctx),
  offer: (part, ctx) => offerPart(part, ctx),
  handoff: (part, ctx) => handoffPart(part, ctx),
  document: (part, ctx) => documentPart(part, ctx),
};

/** Two accounts of the same thing in one turn are one part on screen. */
const keyOf = (part) => {
  const inner = part[part.type] ?? part;
  const id = inner.confirmation_id ?? inner.order_id ?? inner.shipment_id ?? inner.offer_id ?? inner.ticket_id ?? inner.document_id ?? "";
  return `${part.type} ${part.type === "shipment" ? inner.shipment_id : id}`;
};

export class Turn {
  text = "";

  constructor(ctx, { name, at } = {}) {
    this.ctx = ctx;
    this.isStaff = Boolean(name);
    this.shown = new Map();
    this.slates = [];
    this.progressLine = el("p", { class: "progress" });
    this.cards = el("div", { class: "turn-cards" });
    this.words = el("div", { class: "prose" });
    this.parts = el("div", { class: "turn-parts" });
    this.foot = el("div", { class: "turn-foot" });
    this.node = el("article", { class: `turn ${name ? "staff" : "assistant"}` },
      name ? el("div", { class: "author" }, icon("person"), name) : el("span", { class: "hidden" }, `${ctx.words.says}: `),
      this.progressLine, this.cards, this.words, this.parts, this.foot);
    this.#stamp(at);
  }

  #stamp(at) {
    if (!at) return;
    this.node.title = dayAndClock(at, this.ctx.language);
    this.time = el("time", { class: "time", datetime: at }, clock(at, this.ctx.language));
  }

  progress(label) {
    if (this.text || this.cards.children.length) return;
    this.progressLine.replaceChildren(el("span", { class: "dots", "aria-hidden": "true" }), label || this.ctx.words.working);
  }

  take({ event, data }) {
    const say = { "turn.started": () => this.progress(""), "step.started": () => this.progress(data.label), "tool.started": () => this.progress(data.label) };
    if (say[event]) return say[event]();
    if (event === "products") return this.products(data);
    if (event === "reason") return this.#row(data.slate_id)?.reasons(data.product_id, data.reasons);
    if (event === "text.delta") return this.setText(this.text + data.delta);
    if (event === "confirmation.required") return this.part({ ...data, type: "confirmation" });
    if (RENDER[event]) return this.part({ ...data, type: event });
    return undefined;
  }

  products(part) {
    this.progressLine.replaceChildren();
    const row = this.#row(part.slate_id);
    if (row) return row.put(part);
    const fresh = new ProductRow(part, this.ctx);
    this.slates = [fresh];
    return this.cards.replaceChildren(fresh.node); // a second search replaces the first one's cards
  }

  #row(slateId) {
    return this.slates.find((row) => row.slateId === slateId);
  }

  setText(text) {
    if (text === this.text) return;
    this.text = text;
    if (text) this.progressLine.replaceChildren();
    this.words.replaceChildren(...prose(text));
  }

  part(part) {
    if (part.type === "products") return this.products(part);
    const key = keyOf(part);
    if (part.type === "confirmation") return this.#confirm(key, part);
    if (!RENDER[part.type]) return undefined; // a newer server's part: the words still stand
    this.progressLine.replaceChildren();
    return this.#place(key, RENDER[part.type](part, this.ctx));
  }

  #confirm(key, part) {
    const earlier = this.ctx.confirmations.get(part.confirmation_id);
    if (earlier) return earlier.put(part);
    const fresh = new Confirmation(part, this.ctx);
    this.ctx.confirmations.set(part.confirmation_id, fresh);
    return this.#place(key, fresh.node);
  }

  #place(key, node) {
    const before = this.shown.get(key);
    if (before) before.replaceWith(node);
    else this.parts.append(node);
    this.shown.set(key, node);
  }

  finish(reply) {
    this.progressLine.replaceChildren();
    this.messageId = reply.message_id;
    for (const part of reply.parts ?? []) {
      const onScreen = part.type === "products" && this.#row(part.slate_id);
      if (onScreen) onScreen.complete(part.items); // keeps the row's place and what was hidden from it
      else this.part(part);
    }
    this.setText(reply.text ?? "");
    const parts = (reply.parts ?? []).filter((part) => part.type === "citation").map((part) => part.citation);
    const cited = new Map([...(reply.citations ?? []), ...parts].map((each) => [each.id, each])); // each source once
    this.foot.replaceChildren(...[citationRow([...cited.values()], this.ctx), this.isStaff ? this.time : this.#marks()].filter(Boolean));
    this.node.removeAttribute("aria-busy");
  }

  #marks() {
    const { words } = this.ctx;
    const mark = (kind, label) => {
      const button = el("button", { type: "button", class: `mark ${kind}`, "aria-label": label, title: label, "aria-pressed": "false" }, icon("up"));
      button.addEventListener("click", () => {
        for (const other of button.parentNode.querySelectorAll(".mark")) other.setAttribute("aria-pressed", String(other === button));
        this.ctx.act.rate(this.messageId, kind);
      });
      return button;
    };
    return el("div", { class: "marks" }, mark("up", words.helpful), mark("down", words.notHelpful), this.time);
  }

  stopped() {
    this.progressLine.replaceChildren();
    if (!this.text) this.words.replaceChildren(el("p", { class: "muted" }, this.ctx.words.stopped));
    this.node.removeAttribute("aria-busy");
  }

  /** Say what went wrong; `again` gives a button, which waits where the server asked to wait. */
  trouble(trouble, again) {
    const { words } = this.ctx;
    this.progressLine.replaceChildren();
    this.node.removeAttribute("aria-busy");
    const said = el("span", { role: "alert" });
    const button = again ? el("button", { type: "button", class: "button quiet", onclick: again }, words.trouble.tryAgain) : null;
    this.foot.replaceChildren(el("div", { class: "trouble" }, icon(trouble.kind === "offline" ? "offline" : "alert"), said, button));
    const seconds = trouble.kind === "tooFast" ? trouble.retryAfterS : 0;
    said.textContent = fill(seconds ? words.trouble.tooFast : words.trouble[trouble.kind] ?? words.trouble.failed, { seconds });
    if (seconds && button) this.#countDown(said, button, seconds);
  }

  /** The number runs on the button, so that a screen reader hears the sentence once and the end once. */
  #countDown(said, button, seconds) {
    const { tooFastNow, tryAgain } = this.ctx.words.trouble;
    button.disabled = seconds > 0;
    button.textContent = seconds > 0 ? `${tryAgain} (${seconds})` : tryAgain;
    if (seconds === 0) said.textContent = tooFastNow;
    else setTimeout(() => this.#countDown(said, button, seconds - 1), 1000);
  }
}

export function startScreen(start, ctx) {
  const sentences = start.suggestions.slice(0, 4).map((each) => each.text);
  const row = (sentence) => el("li", {}, el("button", { type: "button", class: "try", onclick: () => ctx.act.ask(sentence) },
    el("span", {}, sentence), icon("next")));
  return el("div", { class: "start" },
    el("p", { class: "greeting" }, start.greeting || ctx.words.greeting),
    el("h2", { class: "start-title" }, ctx.words.tryThese),
    el("ul", { class: "plain tries" }, sentences.map(row)));
}

const NEAR_PX = 48;
const MOST_CHIPS = 4;

export class Transcript {
  #follows = true;
  #question = null;

  constructor(ctx) {
    this.ctx = ctx;
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": ctx.words.log });
    this.chips = el("div", { class: "chips", role: "group", "aria-label": ctx.words.tryThese });
    this.scroller = el("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": ctx.words.log }, this.log, this.chips);
    this.jump = el("button", { type: "button", class: "jump", hidden: true, "aria-label": ctx.words.newBelow, title: ctx.words.newBelow, onclick: () => this.toEnd() }, icon("down"));
    this.node = el("div", { class: "transcript" }, this.scroller, this.jump);
    for (const gesture of ["wheel", "touchmove", "keydown"]) {
      this.scroller.addEventListener(gesture, () => requestAnimationFrame(() => this.#look()), { passive: true });
    }
    this.scroller.addEventListener("scroll", () => this.#isAtEnd() && this.#arrive(), { passive: true });
    this.growth = new ResizeObserver(() => this.#follow());
    this.growth.observe(this.log);
    this.growth.observe(this.scroller);
  }

  get isEmpty() {
    return !this.log.children.length;
  }

  shopper(text, at) {
    const node = el("div", { class: "turn shopper", title: at ? dayAndClock(at, this.ctx.language) : null },
      el("div", { class: "bubble" }, el("span", { class: "hidden" }, `${this.ctx.words.you}: `), text),
      at ? el("time", { class: "time", datetime: at }, clock(at, this.ctx.language)) : null);
    this.log.append(node);
    this.#question = node;
    this.#arrive();
    this.#follow();
    return node;
  }

  turn(options) {
    const turn = new Turn(this.ctx, options);
    this.log.append(turn.node);
    return turn;
  }

  message(item) {
    if (item.role === "shopper") return this.shopper(item.text, item.at);
    const turn = this.turn({ name: item.role === "staff" ? item.name || this.ctx.words.person : "", at: item.at });
    turn.finish(item);
    return turn;
  }

  suggest(sentences) {
    const chip = (sentence) => el("button", { type: "button", class: "chip", onclick: () => this.ctx.act.ask(sentence) }, sentence);
    this.chips.replaceChildren(...(sentences ?? []).slice(0, MOST_CHIPS).map(chip));
    this.#follow();
  }

  clear() {
    this.log.replaceChildren();
    this.chips.replaceChildren();
    this.#question = null;
  }

  toEnd() {
    this.#question = null;
    this.#arrive();
    this.#follow();
  }

  #isAtEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.scroller;
    return scrollTop + clientHeight > scrollHeight - NEAR_PX;
  }

  #look() {
    this.#follows = this.#isAtEnd();
  }

  #arrive() {
    this.#follows = true;
    this.jump.hidden = true;
  }

  /** Follow what grows below, but never push the shopper's own question out of sight. */
  #follow() {
    const { scroller } = this;
    const end = scroller.scrollHeight - scroller.clientHeight;
    if (!this.#follows) {
      this.jump.hidden = this.#isAtEnd();
      return;
    }
    const question = this.#question?.offsetTop ?? Infinity;
    const goal = Math.min(end, question - 12);
    if (goal > scroller.scrollTop) scroller.scrollTop = goal;
    this.jump.hidden = end - scroller.scrollTop < NEAR_PX;
  }
}
