// The socket: comes back by itself and goes on where it was cut.

import type { EventView, ServerFrame } from "../wire";
import { askedWait, backoff } from "./backoff";

/** A link that held this long was a good one: the next wait begins small again. */
const STEADY_MS = 5_000;
const PROBE_MS = 5_000;
const RIGHTS_CHANGED = 4003;
const TOKEN_EXPIRED = 4401;

export type LinkState = "connecting" | "open" | "lost" | "stopped";

export interface Listener {
  token(refused: string | null): Promise<string>;
  /** Chats whose streams are open though one is not in them. */
  opened(): readonly string[];
  ready(resumed: boolean, serverNow: string | null): void;
  event(event: EventView): void;
  frame(frame: ServerFrame): void;
  link(state: LinkState): void;
  /** Cut because the agent may hear other things from now on; it comes back. */
  rightsChanged(): void;
  /** Coming back makes no sense. */
  gone(code: number, reason: string): void;
}

export class Socket {
  #url: string;
  #on: Listener;
  #make: (url: string) => WebSocket;
  #socket: WebSocket | null = null;
  #cursor: string | null;
  #token: string | null = null;
  #refused: string | null = null;
  #attempt = 0;
  #ready = false;
  #readyAt = 0;
  #heardAt = 0;
  #heartbeatMs = 30_000;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setInterval> | undefined;
  #stopped = false;
  #opening = false;

  constructor(on: Listener, cursor: string | null, url: string, make = (to: string) => new WebSocket(to)) {
    this.#on = on;
    this.#cursor = cursor;
    this.#url = url;
    this.#make = make;
  }

  get cursor(): string | null {
    return this.#cursor;
  }

  async open(): Promise<void> {
    if (this.#stopped || this.#socket || this.#opening) return;
    clearTimeout(this.#timer);
    this.#on.link("connecting");
    this.#opening = true;
    try {
      this.#token = await this.#on.token(this.#refused);
    } catch {
      this.#opening = false;
      this.#later("");
      return;
    }
    this.#opening = false;
    this.#refused = null;
    if (this.#stopped) return;
    const socket = this.#make(this.#url);
    this.#socket = socket;
    this.#heardAt = Date.now();
    socket.onopen = () => {
      const foreground = document.visibilityState === "visible" ? "foreground" : "background";
      this.#write({ type: "hello", token: this.#token, cursor: this.#cursor, open: this.#on.opened(), protocol: 1, foreground });
    };
    socket.onmessage = (event) => {
      if (this.#socket !== socket) return;
      this.#heardAt = Date.now();
      this.#heard(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#closed(event.code, event.reason);
    };
    this.#watch = setInterval(() => this.#listenForSilence(), 5_000);
  }

  /** True when it was sent. */
  send(frame: ServerFrame): boolean {
    if (this.#ready) this.#write(frame);
    return this.#ready;
  }

  /** Gives the open link a new token. */
  renew(token: string): void {
    this.#token = token;
    this.send({ type: "renew", token });
  }

  /** The network or the screen is back: try at once, and make sure that a link which looks open is alive. */
  wake(): void {
    if (this.#stopped) return;
    if (!this.#socket) {
      this.#attempt = 0;
      void this.open();
    } else if (this.#ready) {
      const socket = this.#socket;
      const askedAt = Date.now();
      this.send({ type: "ping", nonce: 1 });
      setTimeout(() => {
        if (this.#socket === socket && this.#heardAt < askedAt) this.#cut();
      }, PROBE_MS);
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    const socket = this.#socket;
    this.#socket = null;
    this.#ready = false;
    socket?.close(1000);
    this.#on.link("stopped");
  }

  #write(frame: unknown): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  #heard(frame: ServerFrame): void {
    switch (frame.type) {
      case "ready":
        this.#heartbeatMs = frame.heartbeat_ms || this.#heartbeatMs;
        // A resumed link still has to deliver what lies before this cursor; a fresh one has not.
        if (!frame.resumed) this.#cursor = frame.cursor;
        this.#greeted(frame.resumed, frame.now);
        break;
      case "resync":
        this.#cursor = frame.cursor;
        this.#greeted(false, null);
        break;
      case "event":
        // Taken in before it counts as had: a cut in between repeats it.
        this.#on.event(frame.event);
        this.#cursor = String(frame.event.seq);
        break;
      case "cursor":
        this.#cursor = frame.cursor;
        break;
      case "heartbeat":
        // Its cursor may run ahead of events that are still on their way.
        this.#write({ type: "ping" });
        break;
      case "pong":
        break;
      default:
        this.#on.frame(frame);
    }
  }

  #greeted(resumed: boolean, now: string | null): void {
    this.#ready = true;
    this.#readyAt = Date.now();
    this.#on.link("open");
    this.#on.ready(resumed, now);
  }

  #listenForSilence(): void {
    if (this.#socket && Date.now() - this.#heardAt > (this.#ready ? this.#heartbeatMs * 2 : 15_000)) this.#cut();
  }

  /** A dead link's own close can take minutes: it is left behind at once. */
  #cut(): void {
    const socket = this.#socket;
    this.#closed(4001, "");
    socket?.close();
  }

  #closed(code: number, reason: string): void {
    if (this.#ready && Date.now() - this.#readyAt > STEADY_MS) this.#attempt = 0;
    this.#socket = null;
    this.#ready = false;
    clearInterval(this.#watch);
    if (this.#stopped) return;
    if (code >= 4500 && code <= 4999) {
      this.#stopped = true;
      this.#on.link("stopped");
      this.#on.gone(code, reason);
      return;
    }
    if (code === RIGHTS_CHANGED) this.#on.rightsChanged();
    if (code === TOKEN_EXPIRED) this.#refused = this.#token;
    this.#later(reason);
  }

  #later(reason: string): void {
    this.#on.link("lost");
    const wait = askedWait(reason) ?? backoff(this.#attempt);
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.open(), wait);
  }
}
