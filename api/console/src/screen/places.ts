// The places of the console: what the menu lists, whom it shows them to, and what stands there. A new screen is a line here.

import type { ComponentType } from "preact";
import { isAdmin, isSupervisor, may, unreadChats, unreadDirects, waitingChats } from "../desk/desk";
import {
  ChartColumn,
  CircleUserRound,
  FolderCog,
  Globe,
  House,
  type Icon,
  Inbox,
  LayoutDashboard,
  Mail,
  MessagesSquare,
  Search,
  Ticket,
  UsersRound,
} from "../part/icon";
import { type Lazy, lazy } from "../part/lazy";
import { segments } from "../route/router";
import type { Words } from "../words/en";
import { Home } from "./home";

// Home comes with the first load; what agents use all day is fetched as soon as nothing else is to do, the rest when it is first shown.
const Conversations = lazy(() => import("./daily").then((module) => module.Conversations));
const Directs = lazy(() => import("./daily").then((module) => module.Directs));
const Board = lazy(() => import("./later").then((module) => module.Board));
const Reports = lazy(() => import("./later").then((module) => module.Reports));
const Visitors = lazy(() => import("./later").then((module) => module.Visitors));
const Administration = lazy(() => import("./administration").then((module) => module.Administration));
const OfflineMessages = lazy(() => import("./later").then((module) => module.OfflineMessages));
const Tickets = lazy(() => import("./later").then((module) => module.Tickets));
const Contacts = lazy(() => import("./later").then((module) => module.Contacts));
const Profile = lazy(() => import("./profile").then((module) => module.Profile));
const SearchScreen = lazy(() => import("./later").then((module) => module.SearchScreen));

export interface Place {
  /** First segment of the address; the home screen's is empty. */
  readonly at: string;
  readonly name: (t: Words) => string;
  readonly icon: Icon;
  readonly shown: () => boolean;
  readonly screen: ComponentType | Lazy;
  /** What waits there. */
  readonly count?: () => number;
  readonly red?: boolean;
  /** In the bar at the bottom of a phone; the others stand under "More". */
  readonly first?: boolean;
}

export const places: readonly Place[] = [
  {
    at: "",
    name: (t) => t.home,
    icon: House,
    shown: () => true,
    screen: Home,
    first: true,
    count: () => waitingChats.value.length,
    red: true,
  },
  {
    at: "chats",
    name: (t) => t.conversations,
    icon: Inbox,
    shown: () => true,
    screen: Conversations,
    first: true,
    count: () => unreadChats.value,
  },
  {
    at: "directs",
    name: (t) => t.directMessages,
    icon: MessagesSquare,
    shown: () => may("direct_messages"),
    screen: Directs,
    first: true,
    count: () => unreadDirects.value,
  },
  { at: "contact", name: (t) => t.offlineMessages, icon: Mail, shown: () => may("offline_messages"), screen: OfflineMessages },
  { at: "tickets", name: (t) => t.tickets, icon: Ticket, shown: () => may("manage_tickets"), screen: Tickets },
  { at: "contacts", name: (t) => t.contacts, icon: UsersRound, shown: () => true, screen: Contacts },
  { at: "visitors", name: (t) => t.visitors, icon: Globe, shown: () => may("see_visits"), screen: Visitors },
  { at: "search", name: (t) => t.search, icon: Search, shown: () => true, screen: SearchScreen, first: true },
  { at: "board", name: (t) => t.board, icon: LayoutDashboard, shown: () => isSupervisor.value || may("see_counters"), screen: Board },
  { at: "reports", name: (t) => t.reports, icon: ChartColumn, shown: () => may("see_reports"), screen: Reports },
  { at: "admin", name: () => "Admin", icon: FolderCog, shown: () => isAdmin.value, screen: Administration },
  { at: "profile", name: (t) => t.profile, icon: CircleUserRound, shown: () => true, screen: Profile },
];

/** The screen at the address, so that it can be drawn at once. */
export async function fetchFirst(): Promise<void> {
  const screen = places.find(({ at }) => at === (segments.peek()[0] ?? ""))?.screen;
  if (screen && "fetch" in screen) await screen.fetch();
}

/** What will be wanted next. One who signs in wants it, too. */
export function fetchAhead(): void {
  void Conversations.fetch().catch(() => {});
}
