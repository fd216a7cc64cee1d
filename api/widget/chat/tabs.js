// The visitor's other tabs of the same page: told what changed, and asked to wait where only one may act.

export class Tabs {
  #name;
  #channel = null;
  #heard = new Map();

  constructor(name) {
    this.#name = name;
    try {
      this.#channel = new BroadcastChannel(name);
      this.#channel.onmessage = ({ data }) => this.#heard.get(data.word)?.(data.content);
    } catch {
      // Refused, or too old: each tab is by itself, and the server still tells them all.
    }
  }

  /** Tells the other tabs. */
  tell(word, content = null) {
    this.#channel?.postMessage({ word, content });
  }

  /** Hears what other tabs tell. */
  on(word, listener) {
    this.#heard.set(word, listener);
  }

  /** Runs while no other tab runs anything of that name. A frame that is refused its storage is refused locks, too. */
  async alone(name, run) {
    let begun = false;
    const once = () => {
      begun = true;
      return run();
    };
    try {
      return await navigator.locks.request(this.#name + name, once);
    } catch (error) {
      if (begun) throw error;
      return run();
    }
  }
}
