import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { errorText } from "../../base/mod.ts";
import { nearest } from "../../text/mod.ts";
import { CliError } from "../errors.ts";
import type { FlagTable } from "./flags.ts";
import { spellings } from "./parse.ts";
import type { ConfigValue } from "./resolve.ts";

/** Size above which a config file is refused, bytes. */
const MAX_BYTES = 1 << 20;

/** Values above which a config file is refused; aliases count each time they are used. */
const MAX_VALUES = 10_000;

/** Levels above which a config file is refused. */
const MAX_DEPTH = 32;

/** What {@link readConfigFile} needs to tell known keys from unknown ones. */
export interface KnownFlags {
  /** Flags of the command that runs. */
  own: FlagTable;
  /** Flags of every command: one file may serve miner and validator. Asked for only when a key is not an own flag. */
  all: () => Promise<FlagTable>;
}

/**
 * Reads a `--config` file: YAML, flat dotted keys or nested sections. Values of text flags are taken as they are
 * written, so that a wallet named `0123` keeps its name.
 * @returns values by flag, with their lines; keys of other commands are left out
 * @throws CliError `config` for a file that cannot be read, is not YAML, has an unknown key or a key twice
 */
export async function readConfigFile(path: string, known: KnownFlags): Promise<Record<string, ConfigValue>> {
  return await parseConfig(await readBounded(path), path, known);
}

async function readBounded(path: string): Promise<string> {
  try {
    using file = await Deno.open(path);
    const bytes = new Uint8Array(MAX_BYTES + 1);
    let length = 0;
    for (;;) {
      const read = await file.read(bytes.subarray(length));
      if (read === null || length + read > MAX_BYTES) {
        length += read ?? 0;
        break;
      }
      length += read;
    }
    if (length > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
  } catch (error) {
    const why = error instanceof TypeError ? "it is not UTF-8 text" : errorText(error);
    throw new CliError("config", `cannot read the config file ${path}: ${why}`, {
      hint: "--config wants a YAML file with lines such as `wallet.name: default`",
      cause: error,
    });
  }
}

/**
 * Values of the text of a config file, see {@link readConfigFile}.
 * @param path for errors
 */
export async function parseConfig(
  text: string,
  path: string,
  known: KnownFlags,
): Promise<Record<string, ConfigValue>> {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: "silent",
    // The library compares every pair of keys; keys given twice are found below, in nested form too.
    uniqueKeys: false,
  });
  const fail = (what: string, at: number | undefined, hint: string): never => {
    const place = at === undefined ? path : `${path}, line ${lines.linePos(at).line}`;
    throw new CliError("config", `config file ${place}: ${what}`, { hint });
  };
  const [problem] = document.errors;
  if (problem) fail(problem.message, problem.pos[0], "write lines such as `wallet.name: default`");
  const flat = new Flattened(document, lines, fail);
  if (document.contents !== null && !(isScalar(document.contents) && document.contents.value === null)) {
    if (!isMap(document.contents)) {
      fail("is not a list of keys", 0, "write lines such as `wallet.name: default`");
    }
    flat.add(document.contents as Node, "", []);
  }
  const own = spellings(known.own);
  let all: Map<string, string> | null = null;
  const out: Record<string, ConfigValue & { key: string }> = {};
  for (const { key, node, at } of flat.entries) {
    const name = own.get(key);
    if (name === undefined) {
      all ??= spellings(await known.all());
      if (all.has(key)) continue;
      const near = nearest(key, own.keys()) ?? nearest(key, all.keys());
      fail(`unknown key "${key}"`, at, near ? `did you mean ${near}?` : "sn1 COMMAND --help lists the flags");
    }
    const line = lines.linePos(at).line;
    if (Object.hasOwn(out, name!)) {
      const before = out[name!]!;
      fail(`"${key}" sets --${name} again, after line ${before.line}`, at, "remove one of the two lines");
    }
    out[name!] = { key, line, value: flat.valueOf(node, known.own[name!]!.kind, key, at) };
  }
  return Object.fromEntries(Object.entries(out).map(([name, { value, line }]) => [name, { value, line }]));
}

type Fail = (what: string, at: number | undefined, hint: string) => never;

/** Keys of nested sections joined by dots. Walks the document itself: an alias may contain itself. */
class Flattened {
  readonly entries: { key: string; node: Node | null; at: number }[] = [];
  #values = 0;

  constructor(
    readonly document: Document,
    readonly lines: LineCounter,
    readonly fail: Fail,
  ) {}

  /** @param within the nodes this one lies in */
  add(node: Node, prefix: string, within: readonly Node[]): void {
    if (!isMap(node)) return;
    this.#enter(node, within);
    for (const { key, value } of node.items) {
      const at = (key as Node).range?.[0] ?? 0;
      if (!isScalar(key)) this.fail("a key is not a text", at, "write lines such as `wallet.name: default`");
      const name = prefix + (isScalar(key) ? key.source ?? String(key.value) : "");
      const target = this.#resolve(value as Node | null, [...within, node]);
      if (isMap(target)) this.add(target, `${name}.`, [...within, node]);
      else this.entries.push({ key: name, node: target, at });
    }
  }

  /** The value as its flag takes it; texts stay as they are written. */
  valueOf(node: Node | null, kind: string, key: string, at: number): unknown {
    if (isSeq(node)) {
      if (kind !== "list") this.fail(`"${key}" takes one value, not a list`, at, `write ${key}: VALUE`);
      this.#enter(node, []);
      return node.items.map((item) => {
        const target = this.#resolve(item as Node | null, [node]);
        if (isMap(target) || isSeq(target)) {
          this.fail(`"${key}" takes a list of single values`, at, `write ${key}: [A, B]`);
        }
        const value = this.valueOf(target, "text", key, at);
        if (value === null) this.fail(`"${key}" has an empty item`, at, `write ${key}: [A, B]`);
        return value;
      });
    }
    if (!isScalar(node) || node.value === null || node.value === undefined) return null;
    if (kind === "toggle" && typeof node.value === "boolean") return node.value;
    return typeof node.value === "string" ? node.value : node.source ?? String(node.value);
  }

  #resolve(node: Node | null, within: readonly Node[]): Node | null {
    if (!isAlias(node)) return node;
    const target = node.resolve(this.document) as Node | undefined;
    const at = node.range?.[0];
    if (!target) this.fail(`alias *${node.source} names nothing`, at, `define it first: &${node.source}`);
    if (within.includes(target!)) {
      this.fail(`alias *${node.source} contains itself`, at, "write the values out");
    }
    return target!;
  }

  #enter(node: { range?: readonly number[] | null; items: unknown[] }, within: readonly Node[]): void {
    this.#values += node.items.length;
    if (this.#values > MAX_VALUES || within.length > MAX_DEPTH) {
      this.fail(
        "has too many values",
        node.range?.[0],
        `at most ${MAX_VALUES} values and ${MAX_DEPTH} levels`,
      );
    }
  }
}
