// One message: the visitor's, an agent's, the system's, or one that is still on its way.

import { el, icon, ICONS } from "../dom.js";
import { partsOf } from "../link.js";
import { sayTime } from "../moment.js";
import { noticeText } from "../notice.js";
import { sayProblem } from "../words.js";
import { attachmentView } from "./attachment.js";
import { avatar } from "./avatar.js";

/** A text with its web addresses as links that tell the other side nothing. */
export function textView(text) {
  return el(
    "p",
    { class: "text", dir: "auto" },
    partsOf(text).map((part) => (part.href ? el("a", { href: part.href, target: "_blank", rel: "noopener noreferrer nofollow" }, part.text) : part.text)),
  );
}

/**
 * A message the server has. `actions`: `links`, `edit`, `remove`, `quote`; `quoted` is the message it answers, if known; `first`
 * and `last` say where it stands among those that one person sent in a row; `changeable` that it may still be edited.
 */
export function messageView(say, message, { first, last, quoted, closed, changeable, actions }) {
  if (message.sender.kind === "system") return el("li", { class: "notice" }, textView(noticeText(say, message)));
  const own = message.sender.kind === "visitor";
  const place = `${own ? "own" : "other"}${first ? " first" : ""}${last ? " last" : ""}`;
  const face = !own && last && avatar(message.sender.name);
  const name = own ? say("sender.you") : message.sender.name;
  const time = el("time", { datetime: message.sent_at }, sayTime(say, message.sent_at));
  if (message.deleted_at) {
    return el("li", { class: `message ${place} gone` }, face, spoken(name), el("div", { class: "bubble" }, el("p", { class: "text" }, say("bubble.deleted"))), el("div", { class: "meta" }, time));
  }
  return el(
    "li",
    { class: `message ${place}` },
    face,
    first && !own ? el("div", { class: "sender", dir: "auto" }, name) : spoken(name),
    el(
      "div",
      { class: "bubble" },
      message.quoted_id && quoteView(say, quoted),
      message.text && textView(message.text),
      message.attachments.map((attachment) => attachmentView(say, attachment, () => actions.links(attachment.id))),
    ),
    el(
      "div",
      { class: "meta" },
      message.edited_at && el("span", {}, say("bubble.edited")),
      time,
      own && el("span", { class: "state" }),
      !closed && menu(say, own && changeable, message, actions),
    ),
  );
}

/** Brings the mark of an own message up to date without touching the rest. */
export function refreshState(say, node, read, delivered) {
  const state = node.querySelector(".state");
  const word = say(read ? "bubble.read" : delivered ? "bubble.delivered" : "bubble.sent");
  if (!state || state.title === word) return;
  state.title = word;
  state.textContent = "";
  state.append(el("span", { "aria-hidden": "true" }, read || delivered ? "✓✓" : "✓"), spoken(word));
  state.classList.toggle("read", read);
}

/** A message that is not with the server yet. */
export function unsentView(say, item, { retry, discard }) {
  const failed = item.state === "failed";
  const waiting = item.state === "waiting";
  return el(
    "li",
    { class: `message own first last unsent ${item.state}` },
    spoken(say("sender.you")),
    el(
      "div",
      { class: "bubble" },
      item.text && textView(item.text),
      [...item.attachments, ...(item.files || [])].map((file) => el("p", { class: "waiting-file" }, icon(ICONS.file), el("span", { dir: "auto" }, file.name))),
      item.progress !== undefined && el("progress", { max: 1, value: item.progress, "aria-label": say("bubble.sending") }),
    ),
    el(
      "div",
      { class: "meta", role: failed ? "alert" : null },
      failed ? `${say("bubble.failed")} ${sayProblem(say, item)}` : say(waiting ? "bubble.waiting" : "bubble.sending"),
      (failed || waiting) && el("button", { type: "button", class: "link", on: { click: retry } }, say("again")),
      failed && el("button", { type: "button", class: "link", on: { click: discard } }, say("bubble.discard")),
    ),
  );
}

/** What a message answers, in one line. */
export function quoteView(say, quoted) {
  const words = quoted && !quoted.deleted_at ? quoted.text || quoted.attachments[0]?.name : null;
  const name = quoted && (quoted.sender.kind === "visitor" ? say("sender.you") : quoted.sender.name);
  return el("blockquote", { class: "quote" }, words ? `${name}: ${shorten(words)}` : say("bubble.quoted_gone"));
}

function menu(say, changeable, message, actions) {
  const button = (key, action) =>
    el("button", { type: "button", class: "link", on: { click: (event) => (event.target.closest("details").removeAttribute("open"), action(message)) } }, say(key));
  const close = (event) => event.currentTarget.removeAttribute("open");
  const keydown = (event) => {
    if (event.key !== "Escape" || !event.currentTarget.open) return;
    event.stopPropagation();
    close(event);
    event.currentTarget.firstChild.focus();
  };
  const focusout = (event) => event.relatedTarget && !event.currentTarget.contains(event.relatedTarget) && close(event);
  return el(
    "details",
    { class: "actions", name: "actions", on: { keydown, focusout } },
    el("summary", { "aria-label": say("bubble.actions"), title: say("bubble.actions") }, icon(ICONS.more)),
    el("div", { class: "menu" }, button("bubble.quote", actions.quote), changeable && message.text && button("bubble.edit", actions.edit), changeable && button("bubble.delete", actions.remove)),
  );
}

function spoken(text) {
  return el("span", { class: "spoken" }, text);
}

function shorten(text) {
  const letters = [...text.replace(/\s+/g, " ")];
  return letters.length > 120 ? `${letters.slice(0, 120).join("")}…` : letters.join("");
}
