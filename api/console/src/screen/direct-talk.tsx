// One direct conversation.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { directs, may, myId } from "../desk/desk";
import { directTimelineOf } from "../desk/direct";
import { greetings, outbox } from "../desk/feed";
import { typing } from "../desk/moment";
import { show, tellDirectRead, tellTyping } from "../desk/tell";
import { Avatar } from "../part/avatar";
import { Button, IconButton } from "../part/button";
import { Confirm } from "../part/confirm";
import { Waiting } from "../part/empty";
import { FailureNote } from "../part/failure-note";
import { ArrowLeft, CheckCheck, Pencil, Send, Trash2 } from "../part/icon";
import { Menu } from "../part/menu";
import { RichText } from "../part/rich-text";
import { attempt } from "../part/toast";
import { back } from "../route/router";
import type { DirectConversationView, DirectMessageView, Wire } from "../wire";
import { asFailure, type Failure } from "../wire/failure";
import { get, remove } from "../wire/request";
import { words } from "../words";
import { clock, day } from "../words/format";
import { EditText } from "./chat/edit-text";
import { Unsent } from "./chat/entry";
import { directName, otherAgent } from "./directs";

export function DirectTalk({ id }: { id: string }) {
  const t = words.value;
  const conversation = directs.get(id);
  const timeline = directTimelineOf(id);
  const [failure, setFailure] = useState<Failure | null>(null);
  const greeting = greetings.value;
  const load = () => {
    setFailure(null);
    const fetchOne = async () => directs.apply((await get<Wire<"DirectListItemView">>(`/v1/direct_conversations/${id}`)).conversation);
    Promise.all([directs.peek(id) ? null : fetchOne(), timeline.refresh()]).catch((error) => setFailure(asFailure(error)));
  };
  useEffect(load, [id, greeting]);
  useEffect(() => {
    show({ conversation_id: id });
    return () => show({});
  }, [id]);
  if (!conversation) return failure ? <FailureNote failure={failure} again={load} /> : <Waiting />;
  const other = otherAgent(conversation);
  return (
    <div class="chat">
      <div class="chat-main">
        <header class="chat-head">
          <IconButton class="only-phone" icon={ArrowLeft} label={t.back} onClick={() => back("directs")} />
          <Avatar name={directName(conversation)} id={other?.id ?? id} />
          <div class="grow clip">
            <h1 class="clip">{directName(conversation)}</h1>
            <p class="quiet clip">
              {other
                ? `${t.availabilities[other.availability]}, ${t.reachabilities[other.reachability]}`
                : conversation.members.map(({ name }) => name).join(", ")}
            </p>
          </div>
        </header>
        {failure && failure.code !== "offline" && <FailureNote failure={failure} again={load} />}
        <Messages conversation={conversation} />
        <Writing id={id} />
      </div>
    </div>
  );
}

function Messages({ conversation }: { conversation: DirectConversationView }) {
  const t = words.value;
  const { id } = conversation;
  const timeline = directTimelineOf(id);
  const messages = timeline.inOrder();
  const unsent = outbox.value?.unsent(id, messages) ?? [];
  const scroll = useRef<HTMLDivElement>(null);
  const last = Math.max(conversation.last_position, messages.at(-1)?.position ?? 0);
  const own = conversation.members.find(({ agent_id }) => agent_id === myId.value)?.read_position ?? 0;
  useLayoutEffect(() => {
    if (scroll.current) scroll.current.scrollTop = scroll.current.scrollHeight;
  }, [last, unsent.length, timeline.fetched.value]);
  useEffect(() => {
    const tell = () => {
      if (timeline.fetched.value && document.visibilityState === "visible" && last > own) tellDirectRead(id, last);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [last, own, timeline.fetched.value]);
  let shownDay = "";
  return (
    <div class="timeline-holder">
      <div class="timeline" ref={scroll} role="log" aria-label={directName(conversation)} tabIndex={0}>
        {timeline.olderCursor.value && (
          <div class="center">
            <Button small onClick={() => attempt(() => timeline.loadOlder())}>
              {t.loadOlder}
            </Button>
          </div>
        )}
        <ol>
          {messages.map((message) => {
            const today = day(message.sent_at);
            const newDay = today !== shownDay;
            shownDay = today;
            return [
              newDay && (
                <li key={`day ${today}`} class="day">
                  <span>{today}</span>
                </li>
              ),
              <DirectBubble key={message.id} message={message} conversation={conversation} />,
            ];
          })}
          {unsent.map((item) => (
            <Unsent key={item.clientId} item={item} />
          ))}
        </ol>
        <div class="now" role="status" aria-live="polite">
          {(typing.value.get(id) ?? []).map(({ agentId, name }) => (
            <p key={agentId}>{t.typingOne(name ?? "")}</p>
          ))}
        </div>
      </div>
    </div>
  );
}

function DirectBubble({ message, conversation }: { message: DirectMessageView; conversation: DirectConversationView }) {
  const t = words.value;
  const [doing, setDoing] = useState<"edit" | "delete" | null>(null);
  const own = message.sender_id === myId.value;
  const address = `/v1/direct_conversations/${conversation.id}/messages/${message.id}`;
  const read =
    own && conversation.members.some(({ agent_id, read_position }) => agent_id !== myId.value && read_position >= message.position);
  return (
    <li class={`entry ${own ? "ours own" : "theirs"}`}>
      <Avatar name={message.sender_name} id={message.sender_id} small />
      <div class="bubble-holder">
        <p class="author">
          <strong>{message.sender_name}</strong>
        </p>
        <div class="bubble">
          {message.deleted_at ? (
            <em class="deleted">{t.deletedMessage}</em>
          ) : doing === "edit" ? (
            <EditText address={address} text={message.text} onDone={() => setDoing(null)} />
          ) : (
            <RichText text={message.text} />
          )}
        </div>
        <p class="foot">
          <time dateTime={message.sent_at}>{clock(message.sent_at)}</time>
          {message.edited_at && !message.deleted_at && <span> · {t.edited}</span>}
          {read && <CheckCheck size={15} class="mark read" aria-label={t.readByVisitor} />}
        </p>
      </div>
      {own && !message.deleted_at && may("edit_messages") && (
        <Menu
          label={t.actions}
          items={[
            { label: t.edit, icon: Pencil, pick: () => setDoing("edit") },
            { label: t.remove, icon: Trash2, danger: true, pick: () => setDoing("delete") },
          ]}
        />
      )}
      {doing === "delete" && (
        <Confirm
          title={t.deleteMessageTitle}
          sentence={t.deleteWhisperSentence}
          confirm={t.remove}
          onClose={() => setDoing(null)}
          onConfirm={() => remove(address)}
        />
      )}
    </li>
  );
}

function Writing({ id }: { id: string }) {
  const t = words.value;
  const [text, setText] = useState("");
  const send = () => {
    if (!text.trim()) return;
    outbox.peek()?.add({ to: id, kind: "direct", text: text.trim() });
    setText("");
  };
  return (
    <div class="composer message">
      <div class="composer-row">
        <textarea
          id="composer"
          aria-label={t.placeholders.direct}
          placeholder={t.placeholders.direct}
          rows={Math.min(6, text.split("\n").length)}
          value={text}
          onInput={(event) => {
            setText(event.currentTarget.value);
            if (event.currentTarget.value) tellTyping({ conversation_id: id });
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <Button kind="primary" icon={Send} class="send" disabled={!text.trim()} onClick={send}>
          <span class="wide-only">{t.send}</span>
        </Button>
      </div>
    </div>
  );
}
