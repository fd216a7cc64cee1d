// Files in a message: pictures as thumbnails that enlarge, all else to be downloaded.

import { useState } from "preact/hooks";
import { Dialog } from "../../part/dialog";
import { Waiting } from "../../part/empty";
import { useFetched } from "../../part/fetched";
import { Download, FileText } from "../../part/icon";
import { attempt } from "../../part/toast";
import type { AttachmentView, Wire } from "../../wire";
import { get, pathOf } from "../../wire/request";
import { words } from "../../words";
import { bytes } from "../../words/format";

type Links = Wire<"AttachmentLinksView">;

/** Addresses for this page: the server may be known here by another name than its public one. */
async function links(chatId: string, id: string): Promise<Links> {
  const found = await get<Links>(`/v1/chats/${chatId}/attachments/${id}`);
  return { ...found, url: pathOf(found.url), thumbnail_url: found.thumbnail_url && pathOf(found.thumbnail_url) };
}

export function Attachments({ chatId, attachments }: { chatId: string; attachments: readonly AttachmentView[] }) {
  return (
    <ul class="attachments">
      {attachments.map((attachment) => (
        <li key={attachment.id}>
          {isPicture(attachment) ? (
            <Picture chatId={chatId} attachment={attachment} />
          ) : (
            <SavedFile chatId={chatId} attachment={attachment} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** A picture that is small enough is its own thumbnail. */
const isPicture = ({ has_thumbnail, width, height }: AttachmentView) => has_thumbnail || Boolean(width && height);

const MOST_PX = 240;

interface Props {
  chatId: string;
  attachment: AttachmentView;
}

function Picture({ chatId, attachment }: Props) {
  const t = words.value;
  const [large, setLarge] = useState(false);
  const found = useFetched(() => links(chatId, attachment.id), [chatId, attachment.id]);
  const { width, height, name } = attachment;
  // Its room is kept while it comes, so that nothing jumps.
  const scale = width && height ? Math.min(1, MOST_PX / width, MOST_PX / height) : 0;
  const size = scale ? { width: `${Math.round(width! * scale)}px`, height: `${Math.round(height! * scale)}px` } : undefined;
  return (
    <>
      <button type="button" class="thumbnail" style={size} aria-label={`${t.enlargePicture}: ${name}`} onClick={() => setLarge(true)}>
        {found.value ? <img src={found.value.thumbnail_url ?? found.value.url} alt={name} /> : <Waiting />}
      </button>
      {large && (
        <Dialog title={name} wide onClose={() => setLarge(false)}>
          <Large {...{ chatId, attachment }} />
        </Dialog>
      )}
    </>
  );
}

/** Fetched anew: addresses are good for a few minutes only. */
function Large({ chatId, attachment }: Props) {
  const found = useFetched(() => links(chatId, attachment.id), []);
  if (!found.value) return <Waiting />;
  return (
    <div class="large">
      <img src={found.value.url} alt={attachment.name} />
      <SavedFile chatId={chatId} attachment={attachment} />
    </div>
  );
}

function SavedFile({ chatId, attachment }: Props) {
  const open = () =>
    attempt(async () => {
      const link = document.createElement("a");
      link.href = (await links(chatId, attachment.id)).url;
      link.download = attachment.name;
      link.rel = "noopener";
      link.click();
    });
  return (
    <button type="button" class="file" onClick={open}>
      <FileText size={22} aria-hidden="true" />
      <span class="grow clip">
        {attachment.name}
        <small>{bytes(attachment.size_bytes)}</small>
      </span>
      <Download size={18} aria-hidden="true" />
    </button>
  );
}
