import { pick, type Random, systemClock } from "../../src/base/mod.ts";
import { ATTACKS } from "./attacks.ts";
import type { Breakable } from "./types.ts";
import type { Wire } from "./wire.ts";

const pause = (seconds: number, signal: AbortSignal) => systemClock.sleep(seconds * 1000, signal);

/** Engine processes of the validator. */
function enginesOf(pid: number): number[] {
  const { stdout } = new Deno.Command("pgrep", { args: ["-P", String(pid)], stderr: "null" }).outputSync();
  return new TextDecoder().decode(stdout).trim().split("\n").filter((line) => line !== "").map(Number);
}

/** Every kind of fault and attack, by name; each ends mended. */
const KINDS: Record<string, (what: Breakable, random: Random, signal: AbortSignal) => Promise<void>> = {
  "a fifth of the miners stalls": async ({ hosts }, _, signal) => {
    for (const host of hosts) await host.stall(20, 0.2);
    await pause(20, signal);
  },
  "half of the miners dies": async ({ hosts }, random, signal) => {
    const host = pick(random, hosts);
    await host.kill();
    try {
      await pause(15, signal);
    } finally {
      await host.start();
    }
  },
  "the first endpoint drops": ({ wires }, _, signal) => cutFor(20, [wires[0]!], signal),
  "the second endpoint drops": ({ wires }, _, signal) => cutFor(20, [wires[1]!], signal),
  "both endpoints drop": ({ wires }, _, signal) => cutFor(10, wires, signal),
  "the engine is killed": async ({ validator }, _, signal) => {
    const [engine] = enginesOf(validator);
    if (engine === undefined) throw new Error("the validator has no engine process");
    Deno.kill(engine, "SIGKILL");
    await pause(2, signal);
  },
  ...ATTACKS,
};

async function cutFor(seconds: number, wires: readonly Wire[], signal: AbortSignal): Promise<void> {
  for (const wire of wires) wire.cut();
  try {
    await pause(seconds, signal);
  } finally {
    for (const wire of wires) wire.mend();
  }
}

/**
 * Breaks one thing after the other until `signal` aborts.
 * @returns how often each kind was done
 */
export async function makeFaults(
  what: Breakable,
  everySeconds: number,
  random: Random,
  log: (text: string) => void,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const done: Record<string, number> = Object.fromEntries(Object.keys(KINDS).map((name) => [name, 0]));
  try {
    for (let i = 0;; i++) {
      await pause(everySeconds, signal);
      const name = Object.keys(KINDS)[i % Object.keys(KINDS).length]!;
      log(name);
      done[name]!++;
      await KINDS[name]!(what, random, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return done;
}
