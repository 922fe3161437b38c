import { type Axon, type AxonRequest, createAxon, type Refusal } from "../../src/axon/mod.ts";
import { nullLogger, nullMetrics, systemClock } from "../../src/base/mod.ts";
import { devKey } from "../../src/wallet/mod.ts";

/** What our axon answers until the next script is set. */
export interface AxonScript {
  pieces?: readonly string[];
  /** Before each piece, ms. */
  waitMs?: number;
  /** Waits this long before piece number `stallAt`, ms. */
  stall?: { at: number; ms: number };
  fail?: "before" | "after";
  refuse?: Refusal;
  /** Reason for callers to be refused altogether. */
  blacklist?: string;
}

/** What our handler was given, and what became of it. */
export interface Handled {
  request: AxonRequest;
  /** Why its signal was aborted. */
  aborted: Promise<unknown>;
}

/** Our axon on a free loopback port, answering as //Bob by script. */
export interface ScriptedAxon {
  readonly port: number;
  readonly hotkey: string;
  /** Milliseconds since it listens. */
  age(): number;
  script: AxonScript;
  /** Takes what its handler was given since the last call. */
  takeHandled(): Handled[];
  stop(): Promise<void>;
}

/** Starts {@link ScriptedAxon}. */
export async function scriptedAxon(): Promise<ScriptedAxon> {
  const signer = await devKey("//Bob");
  const handled: Handled[] = [];
  const world: { script: AxonScript } = { script: {} };

  async function* answer({ signal }: AxonRequest, script: AxonScript): AsyncGenerator<string> {
    const { pieces = [], waitMs = 0, stall, fail } = script;
    for (const [i, piece] of pieces.entries()) {
      const ms = stall?.at === i ? stall.ms : waitMs;
      if (ms > 0) await systemClock.sleep(ms, signal);
      yield piece;
    }
    if (stall && stall.at >= pieces.length) await systemClock.sleep(stall.ms, signal);
    // Time for what was written to reach the other side before the connection breaks.
    if (fail === "after") {
      await systemClock.sleep(100, signal);
      throw new Error("the model is gone");
    }
  }

  const axon: Axon = createAxon({ port: 0, host: "127.0.0.1", limits: { inFlightPerHotkey: 16 } }, {
    signer,
    policy: { refuseReason: () => world.script.blacklist ?? null, priority: () => 1 },
    handler(request) {
      const { script } = world;
      const aborted = new Promise((resolve) =>
        request.signal.addEventListener("abort", () => resolve(request.signal.reason), { once: true })
      );
      handled.push({ request, aborted });
      if (script.refuse) return script.refuse;
      if (script.fail === "before") throw new Error("the model is gone");
      return answer(request, script);
    },
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
  });
  const { port } = await axon.start();
  const started = performance.now();
  return {
    port,
    hotkey: signer.ss58,
    age: () => performance.now() - started,
    get script() {
      return world.script;
    },
    set script(script: AxonScript) {
      world.script = script;
    },
    takeHandled: () => handled.splice(0),
    stop: () => axon.stop(0),
  };
}
