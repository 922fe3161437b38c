import { type Clock, errorText, withDeadline } from "../../base/mod.ts";
import { ChainError } from "../errors.ts";
import { isIp } from "../ip_number.ts";

/** Longest answer worth reading, bytes. */
const MAX_ANSWER_BYTES = 4096;

/** A public service that says from where it is asked. */
interface IpService {
  url: string;
  /** Finds the address in the answer. */
  read: (response: Response, body: string) => unknown;
}

const body = (_: Response, text: string): string => text.trim();

/** Asked in this order (docs/spec/wire.md#51-url). */
const SERVICES: readonly IpService[] = [
  { url: "https://checkip.amazonaws.com", read: body },
  { url: "https://ifconfig.me/ip", read: body },
  { url: "https://ipinfo.io", read: (_, text) => JSON.parse(text).ip },
  { url: "https://myip.dnsomatic.com", read: body },
  { url: "https://ident.me", read: body },
  { url: "https://www.wikipedia.org", read: (response) => response.headers.get("x-client-ip")?.trim() },
];

/** Options of {@link externalIp}. */
export interface ExternalIpOptions {
  /** Asks the services that say which address they see. */
  fetch: typeof fetch;
  /** Ends the asking of a service that does not answer. */
  clock: Clock;
  /** Ends the search; the promise rejects then. */
  signal?: AbortSignal;
  /** Milliseconds per service. @default {5000} */
  timeoutMs?: number;
}

/**
 * Own address as the internet sees it: the first service that answers with a valid address decides.
 * @throws ChainError `unreachable` when none does
 */
export async function externalIp(options: ExternalIpOptions): Promise<string> {
  const failures: string[] = [];
  for (const service of SERVICES) {
    options.signal?.throwIfAborted();
    try {
      return await ask(service, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.push(`${new URL(service.url).host}: ${errorText(error)}`);
    }
  }
  throw new ChainError("unreachable", "no public service told the external address", {
    hint: "set --axon.external_ip",
    data: { failures },
  });
}

function ask(service: IpService, options: ExternalIpOptions): Promise<string> {
  const { clock, timeoutMs = 5000 } = options;
  return withDeadline(clock, timeoutMs, service.url, async (signal) => {
    // Only the services that are named are asked: one that points elsewhere is passed over.
    const response = await options.fetch(service.url, { signal, redirect: "error" });
    const text = await readLimited(response);
    const ip = response.ok ? service.read(response, text) : null;
    if (typeof ip !== "string" || !isIp(ip)) throw new Error(`no address in its answer (${response.status})`);
    return ip;
  }, options.signal);
}

/** The first bytes of a body; the rest is cancelled. */
async function readLimited(response: Response): Promise<string> {
  if (!response.body) return "";
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_ANSWER_BYTES) break;
  }
  return text;
}
