// The register of tags: the shortest there is.

import type { Wire } from "../../wire";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { register } from "./register/register";
import { activeColumn, activeField, nameField } from "./register/usual";

type TagView = Wire<"TagView">;

export const Tags = register<TagView, keyof Wire<"AddTagRequest"> | keyof Wire<"UpdateTagRequest">>(() => ({
  title: words.value.tags,
  about: adminWords.value.tags.about,
  add: adminWords.value.tags.add,
  path: "/v1/tags",
  refusedAt: { already_exists: "name" },
  heard: "tags",
  keyOf: ({ id }) => id,
  nameOf: ({ name }) => name,
  columns: [{ title: words.value.name, cell: ({ name }) => name }, activeColumn()],
  fields: [nameField(), activeField("change")],
}));
