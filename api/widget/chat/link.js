// Web addresses inside a text. Only http and https are ever recognised; all else stays text.

const CANDIDATE = /\bhttps?:\/\/[^\s<>"'`{}|\\^]+/giu;

/** A text as parts in order: `{text}` or `{text, href}`. Joined, the texts are the text again. */
export function partsOf(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(CANDIDATE)) {
    const shown = withoutTrailing(found[0]);
    const href = webAddress(shown);
    if (!href) continue;
    if (found.index > end) parts.push({ text: text.slice(end, found.index) });
    parts.push({ text: shown, href });
    end = found.index + shown.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** The address as a browser will open it, or null when it is not a web address that shows where it leads. */
export function webAddress(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const web = url.protocol === "http:" || url.protocol === "https:";
  // `https://bank.example@evil.example/` reads as another place than it opens.
  return web && url.hostname && !url.username && !url.password ? url.href : null;
}

/** Punctuation after an address belongs to the sentence; a closing bracket too, unless it was opened inside. */
function withoutTrailing(address) {
  let cut = address;
  for (;;) {
    const last = cut.at(-1);
    if (/[.,;:!?…]/u.test(last)) cut = cut.slice(0, -1);
    else if (last === ")" && count(cut, ")") > count(cut, "(")) cut = cut.slice(0, -1);
    else if (last === "]" && count(cut, "]") > count(cut, "[")) cut = cut.slice(0, -1);
    else return cut;
  }
}

function count(text, letter) {
  return text.split(letter).length - 1;
}
