// A chat: its messages, who types, what is wrong with the link, and where to write.

import { el, fill, icon, ICONS } from "../dom.js";
import { sayProblem } from "../words.js";
import { ComposerView } from "./composer.js";
import { ask } from "./dialog.js";
import { ListView } from "./list.js";
import { RatingView } from "./rating.js";

export class ConversationView {
  #say;
  #session;
  #list;
  #composer;
  #banner;
  #rating;
  #entry;
  #foot;
  #problem;
  #closed = null;
  #bannerKey = null;
  #actions;

  /** `actions`: `again()` starts a new chat, `keepDraft(text)`. */
  constructor(say, { session, entry, draft, actions }) {
    this.#say = say;
    this.#entry = entry;
    this.#session = session;
    this.#actions = actions;
    this.#list = new ListView(say, {
      links: (id) => session.links(id),
      quote: (message) => this.#composer.beginQuote(message),
      edit: (message) => this.#composer.beginEdit(message),
      remove: (message) => this.#remove(message),
      retry: (clientId) => session.outbox.retry(clientId),
      discard: (clientId) => session.outbox.discard(clientId),
      loadOlder: () => this.#try(() => session.loadOlder()),
    }, { editSeconds: entry.edit_window_seconds });
    this.#composer = new ComposerView(say, {
      limitBytes: entry.attachment_limit_bytes,
      draft,
      actions: {
        send: (...message) => (session.send(...message), this.#list.toEnd()),
        takes: (text, files) => session.outbox.takes(text, files),
        edit: (id, text) => session.edit(id, text),
        types: () => session.types(),
        upload: (file, onProgress) => session.upload(file, onProgress),
        keepDraft: actions.keepDraft,
      },
    });
    this.#banner = el("div", { class: "banner", role: "status" });
    this.#rating = new RatingView(say, (score, comment) => session.rate(score, comment));
    this.#problem = el("p", { class: "problem", role: "alert", hidden: true });
    this.#foot = el("div", { class: "foot" });
    this.element = el("section", { class: "conversation" }, this.#banner, this.#list.element, this.#problem, this.#foot);
    this.#takeDrops();
    this.update([]);
  }

  focus() {
    if (this.#closed) this.#foot.querySelector("input, .again").focus();
    else this.#composer.focus();
  }

  toEnd() {
    this.#list.toEnd();
  }

  update(arrived) {
    const { chat } = this.#session.state;
    this.#list.update(this.#session, arrived);
    this.#drawBanner();
    this.#drawFoot(chat?.state === "closed", chat?.left_by_visitor);
    if (this.#closed) this.#rating.update(chat.rating);
  }

  takeDraft(text) {
    this.#composer.takeDraft(text);
  }

  #drawBanner() {
    const { link, fetched } = this.#session;
    // A first connection is not a lost one.
    const key = link === "stopped" ? "link.stopped" : !navigator.onLine ? "link.offline" : link === "lost" || (link === "connecting" && fetched && this.#bannerKey) ? "link.reconnecting" : null;
    if (key === this.#bannerKey) return;
    this.#bannerKey = key;
    this.#banner.classList.toggle("shown", key !== null);
    fill(this.#banner, key && el("span", {}, this.#say(key)), key === "link.stopped" && el("button", { type: "button", class: "link", on: { click: () => location.reload() } }, this.#say("link.reload")));
  }

  #drawFoot(closed, byVisitor) {
    if (closed === this.#closed) return;
    const hadFocus = this.#foot.contains(document.activeElement);
    this.#closed = closed;
    if (!closed) fill(this.#foot, this.#composer.element);
    else {
      fill(
        this.#foot,
        el(
          "div",
          { class: "ended" },
          el("p", { class: "how" }, this.#say(byVisitor ? "closed.by_you" : "closed.by_agent")),
          this.#entry.rating_enabled && this.#rating.element,
          this.#transcript(),
          el("button", { type: "button", class: "primary wide again", on: { click: () => this.#actions.again() } }, this.#say("closed.again")),
        ),
      );
    }
    if (hadFocus) this.focus();
  }

  /** The chat to take along: as a file, and by mail to the address given in it. */
  #transcript() {
    const say = this.#say;
    const { transcript_pdf: pdf, transcript_mail: mail } = this.#entry;
    if (!pdf && !mail) return null;
    const told = el("p", { class: "hint", role: "status" });
    const button = (key, picture, act) => {
      const one = el("button", { type: "button", class: "plain", on: { click: run } }, icon(picture), say(key));
      async function run() {
        one.disabled = true;
        try {
          told.textContent = (await act()) || "";
        } catch (error) {
          told.textContent = error.code === "conflict" ? say("transcript.no_address") : sayProblem(say, error);
        }
        one.disabled = false;
        one.focus();
      }
      return one;
    };
    return el(
      "div",
      { class: "transcript" },
      el(
        "div",
        { class: "row" },
        pdf && button("transcript.pdf", ICONS.download, async () => (saveFile(await this.#session.printTranscript(), `chat-${this.#session.state.chat.number}.pdf`), "")),
        mail && button("transcript.mail", ICONS.mail, async () => (await this.#session.mailTranscript(), say("transcript.mailed"))),
      ),
      told,
    );
  }

  async leave() {
    const say = this.#say;
    const sure = await ask(say, { question: say("leave.ask"), consequence: say("leave.consequence"), confirm: say("leave.confirm") });
    if (sure) await this.#try(() => this.#session.leave());
    this.focus();
  }

  async #remove(message) {
    const say = this.#say;
    const sure = await ask(say, { question: say("delete.ask"), confirm: say("bubble.delete") });
    if (sure) await this.#try(() => this.#session.remove(message.id));
    this.focus();
  }

  async #try(action) {
    this.#problem.hidden = true;
    try {
      await action();
    } catch (error) {
      this.#problem.textContent = sayProblem(this.#say, error);
      this.#problem.hidden = false;
    }
  }

  #takeDrops() {
    const element = this.element;
    const holdsFiles = (event) => !this.#closed && event.dataTransfer?.types.includes("Files");
    element.dataset.drop = this.#say("file.drop");
    element.addEventListener("dragover", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      element.classList.add("dropping");
    });
    element.addEventListener("dragleave", (event) => {
      if (!element.contains(event.relatedTarget)) element.classList.remove("dropping");
    });
    element.addEventListener("drop", (event) => {
      element.classList.remove("dropping");
      if (!holdsFiles(event)) return;
      event.preventDefault();
      this.#composer.addFiles(event.dataTransfer.files);
    });
  }
}

function saveFile(blob, name) {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
