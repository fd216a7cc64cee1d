// Gives the person a file.

export function saveFile(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Prints a page in a frame of its own. */
export function printPage(title: string, content: Blob): void {
  const page = URL.createObjectURL(content);
  const frame = document.createElement("iframe");
  frame.className = "spoken";
  frame.title = title;
  frame.src = page;
  frame.onload = () => frame.contentWindow?.print();
  document.body.append(frame);
  setTimeout(() => {
    frame.remove();
    URL.revokeObjectURL(page);
  }, 300_000);
}

/** Prints a text as it is. */
export function printText(title: string, text: string): void {
  printPage(title, new Blob([text], { type: "text/plain;charset=utf-8" }));
}
