import assert from "node:assert/strict";
import { BoundedMap, nullLogger, systemClock } from "../../src/base/mod.ts";
import { AxonNonceRule } from "../../src/protocol/mod.ts";
import { ALICE, signed, type SignedRequest, withAxon } from "../unit/axon/helpers.ts";
import { Client, inParallel, upTo } from "./http.ts";
import { canCollect, type Chaos, heapBytes, mb, pause } from "./kit.ts";

const SIGNATURE = "bt_header_dendrite_signature";
/** A forged signature of the right form: it costs the axon a whole check. */
const FORGED = `0x${"ab".repeat(63)}8f`;
/** What the heap may move by itself. */
const HEAP_NOISE = 16 * 1048576;

/**
 * Forged requests that name somebody's hotkey, with the very nonces she is about to use, from her address and others:
 * she still gets every request of her minute, each at the first try.
 */
export async function spoofedHotkey(chaos: Chaos): Promise<void> {
  const minute = 40;
  await withAxon({ limits: { requestsPerMinute: minute } }, async ({ port, errors, metrics }) => {
    const own: SignedRequest[] = [];
    for (let i = 0; i < minute; i++) own.push(await signed({ timeoutS: 60, uuid: `own-${i % 3}` }));
    const forged = own.map(({ path, headers, body }) => ({
      path,
      body,
      headers: { ...headers, [SIGNATURE]: FORGED },
    }));
    const attackers = ["127.0.0.1", "127.0.0.9", "127.0.0.10"].map((from) => new Client(port, from, 4));
    const owner = new Client(port, "127.0.0.1", 1);
    let running = true;
    const flood = Promise.all(
      attackers.map((attacker, a) =>
        inParallel(upTo(chaos.amount(1700, 60)), 4, async (i) => {
          if (!running) return;
          const { status } = await attacker.post(forged[(i + a) % forged.length]!);
          if (status === 0) return;
          chaos.inject();
          assert.ok([401, 503].includes(status), `a forged request was answered with ${status}`);
        })
      ),
    );
    // Half of the owner's requests while she is being spoofed, half afterwards.
    for (const request of own.slice(0, minute / 2)) {
      const { status, message } = await owner.post(request);
      assert.equal(status, 200, `the owner was refused: ${status} ${message}`);
      await pause(chaos.amount(40, 2));
    }
    await flood;
    running = false;
    for (const request of own.slice(minute / 2)) {
      const { status, message } = await owner.post(request);
      assert.equal(status, 200, `the owner was refused after the flood: ${status} ${message}`);
    }
    const more = await Promise.all(
      Array.from({ length: minute + 1 }, async () => await owner.post(await signed())),
    );
    assert.ok(more.some(({ status }) => status === 429), "there is a limit at all");
    assert.deepEqual(errors, []);
    chaos.note(`${metrics.counts.get("axon_refused_total signature") ?? 0} signatures checked in vain`);
    for (const client of [...attackers, owner]) client.close();
  });
}

/**
 * Ten million hotkeys and uuids that nobody signed, through the structures that decide on them, and a part of them over
 * sockets: memory stays where it was.
 */
export async function tenMillionIds(chaos: Chaos): Promise<void> {
  const total = chaos.amount(10_000_000, 40_000);
  const { createMetrics } = await import("../../src/telemetry/mod.ts");
  const rule = new AxonNonceRule(0n);
  const now = 1_800_000_000_000_000_000n;
  const lru = new BoundedMap<string, number>(4096);
  const metrics = await createMetrics({ clock: systemClock, logger: nullLogger });
  const drive = async (count: number, first: number) => {
    for (let i = first; i < first + count; i++) {
      const hotkey = `hotkey-${i}`;
      const nonce = i % 2 === 0 ? now + BigInt(i) : BigInt(i);
      rule.check({ hotkey, uuid: `uuid-${i}`, nonce, timeoutS: 12, nowNs: now });
      lru.set(hotkey, i);
      // Signed callers, of which there are never that many: the bounds hold even so.
      if (i % 50 === 0) {
        rule.accept({ hotkey, uuid: `uuid-${i}`, nonce: now + BigInt(i), timeoutS: 12, nowNs: now });
        metrics.count("axon_refused_total", { reason: hotkey });
      }
      chaos.inject();
      if (i % 500_000 === 0) await pause(0);
    }
  };
  await drive(total / 10, 0);
  const before = await heapBytes();
  await drive(total - total / 10, total / 10);
  const grown = await heapBytes() - before;
  chaos.note(`heap ${mb(before)}, then ${grown >= 0 ? "+" : "−"}${mb(Math.abs(grown))}`);
  if (canCollect) assert.ok(grown < HEAP_NOISE, `the heap grew by ${mb(grown)}`);
  metrics.close();
  await idsOverSockets(chaos);
}

async function idsOverSockets(chaos: Chaos): Promise<void> {
  const count = chaos.amount(30_000, 150);
  const policy = {
    refuseReason: (hotkey: string) => hotkey.startsWith("5") ? null : "Unrecognized hotkey",
    priority: () => 0,
  };
  await withAxon({ policy }, async ({ port, metrics }) => {
    const clients = Array.from({ length: 4 }, (_, i) => new Client(port, `127.0.0.${20 + i}`, 8));
    const template = await signed();
    const run = (from: number, to: number) =>
      inParallel(upTo(to - from), 16, async (i) => {
        const id = from + i;
        const headers = {
          ...template.headers,
          // One in twenty goes on to the signature check under a permitted name, with a nonce nobody used.
          bt_header_dendrite_hotkey: id % 20 === 0 ? ALICE : `stranger-${id}`,
          bt_header_dendrite_uuid: `uuid-${id}`,
          bt_header_dendrite_nonce: String(id % 20 === 0 ? BigInt(Date.now()) * 1_000_000n + BigInt(id) : id),
          [SIGNATURE]: FORGED,
        };
        const { status } = await clients[id % 4]!.post({ ...template, headers });
        if (status === 0) return;
        assert.ok([401, 403, 503].includes(status), String(status));
        chaos.inject();
      });
    await run(0, count / 5);
    const before = await heapBytes();
    await run(count / 5, count);
    const grown = await heapBytes() - before;
    chaos.note(`over sockets ${count} ids, ${grown >= 0 ? "+" : "−"}${mb(Math.abs(grown))}`);
    if (canCollect) assert.ok(grown < HEAP_NOISE, `the heap grew by ${mb(grown)} over sockets`);
    const series = [...metrics.counts.keys()].length;
    assert.ok(series < 30, `${series} metric series: something of strangers became a label`);
    for (const client of clients) client.close();
    assert.equal((await new Client(port).post(await signed())).status, 200);
  });
}
