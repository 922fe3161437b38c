import assert from "node:assert/strict";
import { type AxonTarget, type Chunk, DendriteError } from "../../../src/dendrite/mod.ts";
import { full, until } from "../../kit/mod.ts";
import { END, framed, OK_HEAD, rawServer } from "./raw_server.ts";
import { aliceDendrite, askServer, BOB, PROMPT, target } from "./setup.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const say =
  (...pieces: string[]) => async ({ write }: { write(data: string | Uint8Array): Promise<void> }) => {
    await write(OK_HEAD);
    for (const piece of pieces) {
      await write(framed(piece));
      await pause(15);
    }
    await write(END);
  };

full("an answer comes back whole, with newlines, its pieces and local times", async () => {
  const heard: Chunk[] = [];
  const pieces = ["Hello ", "world\n", "\nbye"];
  const response = await askServer(async ({ write }) => {
    await write(OK_HEAD);
    for (const [i, piece] of pieces.entries()) {
      await write(framed(piece));
      await until(() => heard.length > i, 5000, `piece ${i} is heard before the next is sent`);
    }
    await write(END);
  }, { timeoutMs: 20_000, onChunk: (_, chunk) => heard.push(chunk) });
  assert.equal(response.statusCode, 200);
  assert.equal(response.statusMessage, "Success");
  assert.equal(response.completion, pieces.join(""));
  assert.deepEqual(response.chunks.map((chunk) => chunk.text), pieces);
  assert.deepEqual(heard, response.chunks);
  assert.equal(response.ttftMs, response.chunks[0]!.atMs);
  assert.ok(response.chunks[2]!.atMs <= response.totalMs);
});

full("success without text is 204", async () => {
  const response = await askServer(say());
  assert.equal(response.statusCode, 204);
  assert.equal(response.completion, "");
  assert.equal(response.ttftMs, null);
});

full("a request carries what an axon checks, and its signature covers it", async () => {
  const { requests } = (await askServer(say("ok"))).server;
  const { head, body } = requests[0]!;
  const protocol = await import("../../../src/protocol/mod.ts");
  const wallet = await import("../../../src/wallet/mod.ts");
  const lines = head.split("\r\n");
  assert.equal(lines[0], "POST /StreamPromptingSynapse HTTP/1.1");
  const pairs = lines.slice(1).map((line) => line.split(/: /, 2) as [string, string]);
  const headers = protocol.parseSynapseHeaders(pairs, protocol.REQUIRED_INPUTS);
  const parsed = protocol.parsePromptBody(new TextEncoder().encode(body));
  assert.deepEqual(parsed, { prompt: PROMPT, timeoutS: 5 });
  assert.equal(headers.computedBodyHash, protocol.bodyHash(PROMPT.messages));
  const { nonce, uuid, hotkey, signature } = headers.dendrite;
  assert.ok(BigInt(nonce!) > 10n ** 18n);
  const text = protocol.requestSignatureText({
    nonce,
    dendriteHotkey: hotkey,
    axonHotkey: BOB,
    uuid,
    bodyHash: headers.computedBodyHash,
  });
  const alice = await wallet.devKey("//Alice");
  assert.equal(hotkey, alice.ss58);
  const bytes = protocol.parseSignature(signature)!;
  assert.ok(await wallet.verify(new TextEncoder().encode(text), bytes, alice.publicKey));
});

full("texts with lone surrogates are sent well-formed, with the hash of what is sent", async () => {
  const server = rawServer(say("ok"));
  const dendrite = await aliceDendrite();
  await dendrite.query([target(server.port)], { roles: ["user"], messages: ["half \ud83d pair"] }, {
    timeoutMs: 5000,
  });
  const { bodyHash } = await import("../../../src/protocol/mod.ts");
  assert.deepEqual(JSON.parse(server.requests[0]!.body).messages, ["half \ufffd pair"]);
  assert.ok(server.requests[0]!.head.includes(bodyHash(["half \ufffd pair"])));
  await dendrite.close();
  await server.close();
});

full("sixty-four axons are asked at once and answer in the order of the targets", async () => {
  let open = 0;
  let most = 0;
  const servers = Array.from({ length: 8 }, (_, i) =>
    rawServer(async ({ write }) => {
      most = Math.max(most, ++open);
      await until(() => most === 64, 10_000, "all 64 requests open at once");
      await write(OK_HEAD);
      await write(framed(`server ${i}`));
      await write(END);
      open--;
    }));
  const dendrite = await aliceDendrite();
  const targets = Array.from({ length: 64 }, (_, uid) => target(servers[uid % 8]!.port, uid));
  const responses = await dendrite.query(targets, PROMPT, { timeoutMs: 15_000 });
  responses.forEach((response, uid) => {
    assert.equal(response.statusCode, 200, response.statusMessage);
    assert.equal(response.target.uid, uid);
    assert.equal(response.completion, `server ${uid % 8}`);
  });
  const nonces = servers.flatMap(({ requests }) =>
    requests.map(({ head }) => /nonce: (\d+)/.exec(head)![1]!)
  );
  assert.equal(new Set(nonces).size, 64);
  await dendrite.close();
  await Promise.all(servers.map((server) => server.close()));
});

full("no more requests are open than allowed, and each has its full time", async () => {
  let open = 0;
  let most = 0;
  const server = rawServer(async ({ write }) => {
    most = Math.max(most, ++open);
    await pause(100);
    open--;
    await write(OK_HEAD);
    await write(framed("ok"));
    await write(END);
  });
  const dendrite = await aliceDendrite({ concurrency: 2 });
  const responses = await dendrite.query(Array.from({ length: 6 }, () => target(server.port)), PROMPT, {
    timeoutMs: 5000,
  });
  assert.deepEqual(responses.map((response) => response.statusCode), Array(6).fill(200));
  assert.equal(most, 2);
  await dendrite.close();
  await server.close();
});

full("one bad target leaves the others alone", async () => {
  const good = rawServer(say("fine"));
  const bad = rawServer(({ write }) => write("garbage\r\n\r\n"));
  const dendrite = await aliceDendrite();
  const targets: AxonTarget[] = [
    target(good.port),
    { ip: "not an address", port: 1, hotkey: BOB },
    target(bad.port),
    { ...target(good.port), hotkey: "line\r\nbreak: yes" },
    { ...target(good.port), port: 0 },
    { ip: "0.0.0.0", port: good.port, hotkey: BOB },
    target(good.port),
  ];
  const responses = await dendrite.query(targets, PROMPT, { timeoutMs: 5000 });
  assert.deepEqual(responses.map((response) => response.statusCode), [200, 503, 422, 422, 503, 503, 200]);
  assert.match(responses[1]!.statusMessage, /not an IP address/);
  assert.equal(good.requests.length, 2);
  await dendrite.close();
  await good.close();
  await bad.close();
});

full("loopback is refused without connecting unless it is allowed", async () => {
  const server = rawServer(say("reached"));
  const dendrite = await aliceDendrite({ allowPrivate: false });
  const [response] = await dendrite.query([target(server.port)], PROMPT, { timeoutMs: 1000 });
  assert.equal(response!.statusCode, 503);
  assert.equal(server.requests.length, 0);
  await dendrite.close();
  await server.close();
});

full("the own external address is dialled as loopback", async () => {
  const server = rawServer(say("myself"));
  const dendrite = await aliceDendrite({ allowPrivate: false, externalIp: "203.0.113.9" });
  const own = { ...target(server.port), ip: "203.0.113.9" };
  const [response] = await dendrite.query([own], PROMPT, { timeoutMs: 5000 });
  assert.equal(response!.completion, "myself");
  assert.match(server.requests[0]!.head, /^bt_header_axon_ip: 203\.0\.113\.9$/m);
  await dendrite.close();
  await server.close();
});

full("the caller's signal ends running and waiting requests at once", async () => {
  let left = 0;
  const server = rawServer(async ({ write, gone }) => {
    await write(OK_HEAD);
    await write(framed("begun"));
    await gone;
    left++;
  });
  const abort = new AbortController();
  const dendrite = await aliceDendrite({ concurrency: 1 });
  const running = dendrite.query([target(server.port), target(server.port)], PROMPT, {
    timeoutMs: 60_000,
    signal: abort.signal,
    onChunk: () => abort.abort(),
  });
  const [first, second] = await running;
  assert.equal(first!.statusMessage, "Request cancelled");
  assert.equal(first!.completion, "begun");
  assert.equal(second!.statusMessage, "Request cancelled");
  await until(() => left === 1, 2000, "the server sees the client go");
  await dendrite.close();
  await server.close();
});

full("closing ends what runs and refuses what comes", async () => {
  const server = rawServer(async ({ gone }) => await gone);
  const dendrite = await aliceDendrite();
  const running = dendrite.query([target(server.port)], PROMPT, { timeoutMs: 60_000 });
  await until(() => server.requests.length === 1, 2000, "the request arrives");
  await dendrite.close();
  await dendrite.close();
  assert.equal((await running)[0]!.statusMessage, "Request cancelled");
  await assert.rejects(
    dendrite.query([], PROMPT, { timeoutMs: 1 }),
    (error) => error instanceof DendriteError && error.code === "closed",
  );
  await server.close();
});

full("a listener that throws does not become the miner's fault", async () => {
  const response = await askServer(say("text"), {
    onChunk: () => {
      throw new Error("mine");
    },
  });
  assert.equal(response.statusCode, 200);
  assert.equal(response.completion, "text");
});

full("a signer that fails is an error of ours, not a status", async () => {
  const failing = {
    ss58: BOB,
    publicKey: new Uint8Array(32),
    sign: () => Promise.reject(new Error("locked")),
  };
  const dendrite = await aliceDendrite({}, { signer: failing });
  await assert.rejects(dendrite.query([target(9)], PROMPT, { timeoutMs: 1000 }), /locked/);
  await dendrite.close();
});

full("a signer that hangs is cut at the deadline", async () => {
  const hanging = { ss58: BOB, publicKey: new Uint8Array(32), sign: () => new Promise<never>(() => {}) };
  const dendrite = await aliceDendrite({}, { signer: hanging });
  const [response] = await dendrite.query([target(9)], PROMPT, { timeoutMs: 100 });
  assert.equal(response!.statusCode, 408);
  await dendrite.close();
});

full("requests are counted by status, and no stranger's status becomes a label", async () => {
  const counted: string[] = [];
  const observed: string[] = [];
  const server = rawServer(({ write }) =>
    write(
      "HTTP/1.1 200 OK\r\nbt_header_axon_status_code: 299\r\nbt_header_axon_status_message: x\r\ncontent-length: 0\r\n\r\n",
    )
  );
  const good = rawServer(say("ok"));
  const dendrite = await aliceDendrite({}, {
    metrics: {
      count: (name, labels) => counted.push(`${name} ${labels!.status}`),
      gauge: () => {},
      observe: (name) => observed.push(name),
    },
  });
  await dendrite.query([target(server.port)], PROMPT, { timeoutMs: 5000 });
  await dendrite.query([target(good.port)], PROMPT, { timeoutMs: 5000 });
  assert.deepEqual(counted, ["dendrite_requests_total other", "dendrite_requests_total 200"]);
  assert.deepEqual(observed, ["dendrite_total_seconds", "dendrite_ttft_seconds", "dendrite_total_seconds"]);
  await dendrite.close();
  await server.close();
  await good.close();
});
