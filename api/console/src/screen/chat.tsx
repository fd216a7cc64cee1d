// One chat: what was said, what can be done, what is known.

import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { chats, isMine, me, myId } from "../desk/desk";
import { greetings } from "../desk/feed";
import { fetchChat } from "../desk/fetch";
import { follow, show } from "../desk/tell";
import { timelineOf } from "../desk/timeline";
import { Waiting } from "../part/empty";
import { FailureNote } from "../part/failure-note";
import { recall, remember } from "../session/keep";
import { asFailure, type Failure } from "../wire/failure";
import { ChatHeader } from "./chat/header";
import { Reply } from "./chat/reply";
import { TimelineView } from "./chat/timeline";
import { Side } from "./side";

const sideShown = signal(recall<boolean>("side") ?? (typeof innerWidth !== "undefined" && innerWidth >= 1200));

export function toggleSide(): void {
  sideShown.value = !sideShown.value;
  remember("side", sideShown.value);
}

export function Chat({ id }: { id: string }) {
  const chat = chats.get(id);
  const [failure, setFailure] = useState<Failure | null>(null);
  const timeline = timelineOf(id);
  const inside = !!chat && isMine(chat, myId.value);
  const greeting = greetings.value;

  const load = () => {
    setFailure(null);
    Promise.all([chats.peek(id) && greeting ? null : fetchChat(id), timeline.refresh()]).catch((error) => setFailure(asFailure(error)));
  };
  // Again after each cut: what came in between may belong to a stream that was not open.
  useEffect(load, [id, greeting]);
  // The desk was fetched anew and lists it no more: it is closed, or not for this agent's eyes from now on; the server knows.
  const held = useRef(false);
  useEffect(() => {
    if (held.current && !chat) load();
    held.current = !!chat;
  }, [!!chat]);
  useEffect(() => {
    show({ chat_id: id });
    return () => {
      show({});
      timeline.save();
    };
  }, [id]);
  useEffect(() => (chat && !inside ? follow(id) : undefined), [id, !!chat, inside]);

  if (!me.value) return null;
  if (!chat) return failure ? <FailureNote failure={failure} again={load} /> : <Waiting />;
  return (
    <div class={`chat ${sideShown.value ? "with-side" : ""}`}>
      <div class="chat-main">
        <ChatHeader chat={chat} inside={inside} sideShown={sideShown.value} onSide={toggleSide} />
        {failure && failure.code !== "offline" && <FailureNote failure={failure} again={load} />}
        <TimelineView chat={chat} timeline={timeline} inside={inside} />
        <Reply chat={chat} inside={inside} />
      </div>
      {sideShown.value && <Side chat={chat} onClose={toggleSide} />}
    </div>
  );
}
