// What was said in one chat, as far as it was read, merged by `seq`; notes beside it.

import { signal } from "@preact/signals";
import type { MessageView, NoteView, Page, TimelineEntryView, WhisperView } from "../wire";
import { all, get } from "../wire/request";
import { keepTimeline, keptTimeline } from "./cache";
import { lastTexts } from "./desk";
import { Table } from "./table";

export type Entry = (MessageView & { readonly type: "message" }) | (WhisperView & { readonly type: "whisper" });

/** After so many pages of catching up, what is older is forgotten and fetched again when wanted. */
const PAGES_MOST = 5;

export class Timeline {
  readonly chatId: string;
  readonly entries = new Table<Entry>();
  readonly notes = new Table<NoteView>();
  readonly olderCursor = signal<string | null>(null);
  /** Whether the newest page was fetched since the chat was opened. */
  readonly fetched = signal(false);
  #running: Promise<void> | null = null;

  constructor(chatId: string) {
    this.chatId = chatId;
  }

  inOrder(): Entry[] {
    return this.entries.all().sort((one, two) => one.position - two.position);
  }

  /** Shows what was kept, then fetches from the newest page back to where what is held begins, so that no gap is left. */
  refresh(): Promise<void> {
    this.#running ??= this.#refresh().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #refresh(): Promise<void> {
    if (!this.fetched.value) for (const entry of await keptTimeline(this.chatId)) this.entries.apply(entry);
    const heldFirst = Math.min(...this.entries.peekAll().map(({ position }) => position));
    let cursor: string | null | undefined;
    for (let pages = 1; ; pages += 1) {
      const page: Page<TimelineEntryView> = await get(`/v1/chats/${this.chatId}/timeline`, { cursor });
      for (const entry of page.items) this.entries.apply(entry as Entry);
      const first = page.items[0]?.position ?? 0;
      const reached = !Number.isFinite(heldFirst) || first <= heldFirst;
      cursor = page.next_cursor;
      if (!cursor || reached || pages >= PAGES_MOST) {
        if (!reached && cursor) this.entries.keep(({ position }) => position >= first);
        // Held pages that are older than this one were fetched before, and so was the cursor behind them.
        if (first <= heldFirst || !reached || !this.olderCursor.value) this.olderCursor.value = cursor ?? null;
        break;
      }
    }
    for (const note of await all<NoteView>(`/v1/chats/${this.chatId}/notes`)) this.notes.apply(note);
    this.fetched.value = true;
    const last = this.inOrder().findLast(({ deleted_at, text }) => !deleted_at && text);
    if (last && last.position > (lastTexts.peek().get(this.chatId)?.position ?? 0)) {
      lastTexts.value = new Map(lastTexts.peek()).set(this.chatId, {
        text: last.text,
        position: last.position,
        whisper: last.type === "whisper",
      });
    }
    this.save();
  }

  async loadOlder(): Promise<void> {
    const cursor = this.olderCursor.value;
    if (!cursor) return;
    const page: Page<TimelineEntryView> = await get(`/v1/chats/${this.chatId}/timeline`, { cursor });
    for (const entry of page.items) this.entries.apply(entry as Entry);
    if (this.olderCursor.value === cursor) this.olderCursor.value = page.next_cursor ?? null;
  }

  /** Keeps the newest of it for when the chat is opened next, or there is no network; not once it was forgotten with its session. */
  save(): void {
    if (timelines.get(this.chatId) !== this) return;
    const newest = this.entries
      .peekAll()
      .sort((one, two) => one.position - two.position)
      .slice(-50);
    void keepTimeline(this.chatId, newest);
  }
}

const timelines = new Map<string, Timeline>();

/** The timeline of a chat; the same one each time. */
export function timelineOf(chatId: string): Timeline {
  let timeline = timelines.get(chatId);
  if (!timeline) timelines.set(chatId, (timeline = new Timeline(chatId)));
  return timeline;
}

/** Those that were opened. */
export function heldTimeline(chatId: string): Timeline | undefined {
  return timelines.get(chatId);
}

export function forgetTimelines(): void {
  timelines.clear();
}

/** After a gap in the log, what is held may be old: whoever is shown fetches again. */
export function doubtTimelines(): void {
  for (const timeline of timelines.values()) timeline.fetched.value = false;
}
