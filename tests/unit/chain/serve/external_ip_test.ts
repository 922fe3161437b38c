import assert from "node:assert/strict";
import { systemClock } from "../../../../src/base/mod.ts";
import { ChainError, externalIp } from "../../../../src/chain/mod.ts";

/** A fetch that answers by host. */
function fakeFetch(answers: Record<string, () => Response | Promise<Response>>) {
  const asked: string[] = [];
  const fetch = (input: string | URL | Request, init?: RequestInit) => {
    assert.equal(init?.redirect, "error", "a redirect would lead to somebody nobody named");
    const host = new URL(String(input)).host;
    asked.push(host);
    return Promise.resolve(answers[host]?.() ?? Promise.reject(new TypeError("network is down")));
  };
  return { fetch: fetch as typeof globalThis.fetch, asked };
}

Deno.test("the first service with a valid answer decides", async () => {
  const { fetch, asked } = fakeFetch({
    "checkip.amazonaws.com": () => new Response("8.8.8.8\n"),
    "ident.me": () => new Response("9.9.9.9"),
  });
  assert.equal(await externalIp({ fetch, clock: systemClock }), "8.8.8.8");
  assert.deepEqual(asked, ["checkip.amazonaws.com"]);
});

Deno.test("errors, pages, endless bodies and silence are passed over", async () => {
  const endless = () =>
    new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(2048).fill(57)) }));
  const { fetch, asked } = fakeFetch({
    "checkip.amazonaws.com": () => new Response("8.8.8.8", { status: 500 }),
    "ifconfig.me": () => new Response("<html>no</html>"),
    "ipinfo.io": endless,
    "myip.dnsomatic.com": () => new Promise(() => {}),
    "ident.me": () => new Response("2001:db8::7"),
  });
  assert.equal(await externalIp({ fetch, clock: systemClock, timeoutMs: 50 }), "2001:db8::7");
  assert.equal(asked.length, 5);
});

Deno.test("a JSON field and a header count as answers", async () => {
  const json = fakeFetch({ "ipinfo.io": () => Response.json({ ip: "1.2.3.4" }) });
  assert.equal(await externalIp({ fetch: json.fetch, clock: systemClock }), "1.2.3.4");
  const header = fakeFetch({
    "www.wikipedia.org": () => new Response("page", { headers: { "x-client-ip": "5.6.7.8" } }),
  });
  assert.equal(await externalIp({ fetch: header.fetch, clock: systemClock }), "5.6.7.8");
});

Deno.test("without any answer the flag to set is named", async () => {
  const { fetch } = fakeFetch({});
  await assert.rejects(externalIp({ fetch, clock: systemClock }), (error) => {
    assert.ok(error instanceof ChainError);
    assert.equal(error.code, "unreachable");
    assert.match(error.hint!, /--axon\.external_ip/);
    assert.equal((error.data.failures as string[]).length, 6);
    return true;
  });
});

Deno.test("an aborted caller hears its own reason and asks no further", async () => {
  const controller = new AbortController();
  const { fetch, asked } = fakeFetch({
    "checkip.amazonaws.com": () => {
      controller.abort(new Error("enough"));
      return new Promise(() => {});
    },
  });
  await assert.rejects(externalIp({ fetch, clock: systemClock, signal: controller.signal }), /enough/);
  assert.equal(asked.length, 1);
});
