/** A flag that a command declares and no code reads is a promise nobody keeps. */
import assert from "node:assert/strict";
import { full } from "../../../kit/mod.ts";

const root = new URL("../../../../", import.meta.url);
const SPECIFIER = /(?:from|import\()\s*"(\.[^"]+\.ts)"/g;

/** A command's file and what it imports of src/cli, by path. */
async function closure(entry: URL, seen = new Map<string, string>()): Promise<Map<string, string>> {
  if (seen.has(entry.pathname)) return seen;
  const text = await Deno.readTextFile(entry);
  seen.set(entry.pathname, text);
  for (const [, specifier] of text.matchAll(SPECIFIER)) {
    const next = new URL(specifier!, entry);
    // The list of commands imports every command; its own package's other files are what reads flags.
    if (next.pathname.includes("/src/cli/") && !/\/commands\.ts$/.test(next.pathname)) {
      await closure(next, seen);
    }
  }
  return seen;
}

const quoted = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether a text reads the flag: `flags["a.b"]`, `flags.json`, or a destructured name; a declaration is no reading. */
function reads(text: string, name: string): boolean {
  const key = quoted(name);
  if (new RegExp(String.raw`\w\s*\[\s*"${key}"\s*\]`).test(text)) return true;
  if (!/^\w+$/.test(name)) return false;
  if (new RegExp(String.raw`\b(?:flags|values)\??\.${key}\b`).test(text)) return true;
  const taken = [...text.matchAll(/\{([^{}]*)\}(?:\s*=\s*(?:\w+\.)*flags\b|: Context\["flags"\])/g)].map((
    [, names],
  ) => names!).join(
    ",",
  );
  return new RegExp(String.raw`\b${key}\b`).test(taken);
}

/** Flags that a command takes without reading them, and why. */
const NOT_READ: Readonly<Record<string, RegExp>> = {
  // A neuron's command line can be examined as it is.
  doctor: /^(?:axon\.max_workers|neuron\.loop|neuron\.keep_thinking)$/,
  // Handed on with all flags to tailSteps().
  events: /^last$/,
};

interface Spec {
  help: string;
  hidden?: boolean;
  notOffered?: string;
}

async function unread(): Promise<{ faults: string[]; checked: number }> {
  const { COMMANDS } = await import("../../../../src/cli/commands.ts");
  const parser = [...(await closure(new URL("src/cli/run.ts", root))).values()].join("\n");
  const faults: string[] = [];
  let checked = 0;
  for (const entry of COMMANDS) {
    const flags = (await entry.load()).flags as Record<string, Spec>;
    const source = /load: [^]*?import\("([^"]+)"\)/.exec(String(entry.load)) ??
      /import\("([^"]+)"\)/.exec(String(entry.load));
    assert.ok(source, `the file of ${entry.name}: ${entry.load}`);
    const files = await closure(new URL(source[1]!, new URL("src/cli/commands.ts", root)));
    const text = [...files.values()].join("\n");
    for (const [name, spec] of Object.entries(flags)) {
      if (spec.notOffered || (spec.hidden && /compatibility|the default|^no effect: /.test(spec.help))) {
        continue;
      }
      if (NOT_READ[entry.name]?.test(name)) continue;
      checked++;
      if (!reads(text, name) && !reads(parser, name)) faults.push(`${entry.name} --${name}`);
    }
  }
  return { faults, checked };
}

full("every flag of every command is read by the program", async () => {
  const { faults, checked } = await unread();
  assert.deepEqual(faults, []);
  assert.ok(checked > 200, `${checked} flags`);
});

Deno.test("a declared flag is not taken for a read one", () => {
  assert.equal(reads(`  "neuron.max_tokens": integer({ help: "x" }),`, "neuron.max_tokens"), false);
  assert.equal(reads(`maxTokens: flags["neuron.max_tokens"],`, "neuron.max_tokens"), true);
  assert.equal(reads(`"neuron.max_tokens_more": flags["neuron.other"]`, "neuron.max_tokens"), false);
  assert.equal(reads(`const { json } = context.flags;`, "json"), true);
  assert.equal(reads(`if (flags.json) return`, "json"), true);
});
