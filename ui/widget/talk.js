/** One conversation: sends, streams, resumes, decides, and listens between turns. Turns run one after the other. */

import { Trouble, newId } from "./api.js";
import { Line } from "./stream.js";

const KIND_OF_CODE = { too_fast: "tooFast", unavailable: "unavailable" };
const STOP_PATIENCE_MS = 2500;

export class Talk {
  #queue = Promise.resolve();
  #turnAbort = null;
  #ear = null;
  #closed = false;
  #known = new Set();

  /** `store` outlives a reload; `screen` is what `AisleChat` shows it on. */
  constructor(api, store, screen) {
    Object.assign(this, { api, store, screen });
    const position = {
      get lastId() { return store.read("lastId") ?? ""; },
      set lastId(id) { store.write("lastId", id); },
    };
    this.position = position;
    this.line = new Line(api, position, (broken) => screen.reconnecting(broken));
    this.back = () => this.#retry?.();
    addEventListener("online", this.back);
  }

  #retry = null;

  get id() {
    return this.store.read("conversation");
  }

  async #ensure() {
    if (!this.id) this.store.write("conversation", (await this.api.openConversation()).id);
    return this.id;
  }

  #path(rest) {
    return `/conversations/${encodeURIComponent(this.id)}/${rest}`;
  }

  send(text, context) {
    const at = new Date().toISOString();
    this.screen.shopper(text, at);
    const pending = { text, context, at, key: newId(), after: this.store.read("lastMessage"), from: this.position.lastId };
    this.store.write("pending", pending);
    return this.#enqueue(() => this.#ask(pending));
  }

  #enqueue(run) {
    this.#queue = this.#queue.then(run, run);
    return this.#queue;
  }

  async #ask(pending, { fresh = true } = {}) {
    const body = { text: pending.text, ...(pending.context ? { context: pending.context } : {}) };
    await this.#turn(async (onFrame, signal) => {
      await this.#ensure();
      if (!fresh) return this.line.resume(encodeURIComponent(this.id), onFrame, signal);
      try {
        return await this.line.turn(this.#path("messages"), body, pending.key, onFrame, signal);
      } catch (error) {
        if (error.kind !== "missing") throw error;
        this.#forget(); // the stored conversation is gone: the message opens a new one
        await this.#ensure();
        pending.key = newId(); // the old key belongs to the old address
        this.store.write("pending", pending);
        return this.line.turn(this.#path("messages"), body, pending.key, onFrame, signal);
      }
    }, (turn, trouble) => this.#failed(turn, trouble, pending));
  }

  #failed(turn, trouble, pending) {
    const again = () => {
      this.#retry = null;
      turn.node.remove();
      const next = trouble.kind === "offline" ? pending : { ...pending, key: newId() };
      this.store.write("pending", next);
      this.#enqueue(() => this.#ask(next));
    };
    this.#retry = trouble.kind === "offline" ? again : null;
    if (!trouble.retryable) this.screen.giveBack(pending.text);
    if (!trouble.retryable) this.store.remove("pending");
    turn.trouble(trouble, trouble.retryable ? again : null);
  }

  async #turn(run, onTrouble) {
    if (this.#closed) return;
    this.hush();
    this.screen.suggest([]);
    this.screen.busy(true);
    const abort = new AbortController();
    this.#turnAbort = abort;
    const turn = this.screen.turn({ at: new Date().toISOString() });
    turn.node.setAttribute("aria-busy", "true");
    turn.progress("");
    const state = { failed: null };
    try {
      await run((frame) => this.#take(frame, turn, state), abort.signal);
      if (state.failed) onTrouble(turn, state.failed);
    } catch (error) {
      if (this.#closed) return;
      if (abort.signal.aborted) this.#stopped(turn);
      else onTrouble(turn, error instanceof Trouble ? error : new Trouble("failed"));
    } finally {
      this.#turnAbort = null;
      if (!this.#closed) {
        this.screen.busy(false);
        this.listen();
      }
    }
  }

  #stopped(turn) {
    turn.stopped();
    this.store.remove("pending");
  }

  #take(frame, turn, state) {
    const { event, data } = frame;
    if (event === "error") state.failed = new Trouble(KIND_OF_CODE[data.code] ?? "failed", { retryable: data.retryable !== false, detail: data.message });
    else if (event === "turn.finished") this.#finish(data, turn);
    else if (event === "message") this.#arrived(data);
    else turn.take(frame);
    if (event === "cart") this.screen.changed("cart", data.cart ?? data);
  }

  #finish(reply, turn) {
    this.store.remove("pending");
    this.#remember(reply.message_id);
    if (!reply.text && !reply.parts?.length && !turn.text) turn.node.remove(); // a person answers now, the assistant is silent
    else turn.finish(reply);
    if (reply.outcome === "handed_off") this.screen.answers({ state: "waiting" });
    this.screen.suggest(reply.suggestions);
    for (const part of reply.parts ?? []) {
      if (part.type === "cart") this.screen.changed("cart", part.cart ?? part);
      if (part.type === "order") this.screen.changed("order", part.order ?? part);
      if (part.type === "confirmation" && part.state === "done") this.screen.changed("order", part);
    }
    this.screen.arrived();
  }

  #remember(messageId) {
    if (!messageId) return;
    this.#known.add(messageId);
    this.store.write("lastMessage", messageId);
  }

  #arrived(message) {
    if (this.#known.has(message.message_id)) return;
    this.#remember(message.message_id);
    this.screen.message(message);
    this.screen.answers(message.role === "staff" ? { state: "staff", name: message.name } : {});
    this.screen.arrived();
  }

  /** Show what was said before a reload and go on with a running turn; gives the number of messages. */
  async restore() {
    if (!this.id) return this.store.read("pending") ? this.#again({ messages: [] }) : 0;
    let conversation;
    try {
      conversation = await this.api.conversation(this.id);
    } catch (error) {
      if (error.kind !== "missing") throw error;
      this.#forget();
      return this.#again({ messages: [] });
    }
    for (const message of conversation.messages) {
      this.#known.add(message.message_id);
      this.screen.message(message);
    }
    const last = conversation.messages.at(-1);
    const staff = conversation.messages.findLast?.((message) => message.role === "staff");
    this.screen.answers({ state: conversation.state, name: conversation.state === "staff" ? staff?.name : "" });
    this.screen.suggest(last?.role === "assistant" ? last.suggestions : []);
    return this.#again(conversation);
  }

  #again(conversation) {
    const pending = this.store.read("pending");
    const at = conversation.messages.findIndex((message) => message.message_id === pending?.after);
    const since = conversation.messages.slice(at + 1);
    if (!pending || since.some((message) => message.role !== "shopper")) {
      this.store.remove("pending");
      this.#place(conversation);
      this.listen();
      return conversation.messages.length;
    }
    if (!since.length) this.screen.shopper(pending.text, pending.at);
    const begun = Number(conversation.last_event_id ?? 0) > Number(pending.from || 0);
    this.position.lastId = pending.from;
    this.#enqueue(() => this.#ask(pending, { fresh: !begun }));
    return conversation.messages.length + 1;
  }

  #place(conversation) {
    if (conversation.last_event_id) this.position.lastId = String(conversation.last_event_id);
    const last = conversation.messages.at(-1);
    if (last) this.store.write("lastMessage", last.message_id);
  }

  /** Gives the state that is true now, or "again" when it is not decided. */
  decide(confirmationId, decision) {
    const result = { state: decision === "approve" ? "done" : "rejected" };
    const path = this.#path(`confirmations/${encodeURIComponent(confirmationId)}`);
    const run = () => this.#turn(
      (onFrame, signal) => this.line.turn(path, { decision }, `${confirmationId}:${decision}`, (frame) => {
        if (frame.event === "turn.finished" && ["failed", "refused"].includes(frame.data.outcome)) result.state = "failed";
        onFrame(frame);
      }, signal),
      async (turn, trouble) => {
        if (trouble.kind === "conflict" || trouble.kind === "expired") turn.node.remove();
        else turn.trouble(trouble);
        result.unsure = true;
      });
    return this.#enqueue(run).then(async () => (result.unsure ? this.#stateOf(confirmationId) : result.state));
  }

  async #stateOf(confirmationId) {
    try {
      const { messages } = await this.api.conversation(this.id);
      const parts = messages.flatMap((message) => message.parts ?? []);
      const state = parts.findLast((part) => part.confirmation_id === confirmationId)?.state;
      return !state || state === "proposed" ? "again" : state;
    } catch {
      return "again";
    }
  }

  stop() {
    const abort = this.#turnAbort;
    if (!abort) return;
    if (this.id) this.api.stop(this.id).catch(() => {});
    setTimeout(() => abort.abort(), STOP_PATIENCE_MS);
  }

  /** Listen for staff replies and notes; another tab's turn shows up here as well. */
  listen() {
    if (this.#ear || !this.id || this.#closed || document.hidden) return;
    this.#ear = new AbortController();
    let turn = null;
    const state = { failed: null };
    this.line.follow(encodeURIComponent(this.id), (frame) => {
      if (frame.event === "message") return this.#arrived(frame.data);
      if (frame.event === "turn.finished" && this.#known.has(frame.data.message_id)) return undefined;
      if (frame.event === "error") return turn?.stopped();
      turn ??= this.screen.turn({ at: new Date().toISOString() });
      this.#take(frame, turn, state);
      if (frame.event === "turn.finished") turn = null;
      return undefined;
    }, this.#ear.signal);
  }

  hush() {
    this.#ear?.abort();
    this.#ear = null;
  }

  #forget() {
    for (const name of ["conversation", "lastId", "lastMessage"]) this.store.remove(name);
  }

  fresh() {
    this.#turnAbort?.abort();
    this.hush();
    this.#forget();
    this.store.remove("pending");
    this.store.remove("hidden");
  }

  close() {
    this.#closed = true;
    this.#turnAbort?.abort();
    this.hush();
    removeEventListener("online", this.back);
  }
}
