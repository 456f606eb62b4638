/** The routes of the wire. A failure is a `Trouble`, never an empty answer. */

/** `kind`: offline, failed, or one of `KINDS`. */
export class Trouble extends Error {
  constructor(kind, { status = 0, retryAfterS = 0, retryable = true, detail = "", code = "" } = {}) {
    super(detail || kind);
    Object.assign(this, { kind, status, retryAfterS, retryable, code });
  }

  /** What the shop itself says to the shopper, where that helps more than our own words. */
  get told() {
    return ["out_of_stock", "refused"].includes(this.code) ? this.message : "";
  }
}

const KINDS = {
  401: "unauthorised", 403: "unauthorised", 404: "missing", 409: "conflict", 410: "expired",
  413: "tooLarge", 422: "tooLarge", 429: "tooFast", 503: "unavailable",
};
const NOT_AGAIN = new Set([403, 404, 409, 410, 413, 422]);

async function troubleOf(response) {
  const problem = await response.json().catch(() => ({}));
  const busy = problem.code === "busy"; // an earlier turn still runs, perhaps in another tab
  return new Trouble(busy ? "tooFast" : KINDS[response.status] ?? "failed", {
    status: response.status,
    retryAfterS: Number(response.headers.get("Retry-After")) || (busy ? 3 : 0),
    retryable: busy || !NOT_AGAIN.has(response.status),
    detail: problem.detail,
    code: problem.code,
  });
}

export class Api {
  /** `tokens` has `token()` and `renew()`; `base` is "" for this site. */
  constructor(base, tokens, language) {
    Object.assign(this, { base: base.replace(/\/+$/, ""), tokens, language });
  }

  address(path) {
    return `${this.base}/v1${path}`;
  }

  /** Send, renewing the token once when it has run out; resolves with an ok response only. */
  async send(method, path, { body, headers = {}, signal, keepalive = false } = {}) {
    const attempt = async (token) => {
      try {
        return await fetch(this.address(path), {
          method, signal, keepalive,
          headers: {
            Authorization: `Bearer ${token}`,
            "Accept-Language": this.language(),
            ...(body === undefined ? {} : { "Content-Type": "application/json" }),
            ...headers,
          },
          body: body === undefined ? undefined : JSON.stringify(body),
        });
      } catch (error) {
        if (error.name === "AbortError") throw error;
        throw new Trouble("offline");
      }
    };
    let response = await attempt(await this.tokens.token());
    if (response.status === 401) response = await attempt(await this.tokens.renew());
    if (!response.ok) throw await troubleOf(response);
    return response;
  }

  async json(method, path, options) {
    const response = await this.send(method, path, options);
    return response.status === 204 ? null : response.json();
  }

  write(method, path, body) {
    return this.json(method, path, { body, headers: { "Idempotency-Key": newId() } });
  }

  start = () => this.json("GET", `/widget/start?language=${this.language()}`, { signal: AbortSignal.timeout(5000) });
  openConversation = () => this.write("POST", "/conversations", {});
  conversation = (id) => this.json("GET", `/conversations/${encodeURIComponent(id)}`);
  stop = (id) => this.json("POST", `/conversations/${encodeURIComponent(id)}/stop`, { body: {} });
  feedback = (id, body) => this.write("POST", `/conversations/${encodeURIComponent(id)}/feedback`, body);
  product = (id) => this.json("GET", `/products/${encodeURIComponent(id)}`);
  addLine = (sku, quantity) => this.write("POST", "/cart/lines", { sku, quantity });
  undoCart = () => this.write("POST", "/cart/undo", {});
  profile = () => this.json("GET", "/me/profile");
  forget = (factId) => this.write("DELETE", `/me/profile/facts/${encodeURIComponent(factId)}`);
  exportMe = () => this.json("GET", "/me/export");
  eraseMe = () => this.write("DELETE", "/me");
  events = (events) => this.json("POST", "/events", { body: { events }, keepalive: true });
}

export async function guestToken(base) {
  let response;
  try {
    response = await fetch(`${base.replace(/\/+$/, "")}/v1/guests`, { method: "POST" });
  } catch {
    throw new Trouble("offline");
  }
  if (!response.ok) throw await troubleOf(response);
  return (await response.json()).token;
}

/** Read only to keep two people in one tab apart; the server alone checks it. */
export function subjectOf(token) {
  try {
    return JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"))).sub ?? "me";
  } catch {
    return "me";
  }
}

export class Tokens {
  #guest = null;

  /** @param host the element, with its `token` attribute and `tokenProvider` property */
  constructor(host, base, store) {
    Object.assign(this, { host, base, store });
  }

  async token() {
    if (this.host.tokenProvider) return this.host.tokenProvider();
    return this.host.getAttribute("token") || this.store.read("guest") || this.#newGuest();
  }

  async renew() {
    if (this.host.tokenProvider) return this.host.tokenProvider({ renew: true });
    return this.host.getAttribute("token") || this.#newGuest();
  }

  /** Two calls at once must not become two guests. */
  #newGuest() {
    this.#guest ??= guestToken(this.base)
      .then((token) => {
        this.store.write("guest", token);
        return token;
      })
      .finally(() => { this.#guest = null; });
    return this.#guest;
  }
}

const memory = new Map();

export function storage(scope) {
  const key = (name) => `aisle:${scope}:${name}`;
  return {
    read(name) {
      try {
        return JSON.parse(sessionStorage.getItem(key(name)) ?? "null");
      } catch {
        return memory.get(key(name)) ?? null;
      }
    },
    write(name, value) {
      if (value === null || value === undefined || value === "") return this.remove(name);
      memory.set(key(name), value);
      try {
        sessionStorage.setItem(key(name), JSON.stringify(value));
      } catch {
        // refused in private windows: memory has it
      }
      return undefined;
    },
    remove(name) {
      memory.delete(key(name));
      try {
        sessionStorage.removeItem(key(name));
      } catch {
        // as above
      }
    },
  };
}

/** A random id, also on plain http where `crypto.randomUUID` does not exist. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
