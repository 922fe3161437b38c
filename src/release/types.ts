import type { Clock } from "../base/mod.ts";

/** How the program is packed: by `deno compile`, or as the self-unpacking file. */
export type ProgramForm = "compiled" | "portable";

/** The program on this machine that an upgrade replaces. */
export interface Program {
  /** Absolute path of the file itself, links followed. */
  path: string;
  form: ProgramForm;
}

/** One file of a release. */
export interface ReleaseFile {
  /** Target triple as Deno names it, e.g. `x86_64-unknown-linux-gnu`. */
  platform: string;
  form: ProgramForm;
  /** File name beside the manifest. */
  name: string;
  /** Exact size. */
  bytes: number;
  /** Lower-case hex. */
  sha256: string;
}

/** What a release says of itself. Only ever read from bytes whose signature was verified. */
export interface Manifest {
  version: string;
  /** Line of releases, e.g. `stable`. */
  channel: string;
  /** Oldest version that may go straight to this one. */
  minVersion: string;
  /** ISO 8601. */
  issued: string;
  /** ISO 8601. After this nobody believes it: whoever serves old news cannot hold others on an old version unseen. */
  expires: string;
  files: ReleaseFile[];
}

/** A manifest that was fetched and found good. */
export interface Release {
  manifest: Manifest;
  /** Where it came from, redirects followed; its files lie beside it. */
  url: URL;
  /** Public key whose signature was verified, hex. */
  key: string;
}

/** Injected into everything here that goes outside. */
export interface ReleaseModules {
  clock: Clock;
  fetch: typeof fetch;
}
