// Asks before something that cannot be taken back.

import { type ConfirmProps, Dialog } from "./dialog";
import { Form } from "./form";

export function Confirm({ title, sentence, confirm, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        submit={confirm}
        danger
        onCancel={onClose}
        onSubmit={async () => {
          await onConfirm();
          onClose();
        }}
      >
        <p>{sentence}</p>
      </Form>
    </Dialog>
  );
}
