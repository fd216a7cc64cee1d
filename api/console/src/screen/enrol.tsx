// Where an organization requires a second factor and the agent has none: that first.

import { useState } from "preact/hooks";
import { enrolled } from "../desk/feed";
import { Button } from "../part/button";
import { LogOut } from "../part/icon";
import { Mark } from "../part/mark";
import { attempt } from "../part/toast";
import { signOut } from "../session/sign-in";
import { words } from "../words";
import { accountWords } from "../words/account";
import { SetUp } from "./profile/set-up";

export function Enrol() {
  const a = accountWords.value;
  const [done, setDone] = useState(false);
  return (
    <main class="sign-in" id="content">
      <div class="sign-in-card">
        <div class="brand">
          <Mark size={56} />
          <h1>{a.enrolTitle}</h1>
        </div>
        <p>{a.enrolSentence}</p>
        <SetUp onConfirmed={() => setDone(true)} onDone={enrolled} />
        {!done && (
          <Button icon={LogOut} onClick={() => attempt(signOut)}>
            {words.value.signOut}
          </Button>
        )}
      </div>
    </main>
  );
}
