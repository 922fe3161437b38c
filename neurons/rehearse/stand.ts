import { createAxon } from "../../src/axon/mod.ts";
import type { Clock, Logger, Metrics } from "../../src/base/mod.ts";
import type { AxonTarget } from "../../src/dendrite/mod.ts";
import type { Engine } from "../../src/llm/mod.ts";
import { devKey } from "../../src/wallet/mod.ts";
import { answerHandler, type AnswerOptions } from "../miner/answer_request.ts";

/** A miner without a chain: an engine behind a real axon on loopback. */
export interface Stand {
  target: AxonTarget;
  stop(): Promise<void>;
}

/** Answers of reference miners: whole, and the same each time. */
export const PLAIN_ANSWER: AnswerOptions = {
  systemPrompt: "",
  maxTokens: 256,
  temperature: 0,
  topK: 0,
  topP: 1,
  streamingBatchSize: 12,
};

/**
 * Opens an axon for an engine, with a key made up for the rehearsal: nothing here touches a wallet.
 * @param name makes the key
 */
export async function openStand(
  name: string,
  engine: Engine,
  answer: AnswerOptions,
  modules: { clock: Clock; logger: Logger; metrics: Metrics },
): Promise<Stand> {
  const signer = await devKey(`//sn1-rehearse//${name}`);
  const axon = createAxon({ port: 0, host: "127.0.0.1" }, {
    ...modules,
    signer,
    policy: { refuseReason: () => null, priority: () => 0 },
    handler: answerHandler(answer, () => engine, () => 0, modules.clock),
  });
  const { port } = await axon.start();
  return {
    target: { ip: "127.0.0.1", port, hotkey: signer.ss58 },
    async stop() {
      await axon.stop(0);
      await engine.close();
    },
  };
}
