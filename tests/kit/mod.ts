/**
 * The test kit: gating, a clock tests own, temporary folders, free ports.
 * Plain `deno test` runs without permissions: tests made with {@link full} are then reported ignored.
 */
import type { Clock } from "../../src/base/mod.ts";
import { secrets } from "./secrets.ts";

function granted(): boolean {
  const names = ["read", "write", "net", "env", "run", "sys", "ffi"] as const;
  return names.every((name) => Deno.permissions.querySync({ name }).state === "granted");
}

/** True under `deno test -P`. */
export const fullPermissions = granted();

/** Options of {@link full}. */
export interface FullOptions {
  /** A reason to skip although permissions are there; must stand in tests/ignored.json. */
  skip?: string | false;
  sanitizeOps?: boolean;
  sanitizeResources?: boolean;
  sanitizeExit?: boolean;
}

/** A test that needs files, sockets, processes or native packages. Import those inside the body. */
export function full(
  name: string,
  body: (t: Deno.TestContext) => void | Promise<void>,
  options: FullOptions = {},
): void {
  const { skip, ...rest } = options;
  Deno.test({
    name: skip ? `${name} (${skip})` : name,
    ignore: !fullPermissions || !!skip,
    fn: body,
    ...rest,
  });
}

/** Lets everything that is ready run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** A clock that moves only when told. */
export class ManualClock implements Clock {
  #wall: number;
  #mono = 0;
  #lastNs = 0n;
  #timers = new Set<{ at: number; run: () => void }>();

  constructor(startMs = 1_750_000_000_000) {
    this.#wall = startMs;
  }

  now(): number {
    return this.#wall;
  }

  nowNs(): bigint {
    const ns = BigInt(Math.round(this.#wall * 1000)) * 1000n;
    this.#lastNs = ns > this.#lastNs ? ns : this.#lastNs + 1n;
    return this.#lastNs;
  }

  monotonic(): number {
    return this.#mono;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.after(ms, resolve);
      signal?.addEventListener("abort", () => {
        cancel();
        reject(signal.reason);
      }, { once: true });
    });
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#mono + ms, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** Moves time on and runs the timers that are due, letting promises settle between them. */
  async advance(ms: number): Promise<void> {
    const end = this.#mono + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers.delete(due);
      this.#wall += due.at - this.#mono;
      this.#mono = due.at;
      due.run();
      await settle();
    }
    this.#wall += end - this.#mono;
    this.#mono = end;
    await settle();
  }

  /** Moves only the wall clock, as an operator or NTP would. */
  jump(ms: number): void {
    this.#wall += ms;
  }
}

/** Runs `body` with a temporary folder that is searched for secrets and removed afterwards. */
export async function withTempDir<T>(body: (dir: string) => Promise<T>): Promise<T> {
  const dir = await Deno.makeTempDir({ prefix: "sn1-test-" });
  try {
    const result = await body(dir);
    await secrets.checkFolder(dir);
    secrets.settle();
    return result;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Waits until `condition` holds, polling; fails loudly after `ms`. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  ms: number,
  what: string,
): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`${what} did not happen within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
