// The page around the frame, when there is one: told how much is unread and when to put the chat away.

/** What the host says: `shown` and `hidden`, `intent` when somebody is about to open the chat, `identify`, and `page`. */
const WORDS = ["shown", "hidden", "intent", "identify", "page"];

/** `hear(word, rest)` hears the host. Outside a frame there is nobody to hear or tell. */
export function connectHost({ embedded, origin, hear }) {
  if (!embedded || window.parent === window) return { tell() {} };
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== origin) return;
    const { pronto, ...rest } = event.data ?? {};
    if (WORDS.includes(pronto)) hear(pronto, rest);
  });
  return {
    /** Tells the host `{pronto: word, …}`; only the origin it said it has can read it. */
    tell(word, rest = {}) {
      if (origin) window.parent.postMessage({ ...rest, pronto: word }, origin);
    },
  };
}
