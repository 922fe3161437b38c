import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { pick } from "../../src/base/mod.ts";
import { readHead } from "../../src/dendrite/response_head.ts";
import { RefusedAnswer } from "../../src/dendrite/refused_answer.ts";
import { LocalnetError } from "../../src/localnet/mod.ts";
import { decodeExtrinsic } from "../../src/localnet/node/extrinsic.ts";
import { Schema } from "../../src/localnet/chain_schema.ts";
import { Writer } from "../../src/localnet/scale/buffer.ts";
import {
  parsePingBody,
  parsePromptBody,
  parseSignature,
  parseSynapseHeaders,
  ProtocolError,
  REQUIRED_INPUTS,
} from "../../src/protocol/mod.ts";
import { trySs58Decode } from "../../src/wallet/ss58.ts";
import { onWire, signed, withAxon } from "../unit/axon/helpers.ts";
import { Client, inParallel, upTo } from "./http.ts";
import { type Chaos, pause } from "./kit.ts";

const TYPES = ["RuntimeCall", "MultiAddress", "Vec<(u16,Compact<u64>)>", "Vec<EventRecord>", "Metagraph"];

/** Bytes damaged in a few places. */
function damaged(chaos: Chaos, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = [...bytes];
  for (let i = 1 + chaos.int(4); i > 0; i--) {
    const at = chaos.int(out.length + 1);
    const kind = chaos.int(4);
    if (kind === 0) out.splice(at, 1);
    else if (kind === 1) out.splice(at, 0, chaos.int(256));
    else if (kind === 2) out.length = at;
    else if (at < out.length) {
      out[at] = pick(chaos.random, [0, 1, 2, 3, 0x7f, 0xfc, 0xfe, 0xff, chaos.int(256)]);
    }
  }
  return Uint8Array.from(out);
}

/** Bytes that are no SCALE values, and transactions of nobody, into the local chain's decoder. */
export async function scaleFuzz(chaos: Chaos): Promise<void> {
  const schema = new Schema();
  const seeds = [
    schema.codecs.encode(TYPES[0]!, {
      type: "System",
      value: { type: "remark", value: { remark: "0x010203" } },
    }),
    schema.codecs.encode(TYPES[1]!, { type: "Id", value: `0x${"11".repeat(32)}` }),
    schema.codecs.encode(TYPES[2]!, [[1, 2n], [3, 1n << 40n]]),
  ];
  let decoded = 0;
  let slowest = 0;
  const total = chaos.amount(500_000, 8000);
  for (let i = 0; i < total; i++) {
    const at = chaos.int(seeds.length);
    const known = chaos.int(3) > 0;
    const bytes = known ? damaged(chaos, seeds[at]!) : chaos.bytes(chaos.int(48));
    const began = performance.now();
    try {
      if (i % 4 === 3) decodeExtrinsic(schema, framed(bytes));
      // Half of the damaged values are read as what they were.
      else schema.codecs.decode(known && i % 2 === 0 ? TYPES[at]! : pick(chaos.random, TYPES), bytes);
      decoded++;
    } catch (error) {
      assert.ok(error instanceof LocalnetError, `${bytes.toHex()}: ${error}`);
    }
    slowest = Math.max(slowest, performance.now() - began);
    chaos.inject();
    if (i % 50_000 === 0) await pause(0);
  }
  chaos.note(`${decoded} were values, the others errors of ours; slowest ${slowest.toFixed(0)} ms`);
  assert.ok(decoded > 0 && decoded < total);
}

/** Half a transaction with its length before it. */
function framed(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Writer();
  out.compact(BigInt(bytes.length + 1));
  out.u8(bytes.length % 2 === 0 ? 0x84 : 0x04);
  out.bytes(bytes);
  return out.finish();
}

const VALUES = [
  "",
  "None",
  "NaN",
  "-1",
  "1e400",
  "0x",
  "W10=",
  "9".repeat(40),
  "1_0",
  "٣",
  "\u00ff",
  "inf",
  "[]",
  "null",
];

/** Characters that are repeated up to the size of a header: random damage never makes such runs. */
const RUNS = [..."1 0_.-+e9axf,:;\"'\\[]{}=%\t", "\u00e9", "1_", "1.", "[[", "0x"];
/** Longest time of one parser on a header of one repeated text, ms; quadratic ones take seconds. */
const RUN_MS = 1000;

/** Headers, bodies, signatures and addresses that are none, into the parsers and over sockets. */
export async function headerFuzz(chaos: Chaos): Promise<void> {
  const good = await signed();
  const names = [
    ...Object.keys(good.headers),
    "bt_header_axon_version",
    "x-bt_header_dendrite_port",
    "bt_header_input_obj_x",
  ];
  const text = () =>
    chaos.int(2) === 0
      ? pick(chaos.random, VALUES)
      : String.fromCharCode(...Array.from({ length: chaos.int(24) }, () => 0x20 + chaos.int(0xdf)));
  longRuns(chaos, names);
  const body = new TextDecoder().decode(good.body);
  const own = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      assert.ok(error instanceof ProtocolError || error instanceof RefusedAnswer, String(error));
    }
    chaos.inject();
  };
  const total = chaos.amount(500_000, 8000);
  for (let i = 0; i < total / 5; i++) {
    const headers = { ...good.headers };
    for (let n = 1 + chaos.int(4); n > 0; n--) headers[pick(chaos.random, names)] = text();
    const pairs = Object.entries(headers);
    if (chaos.int(4) === 0) pairs.push(pick(chaos.random, pairs));
    own(() => parseSynapseHeaders(pairs, REQUIRED_INPUTS));
    own(() => readHead(pick(chaos.random, [200, 200, 301, 404, 500]), pairs));
    const bytes = chaos.int(2) === 0 ? damaged(chaos, good.body) : chaos.bytes(chaos.int(60));
    own(() => parsePromptBody(bytes));
    own(() =>
      parsePingBody(new TextEncoder().encode(body.replace(/"timeout":[^,]*/, `"timeout":${text()}`)))
    );
    own(() => [parseSignature(text()), trySs58Decode(text())]);
    if (i % 20_000 === 0) await pause(0);
  }
  await overSockets(chaos, good, names, text);
}

/** Each header as one long run of each text, valid but for its end: the parsers must not take long over any. */
function longRuns(chaos: Chaos, names: readonly string[]): void {
  let slowest = 0;
  for (const run of RUNS) {
    for (const end of ["", "x"]) {
      const value = run.repeat(65_000 / run.length) + end;
      for (const name of names) {
        let best = Infinity;
        for (let i = 0; i < 3 && best > RUN_MS / 10; i++) {
          const began = performance.now();
          for (
            const read of [() => parseSynapseHeaders([[name, value]]), () => readHead(200, [[name, value]])]
          ) {
            try {
              read();
            } catch (error) {
              assert.ok(error instanceof ProtocolError || error instanceof RefusedAnswer, String(error));
            }
          }
          best = Math.min(best, performance.now() - began);
        }
        assert.ok(best < RUN_MS, `${name} of ${JSON.stringify(run)} repeated takes ${best.toFixed(0)} ms`);
        slowest = Math.max(slowest, best);
        chaos.inject();
      }
    }
  }
  chaos.note(`slowest header of one repeated text: ${slowest.toFixed(0)} ms`);
}

async function overSockets(
  chaos: Chaos,
  good: Awaited<ReturnType<typeof signed>>,
  names: readonly string[],
  text: () => string,
): Promise<void> {
  const limits = {
    headerTimeoutMs: 1000,
    bodyTimeoutMs: 1000,
    requestsPerMinute: 1e9,
    connectionsPerAddress: 512,
  };
  await withAxon({ limits }, async ({ port, errors }) => {
    const wire = onWire(good);
    await inParallel(upTo(chaos.amount(3000, 40)), 16, async () => {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      try {
        let bytes = damaged(chaos, wire);
        if (chaos.int(2) === 0) {
          const headers = { ...good.headers, [pick(chaos.random, names)]: text() };
          bytes = new Uint8Array(onWire({ ...good, headers }));
        }
        await connection.write(bytes);
        await connection.closeWrite();
        const answer = Buffer.from(await new Response(connection.readable).arrayBuffer()).toString("latin1");
        assert.ok(!/^HTTP\/1\.1 5(?!03)/.test(answer), answer.slice(0, 200));
      } catch (error) {
        // A connection that broke is an answer too.
        if (error instanceof assert.AssertionError) throw error;
      }
      chaos.inject();
    });
    assert.deepEqual(errors, []);
    const client = new Client(port);
    assert.equal((await client.post(await signed())).status, 200);
    client.close();
  });
}
