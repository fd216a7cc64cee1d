// What was said in one direct conversation, as far as it was read.

import { signal } from "@preact/signals";
import type { DirectMessageView, Page } from "../wire";
import { get } from "../wire/request";
import { Table } from "./table";

export class DirectTimeline {
  readonly messages = new Table<DirectMessageView>();
  readonly olderCursor = signal<string | null>(null);
  readonly fetched = signal(false);

  constructor(readonly id: string) {}

  inOrder(): DirectMessageView[] {
    return this.messages.all().sort((one, two) => one.position - two.position);
  }

  async refresh(): Promise<void> {
    await this.#page(null);
    this.fetched.value = true;
  }

  async loadOlder(): Promise<void> {
    if (this.olderCursor.value) await this.#page(this.olderCursor.value);
  }

  async #page(cursor: string | null): Promise<void> {
    const page: Page<DirectMessageView> = await get(`/v1/direct_conversations/${this.id}/messages`, { cursor });
    const known = page.items.some(({ id }) => this.messages.peek(id));
    if (!cursor && !known) this.messages.clear();
    for (const message of page.items) this.messages.apply(message);
    if (cursor || !known) this.olderCursor.value = page.next_cursor ?? null;
  }
}

const timelines = new Map<string, DirectTimeline>();

export function directTimelineOf(id: string): DirectTimeline {
  let timeline = timelines.get(id);
  if (!timeline) timelines.set(id, (timeline = new DirectTimeline(id)));
  return timeline;
}

export function heldDirect(id: string): DirectTimeline | undefined {
  return timelines.get(id);
}

export function forgetDirects(): void {
  timelines.clear();
}

export function doubtDirects(): void {
  for (const timeline of timelines.values()) timeline.fetched.value = false;
}
