import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { full, ManualClock } from "../../kit/mod.ts";
import { systemClock } from "../../../src/base/mod.ts";
import * as p from "../../../src/protocol/mod.ts";
import { deviations, readVectors, reportCases } from "../../kit/vectors.ts";
import {
  ALICE,
  assertRefused,
  openPolicy,
  type RequestOptions,
  say,
  send,
  signed,
  withAxon,
} from "./helpers.ts";

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

interface Behaviour {
  case: string;
  http: number | null;
  bt_header_axon_status_message?: string;
}

/** The hand-made requests of the vectors, rebuilt from their names; nonces rise as they did there. */
function behaviour(now: () => bigint): Record<string, RequestOptions> {
  const nowNs = () => String(now());
  return {
    "minimal headers+body, version 700 small nonce": { nonce: "10" },
    "same nonce again": { nonce: "10" },
    "nonce+1": { nonce: "11" },
    "no version header": { nonce: "12", headers: { bt_header_dendrite_version: null } },
    "no nonce header": {
      sign: (text) => text.replace(/^13\./, "None."),
      nonce: "13",
      headers: { bt_header_dendrite_nonce: null },
    },
    "version 7004000 nonce now": { version: 7004000, nonce: nowNs() },
    "version 7004000 old nonce new uuid": {
      version: 7004000,
      uuid: "22222222-2222-2222-2222-222222222222",
      nonce: String(now() - 3_600_000_000_000n),
    },
    "nonce 1h in the future": {
      version: 7004000,
      uuid: "33333333-3333-3333-3333-333333333333",
      nonce: String(now() + 3_600_000_000_000n),
    },
    "unknown extra headers and body fields": {
      nonce: "14",
      headers: { x_unknown: "1", bt_header_dendrite_colour: "red" },
      body: '{"roles":["user"],"messages":["hi"],"colour":"red"}',
    },
    "wrong axon hotkey header (signature over real)": {
      nonce: "15",
      headers: { bt_header_axon_hotkey: ALICE },
    },
    "no axon hotkey header": { nonce: "16", headers: { bt_header_axon_hotkey: null } },
    "body without roles": { nonce: "17", body: '{"messages":["hi"]}' },
    "body hash uppercase": { nonce: "18", bodyHash: p.bodyHash(["hi"]).toUpperCase() },
    "without input_obj headers": {
      nonce: "19",
      headers: { bt_header_input_obj_roles: null, bt_header_input_obj_messages: null },
    },
    "no content-type": { nonce: "20", headers: { "content-type": null } },
    "no timeout header": { nonce: "21", headers: { timeout: null } },
    "body required_hash_fields [] + empty hash": {
      nonce: "22",
      bodyHash: p.EMPTY_BODY_HASH,
      body: '{"roles":["user"],"messages":["hi"],"required_hash_fields":[]}',
    },
    "timeout header garbage": { nonce: "23", headers: { timeout: "soon" } },
    "version float": { nonce: "24", headers: { bt_header_dendrite_version: "7.0" } },
    "signature without 0x": { nonce: "24", headers: { bt_header_dendrite_signature: "ab".repeat(64) } },
    "signature wrong": { nonce: "24", sign: (text) => `${text}!` },
    "no dendrite hotkey header": { nonce: "24", headers: { bt_header_dendrite_hotkey: null } },
    "no signature header": { nonce: "24", headers: { bt_header_dendrite_signature: null } },
    "no uuid header": { nonce: "25", headers: { bt_header_dendrite_uuid: null } },
    "no computed_body_hash header": { nonce: "26", headers: { computed_body_hash: null } },
    "messages unicode": { nonce: "27", messages: ["café 😀 \u200d"] },
  };
}

full("wire.json: hand-made requests get the SDK's status, or the deviation is listed", async () => {
  const wire = await readVectors("wire.json");
  if (!wire) return;
  const deviating = await deviations();
  const unlisted: string[] = [];
  const stale: string[] = [];
  let cases = 0;
  const answers = new Map<string, string>();
  await withAxon({}, async ({ port, errors }) => {
    const requests = behaviour(() => systemClock.nowNs());
    for (const [name, options] of Object.entries(requests)) {
      const uuid = "11111111-1111-1111-1111-111111111111";
      const { status, headers } = await send(port, await signed({ version: 700, uuid, ...options }));
      answers.set(name, `${status} ${headers.bt_header_axon_status_message}`);
    }
    assert.deepEqual(errors, []);
  });
  for (const [tag, list] of Object.entries(wire.axon_behaviour.by_tag) as [string, Behaviour[]][]) {
    for (const { case: name, http, bt_header_axon_status_message: text = "" } of list) {
      cases++;
      const id = `wire/axon_behaviour/${tag}/${name}`;
      const ours = answers.get(name);
      assert.ok(ours, `no request for ${id}`);
      const equal = ours.startsWith(`${http} `) && textMatches(text, ours);
      if (!equal && !(id in deviating)) unlisted.push(`${id}: ${ours} instead of ${http} ${text}`);
      if (equal && id in deviating) stale.push(id);
    }
  }
  assert.deepEqual(unlisted, []);
  assert.deepEqual(stale, []);
  reportCases("wire.json axon_behaviour", cases);
});

/** Whether the status text is the vector's, where `<…>` stands for anything. */
function textMatches(pattern: string, ours: string): boolean {
  const parts = pattern.split(/<[^>]*>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^\\d+ ${parts.join("[^]*")}`).test(
    ours.replace(/ and 0x[0-9a-f]+$/, " and <signature>"),
  );
}

full("wire.json: signatures verify as listed", async () => {
  const wire = await readVectors("wire.json");
  if (!wire) return;
  const { ready, trySs58Decode, verify } = await import("../../../src/wallet/mod.ts");
  await ready();
  for (const c of wire.signatures) {
    const publicKey = Uint8Array.fromHex(c.publicKey.slice(2));
    assert.deepEqual(trySs58Decode(c.ss58Address), publicKey, c.label);
    const accepted = verify(new TextEncoder().encode(c.message), p.parseSignature(c.signature)!, publicKey);
    assert.equal(accepted, c.accepted_by_python, c.label);
  }
  reportCases("wire.json signatures", wire.signatures.length);
});
