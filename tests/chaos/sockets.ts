import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import net from "node:net";
import { gzipSync } from "node:zlib";
import { type Clock, systemClock } from "../../src/base/mod.ts";
import { until } from "../kit/mod.ts";
import { onWire, signed, type TestAxon, withAxon } from "../unit/axon/helpers.ts";
import { Client, inParallel, upTo } from "./http.ts";
import { canCollect, type Chaos, descriptors, heapBytes, mb, pause } from "./kit.ts";

/** What the heap may move by itself. */
const HEAP_NOISE = 12 * 1048576;

/** A raw connection that keeps the start of what it is told. */
class Raw {
  readonly socket: net.Socket;
  readonly closed: Promise<void>;
  text = "";

  constructor(port: number, from: string) {
    this.socket = net.connect({ port, host: "127.0.0.1", localAddress: from });
    this.socket.on("data", (data: Uint8Array | string) => {
      if (this.text.length < 4096) this.text += Buffer.from(data).toString("latin1");
    });
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => this.socket.once("close", () => resolve()));
  }

  get status(): number {
    return Number(/^HTTP\/1\.1 (\d{3})/.exec(this.text)?.[1] ?? 0);
  }
}

/** Asks now and then from an address of its own; says how many were answered. */
async function honest(
  port: number,
  from: string,
  whileTrue: () => boolean,
): Promise<[ok: number, all: number]> {
  const client = new Client(port, from, 1);
  let ok = 0;
  let all = 0;
  while (whileTrue()) {
    all++;
    if ((await client.post(await signed(), 10_000)).status === 200) ok++;
    await pause(50);
  }
  client.close();
  return [ok, all];
}

async function comesBack({ port }: TestAxon): Promise<void> {
  const client = new Client(port, "127.0.0.250", 1);
  await until(
    async () => (await client.post(await signed(), 5_000)).status === 200,
    20_000,
    "an answer afterwards",
  );
  client.close();
}

/** Connections that send half a request and then nothing, from one address and from forty. */
export async function halfSent(chaos: Chaos): Promise<void> {
  const limits = { headerTimeoutMs: chaos.amount(3000, 400) };
  const before = descriptors();
  await withAxon({ limits }, async (axon) => {
    for (const addresses of [1, 40]) {
      const count = chaos.amount(2000, 60);
      const halves: Raw[] = [];
      let open = true;
      const asking = honest(axon.port, "127.0.0.250", () => open);
      for (let i = 0; i < count; i++) {
        const raw = new Raw(axon.port, `127.0.0.${100 + i % addresses}`);
        raw.socket.write(
          ["", "P", "POST /StreamPromptingSynapse HTTP/1.1\r\nhost: x\r\nname: "][chaos.int(3)]!,
        );
        halves.push(raw);
        chaos.inject();
        if (i % 50 === 0) await pause(0);
      }
      await Promise.all(halves.map(({ closed }) => closed));
      open = false;
      const [ok, all] = await asking;
      assert.ok(halves.every(({ status }) => status === 0 || status === 408), "half a request was answered");
      chaos.note(
        `${count} from ${addresses} address${
          addresses > 1 ? "es" : ""
        }: ${ok} of ${all} honest answered meanwhile`,
      );
      if (addresses === 1) assert.equal(ok, all, "one address shut others out");
      await comesBack(axon);
    }
  });
  await until(
    () => descriptors() <= before + 8,
    10_000,
    `${descriptors()} descriptors, ${before} before: closing`,
  );
}

/** Bodies that come a byte at a time: all are ended at the deadline, others are answered meanwhile. */
export async function slowBodies(chaos: Chaos): Promise<void> {
  await withAxon({ limits: { bodyTimeoutMs: chaos.amount(3000, 500) } }, async (axon) => {
    const slow: Raw[] = [];
    for (let i = 0; i < chaos.amount(300, 10); i++) {
      const bytes = onWire(await signed());
      const head = bytes.indexOf("\r\n\r\n") + 4;
      const raw = new Raw(axon.port, `127.0.0.${100 + i % 8}`);
      raw.socket.write(bytes.subarray(0, head));
      let at = head;
      const drip = setInterval(() => {
        // Never the last byte: such a body does not end.
        if (at < bytes.length - 1) raw.socket.write(bytes.subarray(at, ++at));
      }, 100);
      void raw.closed.then(() => clearInterval(drip));
      slow.push(raw);
      chaos.inject();
    }
    let open = true;
    const asking = honest(axon.port, "127.0.0.250", () => open);
    await Promise.all(slow.map(({ closed }) => closed));
    open = false;
    const [ok, all] = await asking;
    assert.equal(ok, all, "slow bodies held up others");
    // Who goes on writing may lose the answer to the reset that follows it.
    for (const { status, text } of slow) assert.ok(status === 408 || status === 0, text.slice(0, 100));
    chaos.note(
      `${
        slow.filter(({ status }) => status === 408).length
      } read their 408; ${all} honest requests answered meanwhile`,
    );
  });
}

/** 100 MB of body, 64 KB of headers, and a bomb of gzip: refused early, and memory stays flat. */
export async function hugeRequests(chaos: Chaos): Promise<void> {
  await withAxon({}, async (axon) => {
    const { headers, path } = await signed();
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    const head = (more: string) => `POST ${path} HTTP/1.1\r\nhost: x\r\n${lines}${more}\r\n`;
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const block = Buffer.alloc(65_536, "x");
    const rss = Deno.memoryUsage().rss;
    let most = 0;
    const attacks: Record<string, (raw: Raw) => Promise<void>> = {
      "100 MB, announced": async (raw) => {
        raw.socket.write(head("content-length: 104857600\r\n"));
        await pour(raw, block, 1600);
      },
      "100 MB, in chunks": async (raw) => {
        raw.socket.write(head("transfer-encoding: chunked\r\n"));
        await pour(raw, Buffer.concat([Buffer.from("10000\r\n"), block, Buffer.from("\r\n")]), 1600);
      },
      "64 KB of headers": (raw) => {
        raw.socket.write(head(`x: ${"y".repeat(65_536)}\r\n`));
        return Promise.resolve();
      },
      "4,000 headers": (raw) => {
        raw.socket.write(head(Array.from({ length: 4000 }, (_, i) => `x-${i}: y\r\n`).join("")));
        return Promise.resolve();
      },
      "a bomb of gzip": (raw) => {
        raw.socket.write(head(`content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n`));
        raw.socket.write(bomb);
        return Promise.resolve();
      },
    };
    for (const [what, attack] of Object.entries(attacks)) {
      for (let i = 0; i < chaos.amount(20, 2); i++) {
        const raw = new Raw(axon.port, "127.0.0.99");
        await attack(raw);
        await until(() => raw.status > 0 || raw.socket.destroyed, 15_000, `an answer to ${what}`);
        assert.ok([0, 400, 401, 413, 431].includes(raw.status), `${what}: ${raw.status}`);
        raw.socket.destroy();
        most = Math.max(most, Deno.memoryUsage().rss - rss);
        chaos.inject();
      }
    }
    chaos.note(`resident memory rose by ${mb(most)} at most`);
    assert.ok(most < 150 * 1048576, `resident memory rose by ${mb(most)}`);
    await comesBack(axon);
    assert.deepEqual(axon.errors, []);
  });
}

/** Writes a block again and again until the other end has had enough. */
async function pour(raw: Raw, block: Uint8Array, times: number): Promise<void> {
  for (let i = 0; i < times && !raw.socket.destroyed && raw.status === 0; i++) {
    if (raw.socket.write(block)) continue;
    await Promise.race([
      new Promise((resolve) => raw.socket.once("drain", resolve)),
      raw.closed,
      pause(2000),
    ]);
  }
}

/** The clock of the host, with a count of the timers that are armed. */
class CountingClock implements Clock {
  armed = 0;
  now = () => systemClock.now();
  nowNs = () => systemClock.nowNs();
  monotonic = () => systemClock.monotonic();
  sleep = (ms: number, signal?: AbortSignal) => systemClock.sleep(ms, signal);

  after(ms: number, run: () => void): () => void {
    let over = false;
    const end = () => {
      if (!over) this.armed--;
      over = true;
    };
    this.armed++;
    const cancel = systemClock.after(ms, () => {
      end();
      run();
    });
    return () => {
      end();
      cancel();
    };
  }
}

/** Callers who vanish in the middle of an answer: no job, timer, descriptor or memory stays behind. */
export async function disconnects(chaos: Chaos): Promise<void> {
  const clock = new CountingClock();
  let jobs = 0;
  let begun = 0;
  const handler = () =>
    (async function* () {
      jobs++;
      begun++;
      try {
        for (let i = 0; i < 400; i++) {
          yield `piece ${i} `;
          await pause(5);
        }
      } finally {
        jobs--;
      }
    })();
  const limits = { requestsPerMinute: 1e9, inFlightPerHotkey: 64 };
  const total = chaos.amount(1000, 40);
  await withAxon({ handler, clock, limits }, async (axon) => {
    const wave = (count: number) =>
      inParallel(upTo(count), 20, async () => {
        const raw = new Raw(axon.port, `127.0.0.${100 + chaos.int(8)}`);
        raw.socket.write(onWire(await signed({ timeoutS: 30 })));
        await until(() => raw.status > 0, 20_000, "the first piece");
        assert.equal(raw.status, 200, raw.text.slice(0, 300));
        await pause(chaos.int(40));
        if (chaos.int(2) === 0) raw.socket.resetAndDestroy();
        else raw.socket.destroy();
        await raw.closed;
        chaos.inject();
      });
    const quiet = () =>
      until(() => jobs === 0 && clock.armed === 0, 20_000, `${jobs} jobs, ${clock.armed} timers: ending`);
    await wave(total / 5);
    await quiet();
    await until(() => axon.metrics.gauges.get("axon_connections") === 0, 20_000, "connections to be gone");
    const [heap, open] = [await heapBytes(), descriptors()];
    await wave(total - total / 5);
    await quiet();
    await until(
      () => descriptors() <= open + 4,
      20_000,
      `${descriptors()} descriptors, ${open} before: closing`,
    );
    const grown = await heapBytes() - heap;
    chaos.note(`${begun} generations begun, 0 left; heap ${grown >= 0 ? "+" : "−"}${mb(Math.abs(grown))}`);
    if (canCollect) assert.ok(grown < HEAP_NOISE, `the heap grew by ${mb(grown)}`);
    assert.equal(axon.metrics.gauges.get("axon_in_flight"), 0);
    assert.deepEqual(axon.errors, []);
  });
}
