/** The same hostile clients against every server of the program. */
import assert from "node:assert/strict";
import { full, until } from "../../kit/mod.ts";
import { RawSocket, TARGETS } from "./servers_under_attack.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Writes until the server closes the connection or `limitMs` is over. @returns whether it was closed */
async function pour(client: RawSocket, text: string, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (!client.isClosed && performance.now() < end) {
    if (!client.socket.write(text)) await pause(5);
    else await pause(0);
  }
  return client.isClosed;
}

for (const kind of TARGETS) {
  full(`${kind.name}: clients that pipeline and never read are closed, others are answered`, async () => {
    await kind.run(async (target) => {
      const clients = Array.from({ length: 20 }, () => new RawSocket(target.port));
      const burst = target.cheap.repeat(1000);
      const pouring = Promise.all(clients.map((client) => pour(client, burst, 15_000)));
      for (let i = 0; i < 5; i++) assert.ok(await target.honest(), "an honest client during the attack");
      assert.deepEqual(await pouring, clients.map(() => true));
    });
  });

  full(`${kind.name}: what a vanished pipelining client asked for ends with its connection`, async () => {
    await kind.run(async (target) => {
      for (const close of ["reset", "destroy"] as const) {
        const clients: RawSocket[] = [];
        for (let i = 0; i < 3; i++) {
          const client = new RawSocket(target.port, { reads: true });
          // Two, because the second answer waits behind the first and has no socket of its own yet.
          for (let j = 0; j < 2; j++) client.socket.write(await target.endless());
          clients.push(client);
        }
        await until(() => target.running() >= 3, 10_000, `${close}: answers under way`);
        for (const { socket } of clients) {
          if (close === "reset") socket.resetAndDestroy();
          else socket.destroy();
        }
        await until(() => target.running() === 0, 10_000, `${close}: ${target.running()} answers ending`);
        assert.ok(await target.honest());
      }
      const started = performance.now();
      await target.stop();
      assert.ok(performance.now() - started < 3_000, "a stop waited for clients that are gone");
    });
  });

  full(`${kind.name}: half a head is given up, whoever sends it`, async () => {
    await kind.run(async (target) => {
      const halves = ["", "G", "GET /x HTTP/1.1\r\nhost: 127.0.0.1\r\nx-a: "].map((half) => {
        const client = new RawSocket(target.port, { reads: true });
        client.socket.write(half);
        return client;
      });
      assert.ok(await target.honest());
      const late = pause(kind.headerTimeoutMs + 5_000).then(() => "late");
      for (const { closed } of halves) assert.notEqual(await Promise.race([closed, late]), "late");
    });
  });

  full(
    `${kind.name}: requests without a host, with odd expectations or upgrades are bounded, too`,
    async () => {
      await kind.run(async (target) => {
        for (
          const odd of [
            "GET /x HTTP/1.1\r\n\r\n",
            "GET /x HTTP/1.1\r\nhost: a\r\nexpect: x\r\n\r\n",
            "GET /x HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
            "CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n",
            "GET /x HTTP/1.0\r\nconnection: keep-alive\r\n\r\n",
            "POST /x HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc",
            "POST /x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
          ]
        ) {
          const client = new RawSocket(target.port);
          assert.ok(await pour(client, odd.repeat(1000), 15_000), JSON.stringify(odd));
          assert.ok(await target.honest(), JSON.stringify(odd));
        }
      });
    },
  );

  full(`${kind.name}: thirty bursts that are reset at once leave nothing behind`, async () => {
    await kind.run(async (target) => {
      for (let i = 0; i < 30; i++) {
        const client = new RawSocket(target.port);
        for (let j = 0; j < 4; j++) client.socket.write(await target.endless());
        await pause(i % 6);
        client.socket.resetAndDestroy();
      }
      await until(() => target.running() === 0, 10_000, `${target.running()} answers ending`);
      assert.ok(await target.honest());
    });
  });
}
