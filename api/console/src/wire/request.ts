// Requests to the API with the session's token, refreshed when it has to be.

import { accessToken, end, mustEnrol, session } from "../session/tokens";
import type { Page } from "../wire";
import { Failure, failureOf, offline } from "./failure";

export interface Options {
  /** Sent as JSON; a file as it is. */
  body?: unknown;
  query?: Record<string, string | number | boolean | null | undefined>;
  signal?: AbortSignal;
}

const TIMEOUT_MS = 30_000;

/** An address with its query; what is null or left out is not in it. */
export function address(path: string, query: Options["query"] = {}): string {
  const words = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const search = new URLSearchParams(words.map(([name, value]) => [name, String(value)]));
  return words.length ? `${path}?${search}` : path;
}

async function attempt(method: string, path: string, { body, query, signal }: Options, token: string): Promise<Response> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  const file = body instanceof Blob;
  if (body !== undefined) headers["content-type"] = file ? "application/octet-stream" : "application/json";
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(address(path, query), {
      method,
      headers,
      body: body === undefined || file ? body : JSON.stringify(body),
      signal: signal && "any" in AbortSignal ? AbortSignal.any([signal, timeout]) : (signal ?? timeout),
      cache: "no-store",
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw offline();
  }
}

/** Sends a request and gives the answer; anything but 2xx is thrown as a `Failure`. */
export async function send(method: string, path: string, options: Options = {}): Promise<Response> {
  let token = await accessToken();
  let response = await attempt(method, path, options, token);
  if (response.status === 401) {
    const failure = await failureOf(response);
    if (failure.code !== "token_expired") throw revoked(failure);
    token = await accessToken(token);
    response = await attempt(method, path, options, token);
  }
  if (!response.ok) {
    const failure = await failureOf(response);
    if (failure.code === "second_factor_setup_required") mustEnrol.value = true;
    throw failure.status === 401 ? revoked(failure) : failure;
  }
  return response;
}

/** The address for this page of a link that the server has made: it may be known here by another name than its public one. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url, location.origin);
  return pathname + search;
}

function revoked(failure: Failure): Failure {
  if (failure.code === "session_revoked" || failure.code === "unauthenticated" || failure.code === "refresh_replayed") end(failure.code);
  return failure;
}

/** Sends a request and gives the view in the answer. */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Reads something. An answer that comes after its session has ended is for nobody: another agent may sit here by then. */
export async function get<T>(path: string, query?: Options["query"], signal?: AbortSignal): Promise<T> {
  const asker = session.peek()?.sessionId;
  const view = await call<T>("GET", path, { query, signal });
  if (session.peek()?.sessionId !== asker) throw new Failure({ code: "unauthenticated", status: 401 });
  return view;
}

export const post = <T = void>(path: string, body?: unknown, query?: Options["query"]) => call<T>("POST", path, { body, query });
export const put = <T = void>(path: string, body?: unknown) => call<T>("PUT", path, { body });
export const patch = <T = void>(path: string, body: unknown) => call<T>("PATCH", path, { body });
export const remove = <T = void>(path: string) => call<T>("DELETE", path);

/** Reads a list to its end, at most `pages` pages of 100. */
export async function all<T>(path: string, query: Options["query"] = {}, pages = 20): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < pages; page += 1) {
    const answer: Page<T> = await get(path, { ...query, limit: 100, cursor });
    items.push(...answer.items);
    cursor = answer.next_cursor;
    if (!cursor) break;
  }
  return items;
}
