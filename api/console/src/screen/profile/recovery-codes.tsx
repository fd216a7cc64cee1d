// Recovery codes, shown once: to be copied, saved or printed.

import { Button } from "../../part/button";
import { Copy, Download, Printer } from "../../part/icon";
import { printText, saveFile } from "../../part/save";
import { attempt, say } from "../../part/toast";
import { words } from "../../words";
import { accountWords } from "../../words/account";

export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const a = accountWords.value;
  const text = codes.join("\n");
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    say(words.peek().copied);
  };
  return (
    <div class="form">
      <h3>{a.recoveryTitle}</h3>
      <p>{a.recoverySentence}</p>
      <ul class="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="buttons start">
        <Button small icon={Copy} onClick={() => attempt(copy)}>
          {words.value.copy}
        </Button>
        <Button small icon={Download} onClick={() => saveFile("pronto-recovery-codes.txt", new Blob([text], { type: "text/plain" }))}>
          {a.download}
        </Button>
        <Button small icon={Printer} onClick={() => printText(a.recoveryTitle, text)}>
          {a.printCodes}
        </Button>
      </div>
      <div class="buttons">
        <Button kind="primary" onClick={onDone}>
          {a.recoveryKept}
        </Button>
      </div>
    </div>
  );
}
