import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import net from "node:net";
import { until } from "../kit/mod.ts";
import { TARGETS } from "../unit/http/servers_under_attack.ts";
import { ALICE, onWire, signed, withAxon } from "../unit/axon/helpers.ts";
import { Client } from "./http.ts";
import { type Chaos, mb, pause } from "./kit.ts";

/** Most resident memory of an axon under unread pipelined requests. */
const MOST_MEMORY = 400 * 1048576;

const validatorFirst = {
  refuseReason: () => null,
  priority: (hotkey: string) => hotkey === ALICE ? 10_000 : 1,
};

function connect(port: number, from: string): net.Socket {
  const socket = net.connect({ port, host: "127.0.0.1", localAddress: from });
  socket.on("error", () => {});
  return socket;
}

/** Resident bytes of a process. */
function residentBytes(pid: number): number {
  const { stdout } = new Deno.Command("ps", { args: ["-o", "rss=", "-p", String(pid)] }).outputSync();
  return Number(new TextDecoder().decode(stdout).trim()) * 1024;
}

/** A validator who asks every 100 ms, each time over a new connection, as after a pause between two steps. */
async function validator(port: number, whileTrue: () => boolean): Promise<[ok: number, all: number]> {
  let ok = 0;
  let all = 0;
  for (; whileTrue(); all++) {
    const client = new Client(port, "127.0.0.250", 1);
    if ((await client.post(await signed({ timeoutS: 30 }), 20_000)).status === 200) ok++;
    client.close();
    await pause(100);
  }
  return [ok, all];
}

/** One server of the program in a process of its own, with at most so many descriptors. */
async function inProcess<T>(
  index: number,
  files: number,
  body: (server: { port: number; pid: number; tell(line: string): Promise<void> }) => Promise<T>,
): Promise<T> {
  const entry = new URL("../unit/http/server_process.ts", import.meta.url).pathname;
  const run = `ulimit -n ${files}; exec "$0" run -P=sn1 --quiet --no-check "${entry}" ${index}`;
  const child = new Deno.Command("sh", {
    args: ["-c", run, Deno.execPath()],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = child.stdin.getWriter();
  let said = "";
  const reading = (async () => {
    for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) said += text;
  })();
  try {
    await until(() => said.includes("\n"), 60_000, "the port");
    const tell = (line: string) => input.write(new TextEncoder().encode(`${line}\n`));
    return await body({ port: Number(said.split("\n")[0]), pid: child.pid, tell });
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await reading;
    await input.close().catch(() => {});
  }
}

/** Whether any HTTP answer comes on a connection of its own. */
async function answers(port: number): Promise<boolean> {
  const signal = AbortSignal.timeout(20_000);
  try {
    const response = await fetch(`http://127.0.0.1:${port}/x`, { signal, headers: { connection: "close" } });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

/** 60 connections that pipeline requests without end and never read: memory is bounded, others are answered. */
export async function pipelinedUnread(chaos: Chaos): Promise<void> {
  for (const [index, { name }] of TARGETS.entries()) {
    await inProcess(index, 4096, async ({ port, pid }) => {
      const end = performance.now() + chaos.amount(10_000, 2_000);
      const running = () => performance.now() < end;
      const asking = index === 0 ? validator(port, running) : user(port, running);
      let most = 0;
      const watch = setInterval(() => most = Math.max(most, residentBytes(pid)), 250);
      await pourUnread(chaos, port, running);
      clearInterval(watch);
      const [ok, all] = await asking;
      most = Math.max(most, residentBytes(pid));
      chaos.note(`${name}: resident memory at most ${mb(most)}; ${ok} of ${all} others answered`);
      assert.ok(most > 0 && most < MOST_MEMORY, `${name}: resident memory ${mb(most)}`);
      assert.equal(ok, all, `${name}: others were refused`);
    });
  }
}

/** Somebody who asks every 100 ms for what anybody may have. */
async function user(port: number, whileTrue: () => boolean): Promise<[ok: number, all: number]> {
  let ok = 0;
  let all = 0;
  for (; whileTrue(); all++) {
    if (await answers(port)) ok++;
    await pause(100);
  }
  return [ok, all];
}

async function pourUnread(chaos: Chaos, port: number, running: () => boolean): Promise<void> {
  const count = 2_000;
  const burst = Buffer.from("GET /x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".repeat(count));
  await Promise.all(Array.from({ length: 60 }, async () => {
    while (running()) {
      const socket = connect(port, "127.0.0.99");
      let open = true;
      const closed = new Promise<void>((resolve) =>
        socket.once("close", () => {
          open = false;
          resolve();
        })
      );
      socket.pause();
      while (open && running()) {
        chaos.inject();
        if (!socket.write(burst)) {
          const drained = new Promise((resolve) => socket.once("drain", resolve));
          await Promise.race([drained, closed, pause(1_000)]);
          // The attackers share this process with those who want answers.
        } else await pause(5);
      }
      socket.destroy();
    }
  }));
}

/** Pipelined requests whose connections die: no place, engine job or API place stays, a stop does not wait. */
export async function pipelinedReset(chaos: Chaos): Promise<void> {
  for (const { name, run } of TARGETS) {
    await run(async (target) => {
      for (let i = 0; i < chaos.amount(100, 10); i++) {
        const socket = connect(target.port, `127.0.0.${20 + i % 20}`);
        const count = 1 + chaos.int(8);
        for (let j = 0; j < count; j++) socket.write(await target.endless());
        await pause(chaos.int(30));
        if (chaos.int(2) === 0) socket.resetAndDestroy();
        else socket.destroy();
        chaos.inject();
      }
      await until(() => target.running() === 0, 20_000, `${name}: ${target.running()} answers ending`);
      assert.ok(await target.honest(), `${name}: no answer afterwards`);
      const started = performance.now();
      await target.stop();
      assert.ok(performance.now() - started < 3_000, `${name}: the stop waited for callers that left`);
    });
  }
}

/** One hotkey asks as often as it can for answers that take long: it gets a few places, a validator every time. */
export async function oneHotkey(chaos: Chaos): Promise<void> {
  let running = 0;
  let most = 0;
  await withAxon({
    policy: validatorFirst,
    handler: ({ caller, signal }) =>
      (async function* () {
        if (caller.hotkey === ALICE) return void (yield "ok");
        most = Math.max(most, ++running);
        try {
          while (!signal.aborted) await pause(20);
          yield "late";
        } finally {
          running--;
        }
      })(),
  }, async ({ port, metrics }) => {
    const sockets: net.Socket[] = [];
    for (let i = 0; i < chaos.amount(300, 60); i++) {
      // One connection for eight requests, or one for each.
      if (i < 64 && i % 8 === 0 || i >= 64) sockets.push(connect(port, `127.0.0.${20 + i % 16}`));
      sockets.at(-1)!.write(onWire(await signed({ uri: "//Mallory", timeoutS: 60 })));
      chaos.inject();
    }
    await until(() => running > 0, 10_000, "the first request");
    let left = chaos.amount(20, 5);
    const [ok, all] = await validator(port, () => left-- > 0);
    assert.equal(ok, all, `${all - ok} requests of a validator refused`);
    assert.ok(most <= 8, `${most} places of one hotkey`);
    chaos.note(`${most} places at most; ${ok} of ${all} requests of a validator answered`);
    for (const socket of sockets) socket.destroy();
    await until(() => metrics.gauges.get("axon_in_flight") === 0, 20_000, "all places");
  });
}

/** Connections from many addresses fill the axon again and again: who asked before and who did not are answered. */
export async function manySources(chaos: Chaos): Promise<void> {
  await withAxon({ policy: validatorFirst }, async ({ port, metrics }) => {
    const known = new Client(port, "127.0.0.250", 1);
    assert.equal((await known.post(await signed())).status, 200);
    known.close();
    const end = performance.now() + chaos.amount(15_000, 2_000);
    const running = () => performance.now() < end;
    const counts = { known: [0, 0], unknown: [0, 0] };
    const ask = async (who: "known" | "unknown", from: () => string) => {
      while (running()) {
        // A new connection each time, as after a pause between two steps.
        const client = new Client(port, from(), 1);
        counts[who][1]!++;
        if ((await client.post(await signed(), 5_000)).status === 200) counts[who][0]!++;
        client.close();
        await pause(50);
      }
    };
    let fresh = 0;
    const flood = Promise.all(Array.from({ length: 20 }, async (_, i) => {
      while (running()) {
        const sockets = Array.from({ length: 64 }, () => connect(port, `127.0.0.${20 + i}`));
        for (const socket of sockets) {
          socket.write(["", "G", "POST /StreamPromptingSynapse HTTP/1.1\r\nhost: x\r\n"][chaos.int(3)]!);
        }
        chaos.inject(sockets.length);
        await pause(chaos.int(1_000));
        for (const socket of sockets) socket.destroy();
      }
    }));
    await Promise.all([
      flood,
      ask("known", () => "127.0.0.250"),
      ask("unknown", () => `127.0.1.${++fresh % 250 + 1}`),
    ]);
    const { known: [ok, all], unknown: [newOk, newAll] } = counts;
    chaos.note(
      `${ok} of ${all} from a verified address, ${newOk} of ${newAll} from new ones answered; ` +
        `${metrics.counts.get("axon_refused_total connections") ?? 0} connections displaced or refused`,
    );
    assert.equal(ok, all, "a verified address was shut out");
    assert.ok(newOk! >= newAll! * 0.9, `${newOk} of ${newAll} from new addresses`);
  });
}

/** An axon whose process runs out of descriptors answers again by itself. */
export async function outOfFiles(chaos: Chaos): Promise<void> {
  await inProcess(0, 256, async ({ port, tell }) => {
    const answered = async () => {
      const client = new Client(port, "127.0.0.250", 1);
      const { status } = await client.post(await signed(), 3_000);
      client.close();
      return status === 200;
    };
    assert.ok(await answered());
    let longest = 0;
    for (let round = 0; round < chaos.amount(2, 1); round++) {
      const idle = Array.from({ length: 600 }, (_, i) => connect(port, `127.0.0.${10 + i % 60}`));
      chaos.inject(idle.length);
      await pause(1_000);
      await tell("hoard");
      await pause(500);
      const late = Array.from({ length: 50 }, (_, i) => connect(port, `127.0.0.${80 + i % 50}`));
      chaos.inject(late.length);
      await pause(500);
      for (const socket of [...idle, ...late]) socket.destroy();
      await tell("free");
      const started = performance.now();
      await until(answered, 40_000, "an answer after descriptors ran out");
      longest = Math.max(longest, performance.now() - started);
    }
    chaos.note(`answered again after at most ${(longest / 1000).toFixed(1)} s`);
  });
}
