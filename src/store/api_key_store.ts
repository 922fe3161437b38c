import { DatabaseSync } from "node:sqlite";
import { errorText } from "../base/mod.ts";
import { StoreError } from "./errors.ts";
import { BUSY_MS, SCHEMA_VERSION } from "./schema.ts";

/** A key of the subnet API as it is kept: its hash, never the key. Times are milliseconds since 1970. */
export interface StoredKey {
  /** Short public name, made from the hash. */
  id: string;
  name: string;
  /** The key's first characters, by which its owner recognizes it. */
  hint: string;
  createdAt: number;
  /** Null = never used. */
  lastUsedAt: number | null;
  /** Null = never. */
  expiresAt: number | null;
  /** Null = still good. */
  revokedAt: number | null;
  /** Requests per minute. */
  perMinute: number;
  /** Requests being answered at once. */
  concurrent: number;
}

/** What a new key is made of. */
export type NewKey = Omit<StoredKey, "id" | "lastUsedAt" | "revokedAt"> & { hash: string };

/** Keys in one database, revoked ones included: whoever makes more has lost track of them. */
const MAX_KEYS = 1000;

/** Hex digits of a hash that name a key. */
const ID_DIGITS = 8;

const COLUMNS = `id, name, hint, created_at AS createdAt, last_used_at AS lastUsedAt, expires_at AS expiresAt,
  revoked_at AS revokedAt, per_minute AS perMinute, concurrent`;

/** The keys in a neuron's database. Every change is durable when it returns, and seen by the next look of others. */
export class KeyTable {
  constructor(protected readonly db: DatabaseSync) {}

  /** The key with this hash, revoked or not. */
  find(hash: string): StoredKey | null {
    const row = this.db.prepare(`SELECT ${COLUMNS} FROM api_keys WHERE hash = ?`).get(hash);
    return (row as unknown as StoredKey) ?? null;
  }

  /** Oldest first. */
  list(): StoredKey[] {
    return this.db.prepare(`SELECT ${COLUMNS} FROM api_keys ORDER BY created_at, id`)
      .all() as unknown as StoredKey[];
  }

  /**
   * Keeps a new key.
   * @throws StoreError `exists` when a key that is still good has this name, `full`
   */
  add({ hash, ...key }: NewKey): StoredKey {
    const { all, taken } = this.db.prepare(
      'SELECT count(*) AS "all", sum(name = ? AND revoked_at IS NULL) AS taken FROM api_keys',
    ).get(key.name) as { all: number; taken: number | null };
    if (taken) {
      throw new StoreError("exists", `there is a key named ${key.name} already`, {
        hint: "choose another name, or revoke that one first",
      });
    }
    if (all >= MAX_KEYS) {
      throw new StoreError(
        "full",
        `${this.db.location() ?? "the database"} holds ${all} keys already`,
        {
          hint: "give one key to several users of one kind",
        },
      );
    }
    const stored: StoredKey = { ...key, id: hash.slice(0, ID_DIGITS), lastUsedAt: null, revokedAt: null };
    this.db.prepare(
      `INSERT INTO api_keys (hash, id, name, hint, created_at, expires_at, per_minute, concurrent)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      hash,
      stored.id,
      stored.name,
      stored.hint,
      stored.createdAt,
      stored.expiresAt,
      stored.perMinute,
      stored.concurrent,
    );
    return stored;
  }

  /**
   * Ends a key for good.
   * @param which its id, or its name
   * @throws StoreError `missing` when no key that is still good is called so
   */
  revoke(which: string, at: number): StoredKey {
    const key = this.list().find(({ id, name, revokedAt }) =>
      revokedAt === null && (id === which || name === which)
    );
    if (!key) {
      throw new StoreError("missing", `no key is named ${which}, or it is revoked already`, {
        hint: "sn1 api-key list shows them",
      });
    }
    this.db.prepare("UPDATE api_keys SET revoked_at = ? WHERE id = ?").run(at, key.id);
    return { ...key, revokedAt: at };
  }

  /** Notes that a key was used. */
  touch(id: string, at: number): void {
    this.db.prepare("UPDATE api_keys SET last_used_at = ? WHERE id = ?").run(at, id);
  }
}

/** Keys of a database that another process may be writing to. */
export class KeyBook extends KeyTable {
  close(): void {
    this.db.close();
  }
}

/**
 * Opens the keys of a database, whether its neuron runs or not. This is the one thing that is written beside the
 * neuron: single short statements, for which SQLite lets the two wait for each other (docs/decisions/006).
 * @throws StoreError `missing`, `io`, `schema` when the file is not of this program's version
 */
export function openKeys(path: string): KeyBook {
  let db: DatabaseSync | null = null;
  try {
    Deno.statSync(path);
    db = new DatabaseSync(path, { timeout: BUSY_MS });
    const { user_version: version } = db.prepare("PRAGMA user_version").get() as { user_version: number };
    if (version !== SCHEMA_VERSION) {
      throw new StoreError("schema", `${path} has schema ${version}, this program knows ${SCHEMA_VERSION}`, {
        hint: version > SCHEMA_VERSION ? "update sn1" : "start sn1 validator once with this version",
        data: { version },
      });
    }
    db.exec("PRAGMA synchronous = FULL");
    return new KeyBook(db);
  } catch (error) {
    db?.close();
    if (error instanceof StoreError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      throw new StoreError("missing", `there is no database ${path}`, {
        hint:
          "start sn1 validator once, or name it with --wallet.name, --wallet.hotkey, --netuid, --neuron.name",
        cause: error,
      });
    }
    throw new StoreError("io", `cannot open ${path}: ${errorText(error)}`, {
      hint: "check the rights of the file, or restore it",
      cause: error,
    });
  }
}
