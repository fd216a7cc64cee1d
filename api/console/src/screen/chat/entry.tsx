// One thing that was said: message, whisper, system line, note, or something unsent.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { may, myId } from "../../desk/desk";
import { outbox } from "../../desk/feed";
import type { Item } from "../../desk/outbox";
import type { Entry, Timeline } from "../../desk/timeline";
import { Avatar } from "../../part/avatar";
import { Button } from "../../part/button";
import { Confirm } from "../../part/confirm";
import { sentenceOf } from "../../part/failure-note";
import { Check, CheckCheck, Clock, EyeOff, Pencil, Quote, StickyNote, Trash2 } from "../../part/icon";
import { Menu } from "../../part/menu";
import { RichText } from "../../part/rich-text";
import type { ChatView, MessageView, NoteView, WhisperView } from "../../wire";
import { remove } from "../../wire/request";
import { words } from "../../words";
import { clock } from "../../words/format";
import { Attachments } from "./attachment";
import { quoting } from "./draft";
import { EditText } from "./edit-text";

/** How far a message to the visitor has come; null for what is not one. */
export type Mark = "sent" | "there" | "read" | null;

/** Only what the entry itself shows: one that stays the same is not drawn anew when another comes. */
interface Props {
  chatId: string;
  visitorId: string;
  closed: boolean;
  mark: Mark;
  entry: Entry;
  timeline: Timeline;
}

export function markOf(chat: ChatView, entry: Entry): Mark {
  if (entry.type !== "message" || entry.sender.kind !== "agent") return null;
  if (chat.visitor_read_number >= entry.number) return "read";
  return (chat.visitor_received_number ?? 0) >= entry.number ? "there" : "sent";
}

export function EntryView(props: Props) {
  const { entry } = props;
  const t = words.value;
  if (entry.type === "message" && entry.sender.kind === "system") {
    const text = entry.notice ? t.notices[entry.notice.code]?.(entry.notice.names as Record<string, string>) || entry.text : entry.text;
    if (!text) return null;
    return (
      <li class="system" data-position={entry.position}>
        <span>
          {text} <time dateTime={entry.sent_at}>{clock(entry.sent_at)}</time>
        </span>
      </li>
    );
  }
  return <Bubble {...props} />;
}

function Bubble({ chatId, visitorId, closed, mark, entry, timeline }: Props) {
  const t = words.value;
  const [doing, setDoing] = useState<"edit" | "delete" | null>(null);
  const { sender } = entry;
  const whisper = entry.type === "whisper";
  const own = sender.kind === "agent" && sender.id === myId.value;
  const side = sender.kind === "visitor" ? "theirs" : "ours";
  const address = `/v1/chats/${chatId}/${whisper ? "whispers" : "messages"}/${entry.id}`;
  const quoted = entry.type === "message" && entry.quoted_id ? timeline.entries.get(entry.quoted_id) : undefined;
  const changeable = own && may("edit_messages") && !entry.deleted_at && !closed;
  return (
    <li class={`entry ${side} ${whisper ? "whisper" : ""} ${own ? "own" : ""}`} data-position={entry.position}>
      <Avatar name={sender.name || t.visitor} id={sender.id ?? visitorId} small />
      <div class="bubble-holder">
        <p class="author">
          <strong>{sender.name || t.visitor}</strong>
          {sender.role && <span> · {t.roles[sender.role]}</span>}
          {whisper && (
            <span class="whisper-mark">
              <EyeOff size={13} aria-hidden="true" /> {t.whisperLabel}
            </span>
          )}
        </p>
        <div class="bubble">
          {entry.deleted_at ? (
            <em class="deleted">{t.deletedMessage}</em>
          ) : doing === "edit" ? (
            <EditText
              address={address}
              text={entry.text}
              onDone={() => setDoing(null)}
              onSaved={(saved) => timeline.entries.apply({ ...(saved as MessageView & WhisperView), type: entry.type } as Entry)}
            />
          ) : (
            <>
              {quoted && <Quoted entry={quoted} />}
              {entry.text && <RichText text={entry.text} />}
              {entry.type === "message" && entry.attachments.length > 0 && <Attachments chatId={chatId} attachments={entry.attachments} />}
            </>
          )}
        </div>
        <p class="foot">
          <time dateTime={entry.sent_at}>{clock(entry.sent_at)}</time>
          {entry.edited_at && !entry.deleted_at && <span> · {t.edited}</span>}
          {mark && <MarkIcon mark={mark} />}
        </p>
      </div>
      {!entry.deleted_at && doing !== "edit" && (
        <Menu
          label={t.actions}
          items={[
            entry.type === "message" && { label: t.quoteAction, icon: Quote, pick: () => quoting(chatId, entry) },
            changeable && { label: t.edit, icon: Pencil, pick: () => setDoing("edit") },
            changeable && { label: t.remove, icon: Trash2, danger: true, pick: () => setDoing("delete") },
          ]}
        />
      )}
      {doing === "delete" && (
        <Confirm
          title={t.deleteMessageTitle}
          sentence={whisper ? t.deleteWhisperSentence : t.deleteMessageSentence}
          confirm={t.remove}
          onClose={() => setDoing(null)}
          onConfirm={() => remove(address)}
        />
      )}
    </li>
  );
}

export function Quoted({ entry }: { entry: Entry }) {
  return (
    <blockquote>
      <strong>{entry.sender.name || words.value.visitor}</strong>
      <p>{entry.deleted_at ? words.value.deletedMessage : entry.text || (entry.type === "message" ? entry.attachments[0]?.name : "")}</p>
    </blockquote>
  );
}

function MarkIcon({ mark }: { mark: NonNullable<Mark> }) {
  const t = words.value;
  const label = { read: t.readByVisitor, there: t.delivered, sent: t.sentState }[mark];
  const Picture = mark === "sent" ? Check : CheckCheck;
  return <Picture size={15} class={`mark ${mark}`} aria-label={label} />;
}

export function NoteBubble({ note }: { note: NoteView }) {
  const t = words.value;
  const [doing, setDoing] = useState<"edit" | "delete" | null>(null);
  const address = `/v1/chats/${note.chat_id}/notes/${note.id}`;
  const own = note.author_id === myId.value;
  return (
    <li class="note">
      <StickyNote size={18} aria-hidden="true" />
      <div class="grow">
        <p class="author">
          <strong>{note.author_name}</strong> · {t.noteLabel} · <time dateTime={note.created_at}>{clock(note.created_at)}</time>
          {note.edited_at && ` · ${t.edited}`}
        </p>
        {doing === "edit" ? <EditText address={address} text={note.text} onDone={() => setDoing(null)} /> : <RichText text={note.text} />}
      </div>
      <Menu
        label={t.actions}
        items={[
          own && { label: t.edit, icon: Pencil, pick: () => setDoing("edit") },
          own && { label: t.remove, icon: Trash2, danger: true, pick: () => setDoing("delete") },
        ]}
      />
      {doing === "delete" && (
        <Confirm
          title={t.deleteNoteTitle}
          sentence={t.deleteNoteSentence}
          confirm={t.remove}
          onClose={() => setDoing(null)}
          onConfirm={() => remove(address)}
        />
      )}
    </li>
  );
}

export function Unsent({ item }: { item: Item }) {
  const t = words.value;
  const state = { sending: t.sendingState, waiting: t.waitingState, failed: t.failedState }[item.state];
  let more: ComponentChildren = null;
  if (item.state === "failed") {
    more = (
      <span class="unsent-acts">
        {item.code && <span class="problem">{sentenceOf({ code: item.code, message: "" })}</span>}
        <Button small onClick={() => outbox.peek()?.retry(item.clientId)}>
          {t.tryAgain}
        </Button>
        <Button small kind="quiet" onClick={() => outbox.peek()?.discard(item.clientId)}>
          {t.discard}
        </Button>
      </span>
    );
  }
  return (
    <li class={`entry ours own unsent ${item.kind} ${item.state}`}>
      <div class="bubble-holder">
        <div class="bubble">
          {item.text && <RichText text={item.text} />}
          {item.attachments.length > 0 && <p class="quiet">{item.attachments.map(({ name }) => name).join(", ")}</p>}
        </div>
        <p class="foot">
          <Clock size={13} aria-hidden="true" /> {state}
          {more}
        </p>
      </div>
    </li>
  );
}
