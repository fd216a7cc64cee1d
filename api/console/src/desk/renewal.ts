// The desk fetched as a whole: when nothing is held, after a gap in the log, and when this agent may hear other things than before.

import type { EventView } from "../wire";
import { whole } from "./desk";

const AGAIN_MS = 3_000;

/** From such an event on an agent hears other things; what was said where they did not listen is in no event. */
export function changesHearing({ type, content }: EventView, agentId: string): boolean {
  if (type === "agent.updated") return content.id === agentId;
  return (type === "queue_member.added" || type === "queue_member.removed") && content.agent_id === agentId;
}

export class Renewal {
  #fetch: () => Promise<void>;
  #done: () => void;
  #linked: () => boolean;
  /** How many causes there were, and how many of them before the last fetch that was done began. */
  #causes = 0;
  #met = 0;
  #running = false;
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** While there is no link, what fails is not repeated: the next greeting begins again. */
  constructor(fetch: () => Promise<void>, done: () => void, linked: () => boolean) {
    this.#fetch = fetch;
    this.#done = done;
    this.#linked = linked;
  }

  /** Whether what is held may lack something, or be too much. */
  get owed(): boolean {
    return this.#met !== this.#causes;
  }

  /** There is a cause. Nothing is kept until a fetch that began after it is done, so that a reload meets the cause again. */
  owe(): void {
    this.#causes += 1;
    whole.value = false;
  }

  /** Fetches for a cause of now. One that comes meanwhile may be in none of the answers: then it fetches once more. */
  async begin(): Promise<void> {
    this.owe();
    if (this.#running) return;
    clearTimeout(this.#timer);
    this.#running = true;
    try {
      while (this.owed && !this.#stopped) {
        const causes = this.#causes;
        await this.#fetch();
        this.#met = causes;
      }
    } catch {
      if (!this.#stopped) this.#timer = setTimeout(() => this.#linked() && void this.begin(), AGAIN_MS);
      return;
    } finally {
      this.#running = false;
    }
    if (this.#stopped) return;
    whole.value = true;
    this.#done();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
}
