import { errorText } from "../../../src/base/mod.ts";
import { readStore, SCHEMA_VERSION, StoreError } from "../../../src/store/mod.ts";
import { neuronLock } from "../lock_holder.ts";
import type { Check } from "../check_context.ts";
import { error, info, ok, warn } from "../check_result.ts";

const GB = 1e9;
const gb = (bytes: number) => `${(bytes / GB).toFixed(1)} GB`;
/** A day of records and logs. */
const DISK_LOW = 5 * GB;
const DISK_OUT = 0.5 * GB;
/** Connections, files and pipes of a neuron under load. */
const FILES_LOW = 4096;
const FILES_OUT = 512;
const MEMORY_LOW = 2 * GB;
const MEMORY_OUT = 0.4 * GB;

/** Free space needed for records. */
export const disk: Check = {
  id: "host.disk",
  async run(exam) {
    const free = await exam.modules.host.freeBytes(exam.options.folder);
    if (free === null) return info("this system does not tell the free disk space");
    const text = `${gb(free)} free for ${exam.options.folder}`;
    const fix = "--neuron.events_retention_size, or --logging.logging_dir on another disk";
    return free < DISK_OUT ? error(text, fix) : free < DISK_LOW ? warn(text, fix) : ok(text);
  },
};

/** The folder of database and logs can be written. */
export const folder: Check = {
  id: "host.folder",
  async run(exam) {
    const { folder } = exam.options;
    let at = folder;
    // Nothing is made by looking: the nearest folder that is there decides.
    while (at.includes("/") && at !== "/" && !(await exists(at))) at = at.replace(/\/[^/]*$/, "") || "/";
    try {
      const info = await Deno.stat(at);
      if (!info.isDirectory) throw new Error(`${at} is no folder`);
      await Deno.remove(await Deno.makeTempFile({ dir: at, prefix: ".sn1-doctor-" }));
      return ok(`${folder} can be written`);
    } catch (cause) {
      return error(`${folder} cannot be written: ${errorText(cause)}`, "--logging.logging_dir DIR");
    }
  },
};

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

/** Enough connections can be open at once. */
export const files: Check = {
  id: "host.open_files",
  async run(exam) {
    const limit = await exam.modules.host.openFiles();
    if (limit === null) return info("this system does not tell its limit of open files");
    const text = `${limit} files may be open at once`;
    const fix = "ulimit -n 65536, or LimitNOFILE=65536 in the service";
    return limit < FILES_OUT ? error(text, fix) : limit < FILES_LOW ? warn(text, fix) : ok(text);
  },
};

/** Memory is left. */
export const memory: Check = {
  id: "host.memory",
  run(exam) {
    const { availableBytes, totalBytes } = exam.modules.host.memory();
    const text = `${gb(availableBytes)} of ${gb(totalBytes)} memory are free`;
    const fix = "stop other programs, or a smaller --neuron.model_id";
    return Promise.resolve(
      availableBytes < MEMORY_OUT
        ? error(text, fix)
        : availableBytes < MEMORY_LOW
        ? warn(text, fix)
        : ok(text),
    );
  },
};

/** Two neurons with one hotkey would work against each other. */
export const lock: Check = {
  id: "neuron.lock",
  async run(exam) {
    let lock: Awaited<ReturnType<typeof neuronLock>>;
    try {
      lock = await neuronLock(exam);
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause;
      return error(errorText(cause), "--logging.lock_dir: a folder that can be written");
    }
    const { path, holder } = lock;
    if (holder === null) return ok(`no other neuron runs with this hotkey here (${path})`);
    return info(`a neuron runs with this hotkey (process ${holder}); a second one would be refused`);
  },
};

/** Scores and records of the last run can be taken up. */
export const database: Check = {
  id: "neuron.database",
  async run(exam) {
    const path = `${exam.options.folder}/sn1.db`;
    const away = `mv ${path} elsewhere to start anew (scores are lost)`;
    try {
      const store = readStore(path);
      try {
        const damage = store.damage();
        if (damage !== null) return error(`${path} is damaged: ${damage}`, `restore it, or ${away}`);
        return ok(`${path}: schema ${store.schemaVersion()} of ${SCHEMA_VERSION}, ${store.lastStep()} steps`);
      } finally {
        store.close();
      }
    } catch (cause) {
      if (cause instanceof StoreError && cause.code === "missing") return ok("a new database will be made");
      if (cause instanceof StoreError && cause.code === "schema") {
        return error(errorText(cause), `sn1 upgrade, or ${away}`);
      }
      return error(errorText(cause), `restore it, or ${away}`);
    }
  },
};

/** The clock was set at all. */
export const clockSet: Check = {
  id: "clock.year",
  run(exam) {
    const year = new Date(exam.modules.clock.now()).getUTCFullYear();
    // Certificates and nonces both fail long before a chain can be asked.
    if (year >= 2025 && year < 2100) return Promise.resolve(ok(`the year is ${year}`));
    return Promise.resolve(
      error(`this machine believes it is the year ${year}`, "sudo timedatectl set-ntp true"),
    );
  },
};
