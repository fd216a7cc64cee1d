// Files chosen for the next message: uploaded at once, shown with their progress.

import { el, fill, icon, ICONS } from "../dom.js";
import { saySize } from "../moment.js";
import { sayProblem } from "../words.js";

/** Most attachments of one message, as the server has it. */
export const ATTACHMENTS_MOST = 10;

export class TrayView {
  #say;
  #limitBytes;
  #upload;
  #onChange;
  #files = [];

  /** `upload(file, onProgress)` gives `{done, cancel}`. */
  constructor(say, { limitBytes, upload, onChange }) {
    this.#say = say;
    this.#limitBytes = limitBytes;
    this.#upload = upload;
    this.#onChange = onChange;
    this.#list = el("ul", { class: "tray", hidden: true });
    this.problem = el("p", { class: "problem", role: "alert", hidden: true });
    this.element = el("div", {}, this.#list, this.problem);
  }

  #list;

  /** Whether nothing is chosen. */
  get empty() {
    return this.#files.length === 0;
  }

  /** Files that were refused are not sent along. */
  get refused() {
    return this.#files.some((one) => one.state === "failed");
  }

  /** Files that are not with the server yet: the message takes them along. */
  get waiting() {
    return this.#files.filter((one) => one.state === "uploading" || one.state === "waiting").map((one) => one.file);
  }

  get attachments() {
    return this.#files.filter((one) => one.attachment).map((one) => one.attachment);
  }

  add(files) {
    this.#tell(null);
    for (const file of files) {
      const name = file.name || this.#say("bubble.attachment");
      if (this.#files.length >= ATTACHMENTS_MOST) this.#tell(this.#say("composer.too_many", { most: ATTACHMENTS_MOST }));
      else if (file.size === 0) this.#tell(this.#say("file.empty", { name }));
      else if (file.size > this.#limitBytes) this.#tell(this.#say("file.too_large", { name, most: saySize(this.#say, this.#limitBytes) }));
      else this.#begin({ file, name, state: "uploading", attachment: null, cancel: null });
    }
  }

  clear() {
    for (const one of this.#files) one.cancel?.();
    this.#files = [];
    this.#tell(null);
    this.#draw();
  }

  async #begin(one) {
    if (!this.#files.includes(one)) this.#files.push(one);
    one.state = "uploading";
    one.bar = el("progress", { max: 1, value: 0, "aria-label": this.#say("file.progress", { name: one.name }) });
    const { done, cancel } = this.#upload(one.file, (part) => {
      one.bar.value = part;
    });
    one.cancel = cancel;
    this.#draw();
    try {
      one.attachment = await done;
      one.state = "ready";
    } catch (error) {
      if (error.code === "cancelled") return;
      // What failed by chance goes with the message; what was refused stays here to be taken away.
      one.state = error.retryable ? "waiting" : "failed";
      if (!error.retryable) this.#tell(`${this.#say("file.failed", { name: one.name })} ${sayProblem(this.#say, error)}`);
    }
    one.cancel = null;
    this.#draw();
  }

  #remove(one) {
    one.cancel?.();
    this.#files = this.#files.filter((other) => other !== one);
    this.#draw();
  }

  #draw() {
    const say = this.#say;
    this.#list.hidden = this.#files.length === 0;
    fill(
      this.#list,
      this.#files.map((one) =>
        el(
          "li",
          { class: one.state },
          icon(ICONS.file),
          el("span", { class: "name", dir: "auto" }, one.name),
          el("span", { class: "size" }, saySize(say, one.file.size)),
          one.state === "uploading" && one.bar,
          one.state === "waiting" && icon(ICONS.clock),
          one.state === "failed" && el("button", { type: "button", class: "link", "aria-label": say("file.retry", { name: one.name }), on: { click: () => this.#begin(one) } }, say("again")),
          el("button", { type: "button", class: "plain round", "aria-label": say("file.remove", { name: one.name }), on: { click: () => this.#remove(one) } }, icon(ICONS.close)),
        ),
      ),
    );
    this.#onChange();
  }

  #tell(sentence) {
    this.problem.textContent = sentence || "";
    this.problem.hidden = !sentence;
  }
}
