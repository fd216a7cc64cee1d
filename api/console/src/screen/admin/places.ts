// The places of the administration, grouped. A new one is a line; its words may be its own.

import type { ComponentType } from "preact";
import { type Icon, Tag } from "../../part/icon";
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
    places: [{ at: "tags", name: () => t().tags, icon: Tag, screen: lazy(() => import("./tags").then((module) => module.Tags)) }],
  },
  { name: () => a().groupSite, places: [] },
  { name: () => a().groupTeam, places: [...teamPlaces] },
  { name: () => a().groupMobile, places: [...mobilePlaces] },
  { name: () => a().groupChannels, places: [...integrationPlaces] },
  { name: () => a().groupOrganization, places: [...recordPlaces] },
];
