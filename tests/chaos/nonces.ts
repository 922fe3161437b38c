import assert from "node:assert/strict";
import { type Clock, pick, systemClock } from "../../src/base/mod.ts";
import { AxonNonceRule } from "../../src/protocol/mod.ts";
import { signed, withAxon } from "../unit/axon/helpers.ts";
import { Client } from "./http.ts";
import type { Chaos } from "./kit.ts";

const SECOND = 1_000_000_000n;
const START = 1_800_000_000n * SECOND;
const HOTKEY = "hotkey";

/** A wall clock that shows what it is told; everything else runs. */
class ShownClock implements Clock {
  shown = START;
  now = () => Number(this.shown / 1_000_000n);
  nowNs = () => this.shown;
  monotonic = () => systemClock.monotonic();
  sleep = (ms: number, signal?: AbortSignal) => systemClock.sleep(ms, signal);
  after = (ms: number, run: () => void) => systemClock.after(ms, run);
}

/** Seconds that callers may write into `timeout`, and by how many the window really grows. */
const TIMEOUTS: readonly [number | undefined, number][] = [
  [undefined, 0],
  [0, 0],
  [0.5, 0.5],
  [10, 10],
  [12.25, 12.25],
  [60, 60],
  [60.001, 60],
  [1e9, 60],
  [Infinity, 60],
  [NaN, 0],
  [-5, 0],
  [-Infinity, 0],
];

/** Nonces on each side of both edges of the window, to the nanosecond. */
export async function windowEdges(chaos: Chaos): Promise<void> {
  for (const [timeoutS, widen] of TIMEOUTS) {
    const oldest = 4n * SECOND + BigInt(Math.round(widen * 1e9));
    for (let i = 0; i < chaos.amount(2000, 20); i++) {
      const nowNs = START + BigInt(100 + chaos.int(1e6)) * SECOND + BigInt(chaos.int(1e9));
      for (const off of [-1n, 0n, 1n, BigInt(-chaos.int(1e9)), BigInt(chaos.int(1e9))]) {
        const rule = new AxonNonceRule(START);
        const verdict = (nonce: bigint) =>
          rule.accept({ hotkey: HOTKEY, uuid: `u${off}`, nonce, timeoutS, nowNs }).ok;
        assert.equal(verdict(nowNs - oldest + off), off >= 0n, `timeout ${timeoutS}, oldest ${off} ns`);
        assert.equal(verdict(nowNs + 4n * SECOND + off), off <= 0n, `timeout ${timeoutS}, newest ${off} ns`);
        chaos.inject(2);
      }
    }
  }
  const before = new AxonNonceRule(START);
  for (let i = 0; i < 1000; i++) {
    const nonce = START - 1n - BigInt(chaos.int(4e9));
    assert.ok(!before.accept({ hotkey: HOTKEY, uuid: "u", nonce, timeoutS: 60, nowNs: START }).ok);
    chaos.inject();
  }
  await edgesOnTheWire(chaos);
}

async function edgesOnTheWire(chaos: Chaos): Promise<void> {
  const clock = new ShownClock();
  await withAxon({ clock, limits: { requestsPerMinute: 1e9 } }, async ({ port }) => {
    const client = new Client(port);
    clock.shown = START + 1000n * SECOND;
    for (const [timeoutS, widen] of chaos.full ? TIMEOUTS : TIMEOUTS.slice(2, 5)) {
      const oldest = 4n * SECOND + BigInt(Math.round(widen * 1e9));
      for (
        const [age, status] of [[oldest, 200], [oldest + 1n, 401], [-4n * SECOND, 200], [
          -4n * SECOND - 1n,
          401,
        ]]
      ) {
        const headers = { timeout: timeoutS === undefined ? null : pythonText(timeoutS) };
        const request = await signed({
          nonce: clock.shown - BigInt(age!),
          uuid: `${timeoutS}`,
          headers,
          // A body that says 0 would be answered with a deadline that is over.
          timeoutS: 5,
        });
        const answer = await client.post(request);
        assert.equal(answer.status, status, `timeout ${timeoutS}, age ${age}: ${answer.message}`);
        chaos.inject();
      }
    }
    client.close();
  });
}

function pythonText(value: number): string {
  return Number.isNaN(value) ? "nan" : Number.isFinite(value) ? String(value) : value > 0 ? "inf" : "-inf";
}

/**
 * Old callers, whose nonces only have to rise: random requests of many uuids over restarts with the same rows. What was
 * accepted once is never accepted again, and an honest caller who counts up is never refused.
 */
export function oldCallers(chaos: Chaos): Promise<void> {
  let refusedHonest = 0;
  for (let life = 0; life < chaos.amount(60, 3); life++) {
    const rows = new Map<string, { hotkey: string; uuid: string; nonce: bigint }>();
    const floors = new Map<string, bigint>();
    const accepted = new Set<string>();
    const highest = new Map<string, bigint>();
    let rule = new AxonNonceRule(START);
    const restart = () => {
      rule = new AxonNonceRule(START);
      for (const [hotkey, nonce] of floors) rule.restore({ kind: "floor", hotkey, nonce });
      for (const row of rows.values()) rule.restore({ kind: "nonce", ...row });
    };
    let counter = 1000n;
    for (let i = 0; i < chaos.amount(3000, 400); i++) {
      if (chaos.int(100) === 0) restart();
      const hotkey = `h${chaos.int(3)}`;
      const uuid = `u${chaos.int(100)}`;
      const key = `${hotkey} ${uuid}`;
      const replay = chaos.int(2) === 0 && accepted.size > 0;
      const old = replay ? pick(chaos.random, [...accepted].slice(-200)).split(" ") : null;
      const [h, u, n] = old
        ? [old[0]!, old[1]!, BigInt(old[2]!)]
        : [hotkey, uuid, counter += BigInt(1 + chaos.int(9))];
      const verdict = rule.accept({ hotkey: h, uuid: u, nonce: n, timeoutS: 10, nowNs: START });
      chaos.inject();
      const name = `${h} ${u} ${n}`;
      if (verdict.ok) {
        assert.ok(!accepted.has(name), `${name} was accepted twice`);
        accepted.add(name);
        for (const change of verdict.changes) {
          if (change.kind === "floor") floors.set(change.hotkey, change.nonce);
          else rows.set(`${change.hotkey} ${change.uuid}`, change);
        }
      } else if (!replay && n > (highest.get(key) ?? -1n)) refusedHonest++;
      if (!replay) highest.set(key, n);
    }
  }
  assert.equal(refusedHonest, 0, "a caller who counts up was refused");
  return Promise.resolve();
}

/** A clock that is set forth and back under a running axon, by nanoseconds to years: nothing passes twice. */
export async function clockJumps(chaos: Chaos): Promise<void> {
  const clock = new ShownClock();
  const rule = new AxonNonceRule(clock.shown);
  const accepted = new Set<string>();
  const recent: { uuid: string; nonce: bigint }[] = [];
  let fresh = 0;
  for (let i = 0; i < chaos.amount(300_000, 3000); i++) {
    if (chaos.int(5) === 0) {
      const size = 10 ** (1 + chaos.int(16));
      clock.shown += BigInt(Math.round((chaos.random.next() - 0.5) * size));
      if (clock.shown < 10n ** 17n) clock.shown = START;
      chaos.inject();
    }
    clock.shown += 1_000_000n;
    const replay = recent.length > 0 && chaos.int(2) === 0;
    const { uuid, nonce } = replay ? pick(chaos.random, recent) : {
      uuid: `u${chaos.int(4)}`,
      nonce: clock.shown + BigInt(chaos.int(10e9)) - 5n * SECOND,
    };
    const ok = rule.accept({ hotkey: `h${uuid}`, uuid, nonce, timeoutS: 10, nowNs: clock.shown }).ok;
    if (!ok) continue;
    const name = `${uuid} ${nonce}`;
    assert.ok(!accepted.has(name), `accepted twice: ${name}`);
    accepted.add(name);
    if (!replay) fresh++;
    recent.push({ uuid, nonce });
    if (recent.length > 500) recent.shift();
  }
  chaos.note(`${fresh} fresh requests passed between the jumps`);
  assert.ok(fresh > 0, "no fresh request ever passed");
  await noncesStayAhead(chaos);
}

/** Our own nonces keep rising, whatever the clock does. */
async function noncesStayAhead(chaos: Chaos): Promise<void> {
  const { NonceSource } = await import("../../src/dendrite/nonces.ts");
  const clock = new ShownClock();
  const source = new NonceSource(clock);
  let last = -1n;
  for (let i = 0; i < chaos.amount(100_000, 1000); i++) {
    if (chaos.int(3) === 0) clock.shown += BigInt(Math.round((chaos.random.next() - 0.5) * 1e12));
    const next = BigInt(source.next());
    assert.ok(next > last, "a nonce of ours did not rise");
    last = next;
    chaos.inject();
  }
}
