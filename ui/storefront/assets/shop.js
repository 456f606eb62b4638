/** The storefront's one account of who is here, what is in the cart and which language is read. */

import { Api, guestToken, storage } from "/widget/api.js";
import { Telemetry } from "/widget/actions.js";
import { languageOf } from "/widget/words.js";
import { wordsOf } from "./words.js";

const kept = storage("storefront");

class Session {
  #making = null;

  get person() {
    return kept.read("person");
  }

  async token({ renew = false } = {}) {
    const stored = kept.read("token");
    if (stored && !renew) return stored;
    const { person } = this;
    this.#making ??= (person ? this.#ask(person.customer_id) : guestToken("")).finally(() => { this.#making = null; });
    const token = await this.#making;
    kept.write("token", token);
    return token;
  }

  renew() {
    return this.token({ renew: true });
  }

  async #ask(customerId) {
    const response = await fetch("/v1/demo/tokens", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ customer_id: customerId }),
    });
    if (!response.ok) throw new Error(`No token for ${customerId}: ${response.status}`);
    return (await response.json()).token;
  }

  /** Become a demo customer; `null` is a fresh guest. */
  async become(person) {
    const token = person ? await this.#ask(person.customer_id) : await guestToken("");
    kept.write("person", person);
    kept.write("token", token);
  }
}

export const session = new Session();

export const shop = {
  session,
  get language() {
    return languageOf(kept.read("language") ?? navigator.language);
  },
  set language(language) {
    kept.write("language", language);
  },
  get words() {
    return wordsOf(this.language);
  },
  start: null,
  categories: [],
};

export const api = new Api("", session, () => shop.language);
export const telemetry = new Telemetry((events) => api.events(events), "storefront", kept);

/** A query string from `{name: value}` or `[name, value]` pairs; empty values are left out. */
export function query(values) {
  const pairs = typeof values[Symbol.iterator] === "function" ? [...values] : Object.entries(values);
  const given = pairs.filter(([, value]) => value !== "" && value !== null && value !== undefined && value !== false);
  return given.length ? `?${new URLSearchParams(given)}` : "";
}

export const read = (path) => api.json("GET", path);

const listeners = new Set();

/** Call with every new cart, whoever changed it: the page or the assistant. */
export const onCart = (listener) => listeners.add(listener);

export function tellCart(cart) {
  shop.cart = cart;
  for (const listener of listeners) listener(cart);
}

export async function addToCart(sku, quantity) {
  const cart = await api.addLine(sku, quantity);
  tellCart(cart);
  return cart;
}

export const changeLine = (lineId, quantity) =>
  (quantity > 0 ? api.write("PATCH", `/cart/lines/${encodeURIComponent(lineId)}`, { quantity }) : api.write("DELETE", `/cart/lines/${encodeURIComponent(lineId)}`)).then(tellCart);

export const categoryName = (category) => (shop.language === "zh" && category.name_zh) || category.name;

export const chat = () => document.querySelector("aisle-chat");
