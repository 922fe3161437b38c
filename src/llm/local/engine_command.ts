import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { LlmError } from "../errors.ts";

/** A process to start. */
export interface SpawnCommand {
  path: string;
  args: string[];
  /** The whole environment of the process. */
  env: Record<string, string>;
}

/**
 * Environment names an engine process may see: what native code and drivers need to find their files. Everything
 * else stays behind, above all keys and passwords.
 */
const ENGINE_ENV = [
  "PATH",
  "HOME",
  "TMPDIR",
  "LANG",
  "LC_ALL",
  "DENO_DIR",
  "LD_LIBRARY_PATH",
  "XDG_RUNTIME_DIR",
  "XDG_CACHE_HOME",
  "VK_DRIVER_FILES",
  "VK_ICD_FILENAMES",
  "CUDA_VISIBLE_DEVICES",
  "CUDA_PATH",
  "NVIDIA_VISIBLE_DEVICES",
  "SYSTEMROOT",
] as const;

/** Permissions of the engine process: it runs native code, and has no network and writes nothing. */
const PERMISSIONS = ["--allow-env", "--allow-ffi", "--allow-sys"] as const;

/**
 * What the engine process may read: the program with its packages, and the folders of its models. Not the wallets: a
 * fault in a model's template or in a package must not reach a hotkey.
 */
function readable(program: readonly string[], models: readonly string[]): string {
  const paths = [...program, ...models.filter((folder) => folder !== "").map((folder) => resolve(folder))];
  // Weights may be links into a cache.
  const all = new Set(paths.flatMap((path) => [path, realPath(path)]));
  // A comma separates paths, and Deno's command line has no way to write one inside a path.
  const comma = [...all].find((path) => path.includes(","));
  if (comma !== undefined) {
    throw new LlmError("config", `the path of a model must not have a comma: "${comma}"`, {
      hint: "rename the folder, or move the model elsewhere",
    });
  }
  return `--allow-read=${[...all].join(",")}`;
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    return path;
  }
}

/**
 * The part of this process's environment that an engine process gets.
 * @param prefix names beginning so pass too, e.g. `SN1_ENGINE_` for an operator's own engine
 */
export function engineEnv(prefix?: string): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of ENGINE_ENV) {
    const value = Deno.env.get(name);
    if (value !== undefined) env[name] = value;
  }
  if (prefix) {
    for (const [name, value] of Object.entries(Deno.env.toObject())) {
      if (name.startsWith(prefix)) env[name] = value;
    }
  }
  return env;
}

/**
 * How to start this program as an engine process.
 * @param models folders of models it may read
 * @throws LlmError `config` for a path with a comma
 *
 * A compiled program starts itself with the hidden command `__engine`; from source the small entry file beside this
 * one is enough; a bundle (where that file no longer exists by itself) starts its main module with `__engine`.
 */
export function engineCommand(models: readonly string[] = []): SpawnCommand {
  const path = Deno.execPath();
  const env = engineEnv();
  if (Deno.build.standalone) return { path, args: ["__engine"], env };
  const fromSource = import.meta.url.endsWith("/src/llm/local/engine_command.ts");
  const common = ["run", "--quiet", "--no-prompt", "--cached-only", ...PERMISSIONS];
  if (fromSource) {
    const entry = fileURLToPath(new URL("./entry.ts", import.meta.url));
    const root = fileURLToPath(new URL("../../../", import.meta.url));
    const program = [`${root}src`, `${root}node_modules`];
    return { path, args: [...common, readable(program, models), "--no-check", entry], env };
  }
  const bundle = fileURLToPath(Deno.mainModule);
  return {
    path,
    args: [
      ...common,
      readable([dirname(bundle)], models),
      "--no-config",
      "--node-modules-dir=manual",
      bundle,
      "__engine",
    ],
    env,
  };
}

/**
 * Splits the text after `exec:` into a program and its arguments; blanks separate, quotes group. No shell is used.
 * @returns undefined for an empty text or an open quote
 */
export function splitCommand(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (const char of text) {
    if (quote) {
      if (char === quote) quote = "";
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (quote) return undefined;
  if (word !== undefined) words.push(word);
  return words.length && words[0] ? words : undefined;
}
