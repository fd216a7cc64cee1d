// A screen whose code is fetched when it is first shown.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { asFailure, type Failure, offline } from "../wire/failure";
import { Waiting } from "./empty";
import { FailureNote } from "./failure-note";

export function lazy(load: () => Promise<ComponentType>): ComponentType {
  let loaded: ComponentType | null = null;
  return function Later() {
    const [, setTurn] = useState(0);
    const [failure, setFailure] = useState<Failure | null>(null);
    const [tries, setTries] = useState(0);
    useEffect(() => {
      if (loaded) return;
      let shown = true;
      load().then(
        (component) => {
          loaded = component;
          if (shown) setTurn((turn) => turn + 1);
        },
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
  };
}
