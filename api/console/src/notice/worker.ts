// The service worker: registered, asked by its pushes, replaced by newer ones.

import { signal } from "@preact/signals";
import { go } from "../route/router";
import { reportReceipts } from "./receipt";

/** A worker of a newer version waits. */
export const waiting = signal<ServiceWorker | null>(null);

/** The one place where an address of a script is made. */
function address(): string {
  const types = (
    globalThis as {
      trustedTypes?: {
        createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
      };
    }
  ).trustedTypes;
  const only = (url: string) => {
    if (url !== "/console/sw.js") throw new TypeError("not the worker");
    return url;
  };
  return types ? types.createPolicy("pronto", { createScriptURL: only }).createScriptURL("/console/sw.js") : "/console/sw.js";
}

export async function attach(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    const held = await navigator.serviceWorker.register(address(), { scope: "/console/" });
    const look = (worker: ServiceWorker | null) => {
      if (worker?.state === "installed" && navigator.serviceWorker.controller) waiting.value = worker;
    };
    look(held.waiting);
    held.addEventListener("updatefound", () => {
      const next = held.installing;
      next?.addEventListener("statechange", () => look(next));
    });
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (typeof data?.to === "string") go(data.to);
      if (data?.receipts) void reportReceipts();
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void held.update().catch(() => {}));
  } catch {
    // Without a worker there is no push and nothing offline; all else works.
  }
}

/** Takes the newer version. */
export function takeUpdate(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.peek()?.postMessage("take over");
}
