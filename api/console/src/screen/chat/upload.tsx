// Files on their way to a chat, with how far each has come.

import { useRef, useState } from "preact/hooks";
import { me } from "../../desk/desk";
import { sentenceOf } from "../../part/failure-note";
import { FileText, X } from "../../part/icon";
import { say } from "../../part/toast";
import { accessToken, session } from "../../session/tokens";
import type { AttachmentView } from "../../wire";
import { asFailure, Failure, offline } from "../../wire/failure";
import { words } from "../../words";
import { bytes } from "../../words/format";
import { draftOf, setDraft } from "./draft";

interface Uploading {
  readonly key: number;
  readonly name: string;
  readonly share: number;
  cancel(): void;
}

export interface Uploads {
  readonly running: readonly Uploading[];
  readonly busy: boolean;
  add(file: File): Promise<void>;
}

/** Only `XMLHttpRequest` tells how far an upload has come. */
async function upload(
  chatId: string,
  file: File,
  onShare: (share: number) => void,
  onStart: (request: XMLHttpRequest) => void,
): Promise<AttachmentView> {
  const token = await accessToken();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/v1/chats/${chatId}/attachments`);
    request.setRequestHeader("authorization", `Bearer ${token}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name || "image.png"));
    request.upload.onprogress = ({ loaded, total }) => onShare(total ? loaded / total : 0);
    request.onload = () => {
      try {
        const answer = JSON.parse(request.responseText);
        if (request.status === 201) resolve(answer);
        else reject(new Failure({ ...answer, status: request.status }));
      } catch {
        reject(new Failure({ code: "unavailable", status: request.status }));
      }
    };
    request.onerror = () => reject(offline());
    request.onabort = () => reject(new Failure({ code: "aborted" }));
    onStart(request);
    request.send(file);
  });
}

export function useUploads(chatId: string): Uploads {
  const [running, setRunning] = useState<readonly Uploading[]>([]);
  const last = useRef(0);
  const add = async (file: File) => {
    const most = me.peek()?.organization.settings.attachment_limit_bytes ?? Number.POSITIVE_INFINITY;
    if (file.size > most) return say(`${file.name}: ${sentenceOf({ code: "payload_too_large", message: "" })} (${bytes(most)})`, true);
    const asker = session.peek()?.sessionId;
    last.current += 1;
    const key = last.current;
    const set = (change: Partial<Uploading>) => setRunning((held) => held.map((one) => (one.key === key ? { ...one, ...change } : one)));
    setRunning((held) => [...held, { key, name: file.name, share: 0, cancel: () => {} }]);
    try {
      const done = await upload(
        chatId,
        file,
        (share) => set({ share }),
        (request) => set({ cancel: () => request.abort() }),
      );
      if (session.peek()?.sessionId === asker) setDraft(chatId, { attachments: [...draftOf(chatId).attachments, done] });
    } catch (error) {
      const failure = asFailure(error);
      if (failure.code !== "aborted" && session.peek()?.sessionId === asker) say(`${file.name}: ${sentenceOf(failure)}`, true);
    } finally {
      setRunning((held) => held.filter((one) => one.key !== key));
    }
  };
  return { running, busy: running.length > 0, add };
}

interface Props {
  files: Uploads;
  attachments: readonly AttachmentView[];
  onRemove: (id: string) => void;
}

export function UploadList({ files, attachments, onRemove }: Props) {
  const t = words.value;
  if (!files.running.length && !attachments.length) return null;
  return (
    <ul class="uploads">
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          <FileText size={16} aria-hidden="true" />
          <span class="clip">{attachment.name}</span>
          <button type="button" aria-label={t.removeFile(attachment.name)} onClick={() => onRemove(attachment.id)}>
            <X size={15} aria-hidden="true" />
          </button>
        </li>
      ))}
      {files.running.map((one) => (
        <li key={one.key}>
          <span class="clip">{one.name}</span>
          <progress max={1} value={one.share} aria-label={t.uploading(one.name)} />
          <button type="button" aria-label={t.removeFile(one.name)} onClick={() => one.cancel()}>
            <X size={15} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
