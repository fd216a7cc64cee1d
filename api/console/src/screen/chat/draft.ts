// What is being written in each chat, kept until it is sent, or until its author leaves.

import type { Kind } from "../../desk/outbox";
import type { Entry } from "../../desk/timeline";
import { forget, recall, remember } from "../../session/keep";
import { ownSignal } from "../../session/own";
import type { AttachmentView } from "../../wire";

export interface Draft {
  readonly kind: Exclude<Kind, "direct">;
  readonly text: string;
  readonly quoted: Entry | null;
  readonly attachments: readonly AttachmentView[];
}

const EMPTY: Draft = { kind: "message", text: "", quoted: null, attachments: [] };
const drafts = ownSignal<ReadonlyMap<string, Draft>>(new Map());

export function draftOf(chatId: string): Draft {
  return drafts.value.get(chatId) ?? { ...EMPTY, text: recall<string>(`draft.${chatId}`) ?? "" };
}

export function setDraft(chatId: string, change: Partial<Draft>): void {
  const next = { ...draftOf(chatId), ...change };
  drafts.value = new Map(drafts.value).set(chatId, next);
  if (next.text) remember(`draft.${chatId}`, next.text);
  else forget(`draft.${chatId}`);
}

export function clearDraft(chatId: string): void {
  setDraft(chatId, { text: "", quoted: null, attachments: [] });
}

export function quoting(chatId: string, entry: Entry): void {
  setDraft(chatId, { quoted: entry, kind: "message" });
  requestAnimationFrame(() => document.getElementById("composer")?.focus());
}
