// What arrives is heard and seen: sounds, notices of the system, the number on the tab and on the app's icon.

import { effect, signal } from "@preact/signals";
import { onArrival } from "../desk/arrival";
import { badge, chats, openOffers } from "../desk/desk";
import { greetings } from "../desk/feed";
import { whenIdle } from "../part/idle";
import { go, path } from "../route/router";
import { recall, remember } from "../session/keep";
import { words } from "../words";
import { type AlertKind, fetchAlerts, sounds, tells } from "./alert";
import { play } from "./sound";

export const noticesOn = signal(recall<boolean>("notices") ?? true);

export function setNotices(on: boolean): void {
  remember("notices", on);
  noticesOn.value = on;
}

/** The title of the screen, without the number before it. */
export const title = signal("Pronto");

const REPEAT_MS = 4_000;

export function attach(): void {
  onArrival(({ kind, event }) => {
    const { content } = event;
    const t = words.peek().notify;
    const away = document.visibilityState !== "visible";
    switch (kind) {
      case "offer":
        ring("offer");
        if (away) tell("offer", t.offer(content.visitor_name ?? `#${content.chat_number}`), content.queue_name, `offer ${content.id}`, "");
        break;
      case "assigned": {
        ring("offer");
        const { chat } = content;
        if (away) tell("offer", t.assigned(chat.visitor_name ?? `#${chat.number}`), "", chat.id, `chats/${chat.id}`);
        break;
      }
      case "transfer": {
        ring("transfer");
        const { chat } = content;
        tell("transfer", t.transfer(chat.visitor_name ?? `#${chat.number}`), "", chat.id, `chats/${chat.id}`);
        break;
      }
      case "mention":
        ring("mention");
        if (away) tell("mention", t.mention(content.by_name), "", `mention ${content.chat_id}`, `chats/${content.chat_id}`);
        break;
      case "message":
      case "whisper": {
        const to = `chats/${content.chat_id}`;
        if (away || path.peek() !== to) ring("message");
        const name = content.sender.name || (chats.peek(content.chat_id)?.visitor_name ?? "");
        // A whisper's text stays inside the console.
        if (away) tell("message", t.message(name), kind === "whisper" ? "" : content.text, content.chat_id, to);
        break;
      }
      case "direct": {
        const to = `directs/${content.conversation_id}`;
        if (away || path.peek() !== to) ring("direct");
        if (away) tell("direct", t.message(content.sender_name), content.text, content.conversation_id, to);
        break;
      }
    }
  });

  // Another device may have changed what one wants to hear.
  effect(() => {
    if (greetings.value) whenIdle(() => void fetchAlerts().catch(() => {}), 1_000);
  });

  // An offer calls until it is answered.
  let ringing: ReturnType<typeof setInterval> | undefined;
  effect(() => {
    const open = openOffers.value.length;
    clearInterval(ringing);
    if (open) ringing = setInterval(() => ring("offer"), REPEAT_MS);
  });

  effect(() => {
    const count = badge.value;
    document.title = count ? `(${count}) ${title.value}` : title.value;
    if (count) void navigator.setAppBadge?.(count).catch(() => {});
    else void navigator.clearAppBadge?.().catch(() => {});
  });
}

type Heard = Exclude<AlertKind, "offline_message">;
const TUNES = { offer: "offer", transfer: "offer", mention: "mention", message: "message", direct: "direct" } as const;

function ring(kind: Heard): void {
  if (sounds(kind)) play(TUNES[kind]);
}

/** A notice while the console is open somewhere; with it closed, pushes come instead. */
function tell(kind: Heard, title: string, body: string, tag: string, to: string): void {
  if (!noticesOn.peek() || !tells(kind) || typeof Notification === "undefined" || Notification.permission !== "granted") return;
  // Where this device has push, the server decides by what is on screen, and the worker shows it.
  if (recall<boolean>("push")) return;
  try {
    const notice = new Notification(title, { body, tag, icon: "/console/icon-192.png" });
    notice.onclick = () => {
      window.focus();
      go(to);
      notice.close();
    };
  } catch {
    // Phones show notices only through the worker.
    void navigator.serviceWorker?.ready.then((worker) =>
      worker.showNotification(title, { body, tag, icon: "/console/icon-192.png", data: { to } }),
    );
  }
}
