// The agent's own things, one below the other in tabs: person, security, notifications, devices, canned responses, pushes.

import type { ComponentType } from "preact";
import { me } from "../desk/desk";
import { Avatar } from "../part/avatar";
import { Button } from "../part/button";
import { LogOut } from "../part/icon";
import { Tabs } from "../part/tabs";
import { attempt } from "../part/toast";
import { go, segments } from "../route/router";
import { signOut } from "../session/sign-in";
import { words } from "../words";
import { accountWords } from "../words/account";
import type { AccountWords } from "../words/account/en";
import { Canned } from "./profile/canned";
import { Notifications } from "./profile/notifications";
import { Own } from "./profile/own";
import { Pushes } from "./profile/pushes";
import { Security } from "./profile/security";
import { OwnSessions } from "./profile/sessions";

type TabId = keyof AccountWords["tabs"];

const screens: Readonly<Record<TabId, ComponentType>> = {
  own: Own,
  security: Security,
  notifications: Notifications,
  sessions: OwnSessions,
  canned: Canned,
  pushes: Pushes,
};
const order: readonly TabId[] = ["own", "security", "notifications", "sessions", "canned", "pushes"];
/** Tables need room. */
const WIDE: readonly TabId[] = ["sessions", "canned", "pushes"];

export function Profile() {
  const t = words.value;
  const a = accountWords.value;
  const agent = me.value?.agent;
  const at = order.find((id) => id === segments.value[1]) ?? "own";
  const Screen = screens[at];
  const role = agent && t.roles[agent.role];
  return (
    <div class={`page ${WIDE.includes(at) ? "" : "narrow"}`}>
      <header class="profile-head">
        <Avatar name={agent?.name ?? ""} id={agent?.id} />
        <div class="grow">
          <h1>{agent?.name}</h1>
          <p class="quiet">{[agent?.email, role, me.value?.organization.name].filter(Boolean).join(" · ")}</p>
          {agent?.status_text && <p>{agent.status_text}</p>}
        </div>
        <Button icon={LogOut} onClick={() => attempt(signOut)}>
          {t.signOut}
        </Button>
      </header>
      <Tabs
        label={a.profileTabs}
        current={at}
        tabs={order.map((id) => ({ id, label: a.tabs[id] }))}
        onPick={(id) => go(id === "own" ? "profile" : `profile/${id}`)}
      />
      <Screen key={at} />
    </div>
  );
}
