// The register of blocks. One is lifted, not deleted: it stays in the list.

import { changes } from "../../desk/desk";
import type { Wire } from "../../wire";
import { words } from "../../words";
import { adminWords } from "../../words/admin";
import { dayAndClock } from "../../words/format";
import { ContactPick } from "./contact-pick";
import { register } from "./register/register";

type BlockView = Wire<"BlockView">;
type Target = BlockView["target"];

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const KINDS = ["network", "contact", "visitor"] as const;
const stands = ({ lifted_at, ends_at }: BlockView) => !lifted_at && !(ends_at && Date.parse(ends_at) <= Date.now());

function whom(target: Target): string {
  const kind = adminWords.value.blocks.kinds[target.kind];
  if (target.kind === "network") return target.network;
  return `${kind} ${(target.kind === "visitor" ? target.visitor_id : target.contact_id).slice(0, 13)}…`;
}

function state(block: BlockView): string {
  const { blocks: a } = adminWords.value;
  if (block.lifted_at) return a.lifted;
  if (!stands(block)) return a.ended;
  return block.ends_at ? a.standsUntil(dayAndClock(block.ends_at)) : a.stands;
}

export const Blocks = register<BlockView, `target.${string}` | "reason" | "ends_at">(() => {
  const { blocks: a } = adminWords.value;
  return {
    title: a.title,
    about: a.about,
    add: a.add,
    path: "/v1/blocks",
    keys: [changes.value.block],
    change: "never",
    refusedAt: { already_exists: "target.network" },
    keyOf: ({ id }) => id,
    nameOf: ({ target }) => whom(target),
    searched: (block) => [whom(block.target), block.reason, block.blocked_by_name, state(block)].join(" "),
    columns: [
      { title: a.whom, cell: ({ target }) => whom(target) },
      { title: a.reason, cell: ({ reason }) => <span class="excerpt">{reason}</span> },
      { title: a.by, cell: ({ blocked_by_name, blocked_at }) => `${blocked_by_name}, ${dayAndClock(blocked_at)}` },
      { title: words.value.state, cell: state },
    ],
    fields: [
      {
        name: "target.kind",
        label: a.whom,
        kind: "choice",
        start: "network",
        choices: KINDS.map((kind) => ({ value: kind, label: a.kinds[kind] })),
      },
      { name: "target.network", label: a.network, hint: a.networkHint, kind: "text", shown: (draft) => draft["target.kind"] === "network" },
      {
        name: "target.visitor_id",
        label: a.visitorId,
        kind: "text",
        needed: true,
        form: UUID,
        shown: (draft) => draft["target.kind"] === "visitor",
      },
      {
        name: "target.contact_id",
        label: a.kinds.contact,
        kind: "own",
        needed: true,
        start: "",
        shown: (draft) => draft["target.kind"] === "contact",
        control: (value, change, { name, label }) => <ContactPick name={name} label={label} value={value} onChange={change} />,
      },
      { name: "reason", label: a.reason, kind: "area", rows: 2 },
      { name: "ends_at", label: a.ends, hint: a.endsHint, kind: "moment" },
    ],
    removable: { label: a.lift, title: a.liftTitle, sentence: a.liftSentence, shown: stands },
  };
});
