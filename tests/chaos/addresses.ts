import assert from "node:assert/strict";
import { pick } from "../../src/base/mod.ts";
import { aliceDendrite, BOB, PROMPT } from "../unit/dendrite/setup.ts";
import { rawServer } from "../unit/dendrite/raw_server.ts";
import type { Chaos } from "./kit.ts";

/** A port on loopback, over both families, that counts who comes. */
function canary(): { port: number; visits: () => number; close: () => void } {
  let visits = 0;
  const count = async (listener: Deno.TcpListener) => {
    for await (const connection of listener) {
      visits++;
      connection.close();
    }
  };
  const first = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = first.addr as Deno.NetAddr;
  const listeners = [first];
  try {
    listeners.push(Deno.listen({ hostname: "::1", port }));
  } catch { /* a host without IPv6 */ }
  for (const listener of listeners) count(listener).catch(() => {});
  return { port, visits: () => visits, close: () => listeners.forEach((listener) => listener.close()) };
}

/** Spellings of addresses that lead home; all of 127.0.0.0/8 would reach the canary. */
function homeAddress(chaos: Chaos): string {
  const byte = () => chaos.int(256);
  const four = `127.${byte()}.${byte()}.${byte()}`;
  const hex = `7f${byte().toString(16).padStart(2, "0")}:${(byte() * 256 + byte()).toString(16)}`;
  const number = 0x7f000001 + chaos.int(1000);
  return pick(chaos.random, [
    "127.0.0.1",
    four,
    "::1",
    "0:0:0:0:0:0:0:1",
    `::ffff:${four}`,
    `::FFFF:${hex}`,
    `::${four}`,
    `64:ff9b::${hex}`,
    `2002:${hex}::1`,
    "0.0.0.0",
    "::",
    "localhost",
    "LOCALHOST.",
    String(number),
    `0x${number.toString(16)}`,
    "0177.0.0.1",
    "127.1",
    "127.0.0.1 ",
    " 127.0.0.1",
    "127.0.0.1%lo",
    "[::1]",
    "127.0.0.1:80",
    "x@127.0.0.1",
    "127.0.0.1/",
    "127.0.0.1#",
    "127.0.0.1\t",
    `10.${byte()}.${byte()}.${byte()}`,
    `192.168.${byte()}.${byte()}`,
    `172.${16 + chaos.int(16)}.${byte()}.${byte()}`,
    `169.254.${byte()}.${byte()}`,
    `100.${64 + chaos.int(64)}.${byte()}.${byte()}`,
    `fe80::${byte().toString(16)}`,
    `fd${byte().toString(16).padStart(2, "0")}::1`,
    "255.255.255.255",
    `${224 + chaos.int(16)}.${byte()}.${byte()}.${byte()}`,
  ]);
}

/**
 * A metagraph full of addresses that lead into the asker's own network, in every spelling, and servers that redirect there:
 * nobody knocks on a port of ours.
 */
export async function neverDialled(chaos: Chaos): Promise<void> {
  const bird = canary();
  const dendrite = await aliceDendrite({ allowPrivate: false });
  for (let i = 0; i < chaos.amount(100, 2); i++) {
    const targets = Array.from(
      { length: 200 },
      () => ({ ip: homeAddress(chaos), port: bird.port, hotkey: BOB }),
    );
    for (
      const { statusCode, statusMessage, target } of await dendrite.query(targets, PROMPT, {
        timeoutMs: 5000,
      })
    ) {
      assert.equal(statusCode, 503, `${target.ip}: ${statusMessage}`);
      chaos.inject();
    }
  }
  await dendrite.close();
  assert.equal(bird.visits(), 0, "a private address was dialled");

  const home = await aliceDendrite({ allowPrivate: true });
  for (const status of [300, 301, 302, 303, 305, 307, 308]) {
    const server = rawServer(({ write }) =>
      write(
        `HTTP/1.1 ${status} Go\r\nlocation: http://127.0.0.1:${bird.port}/StreamPromptingSynapse\r\n` +
          `refresh: 0; url=http://127.0.0.1:${bird.port}/\r\nbt_header_axon_status_code: 200\r\ncontent-length: 0\r\n\r\n`,
      )
    );
    for (let i = 0; i < chaos.amount(30, 2); i++) {
      const [response] = await home.query([{ ip: "127.0.0.1", port: server.port, hotkey: BOB }], PROMPT, {
        timeoutMs: 5000,
      });
      assert.equal(response!.statusCode, 422, `${status}: ${response!.statusMessage}`);
      chaos.inject();
    }
    await server.close();
  }
  assert.equal(bird.visits(), 0, "a redirect was followed");
  await home.query([{ ip: "127.0.0.1", port: bird.port, hotkey: BOB }], PROMPT, { timeoutMs: 2000 });
  assert.equal(bird.visits(), 1, "the port that nobody knocked on does count");
  await home.close();
  bird.close();
}
