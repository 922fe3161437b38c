/** Statuses the API refuses with. */
export type ApiStatus = 400 | 401 | 404 | 405 | 408 | 413 | 429 | 500 | 502 | 503 | 504;

/** Extra facts of a refusal. */
export interface ApiRefusedOptions {
  /** Which field is meant, e.g. `messages[0].content`. */
  param?: string | null;
  /** Machine-readable reason in the words of OpenAI where it has one. */
  code?: string | null;
  /** Seconds after which another try makes sense; becomes `Retry-After`. */
  retryAfterS?: number;
  /** Further response headers, lower case. */
  headers?: Record<string, string>;
}

/** A request that is answered with an error. Thrown anywhere, rendered in one place; an answer, not a failure of ours. */
export class ApiRefused extends Error {
  constructor(readonly status: ApiStatus, message: string, readonly options: ApiRefusedOptions = {}) {
    super(message);
    this.name = "ApiRefused";
  }
}

/** Error in the shape of OpenAI's API. */
export interface ErrorBody {
  error: { message: string; type: string; param: string | null; code: string | null };
}

/** What OpenAI calls an error, by status. */
function typeOf(status: ApiStatus): string {
  if (status === 429) return "requests";
  return status >= 500 ? "server_error" : "invalid_request_error";
}

/** The body of a refusal. */
export function errorBody({ status, message, options }: ApiRefused): ErrorBody {
  return {
    error: { message, type: typeOf(status), param: options.param ?? null, code: options.code ?? null },
  };
}

/** 400 about one field. */
export function invalid(message: string, param: string | null, code: string | null = null): ApiRefused {
  return new ApiRefused(400, message, { param, code });
}

/** 503 of a server that is shutting down. */
export function stopping(): ApiRefused {
  return new ApiRefused(503, "This server is stopping.", {
    code: "stopping",
    retryAfterS: 10,
    headers: { connection: "close" },
  });
}
