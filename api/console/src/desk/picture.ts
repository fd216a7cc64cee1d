// Agents' pictures: each is fetched once and held for as long as the page lives; another picture has another id.

import { signal } from "@preact/signals";
import type { Wire } from "../wire";
import { get, pathOf } from "../wire/request";

const AGAIN_AFTER_MS = 30_000;
const pictures = signal<ReadonlyMap<string, string>>(new Map());
const asked = new Set<string>();

/** The address of a picture in this page; nothing while it comes, and for good where it cannot be had. */
export function pictureOf(agentId: string, pictureId: string): string | undefined {
  if (!asked.has(pictureId)) {
    asked.add(pictureId);
    // Not within the drawing that asks.
    queueMicrotask(() => void fetchPicture(agentId, pictureId));
  }
  return pictures.value.get(pictureId);
}

async function fetchPicture(agentId: string, pictureId: string): Promise<void> {
  try {
    const { url } = await get<Wire<"AvatarView">>(`/v1/agents/${agentId}/avatar`);
    const response = await fetch(pathOf(url));
    if (!response.ok) throw new Error(`status ${response.status}`);
    pictures.value = new Map(pictures.peek()).set(pictureId, URL.createObjectURL(await response.blob()));
  } catch {
    setTimeout(() => asked.delete(pictureId), AGAIN_AFTER_MS);
  }
}

export function forgetPictures(): void {
  for (const address of pictures.peek().values()) URL.revokeObjectURL(address);
  pictures.value = new Map();
  asked.clear();
}
