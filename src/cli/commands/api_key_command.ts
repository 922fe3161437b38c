import { systemClock } from "../../base/mod.ts";
import type { StoredKey } from "../../store/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { databaseFlags, databasePath } from "../startup/database.ts";
import { CliError } from "../errors.ts";
import { integer, text } from "../flags/flags.ts";
import { generalFlags } from "../flags/groups.ts";
import { table } from "../terminal/output.ts";

const flags = {
  "per-minute": integer({ help: "new: requests per minute", default: 60, min: 1, max: 100_000 }),
  concurrent: integer({ help: "new: requests being answered at once", default: 4, min: 1, max: 64 }),
  expires: text({
    help: "new: how long it is good, e.g. 12h, 30d (unset: until revoked)",
    placeholder: "TIME",
  }),
  ...databaseFlags,
  ...generalFlags,
};
type Context = CommandContext<typeof flags>;

const VERBS: Record<string, (context: Context) => Promise<void>> = { new: create, list, revoke };

/** Names that read well in a table and need no quotes. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

export default defineCommand({
  flags,
  usage: "[NAME]",
  verbs: [
    ["new", "make a key, shown once: sn1 api-key new NAME"],
    ["list", "all keys, without the keys themselves"],
    ["revoke", "end a key for good: sn1 api-key revoke NAME|ID"],
  ],
  description:
    "Keys of the subnet API (sn1 validator --api.port). They live in the validator's database as hashes, so a lost key " +
    "cannot be shown again. Changes count at once, also for a validator that is running.",
  examples: [
    "sn1 api-key new chat-app --wallet.name me --expires 90d",
    "sn1 api-key list --wallet.name me",
    "sn1 api-key revoke chat-app --wallet.name me",
  ],
  run: (context) => VERBS[context.args[0]!]!(context),
});

async function create(context: Context): Promise<void> {
  const { flags, out } = context;
  const name = nameOf(context);
  if (!NAME.test(name)) {
    throw new CliError("usage", `"${name}" is no name for a key`, {
      hint: "1 to 64 letters, digits and . _ @ -, as in chat-app",
    });
  }
  const now = systemClock.now();
  const lifetime = flags.expires === undefined ? null : lifetimeMs(flags.expires);
  const { hashSecret, newSecret, secretHint } = await import("../../api/mod.ts");
  const secret = newSecret();
  const key = await withKeys(context, (keys) =>
    keys.add({
      name,
      hash: hashSecret(secret),
      hint: secretHint(secret),
      createdAt: now,
      expiresAt: lifetime === null ? null : now + lifetime,
      perMinute: flags["per-minute"],
      concurrent: flags.concurrent,
    }));
  out.line(secret);
  out.note(`key ${key.name} (${key.id}), ${until(key)}; it is shown this once only`);
  out.result({ ...shown(key), key: secret });
}

async function list(context: Context): Promise<void> {
  const { args, out } = context;
  if (args.length > 1) throw new CliError("usage", `sn1 api-key list takes no name, got "${args[1]}"`);
  const keys = await withKeys(context, (book) => book.list());
  out.result({ keys: keys.map(shown) });
  if (keys.length === 0) return out.line("no keys; make one with sn1 api-key new NAME");
  const now = systemClock.now();
  const lines = table([
    { title: "ID", value: (key: StoredKey) => key.id },
    { title: "NAME", value: (key) => key.name },
    { title: "KEY", value: (key) => key.hint },
    { title: "CREATED", value: (key) => day(key.createdAt) },
    { title: "LAST USED", value: (key) => key.lastUsedAt === null ? "never" : minute(key.lastUsedAt) },
    { title: "PER MINUTE", value: (key) => key.perMinute, align: "right" },
    { title: "AT ONCE", value: (key) => key.concurrent, align: "right" },
    { title: "STATE", value: (key) => stateOf(key, now) },
  ], keys);
  for (const line of lines) out.line(line);
}

async function revoke(context: Context): Promise<void> {
  const which = nameOf(context);
  const key = await withKeys(context, (keys) => keys.revoke(which, systemClock.now()));
  context.out.line(`key ${key.name} (${key.id}) is revoked`);
  context.out.result(shown(key));
}

async function withKeys<T>(
  { flags, env }: Context,
  work: (keys: import("../../store/mod.ts").KeyBook) => T,
): Promise<T> {
  const { openKeys } = await import("../../store/mod.ts");
  const keys = openKeys(await databasePath(flags, env));
  try {
    return work(keys);
  } finally {
    keys.close();
  }
}

function nameOf({ args }: Context): string {
  if (args.length === 2) return args[1]!;
  throw new CliError(
    "usage",
    args.length < 2 ? `${args[0]} which key?` : `one key at a time, got ${args.length - 1}`,
    {
      hint: `sn1 api-key ${args[0]} chat-app`,
    },
  );
}

function lifetimeMs(written: string): number {
  const match = /^(\d{1,5})([mhd])$/.exec(written.trim());
  const ms = match ? Number(match[1]) * UNIT_MS[match[2]!]! : 0;
  if (ms === 0) {
    throw new CliError("usage", `--expires "${written}" is no time`, { hint: "write it like 12h or 30d" });
  }
  return ms;
}

const iso = (ms: number) => new Date(ms).toISOString();
const day = (ms: number) => iso(ms).slice(0, 10);
const minute = (ms: number) => iso(ms).slice(0, 16).replace("T", " ");
const until = ({ expiresAt }: StoredKey) =>
  expiresAt === null ? "good until revoked" : `good until ${minute(expiresAt)} UTC`;

function stateOf(key: StoredKey, now: number): string {
  if (key.revokedAt !== null) return `revoked ${day(key.revokedAt)}`;
  if (key.expiresAt === null) return "good";
  return key.expiresAt <= now ? `expired ${day(key.expiresAt)}` : `good until ${day(key.expiresAt)}`;
}

/** A key as JSON. */
function shown(key: StoredKey): object {
  const time = (ms: number | null) => ms === null ? null : iso(ms);
  const { id, name, hint, perMinute, concurrent } = key;
  return {
    id,
    name,
    hint,
    created: iso(key.createdAt),
    lastUsed: time(key.lastUsedAt),
    expires: time(key.expiresAt),
    revoked: time(key.revokedAt),
    perMinute,
    concurrent,
  };
}
