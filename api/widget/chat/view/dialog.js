// Questions before what cannot be undone, and pictures in full size.

import { el, icon, ICONS } from "../dom.js";

/** Asks; resolves to whether the visitor confirmed. */
export function ask(say, { question, consequence = null, confirm }) {
  return new Promise((resolve) => {
    const dialog = el(
      "dialog",
      { class: "ask", "aria-labelledby": "ask-question", on: { close: () => finish(dialog, () => resolve(dialog.returnValue === "yes")) } },
      el("h2", { id: "ask-question" }, question),
      consequence && el("p", {}, consequence),
      el(
        "div",
        { class: "row" },
        el("button", { type: "button", class: "plain", autofocus: true, on: { click: () => dialog.close("no") } }, say("cancel")),
        el("button", { type: "button", class: "danger", on: { click: () => dialog.close("yes") } }, confirm),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Shows a picture in full size, with a way to keep it. */
export function showPicture(say, { name, url }) {
  const dialog = el(
    "dialog",
    { class: "picture", "aria-label": name, on: { close: () => finish(dialog) } },
    el(
      "div",
      { class: "row" },
      el("a", { href: url, download: name, class: "plain" }, say("file.download")),
      el("button", { class: "plain round", "aria-label": say("close"), autofocus: true, on: { click: () => dialog.close() } }, icon(ICONS.close)),
    ),
    el("img", { src: url, alt: name }),
  );
  document.body.append(dialog);
  dialog.showModal();
}

function finish(dialog, then) {
  dialog.remove();
  then?.();
}
