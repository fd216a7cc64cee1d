// The start: what is kept is opened, the feed begins, the screen is drawn; then what can wait.

import { effect } from "@preact/signals";
import { render } from "preact";
import { attach as attachFeed, start, stop } from "./desk/feed";
import { attach as attachLook } from "./look/theme";
import { attach as attachNotices } from "./notice/notice";
import { reportReceipts } from "./notice/receipt";
import { attach as attachWorker, follow as followWorker } from "./notice/worker";
import { whenIdle } from "./part/idle";
import { attach as attachRouter } from "./route/router";
import { App } from "./screen/app";
import { fetchAhead, fetchFirst } from "./screen/places";
import { session } from "./session/tokens";
import { fetchWords, locale } from "./words";

/** So long the splash waits for something to show: databases of browsers are known to hang, and networks are slow. */
const OPENED_MS = 1_000;
/** What the first screen asks the server for goes before what may be wanted next, and that before everything that there is. */
const AHEAD_AFTER_MS = 1_000;
const WORKER_AFTER_MS = 3_000;
const AGAIN_MS = 5_000;

attachLook();
attachRouter();
attachFeed();
followWorker();

effect(() => {
  document.documentElement.lang = locale.value;
});

let held: string | null = null;
let opened: Promise<void> = Promise.resolve();
effect(() => {
  const now = session.value?.sessionId ?? null;
  if (now === held) return;
  if (held) stop();
  held = now;
  if (now) {
    opened = start();
    void opened.then(() => whenIdle(reportReceipts));
  }
});

async function begin(): Promise<void> {
  try {
    await fetchWords();
  } catch {
    // A module that failed once stays failed in some browsers, and there are no words to say so.
    setTimeout(() => location.reload(), AGAIN_MS);
    return;
  }
  const late = new Promise((resolve) => setTimeout(resolve, OPENED_MS));
  await Promise.race([late, Promise.all([opened, session.peek() && fetchFirst()])]).catch(() => {});
  attachNotices();
  const place = document.getElementById("app")!;
  place.replaceChildren();
  render(<App />, place);
  whenIdle(fetchAhead, AHEAD_AFTER_MS);
  whenIdle(() => void attachWorker(), WORKER_AFTER_MS);
}

void begin();
