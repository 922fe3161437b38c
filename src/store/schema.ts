import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "./errors.ts";

/**
 * Schema by version; entry i brings a file of version i to version i + 1. Never edit an entry that was released:
 * add one.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE scores (hotkey TEXT PRIMARY KEY, uid INTEGER NOT NULL, score REAL NOT NULL) STRICT;
  CREATE TABLE steps (
    step INTEGER PRIMARY KEY, at INTEGER NOT NULL, task TEXT NOT NULL, bytes INTEGER NOT NULL, record TEXT NOT NULL
  ) STRICT;
  CREATE TABLE weights (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, netuid INTEGER NOT NULL, window INTEGER NOT NULL,
    uids TEXT NOT NULL, "values" TEXT NOT NULL, version_key INTEGER NOT NULL,
    state TEXT NOT NULL, block INTEGER, detail TEXT NOT NULL
  ) STRICT;
  CREATE INDEX weights_window ON weights (netuid, window);
  CREATE TABLE nonces (hotkey TEXT NOT NULL, uuid TEXT NOT NULL, nonce TEXT NOT NULL, PRIMARY KEY (hotkey, uuid)) STRICT;
  CREATE TABLE nonce_floors (hotkey TEXT PRIMARY KEY, nonce TEXT NOT NULL) STRICT;
  `,
  `
  ALTER TABLE weights ADD COLUMN salt TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE weights ADD COLUMN signed TEXT;
  ALTER TABLE weights ADD COLUMN epoch INTEGER;
  `,
  `
  CREATE TABLE api_keys (
    hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, hint TEXT NOT NULL,
    created_at INTEGER NOT NULL, last_used_at INTEGER, expires_at INTEGER, revoked_at INTEGER,
    per_minute INTEGER NOT NULL, concurrent INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX api_keys_name ON api_keys (name) WHERE revoked_at IS NULL;
  `,
  // Which chain scores and journal are about. One row; none while the file is new or of an older version.
  `
  CREATE TABLE chain (
    one INTEGER PRIMARY KEY CHECK (one = 1), genesis TEXT NOT NULL, netuid INTEGER NOT NULL, first_block TEXT
  ) STRICT;
  `,
];

/** The schema this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings a database up to {@link SCHEMA_VERSION}, one transaction per version.
 * @throws StoreError `schema` when the file was written by a newer program
 */
export function migrate(db: DatabaseSync, path: string): void {
  const { user_version: found } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  if (found > SCHEMA_VERSION) {
    throw new StoreError("schema", `${path} has schema ${found}, this program knows ${SCHEMA_VERSION}`, {
      hint: "update sn1, or move the file away to start anew",
    });
  }
  for (let version = found; version < SCHEMA_VERSION; version++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[version]} PRAGMA user_version = ${version + 1}; COMMIT;`);
  }
}

/** Milliseconds one connection waits for another: a read while the log is truncated, a write for another one. */
export const BUSY_MS = 2000;
