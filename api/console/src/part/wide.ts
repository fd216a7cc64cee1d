// Whether the screen is wider than a phone's. The same bound is in the styles (`@media (max-width: 760px)`).

import { signal } from "@preact/signals";

const query = typeof matchMedia === "undefined" ? null : matchMedia("(min-width: 761px)");

/** For what a phone never shows: it need not be made there at all. */
export const wide = signal(query?.matches ?? true);
query?.addEventListener("change", ({ matches }) => {
  wide.value = matches;
});
