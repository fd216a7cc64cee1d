// The sides of a queue that are plain fields: general, routing and limits, notices, look.

import { me } from "../../../desk/desk";
import { CopyField } from "../../../part/copy";
import { href } from "../../../route/router";
import type { QueueView, Wire } from "../../../wire";
import { words } from "../../../words";
import { adminWords } from "../../../words/admin";
import { MODES } from "../queues";
import { SettingsForm } from "../register/settings";
import type { FieldOf } from "../register/shape";
import { saveQueue } from "./save";

type Settings = Wire<"QueueSettings">;
type Path = "name" | `settings.${keyof Settings & string}` | `settings.look.${keyof NonNullable<Settings["look"]> & string}`;

interface PartProps {
  queue: QueueView;
  title: string;
  about?: string;
  fields: readonly FieldOf<Path>[];
}

export function Part({ queue, ...rest }: PartProps) {
  return <SettingsForm {...rest} of={queue} save={(body) => saveQueue(queue.id, body)} />;
}

export function General({ queue }: { queue: QueueView }) {
  const { queues: a } = adminWords.value;
  return (
    <>
      <Part
        queue={queue}
        title={a.tabs.general}
        fields={[
          { name: "name", label: words.value.name, kind: "text" },
          { name: "settings.open", label: a.opened, kind: "check" },
          { name: "settings.listed", label: a.listed, hint: a.listedHint, kind: "check" },
          { name: "settings.contact_form", label: a.contactForm, kind: "check" },
        ]}
      />
      <section class="card" aria-label={a.page}>
        <CopyField label={a.page} value={`${location.origin}/chat/${me.value?.organization.slug}/${queue.slug}`} />
      </section>
    </>
  );
}

export function Routing({ queue }: { queue: QueueView }) {
  const { queues: a } = adminWords.value;
  const modes = MODES.map((mode) => ({ value: mode, label: a.modes[mode] }));
  const limit = { hint: a.limitHint, kind: "number", placeholder: a.noLimit } as const;
  const silence = { hint: a.minutesHint, kind: "number", placeholder: a.never } as const;
  return (
    <>
      <Part
        queue={queue}
        title={a.mode}
        fields={[
          { name: "settings.routing_mode", label: a.mode, kind: "choice", choices: modes },
          { name: "settings.offer_seconds", label: a.offerSeconds, hint: a.offerSecondsHint, kind: "number", empty: 0 },
        ]}
      />
      <Part
        queue={queue}
        title={a.limits}
        about={a.limitsAbout}
        fields={[
          { name: "settings.agent_chats_most", label: a.agentMost, ...limit },
          { name: "settings.chats_most", label: a.chatsMost, ...limit },
          { name: "settings.waiting_most", label: a.waitingMost, ...limit },
        ]}
      />
      <Part
        queue={queue}
        title={a.silence}
        about={a.silenceAbout}
        fields={[
          { name: "settings.agent_silence_minutes", label: a.agentSilence, ...silence },
          { name: "settings.visitor_silence_minutes", label: a.visitorSilence, ...silence },
          {
            name: "settings.abandon_minutes",
            label: a.abandon,
            hint: a.abandonHint,
            kind: "number",
            empty: 0,
            shown: (draft) => draft["settings.visitor_silence_minutes"] !== "",
          },
        ]}
      />
    </>
  );
}

export function Notices({ queue }: { queue: QueueView }) {
  const { queues: a } = adminWords.value;
  const area = { kind: "area", empty: null } as const;
  return (
    <Part
      queue={queue}
      title={a.tabs.notices}
      about={a.noticesAbout}
      fields={[
        { name: "settings.entry_notice", label: a.entryNotice, ...area },
        { name: "settings.out_of_hours_notice", label: a.closedNotice, ...area },
        { name: "settings.limit_notice", label: a.limitNotice, ...area },
      ]}
    />
  );
}

export function Look({ queue }: { queue: QueueView }) {
  const { queues: a } = adminWords.value;
  return (
    <>
      <Part
        queue={queue}
        title={a.tabs.look}
        fields={[
          { name: "settings.look.title", label: a.lookTitle, hint: a.lookTitleHint, kind: "text", empty: null },
          { name: "settings.look.color", label: a.color, hint: a.colorHint, kind: "color", empty: null },
          {
            name: "settings.look.position",
            label: a.corner,
            kind: "choice",
            choices: (["right", "left"] as const).map((value) => ({ value, label: a.corners[value] })),
          },
          { name: "settings.look.stylesheet", label: a.stylesheet, hint: a.stylesheetHint, kind: "area", rows: 8, code: true, empty: null },
        ]}
      />
      <p>
        <a href={href(`admin/widget?queue=${queue.id}`)}>{a.preview}</a>
      </p>
    </>
  );
}
