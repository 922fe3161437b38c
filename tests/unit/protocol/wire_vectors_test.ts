import assert from "node:assert/strict";
import { sdkNonceRule } from "../../kit/sdk_nonce_rule.ts";
import { decodePieceAlone, pieceTokens, withoutNewlines } from "../../kit/sdk_stream_tokens.ts";
import * as p from "../../../src/protocol/mod.ts";
import { full } from "../../kit/mod.ts";
import { deviations, readVectors, reportCases } from "../../kit/vectors.ts";

interface HashCase {
  label: string;
  messages: string[];
  python_str: string;
  computed_body_hash: string;
}

full("wire.json: list texts and body hashes equal CPython's", async () => {
  const wire = await readVectors("wire.json");
  if (!wire) return;
  for (const c of wire.python_list_str_and_body_hash as HashCase[]) {
    assert.equal(p.pythonListText(c.messages), c.python_str, c.label);
    assert.equal(p.bodyHash(c.messages), c.computed_body_hash, c.label);
    assert.ok(p.bodyHashMatches(c.messages, c.computed_body_hash), c.label);
    assert.ok(!p.bodyHashMatches([...c.messages, "x"], c.computed_body_hash), c.label);
    assert.ok(!p.bodyHashMatches(c.messages, c.computed_body_hash.toUpperCase()), c.label);
  }
  assert.equal(p.EMPTY_BODY_HASH, wire.hash_of_no_fields);
  reportCases("wire.json body hashes", wire.python_list_str_and_body_hash.length + 1);
});

function fromHexFloat(text: string): number {
  if (text === "inf") return Infinity;
  if (text === "nan") return NaN;
  const [, sign, whole, fraction, power] = /^(-?)0x(\d)\.([0-9a-f]+)p([+-]\d+)$/.exec(text)!;
  const mantissa = Number(whole) + parseInt(fraction!, 16) / 16 ** fraction!.length;
  // Two steps: 2 ** -1074 alone is exact, the product of a subnormal would not be.
  return (sign ? -1 : 1) * mantissa * 2 ** Number(power);
}

full("wire.json: float texts equal CPython's and read back", async () => {
  const wire = await readVectors("wire.json");
  if (!wire) return;
  for (const c of wire.python_float_str as { hex: string; python_str: string }[]) {
    const value = c.hex.startsWith("0x0.0000000000001p") ? Number.MIN_VALUE : fromHexFloat(c.hex);
    assert.equal(p.pythonFloatText(value), c.python_str, c.hex);
    assert.ok(Object.is(p.parsePythonFloat(c.python_str), value), c.hex);
  }
  reportCases("wire.json floats", wire.python_float_str.length);
});

full("wire.json: version integers and input headers", async () => {
  const wire = await readVectors("wire.json");
  if (!wire) return;
  for (const c of wire.version_as_int as { sdk: string; version_as_int: number }[]) {
    assert.equal(p.versionAsInt(c.sdk), c.version_as_int, c.sdk);
  }
  for (const c of wire.input_obj_headers) assert.equal(p.inputHeader(c.python_type), c.header_value);
  reportCases("wire.json versions and inputs", wire.version_as_int.length + wire.input_obj_headers.length);
});

full("wire.json: printable ranges of every Unicode version", async () => {
  const wire = await readVectors("wire.json");
  if (!wire) return;
  const table = wire.python_isprintable;
  const refused = new Uint8Array(0x110000);
  for (const [first, last] of table.nonprintable_unicode_14) refused.fill(1, first, last + 1);
  const wrong = (version: p.UnicodeVersion) =>
    refused.findIndex((value, code) => p.isPrintable(code, version) === (value === 1));
  assert.equal(wrong("14.0"), -1);
  let ranges = table.nonprintable_unicode_14.length;
  for (const [step, list] of Object.entries(table.became_printable) as [string, [number, number][]][]) {
    const version = step.split("->")[1]!.split(".").slice(0, 2).join(".") as p.UnicodeVersion;
    ranges += list.length;
    if (version === "14.0") {
      const before = refused.slice();
      for (const [first, last] of list) refused.fill(1, first, last + 1);
      assert.equal(wrong("13.0"), -1);
      refused.set(before);
      continue;
    }
    for (const [first, last] of list) refused.fill(0, first, last + 1);
    assert.equal(wrong(version), -1, version);
  }
  reportCases("wire.json printable ranges", ranges);
});

full("wire.json: pieces decode into the tokens of the SDK's client", async () => {
  const wire = await readVectors("wire.json");
  if (!wire) return;
  const deviating = await deviations();
  for (const c of wire.stream_decoding) {
    const pieces = c.chunks_base64.map((text: string) => Uint8Array.fromBase64(text)) as Uint8Array[];
    const yielded: string[][] = [];
    let failed = false;
    try {
      for (const piece of pieces) yielded.push(pieceTokens(decodePieceAlone(piece)));
    } catch (error) {
      assert.ok(error instanceof p.ProtocolError && error.code === "utf8", c.label);
      failed = true;
    }
    assert.deepEqual(yielded, c.yielded_tokens, c.label);
    assert.equal(yielded.flat().join(""), c.completion, c.label);
    assert.equal(failed, c.decode_error !== null, c.label);

    // Our own client decodes the stream as a whole.
    const decoder = new p.Utf8Decoder();
    const whole = () => pieces.map((piece) => decoder.push(piece)).join("") + decoder.end();
    if (`wire/stream_decoding/${c.label}` in deviating) assert.doesNotThrow(whole, c.label);
    else if (c.decode_error !== null) assert.throws(whole, c.label);
    else assert.equal(withoutNewlines(whole()), c.completion, c.label);
  }
  reportCases("wire.json stream_decoding", wire.stream_decoding.length);
});

full("wire.json: nonce decisions of the SDK, and of our rule where it does not deviate", async () => {
  const wire = await readVectors("wire.json");
  if (!wire) return;
  const deviating = await deviations();
  for (const [index, c] of wire.nonce_rule_7_4_and_later.entries()) {
    const stored = c.stored_nonce === null ? undefined : BigInt(c.stored_nonce);
    const input = {
      nowNs: BigInt(c.now_ns),
      timeoutS: c.timeout_s ?? undefined,
      nonce: BigInt(c.nonce),
      callerVersion: c.dendrite_version ?? undefined,
      stored,
    };
    assert.equal(sdkNonceRule("7.4", input).replace(/^(?!accept)/, "reject: "), c.result, `case ${index}`);

    const rule = new p.AxonNonceRule(0n);
    const ours = { hotkey: "h", uuid: "u", ...input };
    if (stored !== undefined) {
      assert.ok(rule.accept({ ...ours, nonce: stored, nowNs: stored }).ok, `case ${index}: stored`);
    }
    const same = rule.accept(ours).ok === (c.result === "accept");
    const id = `wire/nonce_rule_7_4_and_later/${index}`;
    assert.equal(same, !(id in deviating), `${id}: ${same ? "listed but equal" : "deviates unlisted"}`);
  }
  reportCases("wire.json nonce_rule_7_4_and_later", wire.nonce_rule_7_4_and_later.length);
});

full(
  "wire.json: captured requests and responses parse, and our requests carry the same headers and body",
  async () => {
    const wire = await readVectors("wire.json");
    if (!wire) return;
    let cases = 0;
    for (const [tag, captures] of Object.entries(wire.captures.by_tag) as [string, Capture[]][]) {
      for (const capture of captures) {
        if (capture.response) {
          const response = split(capture.response);
          const parsed = p.parseSynapseHeaders(response.pairs);
          const http = Number(response.first.split(" ")[1]);
          // The one answer without headers of its own is FastAPI's refusal of a body.
          if (http !== 422) assert.equal(parsed.axon.statusCode, http, `${tag} ${capture.label}`);
        }
        if (!capture.request?.includes("computed_body_hash")) continue;
        cases++;
        const request = split(capture.request);
        const name = request.first.split(/[ /]/)[2]!;
        const parsed = p.parseSynapseHeaders(request.pairs, name === p.SYNAPSE_NAME ? p.REQUIRED_INPUTS : []);
        assert.equal(parsed.timeoutS, 10);
        assert.match(parsed.dendrite.nonce!, /^\d{13,19}$/);
        if (name !== p.SYNAPSE_NAME || capture.label === "body_not_json") continue;
        const body = p.parsePromptBody(new TextEncoder().encode(request.body));
        assert.equal(body.timeoutS, 10);
        assert.equal(
          p.bodyHashMatches(body.prompt.messages, parsed.computedBodyHash),
          capture.label !== "tampered_body",
        );

        if (capture.label === "no_signature") continue;
        const { axon, dendrite } = parsed;
        const built = p.buildRequestHeaders({
          timeoutS: 10,
          axon: { ip: axon.ip!, port: axon.port!, hotkey: axon.hotkey! },
          dendrite: {
            ip: dendrite.ip!,
            version: dendrite.version!,
            nonce: dendrite.nonce!,
            uuid: dendrite.uuid!,
            hotkey: dendrite.hotkey!,
            signature: dendrite.signature!,
          },
          bodyHash: parsed.computedBodyHash!,
        });
        const theirs = Object.fromEntries(request.pairs.map(([key, value]) => [key.toLowerCase(), value]));
        for (const size of ["header_size", "total_size"]) delete theirs[size];
        for (const [key, value] of Object.entries(built)) {
          if (!key.endsWith("_size")) assert.equal(value, theirs[key], `${tag} ${capture.label} ${key}`);
        }
        const json = p.synapseJson({ timeoutS: 10, dendrite, axon, prompt: body.prompt });
        const [ourBody, theirBody] = [JSON.parse(json), JSON.parse(request.body)];
        ourBody.total_size = theirBody.total_size;
        assert.deepEqual(Object.keys(ourBody), Object.keys(theirBody));
        assert.deepEqual(ourBody, theirBody);
        assert.ok(json.includes(`"nonce":${dendrite.nonce},`));
      }
    }
    reportCases("wire.json captures", cases);
  },
);

interface Capture {
  label: string;
  request?: string;
  response?: string;
}

function split(message: string): { first: string; pairs: [string, string][]; body: string } {
  const end = message.indexOf("\r\n\r\n");
  const [first, ...lines] = message.slice(0, end).split("\r\n");
  const pairs = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { first: first!, pairs, body: message.slice(end + 4) };
}
