/** Descriptors kept for everything besides connections: databases, logs, engine pipes, outgoing requests. */
export const RESERVED_FILES = 128;

/** Limit that is assumed where the system does not report one; the default of most Linux systems. */
const ASSUMED_FILES = 1024;

/** Share of the descriptors that are still free that one server takes at most, so that later servers get some, too. */
const SERVER_SHARE = 3 / 4;

/** Fewest connections a server allows, however low the limit is. */
const FEWEST = 4;

/** From this limit on there are descriptors to spare, so that a whole backlog fits into the reserve. */
const WIDE_LIMIT = 4096;
const WIDE_RESERVE = 1024;

/** Longest backlog; what node listens with by default. */
const LARGEST_BACKLOG = 511;

let known: number | undefined;

/** Soft limit of open files of this process. The runtime raises it to the hard limit before any code runs. */
export function openFilesLimit(): number {
  return known ??= reportedFilesLimit() ?? ASSUMED_FILES;
}

/** The same limit as the system reports it, `Infinity` for no limit. @returns undefined where it reports none */
export function reportedFilesLimit(): number | undefined {
  return fromProc() ?? fromShell();
}

function fromProc(): number | undefined {
  try {
    return parseLimit(/^Max open files\s+(\S+)/m.exec(Deno.readTextFileSync("/proc/self/limits"))?.[1]);
  } catch {
    return undefined;
  }
}

/** Other systems, and processes that may not read `/proc`. A child inherits the limit. */
function fromShell(): number | undefined {
  try {
    const { stdout } = new Deno.Command("sh", { args: ["-c", "ulimit -n"], stderr: "null" }).outputSync();
    return parseLimit(new TextDecoder().decode(stdout).trim());
  } catch {
    return undefined;
  }
}

function parseLimit(text: string | undefined): number | undefined {
  if (text === "unlimited") return Infinity;
  const value = Number(text);
  return text !== undefined && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

/** What is kept of a limit for everything besides connections. */
function reserved(limit: number): number {
  return limit > WIDE_LIMIT ? WIDE_RESERVE : Math.min(RESERVED_FILES, Math.floor(limit / 4));
}

/** Shares the descriptors of one process out to its servers, so that all of their connections fit together. */
export class FileBudget {
  #free: number | undefined;

  /** @param limit open files of the process, asked for at the first use. @default {openFilesLimit()} */
  constructor(private readonly limit: () => number = openFilesLimit) {}

  /**
   * Takes descriptors for the connections of one server.
   * @param wanted connections the server would allow by itself
   * @returns how many it may allow, at most `wanted`; hand the same number to {@link FileBudget.release} at the end
   */
  take(wanted: number): number {
    const limit = this.limit();
    this.#free ??= limit - reserved(limit);
    const granted = Math.max(FEWEST, Math.min(wanted, Math.floor(this.#free * SERVER_SHARE)));
    this.#free -= granted;
    return granted;
  }

  /**
   * Connections that may wait to be accepted: all of them are accepted at once, before any can be closed, so they have
   * to fit into what is kept for other things.
   */
  get backlog(): number {
    const limit = this.limit();
    return Math.min(LARGEST_BACKLOG, Math.max(FEWEST, Math.floor(reserved(limit) / 2)));
  }

  /** Gives back what {@link FileBudget.take} returned. */
  release(granted: number): void {
    if (this.#free !== undefined) this.#free += granted;
  }
}

/** The descriptors of this process. */
export const processFiles: FileBudget = new FileBudget();
