import { statfs } from "node:fs/promises";
import { reportedFilesLimit } from "../../src/http/mod.ts";

/** What the machine has. Null = this system does not tell. */
export interface Host {
  /** Free bytes where `path` is or will be. */
  freeBytes(path: string): Promise<number | null>;
  /** Soft limit of open files. */
  openFiles(): Promise<number | null>;
  memory(): { totalBytes: number; availableBytes: number };
  /** Numbers of the NVIDIA cards. */
  cards(): Promise<number[]>;
  /** Whether any graphics device can be opened. */
  graphics(): Promise<boolean>;
}

/** The machine this runs on. */
export const thisHost: Host = {
  async freeBytes(path) {
    for (let folder = path; folder !== ""; folder = folder.replace(/\/[^/]*$/, "")) {
      try {
        const { bavail, bsize } = await statfs(folder);
        return Number(bavail) * Number(bsize);
      } catch { /* not there yet: its parent decides */ }
    }
    return null;
  },
  openFiles: () => Promise.resolve(reportedFilesLimit() ?? null),
  memory() {
    const { total, available } = Deno.systemMemoryInfo();
    return { totalBytes: total, availableBytes: available };
  },
  async cards() {
    return (await names("/dev")).flatMap((name) => /^nvidia(\d+)$/.exec(name)?.[1] ?? []).map(Number).sort();
  },
  async graphics() {
    const dri = await names("/dev/dri");
    return dri.length > 0 || (await this.cards()).length > 0 || Deno.build.os === "darwin";
  },
};

async function names(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
  } catch {
    return [];
  }
}
