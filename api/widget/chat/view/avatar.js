// A person's initials in a circle, in a colour that stays theirs.

import { el } from "../dom.js";

export function avatar(name) {
  const words = name.trim().split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] || "").join("");
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  const face = el("span", { class: "avatar", "aria-hidden": "true" }, letters.toUpperCase());
  face.style.setProperty("--hue", sum);
  return face;
}
