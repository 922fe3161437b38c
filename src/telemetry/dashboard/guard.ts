import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";

/** A token nobody guesses. */
export function freshToken(): string {
  return randomBytes(24).toString("base64url");
}

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Name part of a `Host` header. */
function hostName(header: string): string {
  return header.replace(/:\d+$/, "").toLowerCase();
}

function isAddress(name: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(name) || /^\[[0-9a-f:.]+\]$/.test(name);
}

/**
 * Refuses requests that name a host we do not go by: a foreign page whose name was pointed at this machine (DNS
 * rebinding) would otherwise read what only the operator may. On loopback only loopback names count.
 */
export function hostCheck(bound: string, allowed: readonly string[]): MiddlewareHandler {
  const names = new Set(["localhost", "127.0.0.1", "[::1]", ...allowed.map((name) => name.toLowerCase())]);
  const open = !isLoopback(bound);
  return async (c, next) => {
    const name = hostName(c.req.header("host") ?? "");
    if (!names.has(name) && !(open && isAddress(name))) {
      return c.text("This host name is not served here.\n", 403);
    }
    await next();
  };
}

/** Headers that keep pages to themselves: only our own files run, nothing frames us, nothing is cached or leaked. */
export function pageHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    c.header(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    c.header("X-Content-Type-Options", "nosniff");
    c.header("X-Frame-Options", "DENY");
    c.header("Referrer-Policy", "no-referrer");
    c.header("Cross-Origin-Resource-Policy", "same-origin");
    c.header("Cross-Origin-Opener-Policy", "same-origin");
    if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
  };
}

/**
 * Asks for the operator's token: as a bearer token, as a cookie, or once as `?token=`, which sets the cookie and
 * leads to the same address without it.
 */
export function tokenCheck(token: string): MiddlewareHandler {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const wanted = digest(token);
  // Cookies are shared by all ports of a host: each token has its own, so that several neurons do not sign each other out.
  const name = `sn1_${wanted.toString("hex").slice(0, 8)}`;
  const cookiePattern = new RegExp(`(?:^|;\\s*)${name}=([^;]+)`);
  // Digests have one length, so that the comparison takes one time.
  const matches = (given: string | undefined) =>
    given !== undefined && timingSafeEqual(digest(given), wanted);
  return async (c, next) => {
    const bearer = /^bearer\s+(\S+)$/i.exec(c.req.header("authorization") ?? "")?.[1];
    const cookie = cookiePattern.exec(c.req.header("cookie") ?? "")?.[1];
    if (matches(bearer) || matches(cookie)) return await next();
    const url = new URL(c.req.url);
    const given = url.searchParams.get("token");
    if (given !== null && matches(given)) {
      url.searchParams.delete("token");
      c.header("Set-Cookie", `${name}=${token}; HttpOnly; SameSite=Strict; Path=/`);
      return c.redirect(url.pathname + url.search, 303);
    }
    c.header("WWW-Authenticate", 'Bearer realm="sn1"');
    return c.text("A token is needed: open the address that sn1 printed at its start.\n", 401);
  };
}
