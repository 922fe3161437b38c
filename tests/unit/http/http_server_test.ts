import assert from "node:assert/strict";
import net from "node:net";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { systemClock } from "../../../src/base/mod.ts";
import { FileBudget, HttpServer, type HttpServerLimits, OpenCalls } from "../../../src/http/mod.ts";
import { gateRequests } from "../../../src/http/parser_gate.ts";
import { ListenerProbe } from "../../../src/http/listener_probe.ts";
import { full, until } from "../../kit/mod.ts";
import { RawSocket } from "./servers_under_attack.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const GET = "GET /x HTTP/1.1\r\nhost: a\r\n\r\n";

interface Bare {
  server: HttpServer;
  port: number;
  cut: string[];
  handled: () => number;
  open: () => number;
}

async function withServer(
  limits: Partial<HttpServerLimits>,
  answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
  body: (bare: Bare) => Promise<void>,
): Promise<void> {
  const cut: string[] = [];
  let handled = 0;
  let open = 0;
  const server = new HttpServer({
    connections: 100,
    perSource: 100,
    headerBytes: 16_384,
    headerTimeoutMs: 5_000,
    requestTimeoutMs: 10_000,
    keepAliveMs: 5_000,
    ...limits,
  }, (incoming, outgoing) => {
    handled++;
    answer(incoming, outgoing);
  }, {
    cut: (reason) => void cut.push(reason),
    open: (count) => open = count,
    broken: (_error, socket) => void socket.destroy(),
    failed: () => {},
    listening: () => {},
  });
  const port = await server.listen("127.0.0.1", 0);
  try {
    await body({ server, port, cut, handled: () => handled, open: () => open });
  } finally {
    await server.stop(new OpenCalls<void>(), undefined, { drainMs: 0, graceMs: 0 }, systemClock);
  }
}

const ok = (_incoming: IncomingMessage, outgoing: ServerResponse) => void outgoing.end("ok");

full(
  "of one packet with hundreds of requests only as many are begun as one connection may have",
  async () => {
    await withServer({}, () => {}, async ({ port, handled, cut }) => {
      const client = new RawSocket(port, { reads: true });
      client.socket.write(GET.repeat(500));
      await client.closed;
      assert.equal(handled(), 8);
      assert.deepEqual(cut, ["pipelined"]);
      // As many as it may have are no offence.
      const polite = new RawSocket(port, { reads: true });
      polite.socket.write(GET.repeat(8));
      await until(() => handled() === 16, 5_000, "eight more requests");
      await pause(100);
      assert.equal(polite.isClosed, false);
      polite.socket.destroy();
      // A parser that is used again for another connection still counts, and starts from zero.
      const next = new RawSocket(port, { reads: true });
      next.socket.write(GET.repeat(9));
      await next.closed;
      assert.equal(handled(), 24);
    });
  },
);

full("a gate at the parser stops it in the middle of a packet", async () => {
  let begun = 0;
  const server = createServer((_incoming, outgoing) => {
    begun++;
    outgoing.end("ok");
  });
  const gated: boolean[] = [];
  server.on("connection", (socket: net.Socket) => {
    let left = 3;
    gated.push(gateRequests(socket, () => {
      if (left-- > 0) return true;
      socket.destroy();
      return false;
    }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  for (let i = 1; i < 4; i++) {
    const client = new RawSocket(port, { reads: true });
    client.socket.write(GET.repeat(500));
    await client.closed;
    assert.equal(begun, 3 * i);
  }
  assert.deepEqual(gated, [true, true, true]);
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

full(
  "an answer nobody reads ends with its connection after the deadline; a slow reader gets all",
  async () => {
    const size = 24 * 1048576;
    const answer = (_incoming: IncomingMessage, outgoing: ServerResponse) => {
      const block = new Uint8Array(65_536);
      let left = size;
      const more = () => {
        while (left > 0) {
          left -= block.length;
          if (!outgoing.write(block)) return void outgoing.once("drain", more);
        }
        outgoing.end();
      };
      more();
    };
    await withServer({ unreadMs: 1_000 }, answer, async ({ port, cut }) => {
      const deaf = new RawSocket(port);
      deaf.socket.write(GET);
      await until(() => cut.length > 0, 10_000, "the deadline");
      assert.deepEqual(cut, ["unread"]);
      deaf.socket.destroy();
      let got = 0;
      const slow = net.connect(port, "127.0.0.1");
      slow.write("GET /x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      for await (const piece of slow) {
        got += (piece as Uint8Array).length;
        await pause(1);
      }
      assert.ok(got > size, `${got} of ${size} bytes`);
    });
  },
);

full("more bytes than may wait for one client end its connection before the deadline", async () => {
  const limits = { unreadBytes: 1_000_000, unreadMs: 60_000 };
  const answer = (_incoming: IncomingMessage, outgoing: ServerResponse) =>
    void outgoing.end(new Uint8Array(40 * 1048576));
  await withServer(limits, answer, async ({ port, cut }) => {
    const deaf = new RawSocket(port);
    deaf.socket.write(GET);
    await until(() => cut.length > 0, 10_000, "the bound");
    assert.deepEqual(cut, ["unread"]);
    deaf.socket.destroy();
  });
});

full("every answer of a connection hears of its end, once", async () => {
  const closes: number[] = [];
  await withServer({}, (_incoming, outgoing) => {
    const index = closes.push(0) - 1;
    outgoing.on("close", () => closes[index]!++);
  }, async ({ port }) => {
    const client = new RawSocket(port);
    client.socket.write(GET.repeat(5));
    await until(() => closes.length === 5, 5_000, "five requests");
    client.socket.resetAndDestroy();
    await until(() => closes.every((count) => count > 0), 5_000, "five ends");
    await pause(50);
    assert.deepEqual(closes, [1, 1, 1, 1, 1]);
  });
});

full("a full server drops the oldest connection without a request, never a verified source's", async () => {
  await withServer({ connections: 8 }, ok, async ({ server, port, cut, open }) => {
    const trusted = new RawSocket(port, { from: "127.0.0.9", reads: true });
    await until(() => open() === 1, 5_000, "the first connection");
    server.trust("127.0.0.9");
    const strangers: RawSocket[] = [];
    // Six places are for strangers: two eighths are kept.
    for (let i = 0; i < 6; i++) {
      strangers.push(new RawSocket(port, { from: `127.0.0.${20 + i}`, reads: true }));
      await until(() => open() === 2 + i, 5_000, `stranger ${i}`);
    }
    assert.deepEqual(cut, []);
    const seventh = new RawSocket(port, { from: "127.0.0.30", reads: true });
    await strangers[0]!.closed;
    assert.equal(strangers.filter(({ isClosed }) => isClosed).length, 1);
    seventh.socket.write(GET);
    await until(() => seventh.text.includes("200 OK"), 5_000, "an answer to the seventh");
    // The kept places are free for a verified source whatever strangers do.
    const more = [0, 1].map(() => new RawSocket(port, { from: "127.0.0.9", reads: true }));
    for (const { socket } of more) socket.write(GET);
    await until(() => more.every(({ text }) => text.includes("200 OK")), 5_000, "answers to the verified");
    assert.equal(trusted.isClosed, false);
    for (const { socket } of [trusted, seventh, ...strangers, ...more]) socket.destroy();
  });
});

full(
  "a full server drops unfinished bodies before it refuses, and never a request it has whole",
  async () => {
    const held: ServerResponse[] = [];
    await withServer({ connections: 4 }, (_incoming, outgoing) => void held.push(outgoing), async (bare) => {
      const { port, cut } = bare;
      const whole = [1, 2].map((i) => new RawSocket(port, { from: `127.0.0.${40 + i}`, reads: true }));
      for (const { socket } of whole) socket.write(GET);
      await until(() => held.length === 2, 5_000, "two requests");
      const half = new RawSocket(port, { from: "127.0.0.50", reads: true });
      half.socket.write("POST /x HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nabc");
      await until(() => held.length === 3, 5_000, "the unfinished request");
      const late = new RawSocket(port, { from: "127.0.0.51" });
      await half.closed;
      late.socket.write(GET);
      await until(() => held.length === 4, 5_000, "the late request");
      const refused = new RawSocket(port, { from: "127.0.0.52", reads: true });
      await refused.closed;
      assert.deepEqual(cut, ["connections", "connections"]);
      for (const outgoing of held) outgoing.end("done");
      await until(() => whole.every(({ text }) => text.includes("done")), 5_000, "both whole answers");
      for (const { socket } of [...whole, late]) socket.destroy();
    });
  },
);

Deno.test("the descriptors of a process are shared so that all connections fit under the limit", () => {
  for (const limit of [256, 1024, 4096, 20_000, Number.MAX_SAFE_INTEGER]) {
    const budget = new FileBudget(() => limit);
    const granted = [1024, 256, 128, 128].map((wanted) => budget.take(wanted));
    const sum = granted.reduce((a, b) => a + b, 0);
    assert.ok(sum + budget.backlog < limit, `${limit}: ${granted}`);
    assert.ok(granted.every((count) => count >= 4), `${limit}: ${granted}`);
    if (limit >= 4096) assert.deepEqual(granted, [1024, 256, 128, 128]);
    for (const count of granted) budget.release(count);
    assert.equal(budget.take(1024), granted[0]);
  }
});

full("a listener that stops accepting is noticed, and told alive when it accepts again", async () => {
  const listener = net.createServer((socket) => void socket.destroy());
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as net.AddressInfo;
  let accepted = 0;
  let counts = true;
  listener.on("connection", () => counts && accepted++);
  const told: string[] = [];
  const probe = new ListenerProbe({
    host: "127.0.0.1",
    port,
    accepted: () => accepted,
    onDead: () => void told.push("dead"),
    onAlive: () => void told.push("alive"),
  }, { everyMs: 50, answerMs: 100 });
  await pause(500);
  assert.equal(told.length, 0);
  counts = false;
  await until(() => told.includes("dead"), 5_000, "the dead listener to be noticed");
  counts = true;
  await until(() => told.includes("alive"), 5_000, "the listener to be told alive");
  // Not listening at all is dead as well.
  await new Promise<void>((resolve) => listener.close(() => resolve()));
  told.length = 0;
  await until(() => told.includes("dead"), 5_000, "the closed listener to be noticed");
  probe.stop();
  await pause(50);
});
