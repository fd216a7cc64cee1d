// What this browser remembers between visits: small things, as JSON, in local storage; in memory where that is refused.

const PREFIX = "pronto.";
const memory = new Map<string, string>();

function store(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

export function recall<T>(name: string): T | null {
  const text = store()?.getItem(PREFIX + name) ?? memory.get(name) ?? null;
  try {
    return text === null ? null : (JSON.parse(text) as T);
  } catch {
    return null;
  }
}

export function remember(name: string, value: unknown): void {
  const text = JSON.stringify(value);
  memory.set(name, text);
  try {
    store()?.setItem(PREFIX + name, text);
  } catch {
    // Full or forbidden: it holds until the page is left.
  }
}

export function forget(name: string): void {
  memory.delete(name);
  store()?.removeItem(PREFIX + name);
}

/** Names that begin so, in order. */
export function recallNames(start: string): string[] {
  const names = new Set([...memory.keys()]);
  const kept = store();
  for (let at = 0; kept && at < kept.length; at += 1) {
    const key = kept.key(at);
    if (key?.startsWith(PREFIX)) names.add(key.slice(PREFIX.length));
  }
  return [...names].filter((name) => name.startsWith(start)).sort();
}

/** Hears when another tab changes or forgets a thing. */
export function onOtherTab(name: string, heard: () => void): void {
  if (typeof window === "undefined") return;
  window.addEventListener("storage", (event) => {
    if (event.key === PREFIX + name) {
      memory.delete(name);
      heard();
    }
  });
}
