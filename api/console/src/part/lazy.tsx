// A screen whose code is fetched when it is first shown, or before.

import type { ComponentType, FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { asFailure, type Failure, offline } from "../wire/failure";
import { Waiting } from "./empty";
import { FailureNote } from "./failure-note";

/** A component that is fetched; `fetch` does so ahead, so that nothing has to be waited for when it is shown. */
export interface Lazy extends FunctionComponent {
  fetch(): Promise<void>;
}

export function lazy(load: () => Promise<ComponentType>): Lazy {
  let loaded: ComponentType | null = null;
  const fetch = async () => {
    loaded ??= await load();
  };
  function Later() {
    const [, setTurn] = useState(0);
    const [failure, setFailure] = useState<Failure | null>(null);
    const [tries, setTries] = useState(0);
    useEffect(() => {
      if (loaded) return;
      let shown = true;
      fetch().then(
        () => shown && setTurn((turn) => turn + 1),
        (error) => shown && setFailure(error instanceof TypeError ? offline() : asFailure(error)),
      );
      return () => {
        shown = false;
      };
    }, [tries]);
    if (loaded) {
      const Loaded = loaded;
      return <Loaded />;
    }
    const again = () => {
      setFailure(null);
      setTries(tries + 1);
    };
    return failure ? <FailureNote failure={failure} again={again} /> : <Waiting />;
  }
  return Object.assign(Later, { fetch });
}
