// The register of articles, drafts included.

import { ArticleReading } from "../../part/article-text";
import type { Wire } from "../../wire";
import { get, patch } from "../../wire/request";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { dayAndClock } from "../../words/format";
import { register } from "./register/register";

type ArticleRow = Wire<"ArticleItemView"> & Partial<Pick<Wire<"ArticleView">, "body">>;

const path = "/v1/articles";
const STATES = ["draft", "published"] as const;

export const Articles = register<ArticleRow, keyof Wire<"AddArticleRequest">>(() => {
  const { articles: a, fields } = adminWords.value;
  const states = STATES.map((state) => ({ value: state, label: a.states[state] }));
  const move = (label: string, from: "draft" | "published", state: "draft" | "published") => ({
    label,
    shown: (row: ArticleRow) => row.state === from,
    run: async (row: ArticleRow) => void (await patch(`${path}/${row.id}`, { state })),
  });
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path,
    refusedAt: { already_exists: "title" },
    heard: "articles",
    keyOf: ({ id }) => id,
    nameOf: ({ title }) => title,
    searched: ({ title, excerpt, tags }) => [title, excerpt, ...tags].join(" "),
    whole: async (row) => ({ ...row, ...(await get<Wire<"ArticleView">>(`${path}/${row.id}`)) }),
    columns: [
      { title: a.heading, cell: ({ title }) => title },
      { title: words.value.state, cell: ({ state }) => a.states[state] },
      { title: a.tags, cell: ({ tags }) => tags.join(", ") },
      { title: a.changed, cell: ({ updated_at }) => dayAndClock(updated_at) },
    ],
    fields: [
      { name: "title", label: a.heading, kind: "text" },
      { name: "body", label: a.body, hint: a.bodyHint, kind: "area", rows: 12 },
      { name: "tags", label: a.tags, hint: fields.onePerLine, kind: "lines", rows: 2 },
      { name: "state", label: words.value.state, kind: "choice", start: "draft", choices: states },
    ],
    preview: ({ title, body }) => <ArticleReading title={String(title)} body={String(body)} />,
    acts: [move(a.publish, "draft", "published"), move(a.takeBack, "published", "draft")],
  };
});
