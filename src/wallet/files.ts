import { concatBytes, errorText, raceSignal } from "../base/mod.ts";
import { WalletError } from "./errors.ts";

/** Key files are 600 bytes, exports of polkadot-js about the same; what is larger is something else. */
const MAX_FILE_BYTES = 64 * 1024;
const PRIVATE_MODE = 0o600;
/** Folders made for key files, whatever the umask. */
const PRIVATE_FOLDER_MODE = 0o700;

/**
 * Reads a small regular file whole.
 * @param what names the file in errors, e.g. `the hotkey file`
 * @throws WalletError `missing`, or `unreadable` for anything else: no permission, a folder, a device, too large
 */
export async function readSmallFile(path: string, what: string, hint?: string): Promise<Uint8Array> {
  const data = { path };
  try {
    const info = await Deno.stat(path);
    if (!info.isFile) throw new WalletError("unreadable", `${what} ${path} is not a regular file`, { data });
    if (info.size > MAX_FILE_BYTES) {
      throw new WalletError("unreadable", `${what} ${path} is too large (${info.size} bytes)`, { data });
    }
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof WalletError) throw error;
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw new WalletError("missing", `${what} ${path} does not exist`, { hint, cause: error, data });
    }
    throw new WalletError("unreadable", `${what} ${path} cannot be read: ${reason(error)}`, {
      hint: "Check the owner and mode of the file (chmod 600).",
      cause: error,
      data,
    });
  }
}

/** A program such as `pass` may ask a person for its own password first. */
const PIPE_DEADLINE_MS = 60_000;

/** Names of the standard input; opening them by name takes a permission that undoes all others. */
const STDIN_NAMES = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"];

/**
 * Reads a small file, or a pipe or character device to its end: `--password-file <(pass …)`, `/dev/stdin`.
 * @param what names the file in errors
 * @param deadlineMs for what is not a regular file @default {60000}
 * @throws WalletError `missing`; `unreadable` for a folder, more than 64 KiB, no end before the deadline
 */
export async function readSmallInput(
  path: string,
  what: string,
  deadlineMs = PIPE_DEADLINE_MS,
): Promise<Uint8Array> {
  const stdin = STDIN_NAMES.includes(path);
  if (!stdin) {
    const info = await Deno.stat(path).catch(() => null);
    if (!info?.isFifo && !info?.isCharDevice) return await readSmallFile(path, what);
  }
  const data = { path };
  const limit = AbortSignal.timeout(deadlineMs);
  let input: { read(buffer: Uint8Array): Promise<number | null>; close(): void } | undefined;
  try {
    if (stdin) input = Deno.stdin;
    else {
      const opening = Deno.open(path, { read: true });
      // The open of a pipe that nobody writes to may return after we gave up.
      opening.then((file) => limit.aborted && file.close(), () => {});
      input = await raceSignal(opening, limit);
    }
    const chunks: Uint8Array[] = [];
    for (let size = 0;;) {
      const buffer = new Uint8Array(4096);
      const count = await raceSignal(input.read(buffer), limit);
      if (count === null) break;
      size += count;
      if (size > MAX_FILE_BYTES) {
        throw new WalletError("unreadable", `${what} ${path} gives more than ${MAX_FILE_BYTES} bytes`, {
          data,
        });
      }
      chunks.push(buffer.subarray(0, count));
    }
    return concatBytes(...chunks);
  } catch (error) {
    if (error instanceof WalletError) throw error;
    const why = limit.aborted ? `no end of input after ${deadlineMs / 1000} s` : reason(error);
    throw new WalletError("unreadable", `${what} ${path} cannot be read: ${why}`, {
      hint: "Check the program that writes to it, or use a regular file (chmod 600).",
      cause: error,
      data,
    });
  } finally {
    if (!stdin) input?.close();
  }
}

/** A file to be written by {@link writeFiles}. */
export interface NewFile {
  path: string;
  content: Uint8Array;
}

/**
 * Writes files with mode 0600, all or as good as none: every content is first stored and synced beside its place, then
 * each is moved there in one step, so no reader ever sees half a file. Folders are made as needed.
 * @param overwrite whether files in the way are replaced
 * @throws WalletError `exists` when one is in the way (nothing was changed), `unwritable`
 */
export async function writeFiles(files: readonly NewFile[], overwrite: boolean): Promise<void> {
  if (!overwrite) await assertAbsent(files.map(({ path }) => path));
  const staged: { path: string; temporary: string }[] = [];
  const placed: string[] = [];
  try {
    for (const { path, content } of files) staged.push({ path, temporary: await stage(path, content) });
    for (const { path, temporary } of staged) {
      await place(temporary, path, overwrite);
      placed.push(path);
    }
    for (const { path } of files) await syncFolder(folderOf(path));
  } catch (error) {
    // Files we replaced cannot be brought back, but those that are new must not stay behind without their sibling.
    if (!overwrite) await Promise.all(placed.map((path) => Deno.remove(path).catch(() => {})));
    if (error instanceof WalletError) throw error;
    throw new WalletError("unwritable", `${files[0]?.path} cannot be written: ${reason(error)}`, {
      hint: "Check the free space and the owner of the folder, or choose another --wallet.path.",
      cause: error,
      data: { path: files[0]?.path },
    });
  } finally {
    await Promise.all(staged.map(({ temporary }) => Deno.remove(temporary).catch(() => {})));
  }
}

/**
 * @throws WalletError `exists` naming the first path that is taken
 */
export async function assertAbsent(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await Deno.lstat(path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) continue;
      throw new WalletError("unreadable", `${path} cannot be looked at: ${reason(error)}`, {
        cause: error,
        data: { path },
      });
    }
    throw existing(path);
  }
}

function existing(path: string): WalletError {
  return new WalletError("exists", `${path} exists already`, {
    hint: "Choose another name, or replace it with --overwrite: without a backup the old key is lost.",
    data: { path },
  });
}

function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end < 0 ? "." : path.slice(0, end) || "/";
}

async function stage(path: string, content: Uint8Array): Promise<string> {
  await Deno.mkdir(folderOf(path), { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const temporary = `${folderOf(path)}/.sn1-${crypto.randomUUID()}.tmp`;
  // No `using`: Node before version 24 cannot read it, and this file is part of the npm package.
  const file = await Deno.open(temporary, { write: true, createNew: true, mode: PRIVATE_MODE });
  try {
    for (let at = 0; at < content.length;) at += await file.write(content.subarray(at));
    await file.sync();
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  } finally {
    file.close();
  }
  return temporary;
}

async function place(temporary: string, path: string, overwrite: boolean): Promise<void> {
  if (overwrite) return await Deno.rename(temporary, path);
  try {
    // Unlike a rename, a link never replaces what another process created a moment ago.
    await Deno.link(temporary, path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw existing(path);
    // Some file systems (exFAT, network mounts) have no links.
    await assertAbsent([path]);
    await Deno.rename(temporary, path);
  }
}

/** Makes the new name survive a power cut; systems that cannot sync a folder do without. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await Deno.open(path, { read: true });
    await folder.sync().finally(() => folder.close());
  } catch {
    // Nothing to do: the file itself is synced.
  }
}

/** Words of the operating system without Deno's own advice. */
function reason(error: unknown): string {
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) {
    return "this program was started without access to that folder";
  }
  return errorText(error);
}
