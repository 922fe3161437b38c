/** Names of this machine as they appear in URLs. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Why a request is refused: it comes from a web page of another host, or was sent to another host's name (a name that
 * resolves to this machine gets a page around the rule of one origin). Programs send no `Origin`.
 * @returns null when the request is welcome
 */
export function refusalOf(headers: Headers): string | null {
  const host = headers.get("host");
  // HTTP/1.0 and some tools leave the header out; a browser never does.
  if (host !== null && !isLoopback(`http://${host}`)) {
    return `host "${clip(host)}" is not this machine; connect to 127.0.0.1 or localhost`;
  }
  const origin = headers.get("origin");
  if (origin !== null && !isLoopback(origin)) {
    return `origin "${clip(origin)}" is not this machine; a page must be served from localhost`;
  }
  return null;
}

function isLoopback(url: string): boolean {
  try {
    return LOOPBACK.test(new URL(url).hostname);
  } catch {
    return false;
  }
}

function clip(text: string): string {
  return text.slice(0, 100);
}
