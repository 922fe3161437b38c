import assert from "node:assert/strict";
import { FLOODS } from "../unit/dendrite/floods.ts";
import { aliceDendrite, PROMPT, target } from "../unit/dendrite/setup.ts";
import type { Chaos } from "./kit.ts";

/** Miners that answer at once. */
const AT_ONCE = 16;
/** What the client's deadline is, ms, and by how much a busy machine may pass it. */
const TIMEOUT_MS = 10_000;
const LATE_MS = 10_000;

/** Sixteen miners that flood at once, each kind of flood alone and all of them mixed. */
export async function minerFloods(chaos: Chaos): Promise<void> {
  const kinds = chaos.amount(FLOODS.length, 3);
  const groups = [...FLOODS.slice(0, kinds).map((flood) => [flood]), FLOODS];
  let slowest = 0;
  for (const group of groups) {
    const worker = new Worker(new URL("../unit/dendrite/flood_worker.ts", import.meta.url), {
      type: "module",
    });
    const dendrite = await aliceDendrite();
    try {
      const ports = new Promise<number[]>((resolve, reject) => {
        worker.onmessage = (event) => resolve(event.data);
        worker.onerror = (event) => reject(new Error(event.message));
      });
      worker.postMessage(Array.from({ length: AT_ONCE }, (_, i) => group[i % group.length]!));
      const targets = (await ports).map((port, uid) => target(port, uid));
      const began = performance.now();
      const responses = await dendrite.query(targets, PROMPT, { timeoutMs: TIMEOUT_MS });
      const tookMs = performance.now() - began;
      slowest = Math.max(slowest, tookMs);
      assert.ok(tookMs < TIMEOUT_MS + LATE_MS, `${group[0]!.name}: ${tookMs.toFixed(0)} ms`);
      for (const { statusCode, completion } of responses) {
        assert.ok([400, 408, 422].includes(statusCode), `${group[0]!.name}: ${statusCode}`);
        assert.ok(completion.length <= 1_048_576);
        chaos.inject();
      }
    } finally {
      worker.terminate();
      await dendrite.close();
    }
  }
  chaos.note(`slowest query of ${AT_ONCE} floods: ${slowest.toFixed(0)} ms`);
}
