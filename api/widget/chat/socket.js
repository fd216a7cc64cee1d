// The socket: one that comes back by itself and goes on where it was cut.

import { askedWait, backoff } from "./backoff.js";

/** A link that held this long was a good one: the next wait begins small again. */
const STEADY_MS = 5_000;
const PROBE_MS = 5_000;

/**
 * `on` hears `ready(resumed)`, `event(event)`, `typing(frame)`, `place(frame)`, `approach(approach)`, `link(state)` with `connecting`, `open` or `lost`,
 * `lost()` after each cut, and `gone(code)` when coming back makes no sense.
 */
export class Socket {
  #url;
  #token;
  #on;
  #make;
  #socket = null;
  #cursor = null;
  #stale = true;
  #attempt = 0;
  #ready = false;
  #readyAt = 0;
  #heardAt = 0;
  #spokeAt = 0;
  #heartbeatMs = 30_000;
  #timer = null;
  #watch = null;
  #stopped = false;
  #foreground = true;

  constructor({ server, token, on, make = (url) => new WebSocket(url) }) {
    this.#url = `${server.replace(/^http/, "ws")}/v1/socket`;
    this.#token = token;
    this.#on = on;
    this.#make = make;
  }

  get ready() {
    return this.#ready;
  }

  open() {
    if (this.#stopped || this.#socket) return;
    clearTimeout(this.#timer);
    this.#on.link("connecting");
    const socket = this.#make(this.#url);
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.onopen = () => {
      this.#heardAt = Date.now();
      // With a state that is not known to be whole there is nothing to resume.
      const cursor = this.#stale ? undefined : this.#cursor;
      this.#write({ type: "hello", token: this.#token, cursor, protocol: 1, foreground: this.#foreground ? "foreground" : "background" });
    };
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return;
      this.#heardAt = Date.now();
      let frame;
      try {
        frame = JSON.parse(event.data);
      } catch {
        return;
      }
      this.#frame(frame);
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#closed(event.code, event.reason);
    };
    this.#watch = setInterval(() => this.#listenForSilence(), 5_000);
  }

  /** The state was fetched as a whole: from here on the cursor is enough. */
  whole() {
    this.#stale = false;
  }

  send(frame) {
    if (this.#ready) this.#write(frame);
    return this.#ready;
  }

  focus(foreground, chatId) {
    this.#foreground = foreground;
    this.send({ type: "focus", foreground: foreground ? "foreground" : "background", chat_id: foreground ? chatId : null });
  }

  /** The network or the screen is back: try at once, and make sure that a link which looks open is alive. */
  wake() {
    if (this.#stopped) return;
    if (!this.#socket) {
      this.#attempt = 0;
      this.open();
    } else if (this.#ready) {
      const socket = this.#socket;
      const askedAt = Date.now();
      this.send({ type: "ping", nonce: 1 });
      setTimeout(() => {
        if (this.#socket === socket && this.#heardAt < askedAt) this.#cut();
      }, PROBE_MS);
    }
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    const socket = this.#socket;
    this.#socket = null;
    this.#ready = false;
    socket?.close(1000);
  }

  #write(frame) {
    if (this.#socket?.readyState !== 1) return;
    this.#spokeAt = Date.now();
    this.#socket.send(JSON.stringify(frame));
  }

  #frame(frame) {
    switch (frame.type) {
      case "ready":
        this.#heartbeatMs = frame.heartbeat_ms || this.#heartbeatMs;
        // A resumed link still has to deliver what lies before this cursor; a fresh one has not.
        if (!frame.resumed) this.#begin(frame.cursor);
        this.#greeted(frame.resumed);
        break;
      case "event":
        this.#cursor = String(frame.event.seq);
        this.#on.event(frame.event);
        break;
      case "cursor":
        this.#cursor = frame.cursor;
        break;
      case "resync":
        // In the place of `ready` when the cursor is too old, or later.
        this.#begin(frame.cursor);
        this.#greeted(false);
        break;
      case "typing":
        this.#on.typing(frame);
        break;
      case "approach":
        this.#on.approach(frame.approach);
        break;
      case "place":
        this.#on.place(frame);
        break;
      default:
        // Pongs and heartbeats were heard already; frames of later versions are passed over. A heartbeat's cursor is not
        // taken: it may run ahead of events that are still on their way.
        break;
    }
  }

  #greeted(resumed) {
    this.#ready = true;
    this.#readyAt = Date.now();
    this.#on.link("open");
    this.#on.ready(resumed);
  }

  #begin(cursor) {
    this.#cursor = cursor;
    this.#stale = true;
  }

  #listenForSilence() {
    if (!this.#socket) return;
    const now = Date.now();
    if (now - this.#heardAt > (this.#ready ? this.#heartbeatMs * 2 : 15_000)) this.#cut();
    else if (this.#ready && now - this.#spokeAt > this.#heartbeatMs / 2) this.#write({ type: "ping" });
  }

  /** A dead link's own close can take minutes: it is left behind at once. */
  #cut() {
    const socket = this.#socket;
    this.#closed(4001, "");
    socket?.close();
  }

  #closed(code, reason) {
    if (this.#ready && Date.now() - this.#readyAt > STEADY_MS) this.#attempt = 0;
    this.#socket = null;
    this.#ready = false;
    clearInterval(this.#watch);
    if (this.#stopped) return;
    if (code === 4401 || (code >= 4500 && code <= 4999)) {
      this.#stopped = true;
      this.#on.gone(code);
      return;
    }
    this.#on.link("lost");
    const wait = askedWait(reason) ?? backoff(this.#attempt);
    this.#attempt += 1;
    this.#timer = setTimeout(() => this.open(), wait);
    this.#on.lost(this.#attempt);
  }
}
