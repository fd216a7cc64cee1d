// Where one is: addresses below /console/, as a signal.

import { computed, signal } from "@preact/signals";

const ROOT = "/console/";

function here(): string {
  return location.pathname.startsWith(ROOT) ? location.pathname.slice(ROOT.length) : "";
}

/** The address below the root, as `chats/0192…`. */
export const path = signal(typeof location === "undefined" ? "" : here());
export const query = signal(new URLSearchParams(typeof location === "undefined" ? "" : location.search));
export const segments = computed(() => path.value.split("/").filter(Boolean));

/** The address of a screen, for links. */
export function href(to: string): string {
  return ROOT + to;
}

export function go(to: string, replace = false): void {
  history[replace ? "replaceState" : "pushState"](null, "", href(to));
  follow();
}

/** Back where one came from, or to `otherwise` when this is where one came in. */
export function back(otherwise: string): void {
  if (history.state === null && history.length > 1 && path.value !== otherwise) go(otherwise, true);
  else history.back();
}

function follow(): void {
  path.value = here();
  query.value = new URLSearchParams(location.search);
}

/** Hears the browser's own buttons, and takes clicks on links of the console. */
export function attach(): void {
  addEventListener("popstate", follow);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = (event.target as Element).closest?.("a");
    if (!anchor || anchor.target || anchor.hasAttribute("download") || anchor.origin !== location.origin) return;
    if (!anchor.pathname.startsWith(ROOT)) return;
    event.preventDefault();
    go(anchor.pathname.slice(ROOT.length) + anchor.search);
  });
}
