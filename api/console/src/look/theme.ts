// Light, dark, or as the device says.

import { effect, signal } from "@preact/signals";
import { recall, remember } from "../session/keep";

export type Theme = "auto" | "light" | "dark";
export const theme = signal<Theme>(recall<Theme>("theme") ?? "auto");

export function setTheme(next: Theme): void {
  remember("theme", next);
  theme.value = next;
}

export function attach(): void {
  effect(() => {
    if (theme.value === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
}
