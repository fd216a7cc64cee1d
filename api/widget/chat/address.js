// What the page's own address says: whose chat it is, and how it is shown.

import { pickLocale } from "./locale.js";

/** Reads `/chat/{organization}/{queue}?embedded=1&host=…&color=…&locale=…`; without a queue the visitor picks one. */
export function readAddress(href, languages) {
  const url = new URL(href);
  const [, organization, queue] = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  const color = url.searchParams.get("color") || "";
  return {
    server: url.origin,
    organization,
    queue: queue ?? null,
    chatKey: `chat:${queue ?? ""}`,
    embedded: url.searchParams.get("embedded") === "1",
    host: hostOrigin(url.searchParams.get("host")),
    color: /^#[0-9a-f]{6}$/i.test(color) ? color : null,
    locale: pickLocale([url.searchParams.get("locale"), ...languages]),
  };
}

/** The origin of the page around the frame; messages go there and nowhere else. */
function hostOrigin(given) {
  try {
    const { origin, protocol } = new URL(given);
    return protocol === "https:" || protocol === "http:" ? origin : null;
  } catch {
    return null;
  }
}

/** Black or white, whichever reads better on a colour (WCAG contrast). */
export function readableOn(color) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}
