// Signed in or not; the screen for the address.

import { me, whole } from "../desk/desk";
import { link } from "../desk/feed";
import { Waiting } from "../part/empty";
import { lazy } from "../part/lazy";
import { Toasts } from "../part/toast";
import { mustEnrol, session } from "../session/tokens";
import { words } from "../words";
import { Shell } from "./shell";
import { SignIn } from "./sign-in";

const Enrol = lazy(() => import("./enrol").then((module) => module.Enrol));

export function App() {
  return (
    <>
      {session.value ? <SignedIn /> : <SignIn />}
      <Toasts />
    </>
  );
}

function SignedIn() {
  if (mustEnrol.value) return <Enrol />;
  return me.value ? <Shell /> : <Opening />;
}

function Opening() {
  return (
    <main class="opening" id="content">
      <Waiting />
      {link.value === "lost" && !whole.value && <p>{words.value.failures.offline}</p>}
    </main>
  );
}
