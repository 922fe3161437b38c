import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { AxonError, type AxonModules } from "../../src/axon/mod.ts";
import { nullLogger, nullMetrics, systemClock } from "../../src/base/mod.ts";
import type { SynapseDendrite } from "../../src/dendrite/mod.ts";
import { defineSynapse, EMPTY_BODY_HASH, ProtocolError } from "../../src/protocol/mod.ts";
import type { Signer } from "../../src/wallet/mod.ts";
import { full } from "../kit/mod.ts";

const Measure = defineSynapse({
  name: "Measure",
  request: z.object({
    text: z.string().max(10_000),
    words: z.array(z.string()).max(100),
    times: z.int(),
    scale: z.number(),
    strict: z.boolean(),
    options: z.record(z.string(), z.union([z.int(), z.string(), z.null()])),
    note: z.string().default("none"),
  }),
  response: z.object({ length: z.int(), found: z.array(z.string()) }),
  hashFields: ["text", "words", "times", "scale", "strict", "options"],
  check: ({ times }) => times < 0 ? "times is negative" : null,
});
const Spell = defineSynapse({
  name: "Spell",
  request: z.object({ text: z.string() }),
  hashFields: ["text"],
  stream: true,
});
const INPUT = {
  text: "It's \ud83d\ude00",
  words: ["a", 'b"'],
  times: 2,
  scale: 1,
  strict: true,
  options: { a: 1, b: null },
};

interface World {
  dendrite: SynapseDendrite;
  target: { ip: string; port: number; hotkey: string };
  alice: Signer;
}

async function withAxon(
  answers: Pick<AxonModules, "handler" | "synapses">,
  body: (world: World) => Promise<void>,
): Promise<void> {
  const { createAxon } = await import("../../src/axon/mod.ts");
  const { createDendrite } = await import("../../src/dendrite/mod.ts");
  const { devKey } = await import("../../src/wallet/mod.ts");
  const [alice, bob] = [await devKey("//Alice"), await devKey("//Bob")];
  const shared = { clock: systemClock, logger: nullLogger, metrics: nullMetrics };
  const policy = { refuseReason: () => null, priority: () => 1 };
  const axon = createAxon({ port: 0, host: "127.0.0.1" }, { ...shared, signer: bob, policy, ...answers });
  const dendrite = createDendrite({ allowPrivate: true }, { ...shared, signer: alice });
  const { port } = await axon.start();
  try {
    await body({ dendrite, alice, target: { ip: "127.0.0.1", port, hotkey: bob.ss58 } });
  } finally {
    await dendrite.close();
    await axon.stop(0);
  }
}

full("a synapse of one's own travels with every type of field, and its answer is checked", async () => {
  const { answerSynapse } = await import("../../src/axon/mod.ts");
  const seen: unknown[] = [];
  const route = answerSynapse(Measure, ({ request, caller }) => {
    seen.push([request, caller.hotkey]);
    return { length: request.text.length, found: request.words };
  });
  await withAxon({ synapses: [route] }, async ({ dendrite, target, alice }) => {
    const [answer] = await dendrite.call(Measure, [target], INPUT, { timeoutMs: 10_000 });
    assert.equal(answer!.statusMessage, "Success");
    assert.deepEqual(answer!.response, { length: INPUT.text.length, found: INPUT.words });
    assert.deepEqual(seen, [[{ ...INPUT, note: "none" }, alice.ss58]]);
    const wire = JSON.parse(answer!.completion);
    assert.equal(wire.name, "Measure");
    assert.deepEqual(wire.required_hash_fields, Measure.hashFields);
    assert.equal(wire.axon.status_code, 200);
    // The built-in synapse is not answered by an axon that has no handler for it.
    const [other] = await dendrite.query([target], { roles: ["user"], messages: ["hi"] }, {
      timeoutMs: 10_000,
    });
    assert.equal(other!.statusCode, 404);
    assert.ok(other!.statusMessage.includes("['Synapse', 'Measure']"), other!.statusMessage);
  });
});

full("a streaming synapse of one's own stands beside the built-in one", async () => {
  const { streamSynapse } = await import("../../src/axon/mod.ts");
  const route = streamSynapse(Spell, async function* ({ request }) {
    for (const letter of request.text) yield `${letter} `;
  });
  async function* handler() {
    yield "built in";
  }
  await withAxon({ handler, synapses: [route] }, async ({ dendrite, target }) => {
    const pieces: string[] = [];
    const [answer] = await dendrite.call(Spell, [target], { text: "hé\ud800" }, {
      timeoutMs: 10_000,
      onChunk: (_, chunk) => pieces.push(chunk.text),
    });
    assert.deepEqual(answer!.response, { completion: "h é \ufffd " });
    assert.equal(pieces.join(""), "h é \ufffd ");
    const [own] = await dendrite.query([target], { roles: ["user"], messages: ["hi"] }, {
      timeoutMs: 10_000,
    });
    assert.equal(own!.completion, "built in");
  });
});

full("answers of another shape, refusals and failing handlers become statuses", async () => {
  const { answerSynapse } = await import("../../src/axon/mod.ts");
  let answer: () => unknown = () => ({});
  const route = answerSynapse(Measure, () => answer() as { length: number; found: string[] });
  await withAxon({ synapses: [route] }, async ({ dendrite, target }) => {
    const ask = async (input = INPUT) =>
      (await dendrite.call(Measure, [target], input, { timeoutMs: 2000 }))[0]!;
    const wrong: unknown[] = [
      {},
      { length: "1", found: [] },
      { length: 1.5, found: [] },
      null,
      undefined,
      3,
      "text",
    ];
    for (const shape of wrong) {
      answer = () => shape;
      const response = await ask();
      assert.equal(response.statusCode, 500, JSON.stringify(shape));
      assert.equal(response.response, null);
    }
    answer = () => ({ refuse: "busy", reason: "later", retryAfterS: 2 });
    assert.deepEqual([(await ask()).statusCode, (await ask()).statusMessage], [503, "later"]);
    answer = () => {
      throw new Error("secret");
    };
    assert.ok(!(await ask()).statusMessage.includes("secret"));
    answer = () => new Promise(() => {});
    assert.equal((await ask()).statusCode, 408);
    // A rule beyond the schema is asked by the axon, after the hash.
    assert.equal((await ask({ ...INPUT, times: -1 })).statusCode, 400);
    // A request that does not fit its schema never leaves.
    await assert.rejects(ask({ ...INPUT, times: 1.5 }), ProtocolError);
  });
});

full("what another route has seen is not accepted again: a signature does not name its route", async () => {
  const { answerSynapse } = await import("../../src/axon/mod.ts");
  const { buildRequestHeaders, requestSignatureText, signatureHeader } = await import(
    "../../src/protocol/mod.ts"
  );
  const twin = (name: string) =>
    defineSynapse({
      name,
      request: z.object({ text: z.string() }),
      response: z.object({ n: z.int() }),
      hashFields: ["text"],
    });
  const [One, Two] = [twin("One"), twin("Two")];
  const answers = [One, Two].map((synapse) => answerSynapse(synapse, () => ({ n: 1 })));
  await withAxon({ synapses: answers }, async ({ target, alice }) => {
    const nonce = systemClock.nowNs().toString();
    const uuid = crypto.randomUUID();
    const bodyHash = One.bodyHash({ text: "x" });
    const signed = { nonce, dendriteHotkey: alice.ss58, axonHotkey: target.hotkey, uuid, bodyHash };
    const signature = signatureHeader(
      await alice.sign(new TextEncoder().encode(requestSignatureText(signed))),
    );
    const post = async (synapse: typeof One) => {
      const response = await fetch(`http://127.0.0.1:${target.port}/${synapse.name}`, {
        method: "POST",
        headers: buildRequestHeaders({
          synapse,
          timeoutS: 5,
          axon: target,
          dendrite: { ip: "127.0.0.1", nonce, uuid, hotkey: alice.ss58, signature },
          bodyHash,
        }),
        body: JSON.stringify({ text: "x" }),
      });
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await post(One), 200);
    assert.equal(await post(Two), 401, "its nonce was seen");
    assert.equal(await post(One), 401, "its nonce was seen");
  });
});

Deno.test("definitions that cannot travel are refused with their name", () => {
  const define = (request: z.ZodObject, hashFields: string[] = [], name = "Own", more = {}) => () =>
    defineSynapse({ name, request, hashFields: hashFields as never[], ...more });
  const refused = [
    define(z.object({}), [], "no name"),
    define(z.object({}), [], "9lives"),
    define(z.object({ Text: z.string() })),
    define(z.object({ timeout: z.number() })),
    define(z.object({ completion: z.string() })),
    define(z.object({ a: z.string(), b: z.string() }), ["b", "a"]),
    define(z.object({ a: z.string() }), ["b"]),
    define(z.object({ a: z.date() })),
    define(z.object({ a: z.string().transform(Number) })),
    define(z.object({ a: z.union([z.string(), z.number()]) })),
    define(z.object({ a: z.object({ b: z.string() }) }), ["a"]),
    define(z.object({}), [], "Own", { stream: true, response: z.object({ a: z.string(), b: z.string() }) }),
  ];
  for (const [i, run] of refused.entries()) {
    assert.throws(run, (error) => error instanceof ProtocolError && error.code === "definition", `case ${i}`);
  }
});

Deno.test("body hashes of own synapses are CPython's", () => {
  // hashlib.sha3_256 over str() of each value, computed with CPython 3.11.
  const one = (schema: z.ZodType, value: unknown) =>
    defineSynapse({ name: "T", request: z.object({ f: schema }), hashFields: ["f"] }).bodyHash({ f: value });
  for (const [schema, value, hash] of PYTHON_HASHES) {
    assert.equal(one(schema, value), hash, JSON.stringify(value));
  }
  assert.equal(
    defineSynapse({ name: "T", request: z.object({}), hashFields: [] }).emptyHash,
    EMPTY_BODY_HASH,
  );
});

Deno.test("every request reads back from its own JSON with its hash", () => {
  const text = fc.string({ unit: "grapheme" });
  const inputs = fc.record({
    text,
    words: fc.array(text, { maxLength: 10 }),
    times: fc.nat(),
    scale: fc.double({ noNaN: true, noDefaultInfinity: true }),
    strict: fc.boolean(),
    options: fc.dictionary(
      fc.stringMatching(/^[a-z]{1,5}$/),
      fc.oneof(fc.integer(), text, fc.constant(null)),
    ),
  });
  fc.assert(fc.property(inputs, (input) => {
    const request = Measure.complete({ ...input, options: { ...input.options } });
    const read = Measure.parse(JSON.parse(`{"x":0${Measure.requestMembers(request)}}`));
    // JSON has no minus zero.
    assert.equal(Measure.bodyHash(read), Measure.bodyHash({ ...request, scale: request.scale + 0 }));
    assert.ok(Measure.hashMatches(read, Measure.bodyHash(read)));
    assert.ok(!Measure.hashMatches({ ...read, text: read.text + "." }, Measure.bodyHash(read)));
  }));
});

full("an axon without anything to answer, or with one name twice, is not made", async () => {
  const { answerSynapse, createAxon, streamSynapse } = await import("../../src/axon/mod.ts");
  const { devKey } = await import("../../src/wallet/mod.ts");
  const signer = await devKey("//Bob");
  const policy = { refuseReason: () => null, priority: () => 1 };
  const basics = { clock: systemClock, logger: nullLogger, metrics: nullMetrics, signer, policy };
  const route = answerSynapse(Measure, () => ({ length: 1, found: [] }));
  assert.throws(() => createAxon({ port: 0 }, basics), AxonError);
  assert.throws(() => createAxon({ port: 0 }, { ...basics, synapses: [route, route] }), AxonError);
  assert.throws(() => answerSynapse(Spell, () => ({ completion: "" })), AxonError);
  assert.throws(() => streamSynapse(Measure, async function* () {}), AxonError);
});

const PYTHON_HASHES: [z.ZodType, unknown, string][] = [
  [z.string(), "It's", "2fdc6e2fc8b704f8c387376eb536942cab2d2de252ec738e8f522b11b6e69b9d"],
  [z.int(), 7, "2792065dc8ce849c2fd6bac2c0189934746b514c4a2b273d8381b60a0dc253fb"],
  [z.number(), 1, "6e9db2fcbcbac0c460b4894eec0f658d594d7db94b441e6cff12a7a67e48e402"],
  [z.number(), 0.00001, "1ca2ac6218ec91e89d9a7db8a47bcde57389a2d24d5cb6d60c7d01b1c66c7083"],
  [z.boolean(), false, "e8593afee175e1705a83f318d37773b9d52b6eef96da2139c547f05b4786cd66"],
  [z.array(z.number()), [1, 2.5, 1e21], "05366e392ee383f30b755d47615e063c3b45dca261d86e60ff7ce318e2c9d833"],
  [z.array(z.boolean()), [true], "cef4a5a9512ee4ba273166b3711cbea28a3246fb1822d1d08ec18fc7dd134994"],
  [
    z.array(z.array(z.string())),
    [["a'b"], []],
    "6d8624d3d10a7f61990e990ec8db7756735a4ac3f5a2839090ceafab2e4dd618",
  ],
  [
    z.record(z.string(), z.int()),
    { a: 1, "it's": 2 },
    "7e865e1611353eeba8d480cdb21ac5950b33f52d6397a35186f943d563a28a31",
  ],
  [
    z.record(z.string(), z.union([z.int(), z.null(), z.array(z.string())])),
    { a: null, b: 3, c: ["x"] },
    "4c829e7a29335250ea711dbeaf5d4264ff6b07178652dd5573aca12d814593ee",
  ],
  [
    z.string().nullable().default(null),
    null,
    "374b5d095204fc2ce2201a0f3c315571a7097e854d9babc9ed634954d4dd9e10",
  ],
];
