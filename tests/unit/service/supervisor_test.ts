import assert from "node:assert/strict";
import { runLoop } from "../../../neurons/shared/loop.ts";
import { type Logger, nullLogger, nullMetrics, seededRandom } from "../../../src/base/mod.ts";
import { openNotifySocket, openSupervisor, Pulse, type SupervisorOptions } from "../../../src/service/mod.ts";
import { full, ManualClock, withTempDir } from "../../kit/mod.ts";

/** A supervisor whose messages are kept. */
async function stage(options: Partial<SupervisorOptions> = {}) {
  const clock = new ManualClock();
  const told: string[] = [];
  const errors: string[] = [];
  const logger: Logger = {
    ...nullLogger,
    error: (text) => errors.push(text),
    warn: (text) => errors.push(text),
  };
  const supervisor = await openSupervisor(
    { socket: "/here", watchdogUs: "90000000", members: 1, ...options },
    {
      clock,
      logger,
      open: async () => ({
        async send(...assignments) {
          told.push(...assignments);
        },
        close: () => void told.push("closed"),
      }),
    },
  );
  return {
    clock,
    told,
    errors,
    supervisor,
    count: (text: string) => told.filter((one) => one === text).length,
  };
}

Deno.test("the service is ready once, when its last neuron is", async () => {
  const { told, supervisor, count } = await stage({ members: 2 });
  await supervisor.member("a").ready(() => "uid 1");
  assert.equal(told.length, 0);
  await supervisor.member("b").ready(() => "uid 2");
  assert.equal(count("READY=1"), 1);
  assert.ok(told.includes("STATUS=uid 1 · uid 2"));
  supervisor.close();
});

Deno.test("the watchdog is fed three times a period while every loop beats, and starves when one hangs", async () => {
  const { clock, errors, supervisor, count, told } = await stage();
  const member = supervisor.member("me");
  const modules = {
    clock,
    random: seededRandom(1),
    logger: nullLogger,
    metrics: nullMetrics,
    pulse: member.pulse,
  };
  const stop = new AbortController();
  const options = { intervalMs: 10_000, limitMs: 20_000 };
  let hang = false;
  const loops = [
    runLoop({ name: "good", ...options }, modules, async () => {}, stop.signal),
    // Ignores the end of its time, as a call into a library that never answers does.
    runLoop(
      { name: "bad", ...options },
      modules,
      () => hang ? new Promise(() => {}) : Promise.resolve(),
      stop.signal,
    ),
  ];
  await member.ready(() => "uid 1");
  for (let i = 0; i < 60; i++) await clock.advance(10_000);
  assert.ok(count("WATCHDOG=1") >= 20, `${count("WATCHDOG=1")}`);
  assert.equal(errors.length, 0);
  hang = true;
  for (let i = 0; i < 12; i++) await clock.advance(10_000);
  const before = count("WATCHDOG=1");
  for (let i = 0; i < 12; i++) await clock.advance(10_000);
  assert.equal(count("WATCHDOG=1"), before, "no beat any more");
  assert.match(told.at(-1)!, /^STATUS=STUCK: me bad silent for \d+ s too long$/);
  assert.match(errors[0]!, /me bad/);
  stop.abort(new Error("stop"));
  await clock.advance(0);
  await loops[0];
  supervisor.close();
});

Deno.test("a loop that fails again and again still beats: alarms tell of failures, the watchdog of silence", async () => {
  const { clock, supervisor, told } = await stage();
  const member = supervisor.member("me");
  const modules = {
    clock,
    random: seededRandom(1),
    logger: nullLogger,
    metrics: nullMetrics,
    pulse: member.pulse,
  };
  const stop = new AbortController();
  const loop = runLoop({ name: "weights", intervalMs: 1000, limitMs: 5000 }, modules, async () => {
    throw new Error("the chain refused");
  }, stop.signal);
  await member.ready(() => "uid 1");
  for (let i = 0; i < 100; i++) await clock.advance(5000);
  assert.ok(!told.some((one) => one.includes("STUCK")));
  stop.abort(new Error("stop"));
  await clock.advance(0);
  await loop;
  supervisor.close();
});

Deno.test("a stop is told, and after it nobody waits for a loop", async () => {
  const { clock, supervisor, told, count } = await stage();
  const member = supervisor.member("me");
  await member.ready(() => "uid 1");
  await supervisor.stopping();
  assert.ok(told.includes("STOPPING=1"));
  const before = count("WATCHDOG=1");
  await clock.advance(600_000);
  assert.equal(count("WATCHDOG=1"), before);
  supervisor.close();
  assert.equal(told.at(-1), "closed");
});

Deno.test("without a service manager, and with one that does not answer, the neuron runs on", async () => {
  const none = await stage({ socket: undefined });
  await none.supervisor.member("me").ready(() => "uid 1");
  await none.clock.advance(600_000);
  assert.equal(none.told.length, 0);
  const warnings: string[] = [];
  const deaf = await openSupervisor({ socket: "/gone", watchdogUs: "1000000", members: 1 }, {
    clock: none.clock,
    logger: { ...nullLogger, warn: (text) => warnings.push(text) },
    open: async () => ({ send: () => Promise.reject(new Error("connection refused")), close: () => {} }),
  });
  await deaf.member("me").ready(() => "uid 1");
  await none.clock.advance(5000);
  await deaf.stopping();
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, /cannot be told .* connection refused/);
  deaf.close();
});

Deno.test("a pulse knows who is late, and who may be silent", async () => {
  const clock = new ManualClock();
  const pulse = new Pulse(clock);
  pulse.beat("slow", 5000);
  pulse.member("b").beat("fast", 1000);
  pulse.beat("done", 1);
  pulse.forget("done");
  await clock.advance(4000);
  assert.deepEqual(pulse.late(), [{ name: "b fast", lateMs: 3000 }]);
  await clock.advance(4000);
  assert.deepEqual(pulse.late().map(({ name }) => name), ["b fast", "slow"]);
  assert.deepEqual(pulse.names, ["slow", "b fast"]);
});

full("messages arrive at a real datagram socket, one assignment per line", async () => {
  await withTempDir(async (dir) => {
    // deno-lint-ignore no-explicit-any -- the unstable interface has no types here
    const server = (Deno as any).listenDatagram({ transport: "unixpacket", path: `${dir}/notify` });
    const socket = await openNotifySocket(`${dir}/notify`);
    await socket.send("READY=1", "STATUS=two\nlines");
    const [bytes] = await server.receive();
    assert.equal(new TextDecoder().decode(bytes), "READY=1\nSTATUS=two lines");
    server.close();
    await assert.rejects(socket.send("WATCHDOG=1"));
    socket.close();
    await assert.rejects(openNotifySocket("@abstract"), /no path/);
  });
});
