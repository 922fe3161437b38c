/**
 * Faults on the way to the chain: runs through fault proxies, crash points of the weights, reconnects.
 *
 *     deno task test:faults [proxy RUNS] [crash POINTS] [reconnect TIMES] [seed TEXT]
 *
 * Without a part all three run: 1000 runs, 500 crash points (40 of them real kills), 1000 reconnects.
 */
import { crashPart } from "./crash_part.ts";
import { proxyPart } from "./proxy_part.ts";
import { reconnectPart } from "./reconnect_part.ts";

/** Share of the crash points that are real kills of real processes. */
const KILLS_OF = 0.08;

const options = new Map<string, string>();
for (let i = 0; i < Deno.args.length; i += 2) options.set(Deno.args[i]!, Deno.args[i + 1] ?? "");
const seed = options.get("seed") ?? crypto.randomUUID();
const all = !["proxy", "crash", "reconnect"].some((part) => options.has(part));
const size = (part: string, full: number) => all ? full : Number(options.get(part) ?? 0);
console.log(`seed ${seed}`);
const failures: string[] = [];

const runs = size("proxy", 1000);
if (runs > 0) {
  const { outcome, verdict, seconds } = await proxyPart(runs, seed);
  const { reports, counts } = outcome;
  const sum = (of: (report: typeof reports[number]) => number) => reports.reduce((n, one) => n + of(one), 0);
  console.log(
    `proxy: ${reports.length} runs in ${Math.round(seconds)} s, ${
      sum((r) => r.done.length)
    } operations done, ${sum((r) => r.given.length)} given up, ${sum((r) => r.tries)} tries, ${
      sum((r) => r.connections)
    } connections`,
  );
  console.log(`proxy: injections ${Object.entries(counts).map(([kind, n]) => `${kind} ${n}`).join(", ")}`);
  console.log(
    `proxy: ${verdict.hangs.length} hangs, ${verdict.doubles.length} double submissions, ${verdict.lies.length} false reports`,
  );
  for (const given of verdict.given.slice(0, 20)) console.log(`  given up: ${given}`);
  failures.push(...verdict.hangs, ...verdict.doubles, ...verdict.lies);
  failures.push(...verdict.missingKinds.map((kind) => `no ${kind} was injected`));
  if (reports.length !== runs) failures.push(`${reports.length} of ${runs} runs ended`);
}

const points = size("crash", 500);
if (points > 0) {
  const kills = Math.round(points * KILLS_OF);
  const part = await crashPart(points - kills, kills, seed, (text) => console.error(`  ${text}`));
  const found = part.points;
  console.log(
    `crash: ${found.points} points, ${found.deaths} deaths in process and ${part.kills.kills} real kills in ${
      Math.round(part.seconds)
    } s, ${found.windows} windows, ${part.kills.landed} weights landed under kills`,
  );
  console.log(
    `crash: ${found.twoVectors.length} windows with two vectors, ${found.unwritten.length} sent before they were written, ` +
      `${found.lost.length} lost, ${found.doubles.length} sent twice, ${
        found.late + part.kills.late
      } commits late and told so, ${part.kills.shownAgain} shown once more, ${part.kills.failures.length} faults after kills`,
  );
  failures.push(
    ...found.twoVectors,
    ...found.unwritten,
    ...found.lost,
    ...found.doubles,
    ...part.kills.failures,
  );
  if (found.points + part.kills.kills < points) {
    failures.push(`only ${found.points} points and ${part.kills.kills} kills`);
  }
  if (found.deaths < found.points / 4) failures.push(`only ${found.deaths} deaths`);
}

const reconnects = size("reconnect", 1000);
if (reconnects > 0) {
  const part = await reconnectPart(reconnects);
  console.log(`reconnect: ${part.text}`);
  failures.push(...part.failures);
}

for (const failure of failures.slice(0, 50)) console.log(`FAILED ${failure}`);
console.log(failures.length === 0 ? "passed" : `${failures.length} failures`);
Deno.exit(failures.length === 0 ? 0 : 1);
