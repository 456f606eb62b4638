/** Products on screen: cards in a row, the reasons with their evidence, and products side by side. */

import { count, el, icon, money, picture, rating } from "./dom.js";
import { fill } from "./words.js";

const LOW_STOCK = 5;

/** An old price is struck out only when the shop states a higher one. */
export function priceLine(item, ctx) {
  if (!item.price) return el("div", { class: "price" }, el("span", { class: "muted" }, ctx.words.noPrice));
  const reduced = item.list_price && item.list_price.minor > item.price.minor;
  return el("div", { class: "price" },
    el("strong", { class: reduced ? "reduced" : "" }, money(item.price, ctx.language)),
    reduced ? el("s", {}, el("span", { class: "hidden" }, `${ctx.words.wasPrice} `), money(item.list_price, ctx.language)) : null);
}

export function starLine(item, ctx) {
  if (!item.rating) return null;
  const values = { rating: rating(item.rating, ctx.language), count: count(item.rating_count ?? 0, ctx.language) };
  return el("div", { class: "stars" }, icon("star"),
    el("span", { "aria-hidden": "true" }, values.rating, el("span", { class: "muted" }, ` (${values.count})`)),
    el("span", { class: "hidden" }, fill(ctx.words.stars, values)));
}

function stockLine(item, ctx) {
  if (!item.available) return el("div", { class: "stock gone" }, ctx.words.soldOut);
  if (Number.isFinite(item.stock) && item.stock > 0 && item.stock <= LOW_STOCK) {
    return el("div", { class: "stock" }, fill(ctx.words.left, { count: item.stock }));
  }
  return null;
}

function whyLine(item, ctx) {
  const reasons = item.reasons ?? [];
  if (!reasons.length) return null;
  const open = (event) =>
    ctx.act.drawer(fill(ctx.words.evidence, { title: item.title }), evidenceList(reasons, ctx), event.currentTarget);
  return el("button", { type: "button", class: "why", "aria-label": `${ctx.words.why}: ${reasons[0].text}`, onclick: open },
    el("span", {}, reasons[0].text), icon("next"));
}

function card(item, row, ctx) {
  const { slateId } = row;
  const view = (event) => ctx.act.view(item, slateId, event);
  const address = ctx.link(item.url);
  const link = (props, ...children) => (address
    ? el("a", { ...props, href: address, onclick: view }, ...children)
    : el("button", { ...props, type: "button", onclick: view }, ...children));
  const add = el("button", { type: "button", class: "button primary add", disabled: !item.available, "aria-label": `${ctx.words.add}: ${item.title}` }, ctx.words.add);
  add.addEventListener("click", () => ctx.act.addToCart(item, slateId, add));
  return el("li", { class: "card", "data-product": item.product_id, "data-position": item.position },
    link({ class: "card-picture", tabindex: "-1", "aria-hidden": "true" }, picture(item.image_url, "square", ctx.base)),
    el("button", { type: "button", class: "not-this", title: ctx.words.notForMe, "aria-label": `${ctx.words.notForMe}: ${item.title}`, onclick: () => ctx.act.notForMe(item, slateId, row) }, icon("close")),
    el("div", { class: "card-body" },
      el("h3", {}, link({ class: "card-title", title: item.title }, item.title)),
      priceLine(item, ctx), el("div", { class: "facts" }, starLine(item, ctx), stockLine(item, ctx)),
      el("div", { class: "why-place" }, whyLine(item, ctx)),
      el("div", { class: "card-actions" },
        link({ class: "button quiet", "aria-label": `${ctx.words.view}: ${item.title}` }, ctx.words.view), add)));
}

function arrow(name, list, step, label) {
  const move = () => list.scrollBy({ left: step * list.clientWidth * 0.8 });
  return el("button", { type: "button", class: `arrow ${name}`, tabindex: "-1", "aria-hidden": "true", title: label, onclick: move }, icon(name));
}

export class ProductRow {
  constructor(part, ctx) {
    this.ctx = ctx;
    this.list = el("ul", { class: "cards plain", role: "list" });
    this.node = el("section", { class: "slate", "aria-label": ctx.words.products }, this.list,
      arrow("back", this.list, -1, ctx.words.previous), arrow("next", this.list, 1, ctx.words.next));
    this.list.addEventListener("scroll", () => this.#edges(), { passive: true });
    new ResizeObserver(() => this.#edges()).observe(this.list);
    this.put(part);
  }

  put({ slate_id: slateId, items }) {
    this.slateId = slateId;
    this.items = items.filter((item) => !this.ctx.isHidden(slateId, item.product_id));
    for (const item of this.items) this.ctx.known.set(item.product_id, item);
    this.list.replaceChildren(...this.items.map((item) => card(item, this, this.ctx)));
    this.node.hidden = !this.items.length;
    this.ctx.act.watch(this.list.children, slateId);
  }

  /** Fill in the reasons that the finished reply has and the stream had not. */
  complete(items) {
    for (const { product_id: productId, reasons } of items) {
      const shown = this.items.find((each) => each.product_id === productId);
      if (shown && reasons?.length && !shown.reasons?.length) this.reasons(productId, reasons);
    }
  }

  reasons(productId, reasons) {
    const item = this.items.find((each) => each.product_id === productId);
    if (!item) return;
    item.reasons = reasons;
    const place = this.#cardOf(productId)?.querySelector(".why-place");
    place?.replaceChildren(...[whyLine(item, this.ctx)].filter(Boolean));
  }

  /** Take a card away at once; the keyboard goes on at its neighbour. */
  remove(productId) {
    const gone = this.#cardOf(productId);
    if (!gone) return;
    const neighbour = gone.nextElementSibling ?? gone.previousElementSibling;
    const hadFocus = gone.contains(gone.getRootNode().activeElement);
    gone.remove();
    this.node.hidden = !this.list.children.length;
    if (hadFocus) neighbour?.querySelector(".not-this").focus();
  }

  #cardOf(productId) {
    return [...this.list.children].find((each) => each.dataset.product === productId);
  }

  #edges() {
    const { scrollLeft, scrollWidth, clientWidth } = this.list;
    this.node.classList.toggle("at-start", scrollLeft < 8);
    this.node.classList.toggle("at-end", scrollLeft + clientWidth > scrollWidth - 8);
  }
}

/** Sizes or colours to choose from: the assistant never picks one that was not said. */
export function variantChoice(item, ctx, onChoice) {
  const name = (variant) => variant.label || Object.values(variant.options ?? {}).join(", ") || variant.sku;
  const row = (variant) => el("li", {}, el("button", {
    type: "button", class: "choice", disabled: variant.available === false, onclick: () => onChoice(variant),
  }, el("span", {}, name(variant)), el("span", { class: "muted" }, variant.available === false ? ctx.words.soldOut : money(variant.price ?? item.price, ctx.language))));
  return [el("p", {}, fill(ctx.words.chooseLead, { title: item.title })), el("ul", { class: "plain choices" }, item.variants.map(row))];
}

const KINDS = [
  [/attr/i, "attribute", "list"], [/review|quote/i, "review", "quote"],
  [/neighbo|interact|co_|also|session|transition|popular|count/i, "neighbours", "people"],
  [/profile|fact|taste/i, "profile", "person"], [/offer|promo/i, "offerEvidence", "tag"], [/policy|term|faq|knowledge/i, "policy", "doc"],
];

const kindOf = (kind) => KINDS.find(([pattern]) => pattern.test(kind ?? "")) ?? [null, "other", "box"];

function counted(evidence, ctx) {
  const values = { count: count(evidence.count, ctx.language), of: count(evidence.of ?? 0, ctx.language) };
  return fill(evidence.of ? ctx.words.countedOf : ctx.words.counted, values);
}

function source(evidence, ctx) {
  const [, word, picture] = kindOf(evidence.kind);
  const quoted = word === "review" || word === "policy";
  return el("li", { class: "evidence" }, icon(picture), el("div", {},
    el("div", { class: "evidence-kind" }, ctx.words[word],
      Number.isFinite(evidence.count) ? el("span", { class: "pill" }, counted(evidence, ctx)) : null),
    evidence.quote ? el(quoted ? "blockquote" : "p", {}, evidence.quote) : null));
}

export function evidenceList(reasons, ctx) {
  return reasons.map((reason) => el("section", { class: "claim" },
    el("h3", {}, reason.text),
    el("ul", { class: "plain" }, (reason.evidence ?? []).map((each) => source(each, ctx)))));
}

export function citationRow(citations, ctx) {
  if (!citations?.length) return null;
  const button = (citation) => {
    const open = (event) => ctx.act.drawer(citation.title ?? citation.id, citationText(citation, ctx), event.currentTarget);
    return el("button", { type: "button", class: "source", onclick: open }, icon("doc"), citation.title || citation.id);
  };
  return el("div", { class: "sources", role: "group", "aria-label": ctx.words.sources }, citations.map(button));
}

function citationText(citation, ctx) {
  const address = ctx.link(citation.url);
  return [
    el("ul", { class: "plain" }, source({ kind: citation.kind, quote: citation.quote }, ctx)),
    address ? el("p", {}, el("a", { href: address, target: "_blank", rel: "noopener" }, ctx.words.readMore)) : null,
  ];
}

const written = (value, ctx) => value || el("span", { class: "muted" }, ctx.words.notTold);

const differs = (row) => new Set(row.values.map((value) => JSON.stringify(value ?? null))).size > 1;

function head(productId, title, ctx) {
  const place = el("span", { class: "picture thumb" });
  ctx.product(productId).then((item) => place.replaceWith(picture(item?.image_url, "thumb", ctx.base)));
  return el("th", { scope: "col" }, place, el("span", { class: "clamp" }, title ?? ctx.known.get(productId)?.title ?? productId));
}

function line(row, ctx) {
  const different = differs(row);
  const cell = (value, index) => el("td", { class: index === row.best ? "best" : "" }, written(value, ctx),
    index === row.best ? el("span", { class: "pill good" }, icon("check"), row.best_text || ctx.words.best) : null);
  return el("tr", { class: different ? "differs" : "same" },
    el("th", { scope: "row" }, row.name, different ? el("span", { class: "hidden" }, ` (${ctx.words.differs})`) : null),
    row.values.map(cell));
}

export function comparison(part, ctx) {
  return el("div", { class: "part comparison", role: "region", tabindex: "0", "aria-label": ctx.words.comparison },
    el("table", {},
      el("thead", {}, el("tr", {}, el("td", {}, el("span", { class: "hidden" }, ctx.words.feature)), part.product_ids.map((id, index) => head(id, part.titles?.[index], ctx)))),
      el("tbody", {}, part.rows.map((row) => line(row, ctx)))));
}
