import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { full, ManualClock } from "../../kit/mod.ts";
import { readVectors, reportCases } from "../../kit/vectors.ts";
import { assertRefused, openPolicy, say, send, withAxon } from "./helpers.ts";

interface Capture {
  label: string;
  request?: string;
}

const nonceOf = (request: string) => /dendrite_nonce: (\d+)/.exec(request)?.[1];

/** What our axon answers to the captured requests. */
const EXPECTED: Record<string, number> = {
  stream_ok: 200,
  empty_stream: 200,
  blacklisted: 200,
  forward_raises: 200,
  split_utf8: 200,
  nonstream: 404,
  nonstream_required: 404,
  ping: 200,
  unknown_synapse: 404,
  replay: 401,
  get_root: 404,
  no_headers: 400,
  tampered_body: 401,
  body_not_json: 400,
  no_signature: 401,
};

full("wire.json: every captured request of the SDK is verified and answered", async () => {
  const wire = await readVectors("wire.json");
  if (!wire) return;
  let cases = 0;
  for (const [tag, captures] of Object.entries(wire.captures.by_tag) as [string, Capture[]][]) {
    // In the order of their nonces, as they were sent; the replay has the nonce of the first and stays behind it.
    const order = (c: Capture) => BigInt(nonceOf(c.request ?? "") ?? 0);
    const sent = captures.filter((c) => c.request).sort((a, b) =>
      order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0
    );
    const wall = tag !== "v7.0.0";
    const clock = new ManualClock();
    const atMs = (request: string) => Number(BigInt(nonceOf(request)!) / 1_000_000n);
    if (wall) clock.jump(atMs(sent.find((c) => nonceOf(c.request!))!.request!) - clock.now());
    const asked: string[][] = [];
    const handler = (request: { prompt: { messages: string[] } }) => {
      asked.push(request.prompt.messages);
      return say("Hello ", "wor", "ld\nsecond");
    };
    await withAxon({ clock, handler, policy: openPolicy }, async ({ port }) => {
      for (const { label, request = "" } of sent) {
        cases++;
        if (wall && nonceOf(request)) clock.jump(atMs(request) - clock.now());
        const response = await send(port, Buffer.from(request, "latin1"));
        const expected = EXPECTED[label]!;
        if (expected !== 200) assertRefused(response, expected);
        assert.equal(response.status, expected, `${tag} ${label}`);
        assert.equal(response.headers.bt_header_axon_status_code, String(expected), `${tag} ${label}`);
        if (label === "stream_ok") {
          assert.equal(response.text, "Hello world\nsecond");
          assert.deepEqual(response.chunks.map(String), ["Hello ", "wor", "ld\nsecond"]);
          assert.ok(response.names.filter((n) => n.startsWith("bt_")).every((n) => n === n.toLowerCase()));
        }
      }
    });
    assert.equal(asked.length, 5, tag);
    for (const messages of asked) assert.deepEqual(messages, ['It\'s a "test"\n', "café 😀 \u200d"]);
  }
  reportCases("wire.json captured requests", cases);
});
