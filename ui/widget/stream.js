/** Server-sent events over fetch: a POST can stream, a token travels in a header. */

import { Trouble } from "./api.js";

const ENDS = new Set(["turn.finished", "error"]);
const TRIES = 6;

/** Read `text/event-stream` from a response; yields `{id, event, data}` with parsed JSON. */
export async function* frames(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      buffer += value;
      const blocks = buffer.split(/\r\n\r\n|\n\n|\r\r/);
      buffer = blocks.pop();
      for (const block of blocks) {
        const frame = parse(block);
        if (frame) yield frame;
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(block) {
  const frame = { id: "", event: "message", data: "" };
  const lines = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") lines.push(value);
    else if (name in frame) frame[name] = value;
  }
  if (!lines.length) return null;
  try {
    return { ...frame, data: JSON.parse(lines.join("\n")) };
  } catch {
    return null; // a frame we cannot read must not end a turn
  }
}

const wait = (ms, signal) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("", "AbortError"));
    }, { once: true });
  });

export function isOld(id, lastId) {
  if (!id || !lastId) return false;
  const [a, b] = [Number(id), Number(lastId)];
  return Number.isNaN(a) || Number.isNaN(b) ? id === lastId : a <= b;
}

export class Line {
  /** `position.lastId` is kept over reloads; `onReconnecting(true)` while a cut stream is taken up again. */
  constructor(api, position, onReconnecting) {
    Object.assign(this, { api, position, onReconnecting, firstWaitMs: 400 });
  }

  /** Resolves when the turn has ended. */
  async turn(path, body, key, onFrame, signal) {
    const open = () => this.api.send("POST", path, {
      body, signal, headers: { Accept: "text/event-stream", "Idempotency-Key": key },
    });
    const response = await open();
    if (!(response.headers.get("Content-Type") ?? "").includes("text/event-stream")) {
      onFrame({ id: "", event: "turn.finished", data: await response.json() });
      return;
    }
    const seen = { any: false };
    if (await this.#drain(response, onFrame, signal, seen, { fresh: true })) return;
    await this.#takeUp(path, open, onFrame, signal, seen);
  }

  /** Follow a turn that began before a reload. */
  resume(conversationId, onFrame, signal) {
    return this.#takeUp(`/conversations/${conversationId}/messages`, null, onFrame, signal, { any: true });
  }

  async #takeUp(path, reopen, onFrame, signal, seen) {
    const events = path.replace(/\/(messages|confirmations\/.*)$/, "/events");
    try {
      for (let attempt = 0; attempt < TRIES; attempt += 1) {
        this.onReconnecting(true);
        await wait(this.firstWaitMs * 2 ** attempt, signal);
        try {
          // Nothing arrived at all: the same key is safe to send again, and the server answers it once.
          const again = !seen.any && reopen;
          const response = again ? await reopen() : await this.#listen(events, signal);
          this.onReconnecting(false);
          if (await this.#drain(response, onFrame, signal, seen, { fresh: Boolean(again) })) return;
        } catch (error) {
          if (!(error instanceof Trouble) || error.kind !== "offline") throw error;
        }
      }
      throw new Trouble("offline");
    } finally {
      this.onReconnecting(false);
    }
  }

  #listen(path, signal) {
    const headers = { Accept: "text/event-stream" };
    if (this.position.lastId) headers["Last-Event-ID"] = this.position.lastId;
    return this.api.send("GET", path, { headers, signal });
  }

  /** True when the turn ended, false when the connection was cut before. */
  async #drain(response, onFrame, signal, seen, { fresh = false } = {}) {
    try {
      for await (const frame of frames(response)) {
        if (!fresh && isOld(frame.id, this.position.lastId)) continue;
        if (frame.id) this.position.lastId = frame.id;
        seen.any = true;
        onFrame(frame);
        if (ENDS.has(frame.event)) return true;
      }
    } catch (error) {
      if (signal?.aborted || error.name === "AbortError") throw error;
    }
    return false;
  }

  /** Listen between turns until `signal` aborts; comes back after every cut. */
  async follow(conversationId, onFrame, signal) {
    for (let attempt = 0; !signal.aborted; attempt = Math.min(attempt + 1, 6)) {
      try {
        const response = await this.#listen(`/conversations/${conversationId}/events`, signal);
        for await (const frame of frames(response)) {
          attempt = 0;
          if (isOld(frame.id, this.position.lastId)) continue;
          if (frame.id) this.position.lastId = frame.id;
          onFrame(frame);
        }
      } catch (error) {
        if (signal.aborted || (error instanceof Trouble && !error.retryable)) return;
      }
      await wait(1000 * 2 ** attempt, signal).catch(() => {});
    }
  }
}
