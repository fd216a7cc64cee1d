// The head of a chat: whose it is, and what can be done with it.

import { useState } from "preact/hooks";
import { act, change, undo } from "../../desk/act";
import { isSupervisor, may, myId } from "../../desk/desk";
import { takeChatBy, takingOf } from "../../desk/taking";
import { Avatar } from "../../part/avatar";
import { Button, IconButton } from "../../part/button";
import { Confirm } from "../../part/confirm";
import {
  ArrowLeft,
  ArrowRightLeft,
  Ban,
  Check,
  Clock,
  Download,
  LogIn,
  LogOut,
  PanelRight,
  Printer,
  RefreshCw,
  ShieldAlert,
} from "../../part/icon";
import { Menu } from "../../part/menu";
import { attempt, say } from "../../part/toast";
import { back } from "../../route/router";
import type { ChatView } from "../../wire";
import { post } from "../../wire/request";
import { words } from "../../words";
import { queueName, visitorName } from "../chat-name";
import { BlockDialog } from "./block";
import { CloseDialog } from "./close";
import { openPdf, printChat } from "./paper";
import { TransferDialog } from "./transfer";

interface Props {
  chat: ChatView;
  inside: boolean;
  sideShown: boolean;
  onSide: () => void;
}

type Asking = "close" | "transfer" | "block" | "leave" | null;

export function ChatHeader({ chat, inside, sideShown, onSide }: Props) {
  const t = words.value;
  const [asking, setAsking] = useState<Asking>(null);
  const name = visitorName(chat);
  const active = chat.state === "active";
  const snoozed = chat.participants.some(({ agent_id, snoozed_until }) => agent_id === myId.value && !!snoozed_until);
  const taking = takingOf(chat);
  const done = () => setAsking(null);
  return (
    <header class="chat-head">
      <IconButton class="only-phone" icon={ArrowLeft} label={t.back} onClick={() => back("chats")} />
      <Avatar name={name} id={chat.visitor_id} />
      <div class="grow clip">
        <h1 class="clip">
          {name} {chat.visitor_verified && <Check size={16} class="good-text" aria-label={t.verified} />}
        </h1>
        <p class="quiet clip">
          {[t.chatNumber(chat.number), queueName(chat.queue_id), chat.subject, chat.label?.name ?? t.chatStates[chat.state]]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      {taking && (
        <Button kind="primary" icon={LogIn} onClick={() => attempt(() => takeChatBy(taking, chat))}>
          {taking === "next" ? t.attendNext : t.take}
        </Button>
      )}
      {active && !inside && may("join_chats") && (
        <Button icon={LogIn} onClick={() => attempt(() => act(chat.id, "join"))}>
          {t.join}
        </Button>
      )}
      {active && inside && may("transfer_chats") && (
        <IconButton icon={ArrowRightLeft} label={t.transfer} onClick={() => setAsking("transfer")} />
      )}
      {active && inside && may("close_chats") && (
        <Button kind="primary" icon={Check} class="wide-only" onClick={() => setAsking("close")}>
          {t.closeChat}
        </Button>
      )}
      <Menu
        label={t.actions}
        items={[
          active && inside && may("close_chats") && { label: t.closeChat, icon: Check, pick: () => setAsking("close") },
          active && inside && { label: t.snoozeHour, icon: Clock, pick: () => snooze(chat.id, Date.now() + 3_600_000) },
          active && inside && { label: t.snoozeTomorrow, icon: Clock, pick: () => snooze(chat.id, tomorrow()) },
          active && inside && snoozed && { label: t.unsnooze, icon: RefreshCw, pick: () => attempt(() => undo(chat.id, "snooze")) },
          chat.state !== "closed" &&
            isSupervisor.value && { label: t.takeOver, icon: ShieldAlert, pick: () => attempt(() => act(chat.id, "take_over")) },
          active && !inside && isSupervisor.value && { label: t.transfer, icon: ArrowRightLeft, pick: () => setAsking("transfer") },
          active && inside && { label: t.leave, icon: LogOut, pick: () => setAsking("leave") },
          chat.state === "closed" && { label: t.reopen, icon: RefreshCw, pick: () => attempt(() => act(chat.id, "reopen")) },
          { label: t.print, icon: Printer, pick: () => attempt(() => printChat(chat.id)) },
          { label: t.pdf, icon: Download, pick: () => attempt(() => openPdf(chat)) },
          chat.state === "closed" && {
            label: t.mailTranscript,
            icon: Download,
            pick: () => attempt(() => post(`/v1/chats/${chat.id}/transcript_mails`)).then((went) => went && say(t.mailed)),
          },
          may("block_visitors") && { label: t.block, icon: Ban, danger: true, pick: () => setAsking("block") },
        ]}
      />
      <IconButton icon={PanelRight} label={t.details} active={sideShown} aria-pressed={sideShown} onClick={onSide} />
      {asking === "close" && <CloseDialog chat={chat} onClose={done} />}
      {asking === "transfer" && <TransferDialog chat={chat} onClose={done} />}
      {asking === "block" && <BlockDialog chat={chat} onClose={done} />}
      {asking === "leave" && (
        <Confirm title={t.leaveTitle} sentence={t.leaveSentence} confirm={t.leave} onClose={done} onConfirm={() => act(chat.id, "leave")} />
      )}
    </header>
  );
}

function snooze(chatId: string, until: number): void {
  void attempt(() => change(chatId, "snooze", { until: new Date(until).toISOString() }));
}

function tomorrow(): number {
  const date = new Date();
  date.setDate(date.getDate() + 1);
  return date.setHours(9, 0, 0, 0);
}
