/** What the shopper may decide or use: a confirmation, an offer, and the note of a handover to a person. */

import { day, dayAndClock, el, icon, money } from "./dom.js";
import { fill } from "./words.js";

// Confirmation --------------------------------------------------------------------------------------

const OPEN = "proposed";
const LONGEST_TIMER_MS = 2 ** 31 - 1;

function moneyLine(line, ctx) {
  return el("div", { class: "sum-line" },
    el("span", {}, [line.label, line.method].filter(Boolean).join(" · ")), el("strong", {}, money(line.amount, ctx.language)));
}

export class Confirmation {
  #timer = 0;

  constructor(part, ctx) {
    this.ctx = ctx;
    this.id = part.confirmation_id;
    this.foot = el("div", { class: "confirmation-foot" });
    this.node = el("section", { class: "part confirmation", "aria-label": ctx.words.confirmation },
      el("header", {}, el("h3", {}, ctx.words.actions[part.action] ?? ctx.words.confirmation)),
      part.summary ? el("p", {}, part.summary) : null,
      part.details?.length ? el("ul", { class: "details" }, part.details.map((each) => el("li", {}, each))) : null,
      part.money?.length ? el("div", { class: "sums" }, part.money.map((line) => moneyLine(line, ctx))) : null,
      this.foot);
    this.put(part);
  }

  /** Show the state a newer account of the same confirmation tells. */
  put(part) {
    this.part = part;
    clearTimeout(this.#timer);
    const leftMs = part.expires_at ? new Date(part.expires_at) - Date.now() : Infinity;
    const state = (part.state ?? OPEN) === OPEN && leftMs <= 0 ? "expired" : part.state ?? OPEN;
    if (state !== OPEN) return this.settle(state);
    if (leftMs < LONGEST_TIMER_MS) this.#timer = setTimeout(() => this.settle("expired"), leftMs);
    return this.#ask();
  }

  #ask() {
    const { words, language } = this.ctx;
    const approve = el("button", { type: "button", class: "button primary" }, words.actions[this.part.action] ?? words.confirmation);
    const reject = el("button", { type: "button", class: "button quiet" }, words.reject);
    approve.addEventListener("click", () => this.#decide("approve"));
    reject.addEventListener("click", () => this.#decide("reject"));
    this.node.dataset.state = OPEN;
    this.foot.replaceChildren(
      el("p", { class: "muted" }, words.proposedBy, " ", this.part.expires_at ? fill(words.deadline, { day: dayAndClock(this.part.expires_at, language) }) : ""),
      el("div", { class: "two-buttons" }, approve, reject));
  }

  async #decide(decision) {
    if (this.node.dataset.state !== OPEN) return;
    const held = this.part;
    this.#progress();
    const outcome = await this.ctx.act.decide(this.id, decision);
    // Only a request that never reached a decision gives the buttons back; the server may have told the state already.
    if (this.node.dataset.state === "deciding") outcome === "again" ? this.put(held) : this.settle(outcome);
  }

  #progress() {
    clearTimeout(this.#timer);
    this.node.dataset.state = "deciding";
    this.foot.replaceChildren(el("p", { class: "state", role: "status", tabindex: "-1" }, el("span", { class: "dots" }), this.ctx.words.deciding));
    this.foot.firstChild.focus();
  }

  settle(state) {
    clearTimeout(this.#timer);
    const good = state === "done" || state === "confirmed";
    this.node.dataset.state = state;
    const said = this.foot.contains(this.node.getRootNode().activeElement);
    this.foot.replaceChildren(el("p", { class: `state ${good ? "good" : ""}`, role: "status", tabindex: "-1" },
      icon(good ? "check" : state === "failed" ? "alert" : "close"), this.ctx.words.states[state] ?? state));
    if (said) this.foot.firstChild.focus();
  }
}

// Offer ---------------------------------------------------------------------------------------------

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // without permission the code stays selectable text
  }
}

function codeLine(code, ctx) {
  const { words } = ctx;
  const button = el("button", { type: "button", class: "button quiet" }, icon("copy"), words.copy);
  const shown = el("code", { class: "code" }, code);
  button.addEventListener("click", async () => {
    if (!(await copy(code))) {
      getSelection()?.selectAllChildren(shown);
      return;
    }
    button.replaceChildren(icon("check"), words.copied);
    ctx.act.announce(words.copied);
  });
  return el("div", { class: "code-line" }, el("span", { class: "hidden" }, words.code), shown, button);
}

export function offerPart(offer, ctx) {
  return el("section", { class: "part offer", "aria-label": ctx.words.offer },
    el("header", {}, icon("tag"), el("h3", {}, offer.title)),
    offer.terms ? el("p", {}, offer.terms) : null,
    offer.code ? codeLine(offer.code, ctx) : null,
    offer.expires_at ? el("p", { class: "muted" }, fill(ctx.words.until, { day: day(offer.expires_at, ctx.language) })) : null);
}

export function handoffPart(handoff, ctx) {
  const facts = [handoff.team && fill(ctx.words.team, { team: handoff.team }), handoff.ticket_id && fill(ctx.words.ticket, { id: handoff.ticket_id })];
  return el("section", { class: "part handoff", "aria-label": ctx.words.handoff }, icon("person"),
    el("div", {}, el("strong", {}, ctx.words.handoff), el("div", { class: "muted" }, facts.filter(Boolean).join(" · ")),
      handoff.reason ? el("p", {}, handoff.reason) : null));
}
