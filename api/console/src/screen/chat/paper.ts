// The chat on paper: the server's PDF, opened or printed.

import type { ChatView } from "../../wire";
import { send } from "../../wire/request";

async function pdf(chatId: string): Promise<string> {
  const response = await send("GET", `/v1/chats/${chatId}/transcript.pdf`);
  return URL.createObjectURL(await response.blob());
}

export async function openPdf(chat: ChatView): Promise<void> {
  const address = await pdf(chat.id);
  const link = document.createElement("a");
  link.href = address;
  link.download = `pronto-${chat.number}.pdf`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export async function printChat(chatId: string): Promise<void> {
  const address = await pdf(chatId);
  const frame = document.createElement("iframe");
  frame.className = "spoken";
  frame.title = "PDF";
  frame.src = address;
  frame.onload = () => {
    frame.contentWindow?.focus();
    frame.contentWindow?.print();
  };
  document.body.append(frame);
  setTimeout(() => {
    frame.remove();
    URL.revokeObjectURL(address);
  }, 300_000);
}
