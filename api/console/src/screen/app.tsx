// Signed in or not; the screen for the address.

import { me, whole } from "../desk/desk";
import { link } from "../desk/feed";
import { Waiting } from "../part/empty";
import { Toasts } from "../part/toast";
import { session } from "../session/tokens";
import { words } from "../words";
import { Shell } from "./shell";
import { SignIn } from "./sign-in";

export function App() {
  return (
    <>
      {session.value ? me.value ? <Shell /> : <Opening /> : <SignIn />}
      <Toasts />
    </>
  );
}

function Opening() {
  return (
    <main class="opening" id="content">
      <Waiting />
      {link.value === "lost" && !whole.value && <p>{words.value.failures.offline}</p>}
    </main>
  );
}
