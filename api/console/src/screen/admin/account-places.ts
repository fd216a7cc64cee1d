// Places of the administration about people, pushes and integrations.

import { Bell, CircleUserRound, Clock, FileText, History, KeyRound, Link, Lock, Smartphone } from "../../part/icon";
import { lazy } from "../../part/lazy";
import { accountWords } from "../../words/account";
import type { AdminPlace } from "./places";

const a = () => accountWords.value;

export const teamPlaces: readonly AdminPlace[] = [
  { at: "agents", name: () => a().agents, icon: CircleUserRound, screen: lazy(() => import("./agents").then(({ Agents }) => Agents)) },
  { at: "profiles", name: () => a().profiles, icon: Lock, screen: lazy(() => import("./profiles").then(({ Profiles }) => Profiles)) },
];

export const mobilePlaces: readonly AdminPlace[] = [
  {
    at: "devices",
    name: () => a().devicesAndSessions,
    icon: Smartphone,
    screen: lazy(() => import("./devices").then(({ DevicesAndSessions }) => DevicesAndSessions)),
  },
  {
    at: "deliveries",
    name: () => a().ledger,
    icon: History,
    screen: lazy(() => import("./deliveries").then(({ Deliveries }) => Deliveries)),
  },
  { at: "push-apps", name: () => a().pushApps, icon: Bell, screen: lazy(() => import("./push-apps").then(({ PushApps }) => PushApps)) },
];

export const integrationPlaces: readonly AdminPlace[] = [
  { at: "api-keys", name: () => a().apiKeys, icon: KeyRound, screen: lazy(() => import("./api-keys").then(({ ApiKeys }) => ApiKeys)) },
  { at: "webhooks", name: () => a().webhooks, icon: Link, screen: lazy(() => import("./webhooks").then(({ Webhooks }) => Webhooks)) },
];

export const recordPlaces: readonly AdminPlace[] = [
  { at: "audit", name: () => a().audit, icon: Clock, screen: lazy(() => import("./audit").then(({ Audit }) => Audit)) },
  { at: "person", name: () => a().person, icon: FileText, screen: lazy(() => import("./person").then(({ Person }) => Person)) },
];
