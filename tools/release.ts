/**
 * Makes and signs what `sn1 upgrade` installs.
 *
 *     deno task release keygen KEYFILE                    a new signing key; prints the public half to pin
 *     deno task release pubkey KEYFILE                    prints the public half again
 *     deno task release make --key KEYFILE --out DIR BUILD[=PLATFORM] …
 *         [--version V] [--channel stable] [--min-version V] [--days 30]
 *     deno task release show FILE --key HEX               verifies a signed manifest and prints it
 *
 * `make` copies the builds into DIR and writes the signed `<channel>.release` beside them; upload DIR as it is, the
 * `.release` file last. `--key` may be given several times while a key is being replaced. Before the days are over,
 * make it again, or operators are told that the release has expired.
 * @module
 */
import { parseArgs } from "node:util";
import config from "../deno.json" with { type: "json" };
import { openEnvelope, parsePublicKey } from "../src/release/mod.ts";
import { generatePem, readPem } from "./release/keys.ts";
import { makeRelease } from "./release/make.ts";

const DAYS = 30;

async function main(args: string[]): Promise<void> {
  const { values, positionals: [verb, ...rest] } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      key: { type: "string", multiple: true, default: [] },
      out: { type: "string" },
      version: { type: "string", default: config.version },
      channel: { type: "string", default: "stable" },
      "min-version": { type: "string", default: "0.1.0" },
      days: { type: "string", default: String(DAYS) },
    },
  });
  const readKey = async (path: string) => await readPem(await Deno.readTextFile(path));
  if (verb === "keygen" && rest.length === 1) {
    await Deno.writeTextFile(rest[0]!, await generatePem(), { createNew: true, mode: 0o600 });
    console.error(`${rest[0]} signs releases from now on: keep it off the server and off this repository`);
    console.log((await readKey(rest[0]!)).publicHex);
  } else if (verb === "pubkey" && rest.length === 1) {
    console.log((await readKey(rest[0]!)).publicHex);
  } else if (verb === "make" && rest.length > 0 && values.key.length > 0 && values.out) {
    const days = Number(values.days);
    if (!(days > 0 && days <= 366)) throw new Error(`--days must be 1 to 366, got "${values.days}"`);
    const path = await makeRelease({
      version: values.version,
      channel: values.channel,
      minVersion: values["min-version"],
      issuedMs: Date.now(),
      days,
      builds: rest.map((build) => {
        const [path, platform = Deno.build.target] = build.split("=");
        return { path: path!, platform };
      }),
      out: values.out,
    }, await Promise.all(values.key.map(readKey)));
    console.error(`wrote ${path}`);
  } else if (verb === "show" && rest.length === 1 && values.key.length > 0) {
    const trusted = values.key.map((key) => parsePublicKey(key, "--key"));
    const { manifest, key } = await openEnvelope(await Deno.readFile(rest[0]!), trusted);
    console.error(`signed by ${key}`);
    console.log(new TextDecoder().decode(manifest).trimEnd());
  } else {
    throw new Error(
      "usage: deno task release keygen|pubkey KEYFILE | make --key KEYFILE --out DIR BUILD … | show FILE --key HEX",
    );
  }
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
