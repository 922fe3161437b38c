/** No caller can take what belongs to all: places, bytes, memory of nonces. */
import assert from "node:assert/strict";
import { AxonNonceRule, PING_NAME } from "../../../src/protocol/mod.ts";
import { full, until } from "../../kit/mod.ts";
import { ALICE, assertRefused, onWire, RawClient, send, signed, withAxon } from "./helpers.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** The stake of //Alice is the highest, others have what their number says. */
const byAlice = { refuseReason: () => null, priority: (hotkey: string) => hotkey === ALICE ? 10_000 : 1 };

async function* slow(signal: AbortSignal): AsyncGenerator<string> {
  while (!signal.aborted) await pause(10);
  yield "late";
}

full("one hotkey holds a few places over any number of connections, others are answered", async () => {
  const running = new Set<AbortSignal>();
  await withAxon({
    policy: byAlice,
    limits: { inFlight: 64 },
    handler: ({ caller, signal }) =>
      caller.hotkey === ALICE
        ? (async function* () {
          yield "ok";
        })()
        : (running.add(signal), slow(signal)),
  }, async ({ port, metrics }) => {
    const clients: RawClient[] = [];
    for (let i = 0; i < 20; i++) {
      clients.push(new RawClient(port).write(onWire(await signed({ uri: "//Mallory", timeoutS: 30 }))));
    }
    await until(() => metrics.counts.get("axon_refused_total busy") === 12, 10_000, "twelve refusals");
    assert.equal(running.size, 8);
    await until(() => clients.some(({ received }) => received.length > 0), 10_000, "a refusal to arrive");
    const refused = await clients.find(({ received }) => received.length > 0)!.next();
    assertRefused(refused, 503, "This axon answers at most 8 requests of one hotkey at once");
    for (let i = 0; i < 8; i++) assert.equal((await send(port, await signed())).status, 200);
    for (const client of clients) await client.destroy();
    await until(() => metrics.gauges.get("axon_in_flight") === 0, 10_000, "all places");
    assert.ok([...running].every(({ aborted }) => aborted));
  });
});

full("a higher stake displaces the lowest: before the first piece a 503, after it a cut", async () => {
  for (const begun of [false, true]) {
    await withAxon({
      policy: byAlice,
      limits: { inFlight: 1 },
      handler: ({ caller, signal }) =>
        (async function* () {
          if (caller.hotkey === ALICE || begun) yield "first";
          if (caller.hotkey !== ALICE) yield* slow(signal);
        })(),
    }, async ({ port, metrics, errors }) => {
      const poor = new RawClient(port).write(onWire(await signed({ uri: "//Mallory", timeoutS: 30 })));
      await until(() => metrics.gauges.get("axon_in_flight") === 1, 10_000, "the place");
      if (begun) await until(() => poor.received.includes("first"), 10_000, "the first piece");
      assert.equal((await send(port, await signed())).text, "first");
      if (begun) {
        await poor.closed;
        assert.ok(!poor.received.toString().endsWith("0\r\n\r\n"), "a cut answer ended as if it were whole");
      } else {
        const answer = await poor.next();
        assertRefused(answer, 503, "A caller with more stake took the place of this request");
        assert.equal(answer.headers["retry-after"], "1");
      }
      await poor.destroy();
      assert.deepEqual(errors, []);
    });
  }
});

full("large bodies are charged by bytes, small ones are not; callers without stake have less", async () => {
  const policy = { refuseReason: () => null, priority: (hotkey: string) => hotkey === ALICE ? 1 : 0 };
  const limits = { bytesPerMinute: 400_000, bodyBytesWithoutStake: 90_000 };
  await withAxon({ policy, limits }, async ({ port }) => {
    const large = { messages: ["x".repeat(80_000)] };
    const status = async (options: Parameters<typeof signed>[0]) =>
      (await send(port, await signed(options))).status;
    const ask = async (times: number, options: Parameters<typeof signed>[0]) => {
      const all: number[] = [];
      for (let i = 0; i < times; i++) all.push(await status(options));
      return all;
    };
    assert.deepEqual(await ask(5, large), [200, 200, 200, 200, 429]);
    assert.deepEqual(await ask(3, { ...large, uri: "//Bob//1" }), [200, 429, 429]);
    assert.equal(await status({ messages: ["x".repeat(100_000)], uri: "//Bob//2" }), 413);
    assert.deepEqual(await ask(3, {}), [200, 200, 200]);
    // In chunks the length is known at the end only, and charged then.
    const { path, headers, body } = await signed(large);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const chunked = new RawClient(port)
      .write(`POST ${path} HTTP/1.1\r\nhost: x\r\n${lines}transfer-encoding: chunked\r\n\r\n`)
      .write(`${body.length.toString(16)}\r\n`).write(body).write("\r\n0\r\n\r\n");
    assertRefused(await chunked.next(), 429, /exceed 400000 bytes per minute/);
    await chunked.destroy();
  });
});

full("a ping has a small body, whatever is nested in it", async () => {
  await withAxon({}, async ({ port }) => {
    const nested = `{"timeout":1,"x":${"[".repeat(500_000)}${"]".repeat(500_000)}}`;
    for (const body of [nested, `{"timeout":1,"x":"${"y".repeat(16_384)}"}`]) {
      assertRefused(
        await send(port, await signed({ name: PING_NAME, body })),
        413,
        "Request body is larger than 16384 bytes",
      );
    }
    assert.equal((await send(port, await signed({ name: PING_NAME }))).status, 200);
  });
});

full("a handler that cannot read so long a prompt is answered with 413", async () => {
  const handler = () => ({ refuse: "size" as const, reason: "the prompt has 9 tokens, 8 fit" });
  await withAxon({ handler }, async ({ port }) => {
    const answer = await send(port, await signed());
    assertRefused(answer, 413, "the prompt has 9 tokens, 8 fit");
    assert.equal(answer.headers["retry-after"], undefined);
  });
});

const at = (hotkey: string, nonce: bigint) => ({
  hotkey,
  uuid: "u",
  nonce,
  timeoutS: 12,
  nowNs: 1_800_000_000_000_000_000n,
});

Deno.test("strangers with nonces of old SDKs take no room from others, and are refused or forgotten", () => {
  for (const forgetStrangers of [false, true]) {
    const isStranger = (hotkey: string) => hotkey.startsWith("stranger");
    const rule = new AxonNonceRule(0n, { hotkeys: 50, isStranger, forgetStrangers });
    let accepted = 0;
    for (let i = 0; i < 500; i++) accepted += Number(rule.accept(at(`stranger ${i}`, 5n)).ok);
    assert.equal(accepted, forgetStrangers ? 500 : 50);
    for (let i = 0; i < 50; i++) assert.ok(rule.accept(at(`known ${i}`, 5n)).ok, `known ${i}`);
    assert.ok(!rule.accept(at("known 50", 5n)).ok, "the room of the others has its bound, too");
    assert.ok(!rule.accept(at("known 1", 5n)).ok, "a nonce passed twice");
    const last = forgetStrangers ? "stranger 499" : "stranger 49";
    assert.ok(!rule.accept(at(last, 5n)).ok, "a remembered stranger's nonce passed twice");
    assert.ok(rule.accept(at("known 1", 6n)).ok);
  }
});

full("pings of thousands of strangers with small nonces lock nobody out", async () => {
  const ring = Array.from({ length: 6 }, (_, i) => `//Stranger//${i}`);
  await withAxon({}, async ({ port }) => {
    for (const uri of ring) {
      assert.equal((await send(port, await signed({ name: PING_NAME, uri, nonce: "7" }))).status, 200);
    }
  });
  // The axon's own bound is too large for real signatures here: the rule it builds is asked instead.
  const { ReplayGuard } = await import("../../../src/axon/replay_guard.ts");
  const { systemClock } = await import("../../../src/base/mod.ts");
  const guard = new ReplayGuard(systemClock, undefined, { isStranger: () => true, forgetStrangers: true });
  const call = (hotkey: string) =>
    ({ hotkey, headers: { dendrite: { uuid: "u", nonce: "7" }, timeoutS: 12 } }) as unknown as Parameters<
      typeof guard.accept
    >[0];
  for (let i = 0; i < 5000; i++) assert.equal(guard.accept(call(`stranger ${i}`)), null);
});
