// Something fetched for a screen: its value, what went wrong, and a way to ask again.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { greetings } from "../desk/feed";
import { asFailure, type Failure } from "../wire/failure";

export interface Fetched<T> {
  readonly value: T | undefined;
  readonly failure: Failure | null;
  readonly busy: boolean;
  again(): void;
  /** Puts a value in its place, after a change that answered with it. */
  set(value: T): void;
}

/** Fetches when `keys` change; an older answer that comes late is passed over. */
export function useFetched<T>(fetcher: () => Promise<T>, keys: readonly unknown[]): Fetched<T> {
  const [state, setState] = useState<{ value?: T; failure: Failure | null; busy: boolean }>({ failure: null, busy: true });
  const turn = useRef(0);
  const run = useCallback(() => {
    turn.current += 1;
    const own = turn.current;
    setState((held) => ({ ...held, busy: true }));
    fetcher().then(
      (value) => own === turn.current && setState({ value, failure: null, busy: false }),
      (error) => own === turn.current && setState((held) => ({ ...held, failure: asFailure(error), busy: false })),
    );
  }, keys);
  // What failed for want of a network is asked for again when the link is back.
  const greeting = greetings.value;
  useEffect(() => {
    if (state.failure?.code === "offline") run();
  }, [greeting]);
  useEffect(() => {
    run();
    return () => {
      turn.current += 1;
    };
  }, [run]);
  return {
    value: state.value,
    failure: state.failure,
    busy: state.busy,
    again: run,
    set: (value) => setState({ value, failure: null, busy: false }),
  };
}
