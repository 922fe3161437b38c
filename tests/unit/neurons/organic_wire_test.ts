import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { TaskSampler } from "../../../neurons/validator/ask/task_sampler.ts";
import type { RewardPipeline } from "../../../rewards/mod.ts";
import type { Task } from "../../../tasks/mod.ts";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../../src/base/mod.ts";
import { metagraphOf } from "../../kit/metagraph.ts";
import { full } from "../../kit/mod.ts";

/** A request as a miner gets it. */
interface Wire {
  line: string;
  headers: [string, string][];
  body: string;
}

/** What differs from request to request by its nature: nonce and signature, as text of a length of its own. */
const PRIVATE = /^bt_header_dendrite_(nonce|signature)$/;
const blank = (text: string) => text.replace(/[0-9a-f]/g, "0");
const shape = ({ line, headers, body }: Wire): Wire => ({
  line,
  headers: headers.map(([name, value]) => [name, PRIVATE.test(name) ? blank(value) : value]),
  body: body.replace(/"nonce":\d+/, blank).replace(/"signature":"0x[0-9a-f]+"/, blank),
});

/** A miner that keeps what it is sent and answers one word. */
async function listen(): Promise<{ port: number; wires: Wire[]; close(): Promise<void> }> {
  const wires: Wire[] = [];
  const server = createServer((incoming: IncomingMessage, outgoing) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (piece: string) => body += piece).on("end", () => {
      const raw = incoming.rawHeaders;
      const headers = raw.flatMap((name, i): [string, string][] => i % 2 === 0 ? [[name, raw[i + 1]!]] : []);
      wires.push({ line: `${incoming.method} ${incoming.url} ${incoming.httpVersion}`, headers, body });
      outgoing.writeHead(200, { bt_header_axon_status_code: "200" });
      outgoing.end("word");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    wires,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

full("on the wire a user's request is the validator's own, but for nonce and signature", async () => {
  const [{ createDendrite }, { devKey }, { runStep }, { openOrganicApi }, { hashSecret }] = await Promise.all(
    [
      import("../../../src/dendrite/mod.ts"),
      import("../../../src/wallet/mod.ts"),
      import("../../../neurons/validator/ask/step.ts"),
      import("../../../neurons/validator/organic/organic_api.ts"),
      import("../../../src/api/mod.ts"),
    ],
  );
  const miner = await listen();
  const basics = {
    clock: systemClock,
    logger: nullLogger,
    metrics: nullMetrics,
    random: seededRandom("wire"),
  };
  const dendrite = createDendrite({ allowPrivate: true }, { ...basics, signer: await devKey("//Validator") });
  const timeoutMs = 12_500;
  const metagraph = metagraphOf(["validator", "miner"], (uid) => ({
    axon: {
      ip: uid ? "127.0.0.1" : "0.0.0.0",
      port: miner.port,
      ipType: 4,
      protocol: 4,
      version: 1,
      block: 1,
    },
  }));
  const conversation = ["What is a wire?", "A thin thing.", "How thin?"];
  try {
    // A step of the validator's own, in its second turn.
    const task = { reference: "word", context: { extra: {} } } as unknown as Task;
    await runStep(
      {
        task,
        persona: { profile: "", mood: "", tone: "" },
        challenge: conversation[2]!,
        challengeTimeS: 0,
      },
      [{ role: "user", content: conversation[0]! }, { role: "assistant", content: conversation[1]! }],
      [1],
      metagraph,
      seededRandom("step"),
      { timeoutMs, maxTokensPerChunk: 200 },
      {
        clock: systemClock,
        dendrite,
        desk: { withReference: () => Promise.resolve(task) } as unknown as TaskSampler,
        pipeline: {
          rules: { profile: "v2.5" },
          score: () => Promise.resolve({ terms: [], totals: [0], best: 0 }),
        } as unknown as RewardPipeline,
        countTokens: () => Promise.resolve(1),
      },
      new AbortController().signal,
    );
    // The same conversation of a user, streamed and not.
    const view = {
      current: metagraph,
      find: (hotkey: string) => metagraph.neurons.find((n) => n.hotkey === hotkey),
    };
    const api = await openOrganicApi({ host: "127.0.0.1", port: 0, netuid: 1, timeoutMs, organicRate: 0 }, {
      ...basics,
      dendrite,
      validator: {
        view: view as never,
        scores: new Float32Array(2),
        selection: { ownUid: 0, vpermitTaoLimit: 4096, uniqueColdkeys: false, uniqueIps: false },
        organic: () => Promise.resolve(false),
      },
      keys: {
        find: (hash) =>
          hash === hashSecret("sn1_x")
            ? { id: "x", perMinute: 9, concurrent: 9, expiresAt: null, revokedAt: null }
            : null,
        touch: () => {},
      },
    }, new AbortController().signal);
    try {
      for (const stream of [false, true]) {
        const response = await fetch(`${api.url}/chat/completions`, {
          method: "POST",
          headers: { authorization: "Bearer sn1_x", "user-agent": "somebody/1.0", "x-secret": "y" },
          body: JSON.stringify({
            model: "sn1",
            stream,
            temperature: 0.3,
            user: "somebody",
            messages: conversation.map((content, i) => ({ role: i % 2 ? "assistant" : "user", content })),
          }),
        });
        assert.match(await response.text(), /word/);
      }
    } finally {
      await api.close();
    }
  } finally {
    await dendrite.close();
    await miner.close();
  }
  const [own, ...users] = miner.wires;
  assert.equal(users.length, 2);
  assert.ok(own!.headers.length > 15 && own!.body.includes("How thin?"));
  assert.equal(own!.headers.find(([name]) => name === "timeout")![1], "12.5");
  for (const user of users) {
    assert.deepEqual(shape(user), shape(own!));
    assert.notDeepEqual(user, own);
  }
  const nonces = miner.wires.map(({ headers }) => BigInt(headers.find(([name]) => /nonce/.test(name))![1]));
  assert.ok(nonces[0]! < nonces[1]! && nonces[1]! < nonces[2]!, "one line of nonces");
});
