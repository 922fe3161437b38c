import type { AxonScript, Handled, ScriptedAxon } from "./our_axon.ts";
import type { Peer } from "./peer.ts";
import { tidy } from "./texts.ts";

/** What these cases share: our axon and a process with their dendrite. */
export interface AskedWorld {
  axon: ScriptedAxon;
  peer: Peer;
}

/** One end of an exchange as the SDK reports it. */
export interface TheirTerminal {
  status_code: number | null;
  status_message: string | null;
  process_time: boolean;
  ip: string | null;
  port: number | null;
  version: number | null;
  nonce: string | null;
  uuid: string | null;
  hotkey: string | null;
  signature: string | null;
}

/** What their dendrite ended with. */
export interface TheirAnswer {
  /** Lists of tokens as their synapse yielded them. */
  pieces: string[][];
  completion: string;
  roles: string[];
  messages: string[];
  timeout: number;
  dendrite: TheirTerminal;
  axon: TheirTerminal;
  axon_signature: boolean | null;
  sent: { nonce: string; uuid: string; signature: string };
}

/** How they ask. */
export interface TheirQuestion {
  kind?: "stream" | "ping" | "unknown";
  /** Name of the dendrite object; a new name is a new uuid. @default {"main"} */
  dendrite?: string;
  messages?: readonly string[];
  roles?: readonly string[];
  timeout?: number;
  tamper?: Record<string, unknown>;
  /** Hotkey the request is addressed to. */
  hotkey?: string;
  leave_after?: number;
  count?: number;
}

/** Their dendrite asks our axon, which answers by `script`. */
export async function theyAsk<T = TheirAnswer>(
  { axon, peer }: AskedWorld,
  script: AxonScript,
  question: TheirQuestion = {},
): Promise<{ answer: T; handled: Handled[] }> {
  axon.script = script;
  axon.takeHandled();
  const answer = await peer.call<T>({
    do: question.count === undefined ? "ask" : "ask_many",
    port: axon.port,
    hotkey: axon.hotkey,
    roles: ["user"],
    messages: ["hi"],
    timeout: 10,
    ...question,
  }, 40_000);
  return { answer, handled: axon.takeHandled() };
}

/** Verdict, text and whether our handler was reached. */
export function verdictOf({ answer, handled }: { answer: TheirAnswer; handled: Handled[] }) {
  return {
    status: answer.dendrite.status_code,
    message: tidy(answer.dendrite.status_message),
    handled: handled.length,
  };
}
