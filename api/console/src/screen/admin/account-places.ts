// Places of the administration about people, pushes and integrations.

import { Bell, CircleUserRound, Clock, FileText, History, KeyRound, Link, Lock, Smartphone } from "../../part/icon";
import { lazy } from "../../part/lazy";
import { accountWords } from "../../words/account";
import type { AdminPlace } from "./places";

const a = () => accountWords.value;
/** Together: each apart would split what they share into many files. */
const screens = () => import("./account-screens");

export const teamPlaces: readonly AdminPlace[] = [
  { at: "agents", name: () => a().agents, icon: CircleUserRound, screen: lazy(() => screens().then(({ Agents }) => Agents)) },
  { at: "profiles", name: () => a().profiles, icon: Lock, screen: lazy(() => screens().then(({ Profiles }) => Profiles)) },
];

export const mobilePlaces: readonly AdminPlace[] = [
  {
    at: "devices",
    name: () => a().devicesAndSessions,
    icon: Smartphone,
    screen: lazy(() => screens().then(({ DevicesAndSessions }) => DevicesAndSessions)),
  },
  {
    at: "deliveries",
    name: () => a().ledger,
    icon: History,
    screen: lazy(() => screens().then(({ Deliveries }) => Deliveries)),
  },
  { at: "push-apps", name: () => a().pushApps, icon: Bell, screen: lazy(() => screens().then(({ PushApps }) => PushApps)) },
];

export const integrationPlaces: readonly AdminPlace[] = [
  { at: "api-keys", name: () => a().apiKeys, icon: KeyRound, screen: lazy(() => screens().then(({ ApiKeys }) => ApiKeys)) },
  { at: "webhooks", name: () => a().webhooks, icon: Link, screen: lazy(() => screens().then(({ Webhooks }) => Webhooks)) },
];

export const recordPlaces: readonly AdminPlace[] = [
  { at: "audit", name: () => a().audit, icon: Clock, screen: lazy(() => screens().then(({ Audit }) => Audit)) },
  { at: "person", name: () => a().person, icon: FileText, screen: lazy(() => screens().then(({ Person }) => Person)) },
];
