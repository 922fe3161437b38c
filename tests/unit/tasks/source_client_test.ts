import assert from "node:assert/strict";
import { seededRandom } from "../../../src/base/mod.ts";
import { SourceClient } from "../../../tasks/datasets/source_client.ts";
import { DatasetError } from "../../../tasks/mod.ts";
import { InstantClock } from "../../kit/instant_clock.ts";
import { ManualClock } from "../../kit/mod.ts";
import { type Recorded, recordedFetch } from "../../kit/recorded_fetch.ts";

const url = new URL("https://source.example/api");
const none = () => null;

function client(answer: (url: URL, call: number) => Recorded | Error, options = {}) {
  const fetch = recordedFetch(answer);
  const clock = new InstantClock();
  const made = new SourceClient("source", { userAgent: "sn1/0 (test)", ...options }, {
    fetch,
    clock,
    random: seededRandom(1),
  });
  return { client: made, fetch, clock };
}

function isCode(code: string) {
  return (error: unknown) => error instanceof DatasetError && error.code === code;
}

Deno.test("a source is asked with our name and its JSON comes back", async () => {
  const { client: made, fetch } = client(() => ({ body: { ok: 1 } }));
  assert.deepEqual(await made.getJson(url, none), { ok: 1 });
  assert.equal(fetch.calls[0]!.headers.get("user-agent"), "sn1/0 (test)");
});

Deno.test("busy and broken answers are tried again with growing, jittered waits", async () => {
  const { client: made, fetch, clock } = client((_, call) =>
    call === 0 ? { status: 503 } : call === 1 ? new TypeError("connection reset") : { body: [1] }
  );
  assert.deepEqual(await made.getJson(url, none), [1]);
  assert.equal(fetch.calls.length, 3);
  assert.equal(clock.waits.length, 2);
  assert.ok(clock.waits.every((ms) => ms >= 500));
});

Deno.test("Retry-After is waited for when short, and given up on when long", async () => {
  const short = client((
    _,
    call,
  ) => (call === 0 ? { status: 429, headers: { "retry-after": "7" } } : { body: 1 }));
  await short.client.getJson(url, none);
  assert.ok(short.clock.waits.includes(7000));
  const long = client(() => ({ status: 503, headers: { "retry-after": "900" } }));
  await assert.rejects(
    long.client.getJson(url, none),
    (error: unknown) => isCode("unavailable")(error) && (error as DatasetError).data.retryAfterS === 900,
  );
  assert.equal(long.fetch.calls.length, 1);
});

Deno.test("what is forbidden or gone is not asked again", async () => {
  const { client: made, fetch } = client(() => ({ status: 403 }));
  await assert.rejects(made.getJson(url, none), isCode("unavailable"));
  assert.equal(fetch.calls.length, 1);
});

Deno.test("a reply that is a refusal in itself counts as one", async () => {
  const { client: made, fetch } = client((_, call) => ({ body: { lag: call < 1 } }));
  const refusal = (reply: unknown) => ((reply as { lag: boolean }).lag ? "lagging" : null);
  assert.deepEqual(await made.getJson(url, refusal), { lag: false });
  assert.equal(fetch.calls.length, 2);
});

Deno.test("replies that are too large or no JSON are refused and not asked for again", async () => {
  const large = client(() => ({ body: "x".repeat(5000) }), { maxBytes: 1000 });
  await assert.rejects(large.client.getJson(url, none), isCode("bad_reply"));
  const html = client(() => ({ body: "<html>" }));
  await assert.rejects(html.client.getJson(url, none), isCode("bad_reply"));
  assert.equal(large.fetch.calls.length + html.fetch.calls.length, 2);
});

Deno.test("a source that never answers is given up after its deadline", async () => {
  const clock = new ManualClock();
  const fetch = (() => new Promise(() => {})) as typeof globalThis.fetch;
  const made = new SourceClient("source", { userAgent: "x", tries: 1, timeoutMs: 1000 }, {
    fetch,
    clock,
    random: seededRandom(1),
  });
  const asked = assert.rejects(made.getJson(url, none), isCode("unavailable"));
  await clock.advance(1001);
  await asked;
});

Deno.test("one request at a time reaches a source, and who stops waiting leaves at once", async () => {
  let inFlight = 0;
  let most = 0;
  const gates: (() => void)[] = [];
  const fetch = (async () => {
    most = Math.max(most, ++inFlight);
    await new Promise<void>((resolve) => gates.push(resolve));
    inFlight--;
    return new Response("1");
  }) as typeof globalThis.fetch;
  const made = new SourceClient("source", { userAgent: "x" }, {
    fetch,
    clock: new ManualClock(),
    random: seededRandom(1),
  });
  const stop = new AbortController();
  const first = made.getJson(url, none);
  const second = made.getJson(url, none, stop.signal);
  const third = made.getJson(url, none);
  stop.abort(new Error("enough"));
  await assert.rejects(second, /enough/);
  const answers = Promise.all([first, third]);
  for (let i = 0; i < 50; i++) {
    gates.shift()?.();
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  assert.deepEqual(await answers, [1, 1]);
  assert.equal(most, 1);
});
