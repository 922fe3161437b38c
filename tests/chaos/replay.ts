import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import net from "node:net";
import { shuffle } from "../../src/base/mod.ts";
import { onWire, say, signed, type SignedRequest, withAxon } from "../unit/axon/helpers.ts";
import { until, withTempDir } from "../kit/mod.ts";
import { startAxonProcess } from "./axon_peer.ts";
import { Client, inParallel, upTo } from "./http.ts";
import { type Chaos, pause } from "./kit.ts";

/** Statuses that a connection answered with so far. */
function statusesOf(received: Buffer): number[] {
  return [...received.toString("latin1").matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));
}

/** One connection that gets copies of a request, cut where the dice say. */
class Copies {
  readonly #socket: net.Socket;
  #received = Buffer.alloc(0);
  readonly #parts: Uint8Array[];
  readonly count: number;

  constructor(port: number, from: string, bytes: Uint8Array, copies: number, chaos: Chaos) {
    this.count = copies;
    this.#socket = net.connect({ port, host: "127.0.0.1", localAddress: from });
    this.#socket.on("data", (data: Uint8Array | string) => {
      this.#received = Buffer.concat([this.#received, Buffer.from(data)]);
    });
    this.#socket.on("error", () => {});
    const whole = Buffer.concat(Array<Uint8Array>(copies).fill(bytes));
    const cuts = Array.from({ length: chaos.int(4) }, () => chaos.int(whole.length)).sort((a, b) => a - b);
    this.#parts = [0, ...cuts].map((cut, i) => whole.subarray(cut, cuts[i] ?? whole.length));
  }

  /** Sends the next part. @returns whether there was one */
  step(): boolean {
    const part = this.#parts.shift();
    if (part) this.#socket.write(part);
    return part !== undefined;
  }

  statuses(): number[] {
    return statusesOf(this.#received);
  }

  close(): void {
    this.#socket.destroy();
  }
}

/**
 * One request many times at once: on several connections and pipelined, cut and interleaved at random. Exactly one copy
 * is answered, every time.
 */
export async function parallelReplay(chaos: Chaos): Promise<void> {
  let answered = 0;
  const handler = () => {
    answered++;
    return say("ok");
  };
  await withAxon({ handler, limits: { requestsPerMinute: 1e9 } }, async ({ port, errors }) => {
    for (let round = 0; round < chaos.amount(500, 25); round++) {
      answered = 0;
      const oldCaller = chaos.int(3) === 0;
      const request = await signed(oldCaller ? { nonce: String(1000 + round), uuid: `old${round % 8}` } : {});
      const bytes = onWire(request);
      const connections = Array.from(
        { length: 2 + chaos.int(6) },
        () => new Copies(port, `127.0.0.${2 + chaos.int(3)}`, bytes, 1 + chaos.int(3), chaos),
      );
      const wanted = connections.reduce((sum, { count }) => sum + count, 0);
      for (let left = connections; left.length > 0;) {
        left = shuffle(chaos.random, left).filter((one) => one.step());
        if (chaos.int(2) === 0) await pause(0);
      }
      const end = performance.now() + 20_000;
      const all = () => connections.flatMap((one) => one.statuses());
      while (all().length < wanted && performance.now() < end) await pause(1);
      for (const one of connections) one.close();
      const passed = all().filter((status) => status === 200).length;
      assert.equal(all().length, wanted, `round ${round}: not every copy was answered: ${all()}`);
      assert.equal(passed, 1, `round ${round}: ${passed} of ${wanted} copies passed`);
      assert.equal(answered, 1, `round ${round}: the engine was asked ${answered} times`);
      chaos.inject();
    }
    assert.deepEqual(errors, []);
  });
}

/**
 * An axon that is killed while requests come in and started again on the same database: nothing it had accepted is
 * accepted once more, by whatever clock the caller stamped it.
 */
export async function replayAfterKill(chaos: Chaos): Promise<void> {
  await withTempDir(async (dir) => {
    const accepted: SignedRequest[] = [];
    let counter = 0;
    for (let life = 0; life < chaos.amount(20, 2); life++) {
      const axon = await startAxonProcess(`${dir}/sn1.db`);
      const client = new Client(axon.port, "127.0.0.1", 8);
      try {
        await inParallel(accepted.slice(-120), 4, async (request) => {
          const { status, message } = await client.post(request);
          chaos.inject();
          assert.equal(status, 401, `accepted before the kill and after it (life ${life}): ${message}`);
        });
        const enough = accepted.length + 4 + chaos.int(80);
        let running = true;
        const sending = inParallel(upTo(100_000), 6, async (i) => {
          if (!running) return;
          // By turns: an old caller, one whose clock is right, and ones whose clocks run ahead and behind.
          const skew = [0, 3.9, -3, 1][i % 4]!;
          const nonce = i % 5 === 0 ? String(++counter * 10) : ns(skew);
          const request = await signed({ nonce, uuid: `u${i % 7}`, timeoutS: 10 });
          const { status } = await client.post(request, 5_000);
          if (status === 200) accepted.push(request);
        });
        await until(() => accepted.length >= enough, 30_000, "requests that are accepted");
        axon.kill();
        running = false;
        await sending;
      } finally {
        axon.kill();
        client.close();
        await axon.ended;
      }
    }
    chaos.note(`${accepted.length} requests were accepted over all lives`);
    assert.ok(accepted.length > 0);
  });
}

function ns(seconds: number): bigint {
  return BigInt(Math.round((performance.timeOrigin + performance.now() + seconds * 1000) * 1e3)) * 1000n;
}
