// Where there is nothing, or nothing yet.

import type { ComponentChildren } from "preact";
import { words } from "../words";
import type { Icon } from "./icon";

export function Empty({ icon: Picture, children }: { icon?: Icon; children: ComponentChildren }) {
  return (
    <div class="empty">
      {Picture && <Picture size={36} aria-hidden="true" />}
      <p>{children}</p>
    </div>
  );
}

export function Waiting() {
  return (
    <div class="empty" role="status">
      <span class="spinner large" aria-hidden="true" />
      <span class="spoken">{words.value.loading}</span>
    </div>
  );
}
