// What arrives is heard and seen: sounds, notices of the system, the number on the tab and on the app's icon.

import { effect, signal } from "@preact/signals";
import { onArrival } from "../desk/apply";
import { badge, chats, openOffers } from "../desk/desk";
import { go, path } from "../route/router";
import { recall, remember } from "../session/keep";
import { words } from "../words";
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
        play("offer");
        if (away) tell(t.offer(content.visitor_name ?? `#${content.chat_number}`), content.queue_name, `offer ${content.id}`, "");
        break;
      case "assigned":
        play("offer");
        if (away) tell(t.assigned(content.chat.visitor_name ?? `#${content.chat.number}`), "", content.chat.id, `chats/${content.chat.id}`);
        break;
      case "transfer":
        play("offer");
        tell(t.transfer(content.chat.visitor_name ?? `#${content.chat.number}`), "", content.chat.id, `chats/${content.chat.id}`);
        break;
      case "mention":
        play("mention");
        if (away) tell(t.mention(content.by_name), "", `mention ${content.chat_id}`, `chats/${content.chat_id}`);
        break;
      case "message":
      case "whisper": {
        const to = `chats/${content.chat_id}`;
        if (away || path.peek() !== to) play("message");
        const name = content.sender.name || (chats.peek(content.chat_id)?.visitor_name ?? "");
        // A whisper's text stays inside the console.
        if (away) tell(t.message(name), kind === "whisper" ? "" : content.text, content.chat_id, to);
        break;
      }
      case "direct": {
        const to = `directs/${content.conversation_id}`;
        if (away || path.peek() !== to) play("direct");
        if (away) tell(t.message(content.sender_name), content.text, content.conversation_id, to);
        break;
      }
    }
  });

  // An offer calls until it is answered.
  let ringing: ReturnType<typeof setInterval> | undefined;
  effect(() => {
    const open = openOffers.value.length;
    clearInterval(ringing);
    if (open) ringing = setInterval(() => play("offer"), REPEAT_MS);
  });

  effect(() => {
    const count = badge.value;
    document.title = count ? `(${count}) ${title.value}` : title.value;
    if (count) void navigator.setAppBadge?.(count).catch(() => {});
    else void navigator.clearAppBadge?.().catch(() => {});
  });
}

/** A notice while the console is open somewhere; with it closed, pushes come instead. */
function tell(title: string, body: string, tag: string, to: string): void {
  if (!noticesOn.peek() || typeof Notification === "undefined" || Notification.permission !== "granted") return;
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
