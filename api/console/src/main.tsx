// The start: what is kept is opened, the feed begins, the screen is drawn.

import "./look/ground.css";
import "./look/part.css";
import "./look/shell.css";
import "./look/home.css";
import "./look/chat.css";
import "./look/screen.css";
import "./look/account.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { attach as attachFeed, start, stop } from "./desk/feed";
import { attach as attachLook } from "./look/theme";
import { attach as attachNotices } from "./notice/notice";
import { reportReceipts } from "./notice/receipt";
import { attach as attachWorker } from "./notice/worker";
import { attach as attachRouter } from "./route/router";
import { App } from "./screen/app";
import { session } from "./session/tokens";
import { locale } from "./words";

attachLook();
attachRouter();
attachFeed();
attachNotices();
void attachWorker();

effect(() => {
  document.documentElement.lang = locale.value;
});

let held: string | null = null;
effect(() => {
  const now = session.value?.sessionId ?? null;
  if (now === held) return;
  if (held) stop();
  held = now;
  if (now) void start().then(reportReceipts);
});

const place = document.getElementById("app")!;
place.replaceChildren();
render(<App />, place);
