// Where the visitor writes: Enter sends, Shift and Enter begin a new line; files are chosen, pasted or dropped.

import { el, fill, icon, ICONS } from "../dom.js";
import { sayProblem } from "../words.js";
import { quoteView } from "./bubble.js";
import { TrayView } from "./tray.js";

/** Longest text of a message, in characters, as the server has it. */
export const TEXT_MOST_CHARS = 8_000;

export class ComposerView {
  #say;
  #actions;
  #text;
  #tray;
  #send;
  #about;
  #problem;
  #editing = null;
  #quoting = null;
  /** What is being written; while an older message is changed, the field holds that one instead. */
  #draft;

  /** `actions`: `send(text, {attachments, files, quotedId})`, `takes(text, files)`, `edit(messageId, text)`, `types()`, `upload`, `keepDraft(text)`. */
  constructor(say, { limitBytes, draft, actions }) {
    this.#say = say;
    this.#actions = actions;
    this.#draft = draft;
    this.#text = el("textarea", { rows: 1, "aria-label": say("composer.label"), placeholder: say("composer.placeholder"), "aria-describedby": "composer-hint", enterkeyhint: "send", dir: "auto", props: { value: draft } });
    this.#tray = new TrayView(say, { limitBytes, upload: actions.upload, onChange: () => this.#refresh() });
    this.#send = el("button", { class: "send round", "aria-label": say("composer.send"), title: say("composer.send") }, icon(ICONS.send));
    this.#about = el("div", { class: "about", hidden: true });
    this.#problem = el("p", { class: "problem", role: "alert", hidden: true });
    const picker = el("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", on: { change: () => (this.addFiles(picker.files), (picker.value = "")) } });
    const attach = el("button", { type: "button", class: "plain round", "aria-label": say("composer.attach"), title: say("composer.attach"), on: { click: () => picker.click() } }, icon(ICONS.attach));
    this.element = el(
      "form",
      { class: "composer", on: { submit: (event) => (event.preventDefault(), this.#submit()) } },
      this.#about,
      this.#tray.element,
      this.#problem,
      el("div", { class: "line" }, attach, picker, this.#text, this.#send),
      el("p", { id: "composer-hint", class: "spoken" }, say("composer.hint")),
    );
    this.#text.addEventListener("keydown", (event) => this.#keyDown(event));
    this.#text.addEventListener("input", () => this.#typed());
    this.#text.addEventListener("focus", () => this.#refresh());
    this.#text.addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files || [])];
      if (!files.length) return;
      event.preventDefault();
      this.addFiles(files);
    });
    this.#refresh();
  }

  /** Puts the caret at the end. A dialog that was closed gives focus back without a caret (seen in Chromium), so focus alone is not enough. */
  focus() {
    this.#text.focus();
    const end = this.#text.value.length;
    this.#text.setSelectionRange(end, end);
  }

  /** Another tab wrote on: whoever wrote last is right. A message that is being changed here stays until that is over. */
  takeDraft(text) {
    this.#draft = text;
    if (!this.#editing) this.#showDraft();
  }

  addFiles(files) {
    if (!this.#editing) this.#tray.add([...files]);
  }

  /** Takes a message back into the field, to be changed. */
  beginEdit(message) {
    this.#editing = message;
    this.#quoting = null;
    this.#text.value = message.text;
    this.#showAbout(this.#say("composer.editing"));
  }

  /** The next message answers this one. */
  beginQuote(message) {
    this.#showDraft();
    this.#quoting = message;
    const name = message.sender.kind === "visitor" ? this.#say("sender.you") : message.sender.name;
    this.#showAbout(this.#say("composer.quoting", { name }), quoteView(this.#say, message));
  }

  #showAbout(sentence, more = null) {
    fill(
      this.#about,
      el("div", {}, el("strong", {}, sentence), more),
      el("button", { type: "button", class: "plain round", "aria-label": this.#say("cancel"), on: { click: () => this.#cancelAbout() } }, icon(ICONS.close)),
    );
    this.#about.hidden = false;
    this.#refresh();
    this.focus();
  }

  #cancelAbout() {
    this.#quoting = null;
    this.#about.hidden = true;
    this.#tell(null);
    this.#showDraft();
    this.focus();
  }

  /** No older message is being changed any more: the field holds what is being written. */
  #showDraft() {
    this.#editing = null;
    this.#text.value = this.#draft;
    this.#refresh();
  }

  #keyDown(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && !this.#about.hidden) {
      event.stopPropagation();
      this.#cancelAbout();
    }
  }

  #typed() {
    this.#tell(null);
    if (!this.#editing) {
      this.#draft = this.#text.value;
      this.#actions.keepDraft(this.#draft);
      if (this.#draft.trim()) this.#actions.types();
    }
    this.#refresh();
  }

  async #submit() {
    const text = this.#text.value.trim();
    const { attachments, waiting: files } = this.#tray;
    if ([...text].length > TEXT_MOST_CHARS) return this.#tell(this.#say("composer.too_long", { most: TEXT_MOST_CHARS }));
    if (this.#editing) return text && this.#saveEdit(text);
    if (!text && !attachments.length && !files.length) return;
    if (this.#tray.refused) return this.#tell(this.#say("composer.refused"));
    if (!this.#actions.takes(text, files)) return this.#tell(this.#say("composer.full"));
    this.#actions.send(text, { attachments, files, quotedId: this.#quoting?.id ?? null });
    this.#draft = "";
    this.#actions.keepDraft("");
    this.#tray.clear();
    this.#cancelAbout();
  }

  async #saveEdit(text) {
    const { id } = this.#editing;
    try {
      await this.#actions.edit(id, text);
      if (this.#editing?.id === id) this.#cancelAbout();
    } catch (error) {
      this.#tell(sayProblem(this.#say, error));
    }
  }

  #refresh() {
    const label = this.#say(this.#editing ? "composer.save" : "composer.send");
    this.#send.setAttribute("aria-label", label);
    this.#send.title = label;
    this.#send.classList.toggle("idle", !this.#text.value.trim() && this.#tray.empty);
    // Grows with the text up to the stylesheet's most; browsers that know `field-sizing` do it by themselves.
    if (CSS.supports("field-sizing", "content")) return;
    this.#text.style.height = "auto";
    this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
  }

  #tell(sentence) {
    this.#problem.textContent = sentence || "";
    this.#problem.hidden = !sentence;
  }
}
