import assert from "node:assert/strict";
import type { NonceStore } from "../../../src/axon/types.ts";
import { systemClock } from "../../../src/base/mod.ts";
import * as p from "../../../src/protocol/mod.ts";
import { full, ManualClock } from "../../kit/mod.ts";
import {
  ALICE,
  assertRefused,
  onWire,
  openPolicy,
  RawClient,
  type RequestOptions,
  say,
  send,
  signed,
  withAxon,
} from "./helpers.ts";

const SIGNATURE = "bt_header_dendrite_signature";

full("every wrong signature is a 401, never anything else", async () => {
  const flip = (text: string, at: number) =>
    text.slice(0, at) + (text[at] === "0" ? "1" : "0") + text.slice(at + 1);
  const good = (await signed()).headers[SIGNATURE]!;
  const matrix: Record<string, RequestOptions> = {
    missing: { headers: { [SIGNATURE]: null } },
    empty: { headers: { [SIGNATURE]: "" } },
    "0x only": { headers: { [SIGNATURE]: "0x" } },
    "no prefix": { headers: { [SIGNATURE]: "ab".repeat(64) } },
    "too short": { headers: { [SIGNATURE]: `0x${"ab".repeat(63)}` } },
    "too long": { headers: { [SIGNATURE]: `0x${"ab".repeat(65)}` } },
    "odd digits": { headers: { [SIGNATURE]: `0x${"ab".repeat(63)}a` } },
    "no hex": { headers: { [SIGNATURE]: `0x${"zz".repeat(64)}` } },
    zeros: { headers: { [SIGNATURE]: `0x${"00".repeat(64)}` } },
    ones: { headers: { [SIGNATURE]: `0x${"ff".repeat(64)}` } },
    "no marker bit": { headers: { [SIGNATURE]: `0x${"ab".repeat(63)}7f` } },
    "of another request": { headers: { [SIGNATURE]: good } },
    "for another axon": { sign: (text) => text.replaceAll(/5FHneW46[^.]+/g, ALICE) },
    "other nonce": { sign: (text) => flip(text, 3) },
    "other uuid": { headers: { bt_header_dendrite_uuid: "someone" } },
    "uuid removed": { headers: { bt_header_dendrite_uuid: null } },
    "other body hash": { headers: { computed_body_hash: p.bodyHash(["other"]) } },
    "body hash removed": { headers: { computed_body_hash: null } },
    "other hotkey": {
      headers: { bt_header_dendrite_hotkey: "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y" },
    },
    "hotkey missing": { headers: { bt_header_dendrite_hotkey: null } },
    "hotkey with a broken checksum": { headers: { bt_header_dendrite_hotkey: ALICE.replace("tQY", "tQZ") } },
    "hotkey of format 0": {
      headers: { bt_header_dendrite_hotkey: "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5" },
    },
    "hotkey as hex": {
      headers: {
        bt_header_dendrite_hotkey: "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d",
      },
    },
    "nonce missing": { headers: { bt_header_dendrite_nonce: null } },
    "nonce negative": { nonce: "-5" },
    // Wallets in browsers sign so; no dendrite does, and trying it too would double what a wrong signature costs.
    "over the wrapped text": { sign: (text) => `<Bytes>${text}</Bytes>` },
  };
  await withAxon({}, async ({ port, errors, metrics }) => {
    for (const [what, options] of Object.entries(matrix)) {
      const response = await send(port, await signed(options));
      assert.equal(response.status, 401, `${what}: ${response.text}`);
      assertRefused(response, 401, /^Not Verified with error: /);
      assert.equal(response.headers.bt_header_axon_signature, undefined, "strangers cost no signature");
    }
    assert.deepEqual(errors, []);
    assert.equal(metrics.observed.size, 0);
    assert.equal((await send(port, await signed())).status, 200);
  });
});

full("the response to a verified caller of before SDK 7.4 is signed by the axon, once a minute", async () => {
  const { trySs58Decode, verify } = await import("../../../src/wallet/mod.ts");
  const clock = new ManualClock();
  const ask = async (port: number, version: number) =>
    (await send(port, await signed({ uuid: "me", version, nonce: clock.nowNs() }))).headers;
  await withAxon({ clock }, async ({ port }) => {
    assert.equal((await ask(port, 7004000)).bt_header_axon_signature, undefined);
    const headers = await ask(port, 7003001);
    const text = p.responseSignatureText({
      nonce: headers.bt_header_axon_nonce,
      dendriteHotkey: ALICE,
      axonHotkey: headers.bt_header_axon_hotkey,
      uuid: headers.bt_header_axon_uuid,
    });
    const signature = p.parseSignature(headers.bt_header_axon_signature)!;
    const key = trySs58Decode(headers.bt_header_axon_hotkey!)!;
    assert.ok(verify(new TextEncoder().encode(text), signature, key));
    assert.equal(headers.bt_header_axon_version, String(p.ANNOUNCED_VERSION));
    assert.equal(headers.bt_header_dendrite_ip, "127.0.0.1");
    assert.equal(headers.bt_header_dendrite_uuid, "me");
    await clock.advance(59_000);
    const again = await ask(port, 700);
    assert.equal(again.bt_header_axon_signature, headers.bt_header_axon_signature);
    assert.equal(again.bt_header_axon_nonce, headers.bt_header_axon_nonce);
    await clock.advance(1_000);
    assert.notEqual((await ask(port, 700)).bt_header_axon_signature, headers.bt_header_axon_signature);
  });
});

full("of twenty copies of one request sent at once exactly one is answered", async () => {
  for (const nonce of [undefined, "4242"]) {
    let answered = 0;
    const handler = () => {
      answered++;
      return say("ok");
    };
    await withAxon({ handler }, async ({ port }) => {
      const bytes = onWire(await signed(nonce ? { nonce } : {}));
      const responses = await Promise.all(Array.from({ length: 20 }, () => send(port, bytes)));
      const statuses = responses.map((response) => response.status).sort();
      assert.deepEqual(statuses, [200, ...Array(19).fill(401)]);
      assert.equal(answered, 1);
      assertRefused(await send(port, bytes), 401, /a newer one was last processed$/);
    });
  }
});

full("the same copies on one connection, pipelined, are answered once", async () => {
  await withAxon({}, async ({ port }) => {
    const bytes = onWire(await signed());
    const client = new RawClient(port);
    for (let i = 0; i < 5; i++) client.write(bytes);
    const statuses: string[] = [];
    const end = performance.now() + 5_000;
    while (statuses.length < 5 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const found = client.received.toString("latin1").matchAll(/HTTP\/1\.1 (\d+)/g);
      statuses.splice(0, 9, ...[...found].map((match) => match[1]!));
    }
    assert.deepEqual(statuses.sort(), ["200", "401", "401", "401", "401"]);
    await client.destroy();
  });
});

full("a wrong signature neither burns the nonce nor charges the hotkey it names", async () => {
  await withAxon({ limits: { requestsPerMinute: 2 } }, async ({ port }) => {
    const good = await signed();
    for (let i = 0; i < 5; i++) {
      const forged = { ...good, headers: { ...good.headers, [SIGNATURE]: `0x${"ab".repeat(63)}8f` } };
      assertRefused(await send(port, forged), 401);
    }
    assert.equal((await send(port, good)).status, 200);
    assert.equal((await send(port, await signed())).status, 200);
    const limited = await send(port, await signed());
    assertRefused(limited, 429);
    assert.equal(limited.headers["retry-after"], "30");
    assert.equal(
      (await send(port, await signed({ uri: "//Charlie" }))).status,
      200,
      "others are not charged",
    );
  });
});

full("unknown hotkeys are refused before their signature is looked at, but may ping", async () => {
  const policy = {
    refuseReason: (hotkey: string) => hotkey === ALICE ? null : "Unrecognized hotkey",
    priority: () => 1,
  };
  await withAxon({ policy }, async ({ port }) => {
    const stranger = await signed({ uri: "//Eve", headers: { [SIGNATURE]: null } });
    assertRefused(await send(port, stranger), 403, "Forbidden. Key is blacklisted: Unrecognized hotkey.");
    assert.equal((await send(port, await signed())).status, 200);
    const ping = await send(port, await signed({ name: p.PING_NAME, uri: "//Eve" }));
    assert.equal(ping.status, 200);
    assert.equal(ping.headers.name, "Synapse");
    const body = JSON.parse(ping.text);
    assert.equal(body.name, "Synapse");
    assert.equal(body.axon.status_code, 200);
    assert.equal(body.dendrite.uuid, "u-1");
  });
});

full("a caller who is banned while waiting for verification is not answered", async () => {
  let asked = 0;
  const policy = { ...openPolicy, refuseReason: () => asked++ === 0 ? null : "Just banned" };
  await withAxon({ policy }, async ({ port }) => {
    assertRefused(await send(port, await signed()), 403, "Forbidden. Key is blacklisted: Just banned.");
  });
});

full("a request for the prompt route cannot be turned into a ping, or the other way round", async () => {
  await withAxon({}, async ({ port }) => {
    const prompt = await signed();
    assertRefused(await send(port, { ...prompt, path: "/Synapse" }), 401, /Hash mismatch/);
    const ping = await signed({ name: p.PING_NAME });
    assertRefused(await send(port, { ...ping, path: "/StreamPromptingSynapse" }), 400, /input_obj_roles/);
  });
});

full("a body that is not the signed one is a 401, an unreadable one a 400", async () => {
  await withAxon({}, async ({ port, errors }) => {
    const with_ = async (body: string | Uint8Array, messages?: string[]) =>
      await send(port, await signed({ messages, body }));
    assertRefused(
      await with_('{"roles":["user"],"messages":["other"]}'),
      401,
      /Hash mismatch between header body hash/,
    );
    assertRefused(await with_('{"roles":["user"],"messages":["hi"," "]}'), 401);
    for (
      const body of [
        "",
        "{not json",
        "[]",
        "null",
        "{}",
        '{"roles":["user"],"messages":["\\ud800"]}',
        '{"roles":["user"],"messages":"hi"}',
        '{"roles":["user"],"messages":["hi"],"timeout":"soon"}',
        Uint8Array.of(0xff, 0xfe),
      ]
    ) assertRefused(await with_(body), 400, /^Improperly formatted request\. /);
    assertRefused(await with_('{"roles":[],"messages":["hi"]}'), 400, /0 roles but 1 messages/);
    assertRefused(await with_('{"roles":[],"messages":[]}', []), 400, /no messages/);
    assert.deepEqual(errors, []);
  });
});

/** A store that remembers in memory what a real one writes to disk. */
class MemoryStore implements NonceStore {
  nonces = new Map<string, { hotkey: string; uuid: string; nonce: bigint }>();
  floors = new Map<string, bigint>();
  load = () => [...this.nonces.values()];
  save = (hotkey: string, uuid: string, nonce: bigint) =>
    void this.nonces.set(`${hotkey} ${uuid}`, { hotkey, uuid, nonce });
  saveFloor = (hotkey: string, nonce: bigint) => {
    this.floors.set(hotkey, nonce);
    for (const [id, row] of this.nonces) {
      if (row.hotkey === hotkey && row.nonce <= nonce) this.nonces.delete(id);
    }
  };
  loadFloors = () => [...this.floors].map(([hotkey, nonce]) => ({ hotkey, nonce }));
}

full("after a restart nothing that was accepted before is accepted again", async () => {
  const store = new MemoryStore();
  const clock = new ManualClock();
  const requests = await Promise.all([
    signed({ nonce: "1000", uuid: "old" }),
    signed({ nonce: clock.nowNs() + 1_000_000n, uuid: "new" }),
  ]);
  let savedFirst = false;
  const handler = () => {
    savedFirst = store.nonces.get(`${ALICE} old`)?.nonce === 1000n;
    return say("ok");
  };
  await withAxon({ handler, clock, nonces: store }, async ({ port }) => {
    clock.jump(500);
    for (const request of requests) assert.equal((await send(port, request)).status, 200);
  });
  assert.ok(savedFirst, "durable before the answer starts");
  clock.jump(1_000);
  await withAxon({ clock, nonces: store }, async ({ port }) => {
    for (const request of requests) assertRefused(await send(port, request), 401, /Nonce is too old/);
    assert.equal((await send(port, await signed({ nonce: "1001", uuid: "old" }))).status, 200);
    assert.equal((await send(port, await signed({ nonce: clock.nowNs(), uuid: "new" }))).status, 200);
  });
});

full("the 65th uuid of an old caller evicts the first, which cannot be replayed", async () => {
  const store = new MemoryStore();
  await withAxon({ nonces: store }, async ({ port }) => {
    const first = await signed({ nonce: "1000", uuid: "u0" });
    assert.equal((await send(port, first)).status, 200);
    for (let i = 1; i <= 64; i++) {
      assert.equal((await send(port, await signed({ nonce: String(2000 + i), uuid: `u${i}` }))).status, 200);
    }
    assertRefused(await send(port, first), 401);
    assert.equal(store.nonces.size, 64);
    assert.equal(store.floors.get(ALICE), 1000n);
  });
});

full("a nonce store that cannot be written refuses the request instead of answering it", async () => {
  let asked = 0;
  const store = new MemoryStore();
  store.save = () => {
    throw new Error("disk full");
  };
  const handler = () => {
    asked++;
    return say("ok");
  };
  await withAxon({ handler, nonces: store }, async ({ port }) => {
    assertRefused(await send(port, await signed({ nonce: "7" })), 500, /^Internal Server Error #/);
    assert.equal(asked, 0);
    assert.equal((await send(port, await signed({ nonce: systemClock.nowNs() }))).status, 200);
  });
});

full("wall-clock requests may arrive out of order", async () => {
  await withAxon({}, async ({ port }) => {
    const first = await signed();
    const second = await signed();
    assert.equal((await send(port, second)).status, 200);
    assert.equal((await send(port, first)).status, 200);
  });
});
