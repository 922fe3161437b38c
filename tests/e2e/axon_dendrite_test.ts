import assert from "node:assert/strict";
import { nullLogger, nullMetrics, systemClock } from "../../src/base/mod.ts";
import type { AxonHandler, AxonRequest, CallerPolicy } from "../../src/axon/mod.ts";
import {
  createDendrite,
  type Dendrite,
  type DendriteResponse,
  type QueryOptions,
} from "../../src/dendrite/mod.ts";
import type { Signer } from "../../src/wallet/mod.ts";
import { full, until } from "../kit/mod.ts";

const ALL: CallerPolicy = { refuseReason: () => null, priority: () => 1 };
const PROMPT = {
  roles: ["user", "assistant", "user"],
  messages: ['It\'s "quoted"\n', "café 😀 \u200d", "go on\u00a0"],
};

/** Our axon and our client over loopback, with the keys of the development accounts. */
interface Pair {
  dendrite: Dendrite;
  bob: Signer;
  port: number;
  ask(options?: Partial<QueryOptions>, hotkey?: string): Promise<DendriteResponse>;
}

async function withPair(
  handler: AxonHandler,
  body: (pair: Pair) => Promise<void>,
  policy = ALL,
): Promise<void> {
  const { createAxon } = await import("../../src/axon/mod.ts");
  const { devKey } = await import("../../src/wallet/mod.ts");
  const [alice, bob] = [await devKey("//Alice"), await devKey("//Bob")];
  const shared = { clock: systemClock, logger: nullLogger, metrics: nullMetrics };
  const options = { port: 0, host: "127.0.0.1", limits: { connectionsPerAddress: 512 } };
  const axon = createAxon(options, { ...shared, signer: bob, policy, handler });
  const dendrite = createDendrite({ allowPrivate: true }, { ...shared, signer: alice });
  const { port } = await axon.start();
  try {
    await body({
      dendrite,
      bob,
      port,
      async ask(query = {}, hotkey = bob.ss58) {
        const targets = [{ ip: "127.0.0.1", port, hotkey }];
        return (await dendrite.query(targets, PROMPT, { timeoutMs: 10_000, ...query }))[0]!;
      },
    });
  } finally {
    await dendrite.close();
    await axon.stop(0);
  }
}

const say = (...pieces: string[]): AxonHandler =>
  async function* () {
    for (const piece of pieces) yield piece;
  };

full("what a miner says arrives unchanged, newlines, emoji and all", async () => {
  const pieces = ["Hello ", "wörld\n\n", "日本語 ", "👩‍👩‍👧 ", "\ud83d", "\ude00", " end\r\n"];
  await withPair(say(...pieces), async ({ ask }) => {
    const response = await ask();
    assert.equal(response.statusCode, 200, response.statusMessage);
    assert.equal(response.completion, pieces.join(""));
    assert.ok(response.chunks.length >= 1 && response.ttftMs !== null);
  });
});

full("the miner sees the verified caller and the prompt as it was sent", async () => {
  let seen: AxonRequest | undefined;
  await withPair((request) => {
    seen = request;
    return say("ok")(request);
  }, async ({ ask, dendrite }) => {
    assert.equal((await ask({ timeoutMs: 7000 })).statusCode, 200);
    assert.deepEqual(seen!.prompt, PROMPT);
    assert.equal(seen!.caller.hotkey, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    assert.equal(seen!.caller.uuid, dendrite.uuid);
    assert.equal(seen!.timeoutMs, 7000);
  });
});

full("pieces arrive while the miner still works", async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => release = resolve);
  await withPair(async function* () {
    yield "first";
    await gate;
    yield "second";
  }, async ({ ask }) => {
    const response = await ask({ onChunk: () => release() });
    assert.equal(response.completion, "firstsecond");
    assert.equal(response.chunks.length, 2);
  });
});

full("an empty answer is 204", async () => {
  await withPair(say(), async ({ ask }) => assert.equal((await ask()).statusCode, 204));
});

full("a caller who may not ask gets 403 and no text", async () => {
  const policy = { refuseReason: () => "Unrecognized hotkey", priority: () => 0 };
  await withPair(say("secret"), async ({ ask }) => {
    const response = await ask();
    assert.equal(response.statusCode, 403);
    assert.equal(response.statusMessage, "Forbidden. Key is blacklisted: Unrecognized hotkey.");
    assert.equal(response.completion, "");
  }, policy);
});

full("a request signed for another axon is refused", async () => {
  await withPair(say("not for you"), async ({ ask, dendrite }) => {
    const response = await ask({}, "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
    assert.equal(response.statusCode, 401);
    assert.match(response.statusMessage, /^Not Verified with error: /);
    assert.equal(response.completion, "");
    assert.ok(dendrite.uuid);
  });
});

full("a busy miner's refusal arrives as 503 with its reason", async () => {
  await withPair(
    () => ({ refuse: "busy", reason: "all slots are taken", retryAfterS: 3 }),
    async ({ ask }) => {
      const response = await ask();
      assert.equal(response.statusCode, 503);
      assert.equal(response.completion, "");
    },
  );
});

full(
  "a miner that fails before it speaks is a 500, one that fails while it speaks keeps its words",
  async () => {
    await withPair(() => {
      throw new Error("boom");
    }, async ({ ask }) => {
      const response = await ask();
      assert.equal(response.statusCode, 500);
      assert.doesNotMatch(response.statusMessage, /boom/);
    });
    await withPair(async function* () {
      yield "some words";
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error("boom");
    }, async ({ ask }) => {
      const response = await ask();
      assert.notEqual(response.statusCode, 200);
      assert.equal(response.completion, "some words");
    });
  },
);

full("a validator that leaves stops the miner's work", async () => {
  let stopped = 0;
  const abort = new AbortController();
  await withPair(async function* (request) {
    yield "begun";
    await new Promise<void>((resolve) =>
      request.signal.addEventListener("abort", () => resolve(), { once: true })
    );
    stopped++;
  }, async ({ ask }) => {
    const response = await ask({ timeoutMs: 30_000, signal: abort.signal, onChunk: () => abort.abort() });
    assert.equal(response.completion, "begun");
    await until(() => stopped === 1, 2000, "the miner stops");
  });
});

full("a miner that is too slow is cut at the timeout and keeps its words", async () => {
  await withPair(async function* (request) {
    yield "early";
    await new Promise<void>((resolve) =>
      request.signal.addEventListener("abort", () => resolve(), { once: true })
    );
  }, async ({ ask }) => {
    const response = await ask({ timeoutMs: 400 });
    assert.equal(response.completion, "early");
    // Whichever of the two clocks rings first: the axon ends its stream, or the client hangs up.
    assert.ok([200, 400, 408].includes(response.statusCode), String(response.statusCode));
  });
});

full("sixty requests to one axon all arrive, each answered for itself", async () => {
  let asked = 0;
  await withPair(() => say(`answer ${asked++}`)({} as AxonRequest), async ({ dendrite, bob, port }) => {
    const targets = Array.from(
      { length: 60 },
      (_, uid) => ({ uid, ip: "127.0.0.1", port, hotkey: bob.ss58 }),
    );
    const responses = await dendrite.query(targets, PROMPT, { timeoutMs: 30_000 });
    const failed = responses.filter(({ statusCode }) => statusCode !== 200);
    assert.deepEqual(failed.map(({ statusMessage }) => statusMessage), []);
    assert.equal(new Set(responses.map(({ completion }) => completion)).size, 60);
  });
});
