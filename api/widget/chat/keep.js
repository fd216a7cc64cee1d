// What the browser keeps between visits. A frame may be refused storage; then memory has to do.

/** A store of JSON values under one prefix. */
export class Keep {
  #area;
  #prefix;
  #memory = new Map();

  constructor(area, prefix) {
    this.#area = area;
    this.#prefix = prefix;
  }

  /** The value, or null. */
  get(key) {
    try {
      const text = this.#area.getItem(this.#prefix + key);
      if (text !== null) return JSON.parse(text);
    } catch {
      // Refused, or not ours: as if it were not there.
    }
    return this.#memory.get(key) ?? null;
  }

  /** Keeps a value; null forgets it. */
  set(key, value) {
    this.#memory.delete(key);
    try {
      if (value === null) this.#area.removeItem(this.#prefix + key);
      else this.#area.setItem(this.#prefix + key, JSON.stringify(value));
    } catch {
      if (value !== null) this.#memory.set(key, value);
    }
  }

  /** Keys that begin so, in their order. */
  keys(start) {
    const found = new Set([...this.#memory.keys()].filter((key) => key.startsWith(start)));
    try {
      for (let i = 0; i < this.#area.length; i += 1) {
        const key = this.#area.key(i);
        if (key.startsWith(this.#prefix + start)) found.add(key.slice(this.#prefix.length));
      }
    } catch {
      // Memory alone.
    }
    return [...found].sort();
  }
}

/** The browser's lasting storage, or null where even asking for it is refused. */
export function lastingArea() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}
