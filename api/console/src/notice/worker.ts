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

/**
 * Hears when another worker takes this tab over, whichever tab asked for that: the files of the version that runs here are gone with
 * the worker before. Not when it is the first one, which comes for the page that is shown.
 */
export function follow(reload = () => location.reload()): void {
  if (!("serviceWorker" in navigator)) return;
  let led = !!navigator.serviceWorker.controller;
  let over = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (led && !over) {
      over = true;
      reload();
    }
    led = true;
  });
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

/** Lets the newer version take over all tabs, which it reloads. */
export function takeUpdate(): void {
  waiting.peek()?.postMessage("take over");
}
