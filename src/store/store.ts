import { DatabaseSync } from "node:sqlite";
import { errorText } from "../base/mod.ts";
import { claimFile, type FileClaim } from "./claim_file.ts";
import { StoreError } from "./errors.ts";
import { isUnwritable } from "./lock.ts";
import { closeFiles, makePrivateFolder, openPrivateFile } from "./private_files.ts";
import { KeyTable } from "./api_key_store.ts";
import { SqliteReader } from "./reader.ts";
import { BUSY_MS, migrate } from "./schema.ts";
import type {
  ChainBinding,
  JournalEntry,
  JournalNote,
  JournalState,
  ScoreRow,
  StepWrite,
  Store,
  WeightsPlan,
} from "./types.ts";

/**
 * Opens (or makes) the database of one neuron: WAL, full sync, one writer, so that a kill at any point leaves whole
 * transactions and a second process is refused. Readers may look on ({@link readStore}).
 * @param path file, or ":memory:"
 * @throws StoreError `locked` when another process has it, `schema`, `io`
 */
export function openStore(path: string): Store {
  let db: DatabaseSync | null = null;
  let claim: FileClaim | null = null;
  try {
    if (path !== ":memory:") {
      makePrivateFolder(path.replace(/\/?[^/]*$/, "") || (path.startsWith("/") ? "/" : "."));
      claim = claimFile(path);
      // SQLite makes its log and index files with the modes of the database.
      openPrivateFile(path).file.close();
      closeFiles([`${path}-wal`, `${path}-shm`, `${path}-journal`]);
    }
    // Keys are written beside the neuron (openKeys): its own writes wait for those, as they do for its.
    db = new DatabaseSync(path, { timeout: BUSY_MS });
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    // Fails while another program holds the file in SQLite's exclusive mode.
    db.exec("BEGIN EXCLUSIVE; COMMIT;");
    migrate(db, path);
    return new SqliteStore(db, path, claim);
  } catch (error) {
    db?.close();
    claim?.release();
    if (error instanceof StoreError) throw error;
    const locked = /locked/i.test(errorText(error));
    const code = locked ? "locked" : isUnwritable(error) ? "unwritable" : "io";
    throw new StoreError(
      code,
      locked ? `${path} is used by another process` : `cannot open ${path}: ${errorText(error)}`,
      {
        hint: locked
          ? "stop the other sn1 first"
          : "check the folder's rights and free space, or name another one with --logging.logging_dir",
        cause: error,
      },
    );
  }
}

class SqliteStore extends SqliteReader implements Store {
  readonly nonces: Store["nonces"];
  readonly keys: KeyTable;
  readonly #claim: FileClaim | null;
  #bytes: number;
  #closed = false;

  constructor(db: DatabaseSync, path: string, claim: FileClaim | null) {
    super(db, path);
    this.#claim = claim;
    this.nonces = nonceTables(db);
    this.keys = new KeyTable(db);
    this.#bytes = (db.prepare("SELECT coalesce(sum(bytes), 0) AS n FROM steps").get() as { n: number }).n;
  }

  applyStep({ step, scores }: StepWrite): void {
    this.#transaction(() => {
      this.db.prepare("INSERT INTO steps (step, at, task, bytes, record) VALUES (?, ?, ?, ?, ?)")
        .run(step.step, step.at, step.task, step.record.length, step.record);
      this.#writeScores(scores);
      this.setSetting("last_step", String(step.step));
    });
    this.#bytes += step.record.length;
  }

  bindChain(to: ChainBinding): boolean {
    const bound = this.chain();
    if (!bound) {
      this.db.prepare("INSERT INTO chain (one, genesis, netuid, first_block) VALUES (1, ?, ?, ?)")
        .run(to.genesis, to.netuid, to.firstBlock);
      return true;
    }
    const difference = differenceOf(bound, to);
    if (difference) {
      throw new StoreError("other_chain", `${this.path} belongs to another chain: ${difference}`, {
        hint: "give --neuron.name NAME for a new database, or move this file away to start anew",
        data: { bound, to },
      });
    }
    if (bound.firstBlock === null && to.firstBlock !== null) {
      this.db.prepare("UPDATE chain SET first_block = ?").run(to.firstBlock);
    }
    return false;
  }

  replaceScores(rows: ScoreRow[]): void {
    this.#transaction(() => this.#writeScores(rows));
  }

  #writeScores(rows: ScoreRow[]): void {
    this.db.exec("DELETE FROM scores");
    const insert = this.db.prepare("INSERT INTO scores (hotkey, uid, score) VALUES (?, ?, ?)");
    for (const row of rows) insert.run(row.hotkey, row.uid, row.score);
  }

  retain(bytes: number): number {
    let deleted = 0;
    while (this.#bytes > bytes) {
      const old = this.db.prepare("SELECT step, bytes FROM steps ORDER BY step LIMIT 100")
        .all() as unknown as { step: number; bytes: number }[];
      if (old.length === 0) break;
      let last = old[0]!.step;
      for (const row of old) {
        if (this.#bytes <= bytes) break;
        this.#bytes -= row.bytes;
        last = row.step;
        deleted++;
      }
      this.db.prepare("DELETE FROM steps WHERE step <= ?").run(last);
    }
    return deleted;
  }

  planWeights({ salt = [], ...entry }: WeightsPlan): JournalEntry {
    const { lastInsertRowid } = this.db.prepare(
      `INSERT INTO weights (at, netuid, window, uids, "values", version_key, salt, state, block, detail)
       VALUES (?, ?, ?, ?, ?, ?, ?, 'planned', NULL, '')`,
    ).run(
      entry.at,
      entry.netuid,
      entry.window,
      JSON.stringify(entry.uids),
      JSON.stringify(entry.values),
      entry.versionKey,
      JSON.stringify(salt),
    );
    const id = Number(lastInsertRowid);
    return { ...entry, salt, id, state: "planned", block: null, detail: "", signed: null, epoch: null };
  }

  noteWeights(id: number, { signed, epoch }: JournalNote): void {
    this.db.prepare(
      "UPDATE weights SET signed = coalesce(?, signed), epoch = coalesce(?, epoch) WHERE id = ?",
    )
      .run(signed ?? null, epoch ?? null, id);
  }

  markWeights(id: number, state: JournalState, detail: string, block?: number): void {
    this.db.prepare("UPDATE weights SET state = ?, detail = ?, block = coalesce(?, block) WHERE id = ?")
      .run(state, detail, block ?? null, id);
  }

  setSetting(name: string, value: string): void {
    this.db.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)").run(name, value);
  }

  override close(): void {
    if (this.#closed) return;
    this.#closed = true;
    super.close();
    this.#claim?.release();
  }

  #transaction(work: () => void): void {
    this.db.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.db.exec("COMMIT");
    } catch (error) {
      try {
        this.db.exec("ROLLBACK");
      } catch {
        // SQLite has rolled back itself, as it does when the disk is full: the first error is the one that counts.
      }
      throw error;
    }
  }
}

/** What tells two chains apart, in words; null when they are the same as far as both are known. */
function differenceOf(bound: ChainBinding, to: ChainBinding): string | null {
  const short = (hash: string) => `${hash.slice(0, 10)}…`;
  if (bound.genesis !== to.genesis) {
    return `its genesis is ${short(bound.genesis)}, this chain's is ${short(to.genesis)}`;
  }
  if (bound.netuid !== to.netuid) return `its netuid is ${bound.netuid}, not ${to.netuid}`;
  if (bound.firstBlock !== null && to.firstBlock !== null && bound.firstBlock !== to.firstBlock) {
    return `this development chain was started anew (block 1 was ${short(bound.firstBlock)}, is ${
      short(to.firstBlock)
    })`;
  }
  return null;
}

function nonceTables(db: DatabaseSync): Store["nonces"] {
  type Row = { hotkey: string; uuid: string; nonce: string };
  return {
    *load() {
      for (const row of db.prepare("SELECT hotkey, uuid, nonce FROM nonces").all() as unknown as Row[]) {
        yield { hotkey: row.hotkey, uuid: row.uuid, nonce: BigInt(row.nonce) };
      }
    },
    save(hotkey, uuid, nonce) {
      db.prepare("INSERT OR REPLACE INTO nonces (hotkey, uuid, nonce) VALUES (?, ?, ?)").run(
        hotkey,
        uuid,
        String(nonce),
      );
    },
    *loadFloors() {
      for (const row of db.prepare("SELECT hotkey, nonce FROM nonce_floors").all() as unknown as Row[]) {
        yield { hotkey: row.hotkey, nonce: BigInt(row.nonce) };
      }
    },
    saveFloor(hotkey, nonce) {
      db.prepare("INSERT OR REPLACE INTO nonce_floors (hotkey, nonce) VALUES (?, ?)").run(
        hotkey,
        String(nonce),
      );
      // What lies under the floor needs no rows of its own any more.
      for (
        const row of db.prepare("SELECT uuid, nonce FROM nonces WHERE hotkey = ?").all(
          hotkey,
        ) as unknown as Row[]
      ) {
        if (BigInt(row.nonce) <= nonce) {
          db.prepare("DELETE FROM nonces WHERE hotkey = ? AND uuid = ?").run(hotkey, row.uuid);
        }
      }
    },
  };
}
