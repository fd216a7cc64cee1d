// Where the visitor browses, and what agents send there: page views go to the server, approaches come back.

import { Socket } from "./socket.js";

/** Signs of life while a page stays open; a visit ends after 30 minutes without one. */
const ALIVE_MS = 10 * 60_000;

export class Presence {
  #api;
  #who;
  #tabs;
  #onApproach;
  #page = null;
  #timer = null;
  #socket = null;
  #alone = false;
  #resting = false;

  /** `onApproach(approach)` hears of each, again whenever it changes. */
  constructor({ api, who, tabs, onApproach }) {
    this.#api = api;
    this.#who = who;
    this.#tabs = tabs;
    this.#onApproach = onApproach;
    tabs.on("approach", onApproach);
    document.addEventListener("visibilitychange", () => this.#page && this.#report());
  }

  /** The visitor is on this page now. */
  see({ url, title = "", referrer = "" }) {
    this.#page = { url: String(url).slice(0, 2000), title: String(title), referrer: referrer || null };
    return this.#report();
  }

  /** Something came, here or by a chat's own socket: shown in every tab. */
  came(approach) {
    this.#onApproach(approach);
    this.#tabs.tell("approach", approach);
  }

  /** While a chat has a socket of its own, none is needed here. */
  rest(resting) {
    this.#resting = resting;
    if (resting) this.#hush();
    else this.#listen();
  }

  /** The visitor has become somebody else. */
  again() {
    this.#hush();
    this.#listen();
  }

  async #report() {
    clearTimeout(this.#timer);
    if (document.visibilityState !== "visible") return;
    this.#timer = setTimeout(() => this.#report(), ALIVE_MS);
    try {
      const { approach } = await this.#who.as(() => this.#api.reportPageView(this.#page));
      if (approach) this.#onApproach(approach);
      this.#wait();
    } catch {
      // A page view is not worth a word to the visitor; the next one tells more.
    }
  }

  /** One tab listens for all of them, until it is closed. */
  #wait() {
    if (this.#alone) return;
    this.#alone = true;
    this.#tabs.alone("listen", () => {
      this.#listening = true;
      this.#listen();
      return new Promise(() => {});
    });
  }

  #listening = false;

  #listen() {
    const token = this.#who.token();
    if (!this.#listening || this.#resting || this.#socket || !token) return;
    this.#socket = new Socket({
      server: this.#api.server,
      token,
      // What was sent before the socket heard anything comes with a page view.
      on: { ready: () => this.#report(), event() {}, typing() {}, place() {}, link() {}, lost() {}, gone: () => this.#gone(token), approach: (approach) => this.came(approach) },
    });
    this.#socket.focus(false);
    this.#socket.open();
  }

  #gone(token) {
    this.#socket = null;
    // Another tab has become somebody else.
    if (token !== this.#who.token()) this.#listen();
  }

  #hush() {
    this.#socket?.stop();
    this.#socket = null;
  }
}
