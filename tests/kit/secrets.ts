/**
 * Secrets that tests know, and the search for them in everything the program writes: what a process prints is searched
 * when it ends, what it left in a scratch folder when that is removed.
 */

/** Shorter texts are words like others; passwords of tests that shall be watched are longer. */
const MIN_CHARACTERS = 8;
/** Files above this are models and the like. */
const MAX_FILE_BYTES = 64 << 20;
/** Words of a phrase in a row that already give too much away. */
const WORDS_IN_A_ROW = 3;

/** Variables whose values are secret. */
const SECRET_VARIABLE = /PASSWORD|(^|_)PW(_|$)|SECRET|TOKEN|API_?KEY|PRIVATE/i;
/** Flags that name a file with a secret in it. */
const SECRET_FILES = ["password-file", "mnemonic-file", "seed-file", "json-path", "json-password-file"];
/** Key files, which are what secrets are kept in. */
const KEY_FILE = /\/wallets\/[^/]+\/(coldkey|hotkeys\/[^/]+)$/;

/** One way a secret may be written. */
interface Form {
  /** What it is, and how it is written; never the secret. */
  label: string;
  search: string;
  /** Where it is looked for. */
  within: "text" | "lower" | "words" | "bytes";
}

/** Each byte one character; the label "latin1" of TextDecoder would be windows-1252, on both sides the same. */
const latin1 = (bytes: Uint8Array) => new TextDecoder("latin1").decode(bytes);
const words = (text: string) => (text.toLowerCase().match(/[a-z]+/g) ?? []).join(" ");

/** Base64 of bytes that stand `shift` bytes into a group of three, without the digits they share with their neighbors. */
function base64Forms(bytes: Uint8Array, shift: number): string[] {
  const shifted = new Uint8Array([...new Uint8Array(shift), ...bytes]);
  const [from, to] = [[0, 2, 3][shift], shifted.length % 3 === 0 ? undefined : -1];
  return (["base64", "base64url"] as const).map((alphabet) =>
    shifted.toBase64({ alphabet, omitPadding: true }).slice(from, to)
  );
}

/** All ways to write a secret that are searched for. */
function formsOf(label: string, secret: string): Form[] {
  const hex = /^(?:0x)?((?:[0-9a-f]{2}){16,})$/i.exec(secret)?.[1];
  const bytes = hex ? Uint8Array.fromHex(hex) : new TextEncoder().encode(secret);
  // The bytes themselves, and the hex text of them.
  const written = hex ? [bytes, new TextEncoder().encode(hex)] : [bytes];
  const base64 = written.flatMap((one) => [0, 1, 2].flatMap((shift) => base64Forms(one, shift)));
  const forms: Form[] = [
    { label: `${label} as hex`, search: bytes.toHex(), within: "lower" },
    ...base64.map((search): Form => ({ label: `${label} as base64`, search, within: "text" })),
    { label: `${label} as list of bytes`, search: [...bytes].join(","), within: "lower" },
  ];
  if (hex) {
    forms.push({ label: `${label} as bytes`, search: latin1(bytes), within: "bytes" });
    return forms;
  }
  forms.push({ label, search: secret.toLowerCase(), within: "lower" });
  forms.push({ label: `${label}, percent-encoded`, search: encodeURIComponent(secret), within: "text" });
  const list = secret.trim().split(/\s+/);
  if (list.length >= 12) {
    for (let i = 0; i + WORDS_IN_A_ROW <= list.length; i++) {
      const part = list.slice(i, i + WORDS_IN_A_ROW).join(" ").toLowerCase();
      forms.push({
        label: `words ${i + 1} to ${i + WORDS_IN_A_ROW} of ${label}`,
        search: part,
        within: "words",
      });
    }
  }
  return forms;
}

/** Knows secrets and searches for them. */
export class SecretWatch {
  readonly #forms = new Map<string, Form[]>();
  readonly #allowed = new Set<string>();
  readonly #leaks: string[] = [];

  /** Number of secrets known. */
  get size(): number {
    return this.#forms.size;
  }

  /** Remembers a secret. @param label what it is, for the report */
  learn(label: string, secret: string): void {
    const text = secret.trim();
    if (text.length >= MIN_CHARACTERS && !this.#forms.has(text)) this.#forms.set(text, formsOf(label, text));
  }

  /** Lets a file hold secrets: it is where the test put them. */
  allow(path: string): void {
    this.#allowed.add(path);
  }

  /** Learns from a command line: passwords of the environment, files with phrases, seeds and passwords. */
  async learnCommand(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    cwd: string,
  ): Promise<void> {
    for (const [name, value] of Object.entries(env)) if (SECRET_VARIABLE.test(name)) this.learn(name, value);
    for (const flag of SECRET_FILES) {
      for (const [i, arg] of args.entries()) {
        const value = arg === `--${flag}`
          ? args[i + 1]
          : arg.startsWith(`--${flag}=`)
          ? arg.slice(flag.length + 3)
          : null;
        if (!value) continue;
        const path = value.startsWith("/") ? value : `${cwd}/${value}`;
        this.allow(path);
        const text = await Deno.readTextFile(path).catch(() => "");
        if (flag !== "json-path") this.learn(`content of --${flag}`, text);
      }
    }
  }

  /** Learns the one secret that is printed on purpose: a new API key, shown this once. */
  learnPrinted(args: readonly string[], stdout: string): void {
    if (args[0] !== "api-key" || args[1] !== "new") return;
    const first = stdout.split("\n")[0]!;
    this.learn("an API key", /"key":"([^"]+)"/.exec(first)?.[1] ?? first);
  }

  /** Learns the keys stored in the clear in the wallets of a home folder. */
  async learnWallets(home: string): Promise<void> {
    for await (const path of filesOf(`${home}/.bittensor/wallets`)) {
      if (!KEY_FILE.test(path) || path.endsWith("pub.txt")) continue;
      let record: Record<string, unknown>;
      try {
        record = JSON.parse(await Deno.readTextFile(path));
      } catch {
        continue; // encrypted, or damaged on purpose
      }
      for (const field of ["secretPhrase", "secretSeed", "privateKey"]) {
        const value = record?.[field];
        if (typeof value === "string") {
          this.learn(`${field} of ${path.split("/").slice(-2).join("/")}`, value);
        }
      }
    }
  }

  /** What of the secrets stands in a text. @returns what and where, without the secrets */
  search(text: string, where: string, binary = false): string[] {
    const views = { text, lower: text.toLowerCase(), words: words(text), bytes: binary ? text : "" };
    const found = new Set<string>();
    for (const forms of this.#forms.values()) {
      for (const { label, search, within } of forms) {
        if (views[within].includes(search)) found.add(`${label} in ${where}`);
      }
    }
    return [...found];
  }

  /** Searches what a process printed. @throws Error when a secret stands there */
  checkOutput(line: string, texts: { stdout: string; stderr: string }): void {
    const found = [
      ...this.search(texts.stdout, `stdout of sn1 ${line}`),
      ...this.search(texts.stderr, `stderr of sn1 ${line}`),
    ];
    this.#leaks.push(...found);
    if (found.length > 0) throw new LeakError(found);
  }

  /** Searches every file of a folder but those that are there to hold secrets. */
  async checkFolder(folder: string): Promise<void> {
    if (this.size === 0) return;
    for await (const path of filesOf(folder)) {
      if (KEY_FILE.test(path) || this.#allowed.has(path)) continue;
      const bytes = await Deno.readFile(path).catch(() => new Uint8Array());
      this.#leaks.push(...this.search(latin1(bytes), path.slice(folder.length + 1), true));
    }
  }

  /** Ends a scene: all leaks found since the last time. @throws Error when there are any */
  settle(): void {
    const leaks = this.#leaks.splice(0);
    if (leaks.length > 0) throw new LeakError(leaks);
  }
}

/** A secret stands where everybody can read it. */
export class LeakError extends Error {
  constructor(leaks: readonly string[]) {
    super(`secrets were written where they must not be:\n  ${[...new Set(leaks)].join("\n  ")}`);
    this.name = "LeakError";
  }
}

/** Regular files below a folder; none when it does not exist. */
async function* filesOf(folder: string): AsyncGenerator<string> {
  let entries: Deno.DirEntry[];
  try {
    entries = await Array.fromAsync(Deno.readDir(folder));
  } catch {
    return;
  }
  for (const { name, isDirectory, isFile } of entries) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesOf(path);
    else if (isFile && (await Deno.stat(path).catch(() => null))?.size! <= MAX_FILE_BYTES) yield path;
  }
}

/** The secrets of this test file. */
export const secrets = new SecretWatch();
