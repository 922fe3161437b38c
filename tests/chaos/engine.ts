import assert from "node:assert/strict";
import { type Clock, nullLogger, nullMetrics, systemClock } from "../../src/base/mod.ts";
import { LlmError } from "../../src/llm/mod.ts";
import { until } from "../kit/mod.ts";
import { type Chaos, descriptors, pause } from "./kit.ts";

/** Deaths come thick and fast here: the supervisor's growing pauses would only cost time. */
const eager: Clock = {
  now: () => systemClock.now(),
  nowNs: () => systemClock.nowNs(),
  monotonic: () => systemClock.monotonic(),
  sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal),
  after: (ms, run) => systemClock.after(ms, run),
};

function childrenOf(pid: number): number {
  const { stdout } = new Deno.Command("pgrep", { args: ["-P", String(pid)], stderr: "null" }).outputSync();
  // The program that looks is one of them.
  return new TextDecoder().decode(stdout).trim().split("\n").filter((line) => line !== "").length;
}

/** An engine process killed or stopped for good at random moments, with answers under way: each of them ends. */
export async function engineDies(chaos: Chaos): Promise<void> {
  const { createExecEngine } = await import("../../src/llm/local/mod.ts");
  const path = new URL("./slow_engine.ts", import.meta.url).pathname;
  const command = `"${Deno.execPath()}" run --quiet --no-check "${path}"`;
  const modules = { clock: eager, random: chaos.random, logger: nullLogger, metrics: nullMetrics };
  const engine = await createExecEngine(command, modules, { spares: 1 });
  const ask = async () => {
    let text = "";
    const messages = [{ role: "user" as const, content: "hello" }];
    for await (const piece of engine.generate({ messages, maxTokens: 50 })) text += piece;
    return text;
  };
  const whole = await ask();
  const open = descriptors();
  const ends = { whole: 0, failed: 0 };
  try {
    for (let i = 0; i < chaos.amount(100, 3); i++) {
      const answers = Array.from({ length: 3 }, () => ask());
      const ended = Promise.allSettled(answers);
      await pause(chaos.int(130));
      const { pid } = engine as { pid?: number };
      if (pid !== undefined) {
        Deno.kill(pid, "SIGKILL");
        chaos.inject();
      }
      for (const result of await within(ended, 30_000, "answers to end")) {
        if (result.status === "fulfilled") {
          assert.equal(result.value, whole, "an answer that ended well is not whole");
          ends.whole++;
        } else {
          assert.ok(result.reason instanceof LlmError, String(result.reason));
          ends.failed++;
        }
      }
      assert.equal(await within(ask(), 30_000, "the next answer"), whole);
    }
    await until(
      () => descriptors() <= open + 16,
      10_000,
      `${descriptors()} descriptors, ${open} before: closing`,
    );
  } finally {
    await engine.close();
  }
  await until(() => childrenOf(Deno.pid) <= 1, 10_000, "every engine process to end");
  chaos.note(`${ends.whole} answers ended whole, ${ends.failed} with an error, none hung`);
}

async function within<T>(work: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${ms} ms`)), ms);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
