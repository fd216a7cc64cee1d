// What became of one push, step by step.

import { agents } from "../../desk/desk";
import { Dialog } from "../../part/dialog";
import { Facts } from "../../part/facts";
import { href } from "../../route/router";
import type { Wire } from "../../wire";
import { words } from "../../words";
import { accountWords } from "../../words/account";
import { dayAndClock } from "../../words/format";

interface Props {
  delivery: Wire<"DeliveryView">;
  device: string;
  onClose: () => void;
}

/** Our own words are translated; the provider's are shown as they are. */
export function wordOf(reason: string): string {
  return accountWords.value.reasons[reason] ?? reason;
}

export function DeliveryDialog({ delivery, device, onClose }: Props) {
  const t = words.value;
  const a = accountWords.value;
  const steps: [string, string | null | undefined][] = [
    [a.steps.created, delivery.created_at],
    [a.steps.due, delivery.due_at],
    [a.steps.accepted, delivery.accepted_at],
    [a.steps.received, delivery.received_at],
    [a.steps.opened, delivery.opened_at],
    [a.steps.acted, delivery.acted_at],
  ];
  return (
    <Dialog title={a.deliveryTitle} onClose={onClose} wide>
      <Facts
        facts={[
          [t.agent, agents.get(delivery.agent_id)?.name],
          [a.device, device],
          [a.kind, a.pushKinds[delivery.kind] ?? delivery.kind],
          [a.decision, a.deliveryStates[delivery.state] ?? delivery.state],
          [a.reasonWord, wordOf(delivery.reason)],
          [a.attempts, delivery.attempts],
          [a.providerId, delivery.provider_id],
          [a.eventNumber, delivery.event_seq],
        ]}
      />
      <ol class="story">
        {steps.map(
          ([name, at]) =>
            at && (
              <li key={name}>
                <time dateTime={at}>{dayAndClock(at)}</time>
                <span>{name}</span>
              </li>
            ),
        )}
      </ol>
      {delivery.chat_id && <a href={href(`chats/${delivery.chat_id}`)}>{a.openChat}</a>}
    </Dialog>
  );
}
