// An attachment inside a message: a small picture, or a file with its name and size.

import { el, icon, ICONS } from "../dom.js";
import { saySize } from "../moment.js";
import { showPicture } from "./dialog.js";

/** Longer side of a picture in the list, in CSS pixels. */
const SHOWN_MOST_PX = 240;

/** `links()` gives short-lived addresses; they are asked for when the thing comes into sight or is opened, never kept. */
export function attachmentView(say, attachment, links) {
  // The server gives a width to what it decoded itself; a small picture is its own thumbnail.
  const picture = attachment.has_thumbnail || (attachment.width && attachment.content_type.startsWith("image/"));
  const button = el("button", { type: "button", class: picture ? "thumbnail" : "file", "aria-label": picture ? `${say("file.open", { name: attachment.name })}, ${saySize(say, attachment.size_bytes)}` : null });
  const problem = el("span", { class: "problem", role: "status" });
  if (picture) {
    const image = el("img", { alt: "", decoding: "async", ...shownSize(attachment) });
    button.append(image);
    whenSeen(button, () => loadThumbnail(image, links));
  } else {
    button.append(
      icon(ICONS.file),
      el("span", { class: "spoken" }, `${say("file.download")} `),
      el("span", { class: "name", dir: "auto" }, attachment.name),
      el("span", { class: "size" }, saySize(say, attachment.size_bytes)),
    );
  }
  button.addEventListener("click", async () => {
    problem.textContent = "";
    try {
      const { url } = await links();
      if (picture) showPicture(say, { name: attachment.name, url });
      else el("a", { href: url, download: attachment.name }).click();
    } catch {
      problem.textContent = say("file.gone");
    }
  });
  return el("div", { class: "attachment" }, button, problem);
}

/** The room is kept free from the start, so that the list does not jump when the picture comes. */
function shownSize({ width, height }) {
  if (!width || !height) return {};
  const scale = Math.min(1, SHOWN_MOST_PX / width, SHOWN_MOST_PX / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

async function loadThumbnail(image, links) {
  // An address that ran out in between is asked for once more.
  image.addEventListener("error", () => setThumbnail(image, links), { once: true });
  await setThumbnail(image, links);
}

async function setThumbnail(image, links) {
  try {
    const { url, thumbnailUrl } = await links();
    image.src = thumbnailUrl || url;
  } catch {
    // The button stays; opening it tells what is wrong.
  }
}

function whenSeen(element, then) {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    then();
  }, { rootMargin: "200px" });
  watch.observe(element);
}
