// The places of the administration, grouped. A new one is a line; its words may be its own.

import type { ComponentType } from "preact";
import {
  Ban,
  BookOpen,
  CheckCheck,
  CircleDot,
  Fingerprint,
  type Icon,
  Inbox,
  ListChecks,
  ListTree,
  LogIn,
  Mail,
  Megaphone,
  MessageCircle,
  MessageSquareQuote,
  PanelRight,
  Phone,
  Send,
  Settings,
  Tag,
} from "../../part/icon";
import { lazy } from "../../part/lazy";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { integrationPlaces, mobilePlaces, recordPlaces, teamPlaces } from "./account-places";

export interface AdminPlace {
  /** Second segment of the address. */
  readonly at: string;
  readonly name: () => string;
  readonly icon: Icon;
  readonly screen: ComponentType;
}

export interface AdminGroup {
  readonly name: () => string;
  readonly places: readonly AdminPlace[];
}

const a = () => adminWords.value;
const t = () => words.value;

export const groups: readonly AdminGroup[] = [
  {
    name: () => a().groupService,
    places: [
      { at: "queues", name: () => a().queues.title, icon: Inbox, screen: lazy(() => import("./queues").then((module) => module.Queues)) },
      {
        at: "subjects",
        name: () => a().subjects.title,
        icon: ListTree,
        screen: lazy(() => import("./subjects").then((module) => module.Subjects)),
      },
      {
        at: "labels",
        name: () => a().labels.title,
        icon: CircleDot,
        screen: lazy(() => import("./labels").then((module) => module.Labels)),
      },
      {
        at: "dispositions",
        name: () => a().dispositions.title,
        icon: CheckCheck,
        screen: lazy(() => import("./dispositions").then((module) => module.Dispositions)),
      },
      {
        at: "form",
        name: () => a().fields.title,
        icon: ListChecks,
        screen: lazy(() => import("./custom-fields").then((module) => module.CustomFields)),
      },
      { at: "tags", name: () => t().tags, icon: Tag, screen: lazy(() => import("./tags").then((module) => module.Tags)) },
      {
        at: "canned",
        name: () => a().canned.title,
        icon: MessageSquareQuote,
        screen: lazy(() => import("./canned").then((module) => module.Canned)),
      },
      {
        at: "articles",
        name: () => a().articles.title,
        icon: BookOpen,
        screen: lazy(() => import("./articles").then((module) => module.Articles)),
      },
    ],
  },
  {
    name: () => a().groupSite,
    places: [
      {
        at: "widget",
        name: () => a().widget.title,
        icon: MessageCircle,
        screen: lazy(() => import("./widget").then((module) => module.WidgetScreen)),
      },
      {
        at: "invitations",
        name: () => a().invitations.title,
        icon: Send,
        screen: lazy(() => import("./invitations").then((module) => module.Invitations)),
      },
      {
        at: "promotions",
        name: () => a().promotions.title,
        icon: Megaphone,
        screen: lazy(() => import("./promotions").then((module) => module.Promotions)),
      },
      { at: "blocks", name: () => a().blocks.title, icon: Ban, screen: lazy(() => import("./blocks").then((module) => module.Blocks)) },
      {
        at: "identity-keys",
        name: () => a().keys.title,
        icon: Fingerprint,
        screen: lazy(() => import("./identity-keys").then((module) => module.IdentityKeys)),
      },
    ],
  },
  {
    name: () => a().groupTeam,
    places: [
      ...teamPlaces,
      {
        at: "providers",
        name: () => a().providers.title,
        icon: LogIn,
        screen: lazy(() => import("./identity-providers").then((module) => module.IdentityProviders)),
      },
    ],
  },
  { name: () => a().groupMobile, places: [...mobilePlaces] },
  {
    name: () => a().groupChannels,
    places: [
      {
        at: "mail",
        name: () => a().mail.title,
        icon: Mail,
        screen: lazy(() => import("./mail-accounts").then((module) => module.MailAccounts)),
      },
      {
        at: "whatsapp",
        name: () => a().whatsapp.title,
        icon: Phone,
        screen: lazy(() => import("./whatsapp").then((module) => module.Whatsapp)),
      },
      {
        at: "panels",
        name: () => a().panels.title,
        icon: PanelRight,
        screen: lazy(() => import("./panels").then((module) => module.Panels)),
      },
      ...integrationPlaces,
    ],
  },
  {
    name: () => a().groupOrganization,
    places: [
      {
        at: "parameters",
        name: () => a().parameters.title,
        icon: Settings,
        screen: lazy(() => import("./parameters").then((module) => module.Parameters)),
      },
      ...recordPlaces,
    ],
  },
];
