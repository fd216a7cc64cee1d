// The service worker: the console without a network, and pushes with their actions.

/// <reference lib="webworker" />

import { en } from "./words/en";
import { ptBR } from "./words/pt-BR";

const worker = self as unknown as ServiceWorkerGlobalScope;
// Put in by the build: addresses, and a version of their own. What another version serves from is not touched.
const KEPT: readonly string[] = "{kept}" as unknown as string[];
const FAMILY = "pronto-console";
const CACHE = "pronto-console-{version}";
const RECEIPTS = "pronto-receipts";
const PAGE = "/console/";
const ICON = "/console/icon.svg";
const t = navigator.language.startsWith("pt") ? ptBR : en;

interface Content {
  readonly kind: string;
  readonly delivery_id: string;
  readonly badge: number;
  readonly chat_id?: string;
  readonly conversation_id?: string;
  readonly offer_id?: string;
  readonly offline_message_id?: string;
  readonly position?: number;
  readonly expires_at?: string;
  readonly title?: string;
  readonly body?: string;
  readonly action_token?: string;
}

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll([PAGE, ...KEPT, ICON]);
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      // A still newer version may be filling its own just now; it clears up when it takes over itself.
      const others = worker.registration.installing ? [] : await caches.keys();
      for (const name of others) if (name.startsWith(FAMILY) && name !== CACHE) await caches.delete(name);
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("message", (event) => {
  if (event.data === "take over") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== worker.location.origin || !pathname.startsWith(PAGE)) return;
  // Names in `assets` change with their content, so that what is kept is right.
  // The page is the one that belongs to the files that are kept: at once, with or without a network.
  if (event.request.mode === "navigate") event.respondWith(kept(PAGE));
  else if (KEPT.includes(pathname) || pathname === ICON) event.respondWith(kept(event.request));
});

async function kept(request: Request | string): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}

worker.addEventListener("push", (event) => {
  let content: Content | null = null;
  try {
    content = event.data?.json() ?? null;
  } catch {
    // Not ours; the browser wants something shown all the same.
  }
  event.waitUntil(content ? arrived(content) : worker.registration.showNotification(t.notify.something, { body: t.notify.body }));
});

/** Pushes of one thing replace one another. */
function tagOf({ chat_id, conversation_id, offer_id, kind }: Content): string {
  return offer_id ? `offer ${offer_id}` : (conversation_id ?? chat_id ?? kind);
}

function placeOf({ chat_id, conversation_id, offer_id, kind }: Content): string {
  if (conversation_id) return `directs/${conversation_id}`;
  return chat_id && !offer_id && kind !== "offer" ? `chats/${chat_id}` : "";
}

async function arrived(content: Content): Promise<void> {
  await receipts(content, "received");
  await showBadge(content.badge);
  const held = await worker.registration.getNotifications();
  if (content.kind === "clear" || content.kind === "badge") {
    for (const notice of held) {
      const about = notice.data?.content as Content | undefined;
      const same =
        (content.offer_id && about?.offer_id === content.offer_id) ||
        (!content.offer_id && content.chat_id && about?.chat_id === content.chat_id && !about?.offer_id) ||
        (content.conversation_id && about?.conversation_id === content.conversation_id);
      if (content.kind === "clear" && same) notice.close();
    }
    return;
  }
  const expired = content.expires_at && Date.parse(content.expires_at) < Date.now();
  if (expired && content.offer_id) return;
  const actions = content.action_token ? actionsOf(content) : [];
  await worker.registration.showNotification(content.title ?? t.notify.something, {
    body: content.body ?? (content.title ? "" : t.notify.body),
    tag: tagOf(content),
    icon: "/console/icon-192.png",
    badge: "/console/badge.png",
    data: { content },
    requireInteraction: content.kind === "offer",
    ...({
      renotify: true,
      actions,
      vibrate: content.kind === "offer" ? [200, 100, 200, 100, 200] : [120],
      timestamp: Date.now(),
    } as object),
  });
}

function actionsOf(content: Content): { action: string; title: string; type?: string }[] {
  if (content.kind === "offer") {
    return [
      { action: "accept", title: t.accept },
      { action: "decline", title: t.decline },
    ];
  }
  if (content.kind === "message" || content.kind === "direct") {
    return [
      { action: "reply", title: t.notify.reply, type: "text" },
      { action: "mark_read", title: t.notify.markRead },
    ];
  }
  return [];
}

worker.addEventListener("notificationclick", (event) => {
  const content = event.notification.data?.content as Content | undefined;
  const to = (event.notification.data?.to as string | undefined) ?? (content ? placeOf(content) : "");
  event.notification.close();
  const reply = (event as unknown as { reply?: string }).reply;
  event.waitUntil(clicked(event.action, content, to, reply));
});

async function clicked(action: string, content: Content | undefined, to: string, reply?: string): Promise<void> {
  if (!content || !action || (action === "reply" && !reply)) {
    if (content) await receipts(content, "opened");
    return show(to);
  }
  const body = action === "reply" ? { action, client_id: crypto.randomUUID(), text: reply } : { action };
  // Shown anew when the answer does not come: nobody may believe in vain to have accepted.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      const answer = await fetch("/v1/push/actions", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ action_token: content.action_token, ...body }),
      });
      if (answer.ok) {
        const outcome = await answer.json();
        await showBadge(outcome.badge);
        await receipts(content, "acted");
        if (action === "accept" && content.chat_id) await show(`chats/${content.chat_id}`);
        return;
      }
      if (answer.status < 500) {
        const problem = await answer.json().catch(() => ({}));
        return failed(content, t.failures[problem.code as string] ?? t.notify.failed);
      }
    } catch {
      // The network may come back at once.
    }
    await new Promise((resolve) => setTimeout(resolve, 500 * (attempt + 1)));
  }
  await failed(content, t.notify.failed);
}

async function failed(content: Content, sentence: string): Promise<void> {
  await worker.registration.showNotification(content.title ?? t.notify.something, {
    body: sentence,
    tag: tagOf(content),
    icon: "/console/icon-192.png",
    data: { to: placeOf(content) },
  });
}

/** Brings an open console to the front, or opens one. */
async function show(to: string): Promise<void> {
  const open = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const found = open.find(({ url }) => new URL(url).pathname.startsWith(PAGE));
  if (found) {
    found.postMessage({ to });
    await found.focus().catch(() => {});
  } else await worker.clients.openWindow(PAGE + to);
}

async function showBadge(count: number): Promise<void> {
  const target = navigator as Navigator & { setAppBadge?(count: number): Promise<void>; clearAppBadge?(): Promise<void> };
  await (count ? target.setAppBadge?.(count) : target.clearAppBadge?.())?.catch(() => {});
}

/** Notes what became of a push: an open console, or the next that opens, tells the server. */
async function receipts({ delivery_id }: Content, kind: "received" | "opened" | "acted"): Promise<void> {
  const cache = await caches.open(RECEIPTS);
  const receipt = { delivery_id, kind, at: new Date().toISOString() };
  await cache.put(`/console/receipt/${delivery_id}/${kind}`, new Response(JSON.stringify(receipt)));
  for (const client of await worker.clients.matchAll({ type: "window" })) client.postMessage({ receipts: true });
}
