// Things of one kind, by id. Whatever arrives, in whatever order, is merged here by `seq`.

import { signal } from "@preact/signals";

export interface Thing {
  readonly id: string;
  readonly seq: number;
}

export class Table<T extends Thing> {
  #things = new Map<string, T>();
  /** Ids that an event removed, with its `seq`: a page fetched before must not bring them back. */
  #removed = new Map<string, number>();
  #version = signal(0);

  /** Takes a thing in unless something newer of it is known; `seq` is the event's, when it came by one. True when it changed. */
  apply(thing: T, seq: number = thing.seq): boolean {
    const newest = Math.max(thing.seq, seq);
    const held = this.#things.get(thing.id);
    if ((held && newest <= held.seq) || newest <= (this.#removed.get(thing.id) ?? -1)) return false;
    this.#things.set(thing.id, newest === thing.seq ? thing : { ...thing, seq: newest });
    this.#version.value += 1;
    return true;
  }

  /** Changes a part that moves without a new `seq`, such as a read mark. */
  patch(id: string, change: (thing: T) => Partial<T>): void {
    const held = this.#things.get(id);
    if (!held) return;
    this.#things.set(id, { ...held, ...change(held) });
    this.#version.value += 1;
  }

  /** Removes a thing; an event gives its `seq`. */
  remove(id: string, seq?: number): void {
    if (seq !== undefined) this.#removed.set(id, seq);
    if (this.#things.delete(id)) this.#version.value += 1;
  }

  /** Keeps only what passes. */
  keep(passes: (thing: T) => boolean): void {
    for (const [id, thing] of this.#things) if (!passes(thing)) this.#things.delete(id);
    this.#version.value += 1;
  }

  clear(): void {
    this.#removed.clear();
    this.keep(() => false);
  }

  /** Read in a component, it is drawn anew when anything here changes. */
  get(id: string | null | undefined): T | undefined {
    this.#version.value;
    return id ? this.#things.get(id) : undefined;
  }

  all(): T[] {
    this.#version.value;
    return [...this.#things.values()];
  }

  /** As `get`, without being told of changes. */
  peek(id: string): T | undefined {
    return this.#things.get(id);
  }

  peekAll(): T[] {
    return [...this.#things.values()];
  }
}
