// The desk's life: opens from what is kept, catches up by the socket, keeps itself, and goes with the session.

import { batch, effect, signal } from "@preact/signals";
import { type LinkState, Socket } from "../link/socket";
import { forget, recallNames } from "../session/keep";
import { forgetOwn } from "../session/own";
import { accessToken, end, mustEnrol, session } from "../session/tokens";
import { apply } from "./apply";
import { onArrival } from "./arrival";
import { forgetAll, keepDesk, keptDesk } from "./cache";
import { clear, clockAheadMs, whole } from "./desk";
import { doubtDirects, forgetDirects } from "./direct";
import { fetchChat, fetchCounts, fetchDesk, fetchMe, fetchPresence } from "./fetch";
import { hear } from "./hear";
import { forgetMoments, stopTyping } from "./moment";
import { Outbox } from "./outbox";
import { forgetPictures } from "./picture";
import { changesHearing, Renewal } from "./renewal";
import { arrivedOwn, sendItem } from "./send";
import { restore, snapshot } from "./snapshot";
import { openAgain, openedChats, tellAll, tellFocus, tellOver } from "./tell";
import { doubtTimelines, forgetTimelines } from "./timeline";

export const link = signal<LinkState>("connecting");
/** Whether the device has a network at all, as far as the browser knows. */
export const network = signal(typeof navigator === "undefined" || navigator.onLine);
/** Rises each time the link is open again: who shows a timeline fetches what may be missing. */
export const greetings = signal(0);
export const outbox = signal<Outbox | null>(null);

let socket: Socket | null = null;
let renewal: Renewal | null = null;
let owner = "";
let saving: ReturnType<typeof setTimeout> | undefined;
/** An event has said what this agent may hear, by which the server has ended streams. */
let judged = false;

/** Begins for the session in force; done when there is something to show, or nothing to be had. */
export async function start(): Promise<void> {
  const now = session.peek();
  if (!now) return;
  owner = `${now.agentId}.${now.sessionId}`;
  outbox.value = new Outbox(now.agentId, sendItem);
  renewal = new Renewal(fetchDesk, renewed, () => link.peek() === "open");
  const kept = await keptDesk(owner);
  if (session.peek()?.sessionId !== now.sessionId) return;
  if (kept) restore(kept);
  open(kept?.cursor ?? null);
  outbox.value.wake();
  // Enough for the frame of the screen, while the link is on its way; once that is open, everything is fetched.
  if (!kept) await fetchMe().catch(() => {});
}

/** Ends with the session; what is kept of it goes, too. */
export function stop(): void {
  socket?.stop();
  socket = null;
  tellOver(null);
  renewal?.stop();
  renewal = null;
  outbox.peek()?.stop();
  outbox.value = null;
  clearTimeout(saving);
  saving = undefined;
  forgetTimelines();
  forgetDirects();
  forgetMoments();
  forgetPictures();
  clear();
  // What was being written, and whether this device is pushed to, belongs to who has left.
  for (const name of recallNames("draft.")) forget(name);
  forget("push");
  forgetOwn();
  void forgetAll();
}

/** Begins anew once there is the second factor that everything waited for. */
export function enrolled(): void {
  socket?.stop();
  mustEnrol.value = false;
  open(null);
}

function open(cursor: string | null): void {
  const url = `${location.origin.replace(/^http/, "ws")}/v1/socket`;
  socket = new Socket(
    {
      token: accessToken,
      opened: openedChats,
      ready(resumed, now) {
        if (now) clockAheadMs.value = Date.parse(now) - Date.now();
        tellAll();
        outbox.peek()?.wake();
        greetings.value += 1;
        if (!resumed) {
          doubtTimelines();
          doubtDirects();
        } else if (!renewal?.owed) {
          whole.value = true;
          // What the log does not hold: rights, presence, numbers.
          void Promise.all([fetchMe(), fetchPresence(), fetchCounts()]).catch(() => {});
          return;
        }
        void renewal?.begin();
      },
      event(event) {
        // What is one's own is unsent no longer in the moment it is there.
        batch(() => {
          apply(event);
          arrivedOwn(outbox.peek(), event);
        });
        const own = session.peek();
        if (event.type === "session.ended" && event.content.session_id === own?.sessionId) end(event.content.end);
        else if (own && changesHearing(event, own.agentId)) {
          judged = true;
          void renewal?.begin();
        } else save();
      },
      frame: hear,
      link(state) {
        link.value = state;
        if (state === "lost") forgetMoments();
      },
      rightsChanged: () => renewal?.owe(),
      gone(code, reason) {
        if (reason === "second_factor_setup_required") mustEnrol.value = true;
        else if (code === 4500) {
          // A cursor that this server does not know.
          void forgetAll();
          open(null);
        } else end(code === 4526 ? "upgrade_required" : "session_revoked");
      },
    },
    cursor,
    url,
  );
  tellOver(socket);
  void socket.open();
}

/** Everything is fetched. Where streams were ended, who shows a timeline asks for what is missing in it. */
function renewed(): void {
  if (judged) {
    judged = false;
    openAgain();
    greetings.value += 1;
  }
  save();
}

const SAVE_AFTER_MS = 1_500;

function save(): void {
  if (!saving) saving = setTimeout(saveNow, SAVE_AFTER_MS);
}

function saveNow(): void {
  clearTimeout(saving);
  saving = undefined;
  const cursor = socket?.cursor;
  const now = cursor && snapshot(owner, cursor);
  if (now) void keepDesk(now);
}

/** Connects the feed to the page: the screen, the network, the token, what arrives. */
export function attach(): void {
  document.addEventListener("visibilitychange", () => {
    tellFocus();
    if (document.visibilityState === "visible") wake();
    else saveNow();
  });
  addEventListener("online", () => {
    network.value = true;
    wake();
  });
  addEventListener("offline", () => {
    network.value = false;
  });
  addEventListener("pagehide", saveNow);
  onArrival(({ kind, event }) => {
    if (kind === "message" || kind === "whisper") {
      const { sender, chat_id } = event.content;
      stopTyping(chat_id, sender.kind === "visitor" ? null : sender.id);
    }
    // What was said before the chat came here is unread, and no event will count it.
    if (kind === "assigned" || kind === "transfer") void fetchChat(event.content.chat.id).catch(() => {});
  });
  // A renewed token keeps the link that is open.
  let known = session.peek()?.accessToken;
  effect(() => {
    const now = session.value?.accessToken;
    if (now && known && now !== known) socket?.renew(now);
    known = now;
  });
  // Before it expires, even when nothing is asked for.
  setInterval(() => session.peek() && void accessToken().catch(() => {}), 20_000);
}

function wake(): void {
  socket?.wake();
  outbox.peek()?.wake();
}
