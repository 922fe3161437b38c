import { statfs } from "node:fs/promises";

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
  async openFiles() {
    try {
      // The shell inherits the limit of this process; /proc would need more rights than the program has.
      const { stdout } = await new Deno.Command("sh", { args: ["-c", "ulimit -n"], stderr: "null" }).output();
      const text = new TextDecoder().decode(stdout).trim();
      return text === "unlimited" ? Infinity : /^\d+$/.test(text) ? Number(text) : null;
    } catch {
      return null;
    }
  },
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
