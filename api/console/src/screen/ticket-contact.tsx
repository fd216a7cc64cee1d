// Giving a ticket that is nobody's to somebody.

import { useState } from "preact/hooks";
import { Dialog } from "../part/dialog";
import { Form } from "../part/form";
import type { Wire } from "../wire";
import { asFailure } from "../wire/failure";
import { put } from "../wire/request";
import { words } from "../words";
import { contactOf, type Whose, WhoseFields } from "./ticket-whose";

type TicketView = Wire<"TicketView">;

export function TicketContactDialog({ id, onDone, onClose }: { id: string; onDone: (ticket: TicketView) => void; onClose: () => void }) {
  const t = words.value;
  const [whose, setWhose] = useState<Whose>({ to: "new", name: "", email: "", confirm: false });
  const submit = async () => {
    try {
      onDone(await put<TicketView>(`/v1/tickets/${id}/contact`, { contact: contactOf(whose) } satisfies Wire<"SetTicketContactRequest">));
      onClose();
    } catch (error) {
      if (asFailure(error).code === "probable_duplicates") setWhose({ ...whose, confirm: true });
      throw error;
    }
  };
  return (
    <Dialog title={t.ticketContactTitle} onClose={onClose}>
      <Form
        submit={t.save}
        onSubmit={submit}
        onCancel={onClose}
        explain={({ code }) => (code === "probable_duplicates" ? <p class="notice">{t.duplicatesWarning}</p> : null)}
      >
        <WhoseFields known={[]} whose={whose} onChange={setWhose} />
      </Form>
    </Dialog>
  );
}
