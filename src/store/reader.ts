import { DatabaseSync } from "node:sqlite";
import { errorText } from "../base/mod.ts";
import { StoreError } from "./errors.ts";
import { BUSY_MS, SCHEMA_VERSION } from "./schema.ts";
import type { ChainBinding, JournalEntry, ScoreRow, StoredStep, StoreReader } from "./types.ts";

/** The first schema with the table of {@link SqliteReader.chain}. */
const CHAIN_SCHEMA = 4;

interface JournalRow extends Omit<JournalEntry, "uids" | "values" | "versionKey" | "salt"> {
  /** A file of the first schema, opened for reading only, has no column for this and the two after. */
  salt?: string;
  uids: string;
  values: string;
  version_key: number;
}

/** The reads of a neuron's database; the writer builds on them. */
export class SqliteReader implements StoreReader {
  #open = true;

  constructor(protected readonly db: DatabaseSync, readonly path: string) {}

  schemaVersion(): number {
    return (this.db.prepare("PRAGMA user_version").get() as { user_version: number }).user_version;
  }

  damage(): string | null {
    try {
      const row = this.db.prepare("PRAGMA quick_check(1)").get() as { quick_check: string };
      return row.quick_check === "ok" ? null : row.quick_check;
    } catch (error) {
      return errorText(error);
    }
  }

  lastStep(): number {
    return Number(this.setting("last_step") ?? 0);
  }

  scores(): ScoreRow[] {
    return this.db.prepare("SELECT hotkey, uid, score FROM scores ORDER BY uid, hotkey")
      .all() as unknown as ScoreRow[];
  }

  step(step: number): StoredStep | null {
    const row = this.db.prepare("SELECT step, at, task, record FROM steps WHERE step = ?").get(step);
    return (row as unknown as StoredStep) ?? null;
  }

  latestSteps(limit: number): StoredStep[] {
    return this.db.prepare("SELECT step, at, task, record FROM steps ORDER BY step DESC LIMIT ?")
      .all(limit) as unknown as StoredStep[];
  }

  stepsAfter(after: number, limit: number): StoredStep[] {
    return this.db.prepare("SELECT step, at, task, record FROM steps WHERE step > ? ORDER BY step LIMIT ?")
      .all(after, limit) as unknown as StoredStep[];
  }

  journal(limit: number): JournalEntry[] {
    const rows = this.db.prepare("SELECT * FROM weights ORDER BY id DESC LIMIT ?").all(limit);
    return (rows as unknown as JournalRow[]).map(journalEntry);
  }

  journalOf(netuid: number, window: number): JournalEntry | null {
    const row = this.db.prepare(
      "SELECT * FROM weights WHERE netuid = ? AND window = ? AND state <> 'failed' ORDER BY id DESC",
    ).get(netuid, window);
    return row ? journalEntry(row as unknown as JournalRow) : null;
  }

  chain(): ChainBinding | null {
    // A file of an older version, opened for reading only, has no such table.
    if (this.schemaVersion() < CHAIN_SCHEMA) return null;
    const row = this.db.prepare("SELECT genesis, netuid, first_block AS firstBlock FROM chain").get();
    return (row as unknown as ChainBinding) ?? null;
  }

  setting(name: string): string | null {
    const row = this.db.prepare("SELECT value FROM settings WHERE name = ?").get(name);
    return (row as { value: string } | undefined)?.value ?? null;
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.db.close();
  }
}

/**
 * Opens the database of a neuron for reading, whether the neuron runs or not. Each read sees whole transactions.
 * @throws StoreError `missing`, `io` when it is no database, `schema` when it is of another program or a newer one
 */
export function readStore(path: string): StoreReader {
  let db: DatabaseSync | null = null;
  let reader: SqliteReader;
  let version: number;
  try {
    Deno.statSync(path);
    db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS });
    reader = new SqliteReader(db, path);
    version = reader.schemaVersion();
  } catch (error) {
    db?.close();
    if (error instanceof Deno.errors.NotFound) {
      throw new StoreError("missing", `there is no database ${path}`, {
        hint: "name the neuron with --wallet.name, --wallet.hotkey, --netuid, --neuron.name",
        cause: error,
      });
    }
    throw new StoreError("io", `cannot read ${path}: ${errorText(error)}`, {
      hint: "check the rights of the file, or restore it",
      cause: error,
    });
  }
  if (version === 0 || version > SCHEMA_VERSION) {
    reader.close();
    throw new StoreError("schema", `${path} has schema ${version}, this program knows ${SCHEMA_VERSION}`, {
      hint: version === 0 ? "this is not a database of sn1" : "update sn1",
      data: { version },
    });
  }
  return reader;
}

function journalEntry(row: JournalRow): JournalEntry {
  const { uids, values, version_key, salt = "[]", signed = null, epoch = null, ...rest } = row;
  return {
    ...rest,
    uids: JSON.parse(uids),
    values: JSON.parse(values),
    versionKey: version_key,
    salt: JSON.parse(salt),
    signed,
    epoch,
  };
}
