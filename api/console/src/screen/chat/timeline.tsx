// What was said, by days, with notes in their place; what is unsent at the end.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { agents, chats, myId } from "../../desk/desk";
import { outbox } from "../../desk/feed";
import { looking, typing } from "../../desk/moment";
import { tellRead } from "../../desk/tell";
import type { Entry, Timeline } from "../../desk/timeline";
import { Button } from "../../part/button";
import { Waiting } from "../../part/empty";
import { ChevronDown } from "../../part/icon";
import { attempt } from "../../part/toast";
import { query } from "../../route/router";
import type { ChatView, NoteView } from "../../wire";
import { words } from "../../words";
import { day } from "../../words/format";
import { visitorName } from "../chat-name";
import { EntryView, markOf, NoteBubble, Unsent } from "./entry";

type Line = { at: string; key: string } & ({ entry: Entry; note?: undefined } | { note: NoteView; entry?: undefined });

/** How near the end one has to be for new entries to be followed. */
const NEAR_PX = 120;

function linesOf(timeline: Timeline): Line[] {
  const entries = timeline.inOrder().map((entry): Line => ({ at: entry.sent_at, key: entry.id, entry }));
  const first = entries[0]?.at ?? "";
  const notes = timeline.notes.all().filter(({ created_at }) => created_at >= first || !timeline.olderCursor.value);
  // Entries keep the server's order; a note stands before the first entry that is later.
  const lines: Line[] = entries;
  for (const note of notes.sort((one, two) => (one.created_at < two.created_at ? -1 : 1))) {
    const at = lines.findIndex((line) => line.at > note.created_at);
    lines.splice(at < 0 ? lines.length : at, 0, { at: note.created_at, key: note.id, note });
  }
  return lines;
}

export function TimelineView({ chat, timeline, inside }: { chat: ChatView; timeline: Timeline; inside: boolean }) {
  const t = words.value;
  const scroll = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const [busy, setBusy] = useState(false);
  const lines = linesOf(timeline);
  const unsent = outbox.value?.unsent(chat.id, [...timeline.entries.all(), ...timeline.notes.all()]) ?? [];
  const last = lines.at(-1)?.entry?.position ?? 0;
  const lastPosition = Math.max(chat.last_position, ...lines.map(({ entry }) => entry?.position ?? 0));
  // Where reading had stopped when the chat was opened.
  const readUpTo = useRef<number | null>(null);
  const own = chat.participants.find(({ agent_id }) => agent_id === myId.value)?.read_position;
  if (readUpTo.current === null && own !== undefined) readUpTo.current = own;

  const toEnd = () => {
    const held = scroll.current;
    if (held) held.scrollTop = held.scrollHeight;
  };
  useLayoutEffect(() => {
    if (!away) toEnd();
  }, [lines.length, unsent.length, last, away, timeline.fetched.value]);

  // Pictures and long texts find their size late.
  useEffect(() => {
    const list = scroll.current?.querySelector("ol");
    if (!list || away) return;
    const watch = new ResizeObserver(toEnd);
    watch.observe(list);
    return () => watch.disconnect();
  }, [away]);

  // A place that a search or a mention led to.
  const wanted = query.value.get("at");
  useEffect(() => {
    if (!wanted || !timeline.fetched.value) return;
    const found = scroll.current?.querySelector(`[data-position="${Number(wanted)}"]`);
    if (found) {
      setAway(true);
      found.scrollIntoView({ block: "center" });
      found.classList.add("found");
    } else if (timeline.olderCursor.value) void attempt(() => timeline.loadOlder());
  }, [wanted, timeline.fetched.value, lines.length]);

  // Read is what is on a screen that is looked at.
  useEffect(() => {
    const tell = () => {
      if (inside && !away && timeline.fetched.value && document.visibilityState === "visible" && lastPosition > (own ?? 0))
        tellRead(chat.id, lastPosition);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [inside, away, lastPosition, own, timeline.fetched.value]);

  const older = async () => {
    const held = scroll.current!;
    const before = held.scrollHeight - held.scrollTop;
    setBusy(true);
    setAway(true);
    await attempt(() => timeline.loadOlder());
    setBusy(false);
    requestAnimationFrame(() => {
      held.scrollTop = held.scrollHeight - before;
    });
  };

  let shownDay = "";
  let marked = false;
  return (
    <div class="timeline-holder">
      <div
        class="timeline"
        ref={scroll}
        role="log"
        aria-label={t.timeline}
        tabIndex={0}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          setAway(scrollHeight - scrollTop - clientHeight > NEAR_PX);
        }}
      >
        {timeline.olderCursor.value && (
          <div class="center">
            <Button small busy={busy} onClick={older}>
              {t.loadOlder}
            </Button>
          </div>
        )}
        {!timeline.fetched.value && !lines.length && <Waiting />}
        <ol>
          {lines.map((line) => {
            const today = day(line.at);
            const newDay = today !== shownDay;
            shownDay = today;
            const fresh =
              !marked &&
              readUpTo.current !== null &&
              !!line.entry &&
              line.entry.position > readUpTo.current &&
              line.entry.sender.id !== myId.value &&
              line.entry.sender.kind !== "system";
            if (fresh) marked = true;
            return [
              newDay && (
                <li key={`day ${today}`} class="day">
                  <span>{today}</span>
                </li>
              ),
              fresh && (
                <li key="fresh" class="fresh">
                  <span>{t.newMessages}</span>
                </li>
              ),
              line.entry ? (
                <EntryView
                  key={line.key}
                  chatId={chat.id}
                  visitorId={chat.visitor_id}
                  closed={chat.state === "closed"}
                  mark={markOf(chat, line.entry)}
                  entry={line.entry}
                  timeline={timeline}
                />
              ) : (
                <NoteBubble key={line.key} note={line.note} />
              ),
            ];
          })}
          {unsent.map((item) => (
            <Unsent key={item.clientId} item={item} />
          ))}
        </ol>
        <Now chat={chat} />
      </div>
      {away && (
        <button
          type="button"
          class="to-end"
          aria-label={t.newMessages}
          onClick={() => {
            setAway(false);
            toEnd();
          }}
        >
          <ChevronDown size={20} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}

/** Who is typing and who is looking. */
function Now({ chat }: { chat: ChatView }) {
  const t = words.value;
  const writes = typing.value.get(chat.id) ?? [];
  const looks = [...(looking.value.get(chat.id) ?? [])].filter(([id]) => id !== myId.value).map(([, name]) => name);
  const known = chats.get(chat.id) ?? chat;
  return (
    <div class="now" role="status" aria-live="polite">
      {writes.map(({ agentId, name, whisper }) => {
        const who = agentId ? (name ?? agents.get(agentId)?.name ?? "") : visitorName(known);
        return <p key={agentId ?? "visitor"}>{whisper ? t.typingWhisper(who) : t.typingOne(who)}</p>;
      })}
      {looks.length > 0 && <p>{t.lookingNow(looks.join(", "))}</p>}
    </div>
  );
}
