import { createHash, type Hash } from "node:crypto";
import type { HubFile } from "./hub.ts";

/** The digest a file is checked by while it is written. */
export interface FileDigest {
  update(bytes: Uint8Array): void;
  /** Whether the bytes so far are the whole and right content; true when the hub gave no digest. */
  matches(): boolean;
}

/** Starts the digest of a file: SHA-256 for large files, git's blob hash for small ones. */
export function startDigest(file: HubFile): FileDigest {
  let hash: Hash | undefined;
  if (file.sha256) hash = createHash("sha256");
  else if (file.gitSha1) hash = createHash("sha1").update(`blob ${file.size}\0`);
  let length = 0;
  return {
    update(bytes) {
      hash?.update(bytes);
      length += bytes.length;
    },
    matches: () => length === file.size && (!hash || hash.digest("hex") === (file.sha256 ?? file.gitSha1)),
  };
}
