import { z } from "zod";
import { type FlagSpec, text } from "./flags.ts";

/** An axon to ask: an IP address and a port. */
export interface HostPort {
  ip: string;
  port: number;
}

/**
 * An IP address in its usual form; IPv6 with or without brackets, without a zone.
 * @returns the address without brackets, or null when the text is none
 */
export function readIp(input: string): string | null {
  const v4 = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/;
  if (v4.test(input)) return input.split(".").every((part) => Number(part) <= 255) ? input : null;
  const bare = /^\[(.*)\]$/.exec(input)?.[1] ?? input;
  if (!/^[0-9a-f:.]{2,45}$/i.test(bare) || !bare.includes(":") || !URL.canParse(`http://[${bare}]/`)) {
    return null;
  }
  return bare;
}

/** Canonical form of an IPv6 address: lower case, zeros folded. */
const canonical = (ip: string) => ip.includes(":") ? new URL(`http://[${ip}]/`).hostname.slice(1, -1) : ip;

/** Why no validator can reach an address, or null. */
function unreachable(ip: string): string | null {
  const plain = canonical(ip);
  // An IPv4 address in IPv6 form is judged as the IPv4 address it is.
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(plain);
  if (mapped) {
    const [high, low] = [parseInt(mapped[1]!, 16), parseInt(mapped[2]!, 16)];
    return unreachable([high >> 8, high & 255, low >> 8, low & 255].join("."));
  }
  if (plain === "::" || /^0\./.test(plain)) return "is the unspecified address, which nobody can dial";
  if (/^ff/.test(plain) && plain.includes(":")) return "is a multicast address";
  if (!plain.includes(":")) {
    const first = Number(plain.split(".")[0]);
    if (first >= 224 && first < 240) return "is a multicast address";
    if (first >= 240) return "is a reserved address";
  }
  return null;
}

const announced = z.string().transform((input, context) => {
  const ip = readIp(input.trim());
  const issue = ip === null ? "must be an IP address" : unreachable(ip);
  if (issue) context.addIssue({ code: "custom", message: issue });
  return ip ?? z.NEVER;
});

/** The address others dial, as announced on chain; refuses those that nobody can dial. */
export function announcedIp(options: Parameters<typeof text>[0]): FlagSpec<string | undefined> {
  return { ...text({ placeholder: "IP", ...options }), default: undefined, schema: announced };
}

const bound = z.string().transform((input, context) => {
  const ip = readIp(input.trim());
  const issue = ip === null && input.trim() !== "localhost"
    ? "must be an IP address of this machine"
    : ip && unreachable(ip)?.includes("cast")
    ? "is a multicast address"
    : null;
  if (issue) context.addIssue({ code: "custom", message: issue });
  return ip ?? "localhost";
});

/** The address a listener binds, without brackets. */
export function boundIp(options: Parameters<typeof text>[0] & { default: string }): FlagSpec<string> {
  return { ...text({ placeholder: "IP", ...options }), schema: bound };
}

/**
 * Reads `IP:PORT`, IPv6 in brackets.
 * @returns the parts, or in words what is wrong
 */
export function readHostPort(input: string): HostPort | string {
  const match = /^(\[[^\]]*\]|[^:]*):(\d{1,5})$/.exec(input.trim());
  if (!match) {
    return readIp(input) && input.includes(":")
      ? "must be IP:PORT, with an IPv6 address in brackets: [2001:db8::1]:8091"
      : "must be IP:PORT, as in 203.0.113.5:8091";
  }
  const ip = readIp(match[1]!);
  if (ip === null) {
    return match[1] === "localhost"
      ? "must name an IP address: 127.0.0.1 in place of localhost"
      : "must name an IP address, not a host name";
  }
  const port = Number(match[2]);
  if (port < 1 || port > 65535) return "must name a port from 1 to 65535";
  return { ip, port };
}

const hostPort: z.ZodType<HostPort | undefined> = z.string().transform((input, context) => {
  const read = readHostPort(input);
  if (typeof read === "object") return read;
  context.addIssue({ code: "custom", message: read });
  return z.NEVER;
});

/** An axon to ask, as `IP:PORT`. */
export function axonAddress(options: Parameters<typeof text>[0]): FlagSpec<HostPort | undefined> {
  return { ...text({ placeholder: "IP:PORT", ...options }), default: undefined, schema: hostPort };
}

const contact = z.string().trim().max(200).regex(
  /^(?:https?:\/\/[\w.-]+(?::\d{1,5})?(?:\/[\w./~%@:+=&?#-]*)?|(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+)$/,
  "must be an e-mail address or a web address (https://…)",
);

/** Where the operators of text sources reach us; it goes into the User-Agent, so nothing else fits. */
export const contactFlag: FlagSpec<string | undefined> = {
  ...text({
    help: "your e-mail or web address in the User-Agent; Wikimedia limits clients without one",
    placeholder: "ADDRESS",
  }),
  default: undefined,
  schema: contact,
};
