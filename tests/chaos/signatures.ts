import assert from "node:assert/strict";
import { pick } from "../../src/base/mod.ts";
import { bodyHash, EMPTY_LIST_INPUT } from "../../src/protocol/mod.ts";
import { ALICE, signed, type SignedRequest, withAxon } from "../unit/axon/helpers.ts";
import { Client, inParallel, upTo } from "./http.ts";
import type { Chaos } from "./kit.ts";

const SIGNATURE = "bt_header_dendrite_signature";
const GENEROUS = { requestsPerMinute: 1e9 };

function withHeader(request: SignedRequest, name: string, value: string | null): SignedRequest {
  const { [name]: _, ...headers } = request.headers;
  return { ...request, headers: value === null ? headers : { ...headers, [name]: value } };
}

/** Signatures that are none: every one a 401, and the true one passes afterwards. */
export async function signatureMatrix(chaos: Chaos): Promise<void> {
  let answered = 0;
  const handler = () => {
    answered++;
    return (async function* () {
      yield "ok";
    })();
  };
  await withAxon({ limits: GENEROUS, handler }, async ({ port, errors }) => {
    const client = new Client(port);
    const good = await signed();
    const text = good.headers[SIGNATURE]!;
    const bytes = Uint8Array.fromHex(text.slice(2));
    const broken: (string | null)[] = [
      null,
      "",
      "0x",
      text.slice(2),
      text.slice(0, -1),
      text.slice(0, -2),
      `${text}0`,
      `${text}00`,
      `0x${bytes.subarray(0, 63).toHex()}`,
      `0x${bytes.toHex()}ff`,
      `0X${bytes.toHex()}`,
      `0x${"00".repeat(64)}`,
      `0x${"ff".repeat(64)}`,
      `0x${"zz".repeat(64)}`,
      ` ${text.slice(3)}`,
    ];
    const bits = chaos.full ? [0, 1, 2, 3, 4, 5, 6, 7] : [chaos.int(8)];
    for (let at = 0; at < 64; at++) {
      for (const bit of bits) {
        const flipped = bytes.slice();
        flipped[at]! ^= 1 << bit;
        broken.push(`0x${flipped.toHex()}`);
      }
    }
    // The parts that are signed: each one exchanged for another valid value.
    const parts: [string, string | null][] = [
      ["bt_header_dendrite_nonce", String(BigInt(good.headers.bt_header_dendrite_nonce!) + 1n)],
      ["bt_header_dendrite_uuid", "u-2"],
      ["bt_header_dendrite_uuid", null],
      ["computed_body_hash", bodyHash(["other"])],
      ["computed_body_hash", null],
      ["bt_header_dendrite_hotkey", "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y"],
    ];
    const requests = [
      ...broken.map((value) => withHeader(good, SIGNATURE, value)),
      ...parts.map(([name, value]) => withHeader(good, name, value)),
      await signed({ sign: (signText) => signText.replaceAll(/5FHneW46[^.]+/g, ALICE) }),
    ];
    await inParallel(requests.entries(), 4, async ([i, request]) => {
      const { status, message } = await client.post(request);
      chaos.inject();
      assert.equal(status, 401, `${i}: ${request.headers[SIGNATURE]}: ${status} ${message}`);
    });
    assert.equal(answered, 0);
    assert.equal(
      (await client.post(good)).status,
      200,
      "the true signature, with the nonce none of them burnt",
    );
    assert.deepEqual(errors, []);
    client.close();
  });
}

/** Values that strangers may write into headers nobody signed. */
const UNSIGNED: Record<string, readonly string[]> = {
  timeout: ["0", "12.0", "60", "61", "1e9", "inf", "-inf", "nan", "-5", "999999999999999999999", "1_0"],
  name: ["Synapse", "StreamPromptingSynapse", "Other", "../x", ""],
  bt_header_dendrite_version: ["0", "1", "700", "7004000", "-1", "99999999999"],
  bt_header_dendrite_ip: ["127.0.0.1", "::1", "8.8.8.8", "x"],
  bt_header_dendrite_port: ["1", "65535"],
  bt_header_dendrite_process_time: ["0.0", "nan", "1e308"],
  bt_header_dendrite_status_code: ["200", "-1"],
  bt_header_dendrite_status_message: ["Success"],
  bt_header_axon_hotkey: [ALICE, "", "x"],
  bt_header_axon_ip: ["127.0.0.1", "0.0.0.0"],
  bt_header_axon_port: ["0", "8091"],
  bt_header_axon_nonce: ["0", "9".repeat(30)],
  bt_header_axon_status_code: ["200"],
  bt_header_axon_signature: ["0x00"],
  bt_header_input_obj_roles: [EMPTY_LIST_INPUT, "WyJ1c2VyIl0="],
  header_size: ["0", "1"],
  total_size: ["0", "123456"],
  "user-agent": ["x"],
  "x-forwarded-for": ["127.0.0.1"],
  authorization: ["Bearer x"],
};

/**
 * Requests that must not pass, with headers nobody signed changed at will: forged, replayed, of yesterday, from
 * tomorrow, and of the time before the start. None may pass.
 */
export async function unsignedHeaders(chaos: Chaos): Promise<void> {
  await withAxon({ limits: GENEROUS }, async ({ port, errors }) => {
    const client = new Client(port);
    const ns = (seconds: number) => BigInt(Math.round((Date.now() + seconds * 1000) * 1e3)) * 1000n;
    const used = await signed();
    assert.equal((await client.post(used)).status, 200);
    const old = await signed({ nonce: "5000", uuid: "old" });
    assert.equal((await client.post(old)).status, 200);
    const bad: [string, SignedRequest][] = [
      ["replayed", used],
      ["replayed, of an old caller", old],
      ["older, of an old caller", await signed({ nonce: "4999", uuid: "old" })],
      ["forged", withHeader(await signed(), SIGNATURE, `0x${"ab".repeat(63)}8f`)],
      ["of yesterday", await signed({ nonce: ns(-86_400) })],
      ["older than any window", await signed({ nonce: ns(-65) })],
      ["of the time before the start", await signed({ nonce: ns(-20) })],
      ["from tomorrow", await signed({ nonce: ns(86_400) })],
      ["for another axon", await signed({ sign: (text) => text.replaceAll(/5FHneW46[^.]+/g, ALICE) })],
    ];
    const names = Object.keys(UNSIGNED);
    await inParallel(upTo(chaos.amount(6000, 120)), 4, async () => {
      const [what, request] = pick(chaos.random, bad);
      const headers = { ...request.headers };
      for (let changes = 1 + chaos.int(4); changes > 0; changes--) {
        const name = pick(chaos.random, names);
        if (chaos.int(6) === 0) delete headers[name];
        else headers[name] = pick(chaos.random, UNSIGNED[name]!);
      }
      const { status } = await client.post({ ...request, headers });
      chaos.inject();
      assert.ok(
        [400, 401].includes(status),
        `${what} was answered with ${status}: ${JSON.stringify(headers)}`,
      );
    });
    assert.deepEqual(errors, []);
    assert.equal((await client.post(await signed())).status, 200);
    client.close();
  });
}
