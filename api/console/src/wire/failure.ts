// What goes wrong with a request, as one class.

import type { Problem } from "../wire";

/** A refused request, or one that never reached the server (`code` is `offline`). */
export class Failure extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;
  readonly fields: readonly { readonly field: string; readonly problem: string; readonly detail: string }[];
  readonly duplicates: readonly string[];
  readonly waitMs: number;
  readonly requestId: string | null;
  /** With `second_factor_required`: what the code is sent with. */
  readonly challenge: string | null;

  constructor(problem: Omit<Partial<Problem>, "code"> & { code: string; challenge?: string }, waitMs = 0) {
    super(problem.detail ?? problem.title ?? problem.code);
    this.status = problem.status ?? 0;
    this.code = problem.code;
    this.retryable = problem.retryable ?? false;
    this.fields = problem.fields ?? [];
    this.duplicates = problem.duplicates ?? [];
    this.waitMs = waitMs;
    this.requestId = problem.request_id ?? null;
    this.challenge = problem.challenge ?? null;
  }
}

/** The failure of a request that could not be sent or answered. */
export function offline(): Failure {
  return new Failure({ code: "offline", retryable: true });
}

/** The failure in an answer. */
export async function failureOf(response: Response): Promise<Failure> {
  const waitMs = Number(response.headers.get("retry-after") ?? 0) * 1000;
  try {
    return new Failure({ ...(await response.json()), status: response.status }, waitMs);
  } catch {
    // Something between here and the server answered.
    return new Failure({ code: "unavailable", status: response.status, retryable: response.status >= 500 }, waitMs);
  }
}

/** Whatever was thrown, as a failure. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  console.error(error);
  return new Failure({ code: "unknown" });
}
