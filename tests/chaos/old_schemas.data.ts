/**
 * The schemas of released versions, as they were: entry i brings a file of version i to version i + 1. A copy on purpose:
 * what users have on their disks does not change when the program does.
 */
export const OLD_SCHEMAS: readonly string[] = [
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
];
