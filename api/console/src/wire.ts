// Names of the wire, from the generated schema.

import type { components } from "./wire/schema";

type Schemas = components["schemas"];
/** A view or request by its name in openapi.yaml. */
export type Wire<Name extends keyof Schemas> = Schemas[Name];

export type AgentView = Wire<"AgentView">;
export type AttachmentView = Wire<"AttachmentView">;
export type Availability = Wire<"Availability">;
export type ChatView = Wire<"ChatView">;
export type ChatListItemView = Wire<"ChatListItemView">;
export type ContactView = Wire<"ContactView">;
export type DirectConversationView = Wire<"DirectConversationView">;
export type DirectMessageView = Wire<"DirectMessageView">;
export type MentionView = Wire<"MentionView">;
export type MessageView = Wire<"MessageView">;
export type MeView = Wire<"MeView">;
export type NoteView = Wire<"NoteView">;
export type OfferView = Wire<"OfferView">;
export type Permission = Wire<"Permission">;
export type Problem = Wire<"Problem">;
export type QueueCountsView = Wire<"QueueCountsView">;
export type QueueView = Wire<"QueueView">;
export type Register = Wire<"Register">;
export type TokensView = Wire<"TokensView">;
export type VisitView = Wire<"VisitView">;
export type CountersView = Wire<"CountersView">;
export type WhisperView = Wire<"WhisperView">;
export type TimelineEntryView = Wire<"TimelineEntryView">;

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor?: string | null;
}

/** One entry of the change log. What its content is depends on the type; `desk/apply.ts` is where that is known. */
export interface EventView {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the schema cannot tie a content to its type in one expression
  readonly content: any;
}

/** A frame of the socket; `type` tells which. */
export interface ServerFrame {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly [field: string]: any;
}
