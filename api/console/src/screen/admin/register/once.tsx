// What is told once: a secret that was made, the words of a provider that was asked.

import { CopyField } from "../../../part/copy";
import { Dialog } from "../../../part/dialog";
import { Form } from "../../../part/form";
import { adminWords } from "../../../words/admin";
import type { Once } from "./shape";

export interface Told {
  readonly title: string;
  readonly told: readonly Once[];
}

export function OnceDialog({ title, told, onClose }: Told & { onClose: () => void }) {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form submit={adminWords.value.done} onSubmit={async () => onClose()}>
        {told.map((one) => (
          <CopyField key={one.label} {...one} />
        ))}
      </Form>
    </Dialog>
  );
}
