// The visitor's half of the REST API.

const TIMEOUT_MS = 20_000;

/** An answer that is not a success, or none at all (`code` = `network`). */
export class ApiError extends Error {
  constructor(problem, waitMs = null) {
    super(problem.title || problem.code);
    this.detail = problem.detail || null;
    this.code = problem.code || "other";
    this.status = problem.status || 0;
    this.retryable = Boolean(problem.retryable);
    this.fields = problem.fields || [];
    this.waitMs = waitMs;
  }
}

/** Reads a problem body, whatever the server or something before it answered. */
export function problemFrom(status, body) {
  try {
    const problem = JSON.parse(body);
    if (problem && typeof problem.code === "string") return { ...problem, status };
  } catch {
    // A proxy's page: the status has to do.
  }
  return { code: status === 413 ? "payload_too_large" : status === 429 ? "rate_limited" : "other", status, retryable: status === 429 || status >= 500 };
}

/** The calls. `token()` gives the visitor's token, or null before there is one. */
export class Api {
  constructor({ server, token, fetch = globalThis.fetch.bind(globalThis) }) {
    this.server = server;
    this.token = token;
    this.fetch = fetch;
  }

  async call(method, path, body, kind = "text") {
    const headers = { accept: kind === "blob" ? "application/pdf" : "application/json" };
    const token = this.token();
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    let answer, text;
    try {
      answer = await this.fetch(this.server + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await answer[answer.ok ? kind : "text"]();
    } catch {
      throw new ApiError({ code: "network", retryable: true });
    }
    if (!answer.ok) {
      const wait = Number(answer.headers.get("retry-after"));
      throw new ApiError(problemFrom(answer.status, text), wait > 0 ? wait * 1000 : null);
    }
    if (kind === "blob") return text;
    try {
      return text ? JSON.parse(text) : null;
    } catch {
      throw new ApiError({ code: "other", status: answer.status, retryable: true });
    }
  }

  listEntries(organization) {
    return this.call("GET", `/v1/entries/${encodeURIComponent(organization)}`);
  }

  showEntry(organization, queue) {
    return this.call("GET", `/v1/entries/${encodeURIComponent(organization)}/${encodeURIComponent(queue)}`);
  }

  registerVisitor(organization, locale) {
    return this.call("POST", "/v1/visitors", { organization, locale });
  }

  identifyVisitor(jwt) {
    return this.call("POST", "/v1/visitor/identify", { jwt });
  }

  reportPageView(page) {
    return this.call("POST", "/v1/visitor/page_views", page);
  }

  answerApproach(approach, request) {
    return this.call("POST", `/v1/visitor/approaches/${approach}/answer`, request);
  }

  leaveOfflineMessage(request) {
    return this.call("POST", "/v1/visitor/offline_messages", request);
  }

  startChat(request) {
    return this.call("POST", "/v1/visitor/chats", request);
  }

  showChat(chat) {
    return this.call("GET", `/v1/visitor/chats/${chat}`);
  }

  listMessages(chat, cursor = null) {
    const query = cursor ? `?limit=50&cursor=${encodeURIComponent(cursor)}` : "?limit=50";
    return this.call("GET", `/v1/visitor/chats/${chat}/messages${query}`);
  }

  sendMessage(chat, request) {
    return this.call("POST", `/v1/visitor/chats/${chat}/messages`, request);
  }

  editMessage(chat, message, text) {
    return this.call("PATCH", `/v1/visitor/chats/${chat}/messages/${message}`, { text });
  }

  deleteMessage(chat, message) {
    return this.call("DELETE", `/v1/visitor/chats/${chat}/messages/${message}`);
  }

  leaveChat(chat) {
    return this.call("POST", `/v1/visitor/chats/${chat}/leave`);
  }

  rateChat(chat, request) {
    return this.call("PUT", `/v1/visitor/chats/${chat}/rating`, request);
  }

  mailTranscript(chat) {
    return this.call("POST", `/v1/visitor/chats/${chat}/transcript_mails`);
  }

  /** The transcript as a PDF file's bytes. */
  printTranscript(chat) {
    return this.call("GET", `/v1/visitor/chats/${chat}/transcript.pdf`, undefined, "blob");
  }

  /** Addresses of a file, on this page's own origin whatever name of the server they were made with. */
  async linkAttachment(chat, attachment) {
    const links = await this.call("GET", `/v1/visitor/chats/${chat}/attachments/${attachment}`);
    const here = (address) => {
      const { pathname, search } = new URL(address, this.server);
      return this.server + pathname + search;
    };
    return { url: here(links.url), thumbnailUrl: links.thumbnail_url ? here(links.thumbnail_url) : null };
  }
}
