// Beside the chat: who it is, what was before, and what else is known.

import { may } from "../desk/desk";
import { IconButton } from "../part/button";
import { X } from "../part/icon";
import { Tabs } from "../part/tabs";
import { ownSignal } from "../session/own";
import type { ChatView } from "../wire";
import { words } from "../words";
import { ContactTab } from "./side/contact";
import { FormTab } from "./side/form";
import { HistoryTab } from "./side/history";
import { PanelsTab } from "./side/panels";
import { RoutingTab } from "./side/routing";
import { TicketsTab } from "./side/tickets";

type Tab = "contact" | "history" | "tickets" | "form" | "panels" | "routing";
const tab = ownSignal<Tab>("contact");

export function Side({ chat, onClose }: { chat: ChatView; onClose: () => void }) {
  const t = words.value;
  const tabs: { id: Tab; label: string }[] = [
    { id: "contact", label: t.contact },
    { id: "history", label: t.history },
    ...(may("manage_tickets") ? [{ id: "tickets" as const, label: t.tickets }] : []),
    { id: "form", label: t.serviceForm },
    { id: "panels", label: t.panels },
    { id: "routing", label: t.routingStory },
  ];
  return (
    <aside class="side" aria-label={t.sideTabs}>
      <header class="side-head">
        <Tabs<Tab>
          label={t.sideTabs}
          tabs={tabs}
          current={tab.value}
          onPick={(next) => {
            tab.value = next;
          }}
        />
        <IconButton icon={X} label={t.close} onClick={onClose} />
      </header>
      <div class="side-scroll" role="tabpanel" tabIndex={0} aria-label={tabs.find(({ id }) => id === tab.value)?.label}>
        {tab.value === "contact" && <ContactTab chat={chat} />}
        {tab.value === "history" && <HistoryTab chat={chat} />}
        {tab.value === "tickets" && <TicketsTab chat={chat} />}
        {tab.value === "form" && <FormTab chat={chat} />}
        {tab.value === "panels" && <PanelsTab chat={chat} />}
        {tab.value === "routing" && <RoutingTab chat={chat} />}
      </div>
    </aside>
  );
}
