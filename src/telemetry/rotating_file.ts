import { type Clock, errorText, utf8 } from "../base/mod.ts";

/**
 * Options of {@link RotatingFile}; sizes are those of the Python SDK
 * (docs/spec/wire.md#82-parsing-conventions).
 */
export interface RotatingFileOptions {
  path: string;
  /** Bytes after which a new file is begun. @default {26214400} */
  maxBytes?: number;
  /** Old files kept, `path.1` being the youngest. @default {10} */
  backups?: number;
}

/** Takes the rights of group and others; a file system without modes keeps what it has. */
function closeToOthers(path: string): void {
  try {
    Deno.chmodSync(path, 0o600);
  } catch { /* not ours, or no modes here: the line is worth more than the mode */ }
}

/** Pause after a failed write, so that a full disk costs a line a minute and not one per event. */
const RETRY_MS = 60_000;

/**
 * A text file that is renamed to `.1`, `.2` … when it grows too large. Writing never throws: a neuron must not
 * stop because its log cannot be written.
 */
export class RotatingFile {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #backups: number;
  readonly #clock: Clock;
  readonly #onError: (message: string) => void;
  #file: Deno.FsFile | null = null;
  #size = 0;
  #retryAt = 0;

  /** @param onError told, at most once a minute, why nothing was written */
  constructor(options: RotatingFileOptions, clock: Clock, onError: (message: string) => void) {
    this.#path = options.path;
    this.#maxBytes = options.maxBytes ?? 25 * 1024 * 1024;
    this.#backups = options.backups ?? 10;
    this.#clock = clock;
    this.#onError = onError;
  }

  /** Appends one line; a newline is added. */
  write(line: string): void {
    if (this.#file === null && this.#clock.monotonic() < this.#retryAt) return;
    const bytes = utf8(line + "\n");
    try {
      this.#file ??= this.#open();
      if (this.#size > 0 && this.#size + bytes.length > this.#maxBytes) this.#rotate();
      for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
      this.#size += bytes.length;
    } catch (error) {
      this.close();
      this.#retryAt = this.#clock.monotonic() + RETRY_MS;
      this.#onError(`cannot write ${this.#path}: ${errorText(error)}`);
    }
  }

  /** Closes the file; a later write opens it again. */
  close(): void {
    try {
      this.#file?.close();
    } finally {
      this.#file = null;
    }
  }

  #open(): Deno.FsFile {
    const folder = this.#path.slice(0, this.#path.lastIndexOf("/"));
    if (folder !== "") Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Logs may name balances and addresses: readable by their owner alone, also where an old one was open to others.
    const file = Deno.openSync(this.#path, { append: true, create: true, mode: 0o600 });
    if (((file.statSync().mode ?? 0) & 0o077) !== 0) closeToOthers(this.#path);
    this.#size = file.statSync().size;
    return file;
  }

  #rotate(): void {
    this.close();
    for (let i = this.#backups; i >= 1; i--) {
      const from = i === 1 ? this.#path : `${this.#path}.${i - 1}`;
      try {
        Deno.renameSync(from, `${this.#path}.${i}`);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    if (this.#backups < 1) Deno.removeSync(this.#path);
    this.#file = this.#open();
  }
}
