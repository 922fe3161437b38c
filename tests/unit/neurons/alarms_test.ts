import assert from "node:assert/strict";
import { AlarmBook } from "../../../neurons/shared/alarms.ts";
import { listenerAlarm } from "../../../neurons/shared/listener_alarm.ts";
import { History } from "../../../neurons/shared/metric_history.ts";
import { sendAlarms } from "../../../neurons/shared/webhook.ts";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../../src/base/mod.ts";
import { full, ManualClock, until } from "../../kit/mod.ts";

const modules = () => ({ clock: new ManualClock(), logger: nullLogger, metrics: nullMetrics });

Deno.test("an alarm is news when it begins and when it ends, not while it lasts", () => {
  const alarms = new AlarmBook(modules());
  const news: string[] = [];
  alarms.onChange((alarm, active) => news.push(`${alarm.id} ${active}`));
  for (const condition of [true, true, false, false, true]) {
    alarms.set(condition, { id: "weights-missing", severity: "error", text: "no weights" });
  }
  assert.deepEqual(news, ["weights-missing true", "weights-missing false", "weights-missing true"]);
});

Deno.test("listener-dead lasts until every listener accepts again, and names those that do not", () => {
  const alarms = new AlarmBook(modules());
  const listening = listenerAlarm(alarms);
  const [axon, pages] = [listening("axon"), listening("dashboard on port 1")];
  axon(false);
  pages(false);
  axon(false);
  const [alarm] = alarms.list();
  assert.deepEqual([alarm!.id, alarm!.severity, alarms.list().length], ["listener-dead", "error", 1]);
  assert.match(alarm!.text, /axon, dashboard on port 1$/);
  axon(true);
  assert.match(alarms.list()[0]!.text, /accepted by: dashboard on port 1$/);
  pages(true);
  assert.deepEqual(alarms.list(), []);
});

Deno.test("the worst alarms come first, then the oldest, and each keeps its beginning", async () => {
  const own = modules();
  const alarms = new AlarmBook(own);
  alarms.raise({ id: "a", severity: "warn", text: "1" });
  await own.clock.advance(10);
  alarms.raise({ id: "b", severity: "error", text: "2" });
  await own.clock.advance(10);
  alarms.raise({ id: "a", severity: "warn", text: "changed" });
  assert.deepEqual(alarms.list().map((a) => [a.id, a.text]), [["b", "2"], ["a", "changed"]]);
  assert.ok(alarms.list()[1]!.sinceMs < alarms.list()[0]!.sinceMs);
});

Deno.test("a history is bounded and keeps its first and last point", () => {
  const history = new History(10);
  for (let i = 0; i < 1000; i++) history.add(i, i);
  assert.ok(history.points.length <= 10);
  assert.deepEqual([history.points[0], history.points.at(-1)], [[0, 0], [999, 999]]);
  history.add(999, 5);
  assert.deepEqual(history.points.at(-1), [999, 5]);
});

full(
  "the webhook gets each alarm as JSON, tries again after a failure, and follows no redirect",
  async () => {
    const got: Record<string, unknown>[] = [];
    let answers = 0;
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
      got.push({ path: new URL(request.url).pathname, ...(await request.json().catch(() => ({}))) });
      answers++;
      if (answers === 1) return new Response("no", { status: 500 });
      if (answers === 2) return new Response(null, { status: 302, headers: { location: "/elsewhere" } });
      return new Response("ok");
    });
    const alarms = new AlarmBook({ ...modules(), clock: systemClock });
    const stop = sendAlarms(`http://127.0.0.1:${server.addr.port}/hook`, "validator uid 3", alarms, {
      clock: systemClock,
      random: seededRandom(1),
      logger: nullLogger,
      fetch,
    });
    try {
      alarms.raise({
        id: "chain-stalled",
        severity: "error",
        text: "no new block",
        fix: "--chain.fallback_endpoints",
      });
      await until(() => got.length === 3, 15_000, "the third delivery");
      for (const body of got) {
        assert.equal(body.path, "/hook");
        assert.equal(body.id, "chain-stalled");
        assert.equal(body.active, true);
        assert.equal(body.neuron, "validator uid 3");
      }
    } finally {
      stop();
      await server.shutdown();
    }
  },
);
