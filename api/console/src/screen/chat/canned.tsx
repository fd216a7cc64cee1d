// Canned responses by `/`: filled in for this chat by the server.

import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { registers } from "../../desk/desk";
import { say } from "../../part/toast";
import type { Page, Wire } from "../../wire";
import { get } from "../../wire/request";
import { words } from "../../words";
import { Suggest } from "./suggest";

type Canned = Wire<"CannedResponseView">;

interface Props {
  chatId: string;
  text: string;
  onPick: (text: string) => void;
  field: RefObject<HTMLTextAreaElement>;
}

/** At the end of what is written, after a space or at the start. */
const BEGUN = /(?:^|\s)\/(\S*)$/;

export function CannedList({ chatId, text, onPick, field }: Props) {
  const t = words.value;
  const begun = BEGUN.exec(text)?.[1];
  const [found, setFound] = useState<readonly Canned[]>([]);
  const [closed, setClosed] = useState("");
  const version = registers.value.canned_responses;
  useEffect(() => {
    if (begun === undefined) return setFound([]);
    const abort = new AbortController();
    get<Page<Canned>>("/v1/canned_responses", { shortcut: begun || null, chat_id: chatId, limit: 8 }, abort.signal).then(
      ({ items }) => setFound(items),
      () => {},
    );
    return () => abort.abort();
  }, [begun, chatId, version]);
  if (begun === undefined || closed === text || !found.length) return null;
  const pick = (canned: Canned) => {
    onPick(text.slice(0, text.length - begun.length - 1) + (canned.rendered?.text ?? canned.text));
    if (canned.rendered?.missing.length) say(t.missingVariables(canned.rendered.missing.join(", ")));
  };
  return (
    <Suggest
      label={t.cannedTitle}
      items={found}
      keyOf={({ id }) => id}
      onPick={pick}
      onClose={() => setClosed(text)}
      field={field}
      row={(canned) => (
        <>
          <strong>/{canned.shortcut}</strong>
          <span class="clip quiet">{canned.rendered?.text ?? canned.text}</span>
        </>
      )}
    />
  );
}
