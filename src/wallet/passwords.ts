import { utf8 } from "../base/mod.ts";
import { WalletError } from "./errors.ts";
import { readSmallInput } from "./files.ts";

const WHAT = "the password file";

/** What a password is wanted for. */
export interface PasswordRequest {
  /** Full path of the key file. */
  path: string;
  /** Name of the folder that holds the file: the wallet, or `hotkeys`. */
  folder: string;
}

/**
 * Yields passwords to try, best first; the reader stops at the first that fits. Lazy, so that a terminal asks only
 * after the environment failed.
 */
export type PasswordSource = (request: PasswordRequest) => AsyncIterable<string>;

/** Passwords a reader tries at most: each try of a current file costs seconds. */
export const MAX_PASSWORD_TRIES = 8;

/** Tries several sources in order. */
export function firstOf(...sources: PasswordSource[]): PasswordSource {
  return async function* (request) {
    for (const source of sources) yield* source(request);
  };
}

/** One password known beforehand. */
export function fixedPassword(password: string): PasswordSource {
  return async function* () {
    yield password;
  };
}

/**
 * A regular file, a pipe or a character device. The first line end is cut off, nothing else: blanks may belong to the password.
 * @param path file given by `--password-file`
 * @throws WalletError `missing` or `unreadable`, when the password is wanted
 */
export function passwordFile(path: string): PasswordSource {
  return async function* () {
    yield await readPasswordFile(path);
  };
}

/**
 * Password in a file, e.g. for a new key.
 * @throws WalletError `missing`, `unreadable`; `invalid` when it is no UTF-8
 */
export async function readPasswordFile(path: string): Promise<string> {
  const bytes = await readOnce(path);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, "");
  } catch {
    throw new WalletError("invalid", `${path} is not a UTF-8 text`);
  }
}

/** A pipe gives its content once, but a command may open two keys with the same password. */
const pipes = new Map<string, Promise<Uint8Array>>();

async function readOnce(path: string): Promise<Uint8Array> {
  const info = await Deno.stat(path).catch(() => null);
  if (info?.isFile) return await readSmallInput(path, WHAT);
  const key = `${path} ${info?.dev} ${info?.ino}`;
  const reading = pipes.get(key) ?? readSmallInput(path, WHAT);
  // At most one: a command has one --password-file.
  pipes.clear();
  pipes.set(key, reading);
  return await reading;
}

/**
 * Asks a person.
 * @param ask gets the attempt (0 first) and returns undefined when there is nobody or they gave up
 * @param tries @default {3}
 */
export function askedPassword(
  ask: (request: PasswordRequest, attempt: number) => Promise<string | undefined>,
  tries = 3,
): PasswordSource {
  return async function* (request) {
    for (let attempt = 0; attempt < tries; attempt++) {
      const password = await ask(request, attempt);
      if (password === undefined) return;
      yield password;
    }
  };
}

/**
 * The variables the Python SDK and btwallet know (docs/spec/wire.md#76-passwords-from-the-environment):
 * `BT_PW_<PATH>` with the password XOR-ed with the variable's name, in base64 or (older) as it is; then
 * `BT_COLD_PW_<NAME>` with the plain password.
 * @param env the environment, e.g. `Deno.env.toObject()`
 */
export function environmentPasswords(env: Readonly<Record<string, string>>): PasswordSource {
  return async function* (request) {
    const name = pathVariable(request.path);
    const hidden = env[name];
    const candidates = hidden === undefined ? [] : uncover(hidden, name);
    const plainNames = folderVariables(request.folder);
    for (const [variable, value] of Object.entries(env)) {
      if (plainNames.has(variable.toUpperCase())) candidates.push(value);
    }
    yield* new Set(candidates);
  };
}

/** Variable of btwallet ≥ 2.0.2 for a key file: every `/` and `.` of the path becomes `_`, upper case. */
export function pathVariable(path: string): string {
  return "BT_PW_" + path.replace(/[/.]/g, "_").toUpperCase();
}

/** Names the SDKs up to 7.4 and btwallet up to 2.0.0 look for; the rules differ in dots and dashes. */
function folderVariables(folder: string): Set<string> {
  const cut = folder.replace(/\.[^.]*$/, "");
  return new Set(
    [folder, cut].flatMap((text) => [text, text.replaceAll("-", "_")])
      .filter((text) => text !== "")
      .map((text) => "BT_COLD_PW_" + text.toUpperCase()),
  );
}

/** What a hidden value can mean, the current form first. */
function uncover(value: string, name: string): string[] {
  const mask = utf8(name);
  const found: string[] = [];
  for (const read of [(text: string) => Uint8Array.fromBase64(text.trim()), utf8]) {
    try {
      const bytes = read(value).map((byte, i) => byte ^ mask[i % mask.length]!);
      const password = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      if (password !== "") found.push(password);
    } catch {
      // Not this form: not base64, or the result is no text.
    }
  }
  return found;
}
