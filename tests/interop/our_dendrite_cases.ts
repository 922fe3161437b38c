import { systemClock } from "../../src/base/mod.ts";
import type { InteropCase, Seen } from "./case.ts";
import {
  type AskingWorld,
  clockOffBy,
  forger,
  type OurQuestion,
  outcomeOf,
  rawAsk,
  type TheirScript,
  weAsk,
} from "./our_dendrite.ts";
import { AWKWARD_MESSAGES, cutBytes, MULTI_BYTE, rolesFor } from "./texts.ts";

type Case = InteropCase<AskingWorld>;

const HELLO: TheirScript = { pieces: [{ text: "Hello " }, { text: "world", wait_ms: 20 }] };
const CHARLIE = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y";
const HOUR_MS = 3_600_000;
const MISMATCH =
  "Not Verified with error: Signature mismatch with NONCE.5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY." +
  "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty.UUID.HASH";

/** What they answer, and what our dendrite makes of it. */
function answered(name: string, want: Seen, how: TheirScript, question?: () => Promise<OurQuestion>): Case {
  return {
    name,
    want: { handled: 1, ...want, asSubnet1: want.asSubnet1 ?? want.completion },
    run: async (world) => outcomeOf(await weAsk(world, how, await question?.())),
  };
}

/** A refusal: no text, and their handler never hears of it. */
function refused(name: string, status: number, message: string, question?: () => Promise<OurQuestion>): Case {
  return answered(name, { status, message, handled: 0, completion: "" }, HELLO, question);
}

/** Our dendrite asks, their axon answers. */
export const OUR_DENDRITE_CASES: readonly Case[] = [
  {
    name: "all fields of an exchange",
    want: {
      status: 200,
      message: "Success",
      handled: 1,
      completion: "Hello world",
      asSubnet1: "Hello world",
      prompt: { roles: ["user", "assistant", "user"], messages: ["one", "two", "three"], completion: "" },
      timeout: 9.5,
      hashFields: ["messages"],
      dendrite: { version: 7004000, nonce: true, uuid: true, hotkey: true, signature: true, ip: "0.0.0.0" },
      axon: { ip: "127.0.0.1", port: true, hotkey: true },
      timed: true,
    },
    async run(world) {
      const messages = ["one", "two", "three"];
      const result = await weAsk(world, HELLO, { messages, timeoutMs: 9500 });
      const { roles, messages: got, completion, timeout, hash_fields, dendrite, axon } = result.handled[0]!;
      const { ttftMs, totalMs } = result.response;
      return {
        ...outcomeOf(result),
        prompt: { roles, messages: got, completion },
        timeout,
        hashFields: hash_fields,
        dendrite: {
          version: dendrite.version,
          nonce: /^\d{19}$/.test(dendrite.nonce ?? ""),
          uuid: /^[0-9a-f-]{36}$/.test(dendrite.uuid ?? ""),
          hotkey: dendrite.hotkey === "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
          signature: /^0x[0-9a-f]{128}$/.test(dendrite.signature ?? ""),
          ip: dendrite.ip,
        },
        axon: { ip: axon.ip, port: axon.port === world.port, hotkey: axon.hotkey === world.hotkey },
        timed: ttftMs !== null && ttftMs > 0 && totalMs >= ttftMs,
      };
    },
  },
  answered("multi-byte text, cut inside of characters", {
    status: 200,
    message: "Success",
    completion: MULTI_BYTE.repeat(4),
  }, { pieces: cutBytes(MULTI_BYTE.repeat(4), 3).map((bytes) => ({ bytes, wait_ms: 2 })) }),
  {
    name: "prompts that are hard to hash",
    want: { refused: [] },
    async run(world) {
      const refused: unknown[] = [];
      for (const [i, messages] of AWKWARD_MESSAGES.entries()) {
        const { response, handled } = await weAsk(world, HELLO, { messages });
        const want = JSON.stringify([rolesFor(messages), messages]);
        const same = JSON.stringify([handled[0]?.roles, handled[0]?.messages]) === want;
        if (response.statusCode !== 200 || !same) refused.push([i, response.statusMessage]);
      }
      return { refused };
    },
  },
  {
    name: "many chunks",
    want: { status: 200, message: "Success", handled: 1, whole: true, severalChunks: true },
    async run(world) {
      // More than any buffer on the way holds, so it cannot arrive at once.
      const texts = Array.from({ length: 2000 }, (_, i) => `${i} `.padEnd(200, "é"));
      const result = await weAsk(world, { pieces: texts.map((text) => ({ text })) });
      const { status, message, handled, completion } = outcomeOf(result);
      const severalChunks = result.response.chunks.length > 1;
      return { status, message, handled, whole: completion === texts.join(""), severalChunks };
    },
  },
  answered("newlines", {
    status: 200,
    message: "Success",
    completion: "a\n\nb\r\n\tc\n",
    asSubnet1: "ab\r\tc",
  }, { pieces: ["a\n", "\nb\r", "\n\tc", "\n"].map((text) => ({ text, wait_ms: 20 })) }),
  answered(
    "timeout before the first piece",
    {
      status: 408,
      message: "Request timeout after 1.0 seconds",
      completion: "",
    },
    { pieces: [{ text: "late", wait_ms: 2500 }] },
    async () => ({ timeoutMs: 1000 }),
  ),
  answered(
    "timeout in mid-stream",
    { status: 408, message: "Request timeout after 1.0 seconds", completion: "early " },
    { pieces: [{ text: "early " }, { text: "late", wait_ms: 2500 }] },
    async () => ({ timeoutMs: 1000 }),
  ),
  {
    name: "blacklist",
    want: {
      status: 403,
      message: "Forbidden. Key is blacklisted: Unrecognized hotkey.",
      handled: 0,
      completion: "",
      asSubnet1: "",
    },
    run: async (world) => outcomeOf(await weAsk(world, { ...HELLO, blacklist: "Unrecognized hotkey" })),
  },
  refused("bad signature", 401, MISMATCH, async () => ({ signer: await forger() })),
  {
    name: "no signature",
    want: { status: 401, handled: 0 },
    async run(world) {
      const { status, handled } = await rawAsk(world, { unsigned: true });
      return { status, handled };
    },
  },
  refused("signed for another axon", 401, MISMATCH, async () => ({ hotkey: CHARLIE })),
  {
    name: "another body than was signed",
    want: { status: 500, message: "Internal Server Error #ID", handled: 0 },
    run: (world) => rawAsk(world, { bodyMessages: ["something else"] }),
  },
  {
    name: "replay",
    want: {
      first: 200,
      status: 401,
      message: "Not Verified with error: Nonce is too old, a newer one was last processed",
      handled: 0,
    },
    async run(world) {
      const twice = { nonce: systemClock.nowNs().toString(), uuid: crypto.randomUUID() };
      const first = await rawAsk(world, twice);
      return { first: first.status, ...await rawAsk(world, twice) };
    },
  },
  refused(
    "clock behind by an hour",
    401,
    "Not Verified with error: Nonce is too old: acceptable delta is N seconds but request was N seconds old",
    async () => ({ clock: clockOffBy(-HOUR_MS) }),
  ),
  answered(
    "clock behind by two seconds",
    {
      status: 200,
      message: "Success",
      completion: "Hello world",
    },
    HELLO,
    async () => ({ clock: clockOffBy(-2000) }),
  ),
  {
    name: "clock ahead by an hour",
    want: { accepted: false },
    async run(world) {
      const { response } = await weAsk(world, HELLO, { clock: clockOffBy(HOUR_MS) });
      return { accepted: response.statusCode === 200 };
    },
  },
  {
    name: "unknown route",
    want: {
      status: 404,
      message: "Synapse name 'StreamPromptingSynapse' not found. Available synapses ['Synapse']",
      handled: 0,
      completion: "",
      asSubnet1: "",
    },
    run: async (world) => outcomeOf(await weAsk(world, HELLO, { port: world.bare })),
  },
  answered("empty completion", { status: 204, message: "Success", completion: "" }, { pieces: [] }),
  {
    name: "failure in mid-stream",
    want: { status: 400, payloadError: true, handled: 1, completion: "one two " },
    async run(world) {
      const pieces = [{ text: "one " }, { text: "two ", wait_ms: 20 }];
      const { response, handled } = await weAsk(world, { pieces, fail: "after" });
      return {
        status: response.statusCode,
        payloadError: response.statusMessage.startsWith("Payload error: "),
        handled: handled.length,
        completion: response.completion,
      };
    },
  },
  answered("failure before the first piece", {
    status: 500,
    message: "Internal Server Error #ID",
    completion: "",
  }, { fail: "before" }),
  {
    name: "nobody listens",
    want: {
      status: 503,
      message: "Service unavailable at HOST/StreamPromptingSynapse",
      handled: 0,
      completion: "",
      asSubnet1: "",
    },
    run: async (world) => outcomeOf(await weAsk(world, HELLO, { port: world.closed })),
  },
  {
    name: "eight requests, one after the other",
    want: { statuses: [200], handled: 8 },
    async run(world) {
      const results = [];
      for (let i = 0; i < 8; i++) results.push(await weAsk(world, HELLO));
      return {
        statuses: [...new Set(results.map(({ response }) => response.statusCode))],
        handled: results.reduce((sum, { handled }) => sum + handled.length, 0),
      };
    },
  },
];
