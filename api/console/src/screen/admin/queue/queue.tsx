// One queue, all of it: a tab for each of its sides.

import type { ComponentType } from "preact";
import { queues } from "../../../desk/desk";
import { Waiting } from "../../../part/empty";
import { ArrowLeft } from "../../../part/icon";
import { Tabs } from "../../../part/tabs";
import { go, href, segments } from "../../../route/router";
import type { QueueView } from "../../../wire";
import { adminWords } from "../../../words/admin";
import { RegisterTable } from "../register/register";
import { subjectsOf } from "../subjects";
import { Hours } from "./hours";
import { Members } from "./members";
import { PreChat } from "./pre-chat";
import { Records } from "./records";
import { General, Look, Notices, Routing } from "./sections";

type SideName = keyof ReturnType<typeof adminWords.peek>["queues"]["tabs"];
export type Side = ComponentType<{ queue: QueueView }>;

const SIDES: Readonly<Record<SideName, Side>> = {
  general: General,
  routing: Routing,
  hours: Hours,
  form: PreChat,
  notices: Notices,
  look: Look,
  members: Members,
  subjects: ({ queue }) => <RegisterTable of={subjectsOf(queue.id)} inner="section" />,
  records: Records,
};
const NAMES = Object.keys(SIDES) as SideName[];

export function QueueScreen({ id }: { id: string }) {
  const { queues: a } = adminWords.value;
  const queue = queues.get(id);
  if (!queue) return <Waiting />;
  const asked = segments.value[3] as SideName | undefined;
  const side = asked && asked in SIDES ? asked : "general";
  const Shown = SIDES[side];
  return (
    <div class="page">
      <header>
        <a class="up" href={href("admin/queues")}>
          <ArrowLeft size={16} aria-hidden="true" /> {a.title}
        </a>
        <h1 class="page-title">{queue.name}</h1>
      </header>
      <div class="tabs-wrapped">
        <Tabs
          label={a.sections}
          tabs={NAMES.map((name) => ({ id: name, label: a.tabs[name] }))}
          current={side}
          onPick={(name) => go(`admin/queues/${id}/${name}`, true)}
        />
      </div>
      <div class="settings-list" key={side}>
        <Shown queue={queue} />
      </div>
    </div>
  );
}
