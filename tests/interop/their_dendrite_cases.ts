import type { InteropCase, Seen } from "./case.ts";
import {
  type AskedWorld,
  type TheirAnswer,
  type TheirQuestion,
  theyAsk,
  verdictOf,
} from "./their_dendrite.ts";
import type { AxonScript } from "./our_axon.ts";
import { AWKWARD_MESSAGES, cutAnywhere, MULTI_BYTE, rolesFor, tidy } from "./texts.ts";

type Case = InteropCase<AskedWorld>;

const HELLO: AxonScript = { pieces: ["Hello ", "world"] };
const CHARLIE = "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y";
const SECOND_NS = 1_000_000_000;

const TOO_OLD =
  "Not Verified with error: Nonce is too old: acceptable delta is N seconds but request was N seconds old";
const AHEAD =
  "Not Verified with error: Nonce is N seconds ahead of this axon's clock, at most 4 are accepted";

/** Nonces of 7.0 count from the start of the host; clocks say nothing about them. */
const MONOTONIC = { versions: ["7.0"], reason: "its nonces are no clock times" };

/** Whether our axon signed its success as axons do for callers of that release: from 7.4 on not at all. */
function signedAsExpected({ dendrite, axon_signature }: TheirAnswer): boolean {
  return (dendrite.version ?? 0) < 7_004_000 ? axon_signature === true : axon_signature === null;
}

/** A refusal that must never reach the handler. */
function refused(name: string, status: number, message: string, question: TheirQuestion): Case {
  return {
    name,
    want: { status, message, handled: 0 },
    run: async (world) => verdictOf(await theyAsk(world, HELLO, question)),
  };
}

/** Verdict and text of an answer, whatever the status. */
function answered(name: string, want: Seen, script: AxonScript, question: TheirQuestion = {}): Case {
  return {
    name,
    want: { handled: 1, ...want },
    run: async (world) => {
      const result = await theyAsk(world, script, question);
      return { ...verdictOf(result), completion: tidy(result.answer.completion) };
    },
  };
}

/** Their dendrite asks, our axon answers. */
export const THEIR_DENDRITE_CASES: readonly Case[] = [
  {
    name: "all fields of an exchange",
    want: {
      status: 200,
      message: "Success",
      handled: 1,
      completion: "Hello world",
      prompt: { roles: ["user", "assistant", "user"], messages: ["one", "two", "three"] },
      echoed: { roles: ["user", "assistant", "user"], messages: ["one", "two", "three"] },
      timeoutMs: 9500,
      timeout: 9.5,
      caller: { hotkey: true, uuid: true, version: true },
      axon: { ip: "127.0.0.1", port: true, hotkey: true, version: 7004000, nonce: true, uuid: true },
      axonSignature: true,
      dendrite: { nonce: true, uuid: true, hotkey: true, signature: true, processTime: true },
    },
    async run(world) {
      const messages = ["one", "two", "three"];
      const result = await theyAsk(world, HELLO, { messages, roles: rolesFor(messages), timeout: 9.5 });
      const { answer, handled } = result;
      const { request } = handled[0]!;
      const { axon, dendrite, sent } = answer;
      return {
        ...verdictOf(result),
        completion: answer.completion,
        prompt: request.prompt,
        echoed: { roles: answer.roles, messages: answer.messages },
        timeoutMs: request.timeoutMs,
        timeout: answer.timeout,
        caller: {
          hotkey: request.caller.hotkey === dendrite.hotkey,
          uuid: request.caller.uuid === sent.uuid,
          version: request.caller.version === dendrite.version,
        },
        axon: {
          ip: axon.ip,
          port: axon.port === world.axon.port,
          hotkey: axon.hotkey === world.axon.hotkey,
          version: axon.version,
          nonce: /^\d{19}$/.test(axon.nonce ?? ""),
          uuid: /^[0-9a-f-]{36}$/.test(axon.uuid ?? ""),
        },
        axonSignature: signedAsExpected(answer),
        dendrite: {
          nonce: dendrite.nonce === sent.nonce,
          uuid: dendrite.uuid === sent.uuid,
          hotkey: dendrite.hotkey !== null,
          signature: dendrite.signature === sent.signature,
          processTime: dendrite.process_time,
        },
      };
    },
  },
  answered("multi-byte text, cut anywhere", {
    status: 200,
    message: "Success",
    completion: MULTI_BYTE.repeat(40),
  }, { pieces: cutAnywhere(MULTI_BYTE.repeat(40), 7), waitMs: 1 }),
  {
    name: "prompts that are hard to hash",
    want: { refused: [] },
    async run(world) {
      const refused: unknown[] = [];
      for (const [i, messages] of AWKWARD_MESSAGES.entries()) {
        const result = await theyAsk(world, HELLO, { messages, roles: rolesFor(messages) });
        const same = JSON.stringify(result.handled[0]?.request.prompt.messages) === JSON.stringify(messages);
        if (result.answer.dendrite.status_code !== 200 || !same) {
          refused.push([i, result.answer.dendrite.status_message]);
        }
      }
      return { refused };
    },
  },
  {
    name: "many chunks",
    want: { status: 200, message: "Success", handled: 1, whole: true, severalPieces: true },
    async run(world) {
      // More than any buffer on the way holds, so it cannot arrive at once. ASCII, because their synapse decodes each
      // read by itself: in a burst of this size no sender can keep reads from ending inside of a character
      // (docs/spec/wire.md#55-streaming).
      const pieces = Array.from({ length: 2000 }, (_, i) => `${i} `.padEnd(200, "."));
      const result = await theyAsk(world, { pieces });
      return {
        ...verdictOf(result),
        whole: result.answer.completion === pieces.join(""),
        severalPieces: result.answer.pieces.length > 1,
      };
    },
  },
  {
    name: "newlines",
    want: { status: 200, message: "Success", handled: 1, wire: "a\n\nb\r\n\tc\n", completion: "ab\r\tc" },
    async run(world) {
      const result = await theyAsk(world, { pieces: ["a\n", "\nb\r", "\n\tc", "\n"], waitMs: 20 });
      const wire = result.answer.pieces.map((tokens) => tokens.join("\n")).join("");
      return { ...verdictOf(result), wire, completion: result.answer.completion };
    },
  },
  answered(
    "timeout before the first piece",
    {
      status: 408,
      message: "Request timeout after 1.0 seconds",
      completion: "",
    },
    { pieces: ["late"], stall: { at: 0, ms: 4000 } },
    { timeout: 1 },
  ),
  answered(
    "timeout in mid-stream",
    {
      status: 408,
      message: "Request timeout after 1.0 seconds",
      completion: "early ",
    },
    { pieces: ["early ", "late"], stall: { at: 1, ms: 4000 } },
    { timeout: 1 },
  ),
  {
    name: "blacklist",
    want: {
      status: 403,
      message: "Forbidden. Key is blacklisted: Unrecognized hotkey.",
      handled: 0,
      // Subnet 1's synapse takes the text of a refusal for an answer, with every SDK.
      completion: '{"message":"Forbidden. Key is blacklisted: Unrecognized hotkey."}',
    },
    async run(world) {
      const result = await theyAsk(world, { blacklist: "Unrecognized hotkey" });
      return { ...verdictOf(result), completion: result.answer.completion };
    },
  },
  refused(
    "bad signature",
    401,
    "Not Verified with error: Signature mismatch with NONCE.5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY." +
      "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty.UUID.HASH and SIGNATURE",
    { tamper: { signature: "flip" } },
  ),
  refused(
    "no signature",
    401,
    "Not Verified with error: Signature should be of type bytes or a hex-string",
    { tamper: { signature: null } },
  ),
  refused(
    "signed for another axon",
    401,
    "Not Verified with error: Signature mismatch with NONCE.5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY." +
      "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty.UUID.HASH and SIGNATURE",
    { tamper: { sign_for: CHARLIE } },
  ),
  refused(
    "another body than was signed",
    401,
    "Not Verified with error: Hash mismatch between header body hash HASH and parsed body hash HASH",
    { tamper: { messages: ["something else"] } },
  ),
  {
    name: "replay",
    want: {
      first: 200,
      status: 401,
      message: "Not Verified with error: Nonce is too old, a newer one was last processed",
      handled: 0,
    },
    async run(world) {
      const first = await theyAsk(world, HELLO);
      const again = await theyAsk(world, HELLO, { tamper: { nonce: first.answer.sent.nonce } });
      return { first: first.answer.dendrite.status_code, ...verdictOf(again) };
    },
  },
  refused("clock behind by a minute", 401, TOO_OLD, {
    tamper: { nonce_by: -60 * SECOND_NS },
  }),
  {
    name: "clock behind by two seconds",
    without: MONOTONIC,
    want: { status: 200, message: "Success", handled: 1 },
    async run(world) {
      // Nothing from before its start is accepted.
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 2500 - world.axon.age())));
      return verdictOf(await theyAsk(world, HELLO, { tamper: { nonce_by: -2 * SECOND_NS } }));
    },
  },
  {
    ...refused("clock ahead by an hour", 401, AHEAD, {
      dendrite: "ahead",
      tamper: { nonce_by: 3600 * SECOND_NS },
    }),
    without: MONOTONIC,
  },
  refused(
    "unknown route",
    404,
    "Synapse name 'NobodyServesThis' not found. Available synapses ['Synapse', 'StreamPromptingSynapse']",
    { kind: "unknown" },
  ),
  answered("empty completion", { status: 200, message: "Success", completion: "" }, { pieces: [] }),
  {
    name: "failure in mid-stream",
    want: { status: 400, payloadError: true, handled: 1, completion: "one two " },
    async run(world) {
      const result = await theyAsk(world, { pieces: ["one ", "two "], waitMs: 10, fail: "after" });
      const { status_code, status_message } = result.answer.dendrite;
      return {
        status: status_code,
        payloadError: /^Payload error: /.test(status_message ?? ""),
        handled: result.handled.length,
        completion: result.answer.completion,
      };
    },
  },
  answered("failure before the first piece", {
    status: 500,
    message: "Internal Server Error #ID",
    completion: '{"message":"Internal Server Error #ID"}',
  }, { fail: "before" }),
  answered("busy", { status: 503, message: "full", completion: '{"message":"full"}' }, {
    refuse: { refuse: "busy", reason: "full", retryAfterS: 3 },
  }),
  {
    name: "ping",
    want: { status: 200, message: "Success", handled: 0, axonSignature: true },
    async run(world) {
      const result = await theyAsk(world, HELLO, { kind: "ping" });
      return { ...verdictOf(result), axonSignature: signedAsExpected(result.answer) };
    },
  },
  {
    name: "sixteen requests of one dendrite at once",
    without: { versions: ["7.0"], reason: "its nonces must arrive in order" },
    want: { statuses: [200], handled: 16 },
    async run(world) {
      const { answer, handled } = await theyAsk<TheirAnswer[]>(world, { ...HELLO, waitMs: 20 }, {
        count: 16,
      });
      return { statuses: [...new Set(answer.map((a) => a.dendrite.status_code))], handled: handled.length };
    },
  },
  {
    name: "the caller leaves",
    want: { pieces: [["one "]], aborted: "gone" },
    async run(world) {
      const { answer, handled } = await theyAsk<{ pieces: string[][] }>(world, {
        pieces: ["one ", "two "],
        stall: { at: 1, ms: 8000 },
      }, { leave_after: 1, dendrite: "leaving" });
      const late = new Promise((resolve) => setTimeout(() => resolve("not noticed within 3 s"), 3000));
      return { pieces: answer.pieces, aborted: tidy(await Promise.race([handled[0]!.aborted, late])) };
    },
  },
];
