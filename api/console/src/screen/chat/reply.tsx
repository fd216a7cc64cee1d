// Where an agent writes: to the visitor, to colleagues, or a note; or what stands in its place.

import { useRef, useState } from "preact/hooks";
import { act } from "../../desk/act";
import { may } from "../../desk/desk";
import { outbox } from "../../desk/feed";
import { takeChatBy, takingOf } from "../../desk/taking";
import { tellTyping } from "../../desk/tell";
import { Button, IconButton } from "../../part/button";
import { BookOpen, EyeOff, Maximize2, Minimize2, Paperclip, Reply as ReplyIcon, Send, StickyNote, X, Zap } from "../../part/icon";
import { attempt } from "../../part/toast";
import type { ChatView } from "../../wire";
import { words } from "../../words";
import { ArticleDialog } from "./article";
import { CannedList } from "./canned";
import { clearDraft, type Draft, draftOf, setDraft } from "./draft";
import { Quoted } from "./entry";
import { MentionList } from "./mention";
import { UploadList, useUploads } from "./upload";

const MODES = [
  { kind: "message", icon: ReplyIcon },
  { kind: "whisper", icon: EyeOff },
  { kind: "note", icon: StickyNote },
] as const;

export function Reply({ chat, inside }: { chat: ChatView; inside: boolean }) {
  const t = words.value;
  if (chat.state === "waiting") {
    const taking = takingOf(chat);
    if (!taking) return <Composer chat={chat} kinds={may("whisper") ? ["whisper", "note"] : ["note"]} lead={t.givenOut} />;
    return (
      <div class="reply-instead">
        <p>{taking === "next" ? t.nextFirst : t.acceptToWrite}</p>
        <Button kind="primary" onClick={() => attempt(() => takeChatBy(taking, chat))}>
          {taking === "next" ? t.attendNext : t.take}
        </Button>
      </div>
    );
  }
  if (chat.state === "closed") return <Composer chat={chat} kinds={["note"]} lead={t.chatIsClosed} />;
  if (!inside) {
    return (
      <Composer
        chat={chat}
        kinds={may("whisper") ? ["whisper", "note"] : ["note"]}
        lead={t.joinToWrite}
        join={may("join_chats") ? () => attempt(() => act(chat.id, "join")) : undefined}
      />
    );
  }
  return <Composer chat={chat} kinds={may("whisper") ? ["message", "whisper", "note"] : ["message", "note"]} />;
}

interface Props {
  chat: ChatView;
  kinds: readonly Draft["kind"][];
  lead?: string;
  join?: () => void;
}

function Composer({ chat, kinds, lead, join }: Props) {
  const t = words.value;
  const held = draftOf(chat.id);
  const kind = kinds.includes(held.kind) ? held.kind : kinds[0]!;
  const area = useRef<HTMLTextAreaElement>(null);
  const [tall, setTall] = useState(false);
  const [articles, setArticles] = useState(false);
  const [dragging, setDragging] = useState(false);
  const [caret, setCaret] = useState(0);
  const files = useUploads(chat.id);
  const attachable = kind === "message" && may("attach");

  const write = (text: string, at?: number) => {
    setDraft(chat.id, { text });
    requestAnimationFrame(() => {
      const field = area.current;
      if (!field) return;
      field.focus();
      if (at !== undefined) field.setSelectionRange(at, at);
      setCaret(field.selectionStart);
    });
  };
  const send = () => {
    const text = held.text.trim();
    const attachments = kind === "message" ? held.attachments : [];
    if ((!text && !attachments.length) || files.busy) return;
    outbox.peek()?.add({ to: chat.id, kind, text, attachments, quotedId: kind === "message" ? (held.quoted?.id ?? null) : null });
    clearDraft(chat.id);
    setTall(false);
    area.current?.focus();
  };
  const typed = (event: { currentTarget: HTMLTextAreaElement }) => {
    setDraft(chat.id, { text: event.currentTarget.value });
    setCaret(event.currentTarget.selectionStart);
    if (kind !== "note" && event.currentTarget.value) tellTyping({ chat_id: chat.id }, kind === "whisper");
  };
  const dropped = (list: FileList | null | undefined) => {
    if (attachable && list?.length) for (const file of list) void files.add(file);
  };

  return (
    <div
      class={`composer ${kind} ${dragging ? "dragging" : ""}`}
      onDragOver={(event) => {
        if (!attachable) return;
        event.preventDefault();
        setDragging(true);
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDragging(false);
        dropped(event.dataTransfer?.files);
      }}
    >
      {dragging && <div class="drop-here">{t.dropHere}</div>}
      {lead && (
        <div class="composer-lead">
          <span>{lead}</span>
          {join && (
            <Button small kind="primary" onClick={join}>
              {t.join}
            </Button>
          )}
        </div>
      )}
      <div class="composer-modes" role="radiogroup" aria-label={t.modeLabel}>
        {MODES.filter((mode) => kinds.includes(mode.kind)).map((mode) => (
          <button
            key={mode.kind}
            type="button"
            role="radio"
            aria-checked={kind === mode.kind}
            class={mode.kind}
            onClick={() => {
              setDraft(chat.id, { kind: mode.kind });
              area.current?.focus();
            }}
          >
            <mode.icon size={15} aria-hidden="true" />
            {t.modes[mode.kind]}
          </button>
        ))}
      </div>
      {kind === "message" && held.quoted && (
        <div class="composer-quote">
          <Quoted entry={held.quoted} />
          <IconButton icon={X} label={t.removeQuote} onClick={() => setDraft(chat.id, { quoted: null })} />
        </div>
      )}
      <UploadList
        files={files}
        attachments={kind === "message" ? held.attachments : []}
        onRemove={(id) => setDraft(chat.id, { attachments: held.attachments.filter((one) => one.id !== id) })}
      />
      {kind === "message" && <CannedList chatId={chat.id} text={held.text} onPick={(text) => write(text, text.length)} field={area} />}
      {kind === "whisper" && <MentionList text={held.text} caret={caret} onPick={write} field={area} />}
      <div class="composer-row">
        <textarea
          ref={area}
          id="composer"
          aria-label={t.modes[kind]}
          placeholder={t.placeholders[kind]}
          rows={tall ? 10 : Math.min(6, Math.max(1, held.text.split("\n").length))}
          value={held.text}
          onInput={typed}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          onKeyDown={(event) => {
            if (event.defaultPrevented || event.isComposing) return;
            if (event.key === "Enter" && !event.shiftKey && (!tall || event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              send();
            }
          }}
          onPaste={(event) => {
            const list = event.clipboardData?.files;
            if (list?.length) {
              event.preventDefault();
              dropped(list);
            }
          }}
        />
        <Button
          kind="primary"
          icon={Send}
          class="send"
          disabled={files.busy || (!held.text.trim() && !held.attachments.length)}
          onClick={send}
        >
          <span class="wide-only">{t.send}</span>
          <span class="narrow-only spoken">{t.send}</span>
        </Button>
      </div>
      <div class="composer-tools">
        {attachable && (
          <label class="round quiet" title={t.attach}>
            <Paperclip size={20} aria-hidden="true" />
            <span class="spoken">{t.attach}</span>
            <input
              type="file"
              multiple
              class="spoken"
              onChange={(event) => {
                dropped(event.currentTarget.files);
                event.currentTarget.value = "";
              }}
            />
          </label>
        )}
        {kind === "message" && (
          <IconButton
            icon={Zap}
            label={t.cannedTitle}
            onClick={() => {
              const text = /(^|\s)$/.test(held.text) ? `${held.text}/` : `${held.text} /`;
              write(text, text.length);
            }}
          />
        )}
        {kind === "message" && <IconButton icon={BookOpen} label={t.insertArticle} onClick={() => setArticles(true)} />}
        <IconButton
          icon={tall ? Minimize2 : Maximize2}
          label={tall ? t.shrink : t.enlarge}
          aria-pressed={tall}
          onClick={() => setTall(!tall)}
        />
      </div>
      {articles && (
        <ArticleDialog
          onClose={() => setArticles(false)}
          onPick={(text) => {
            setArticles(false);
            write(held.text ? `${held.text}\n${text}` : text);
          }}
        />
      )}
    </div>
  );
}
