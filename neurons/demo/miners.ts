import { seededRandom } from "../../src/base/mod.ts";
import type { Chain } from "../../src/chain/mod.ts";
import { createEngine, makeTinyModel } from "../../src/llm/mod.ts";
import { type Miner, startMiner } from "../miner/miner.ts";
import type { DemoModules, DemoOptions } from "./types.ts";
import { DEMO_NETUID, type Stage } from "./stage.ts";

/** Tokens of an answer of the tiny model: it has nothing to say. */
const MAX_TOKENS = 48;

/**
 * Registers and starts the miners of the stage, one after the other, in its shuffled order: that is what gives them
 * their uids. Each is a real miner: it burns, binds an axon, loads its engine, announces itself.
 * @param folder for the model that is made on the spot
 * @param miners gets each miner as it starts, so that the caller can stop them whatever happens
 */
export async function startMiners(
  options: DemoOptions,
  modules: DemoModules,
  stage: Stage,
  chain: Chain,
  folder: string,
  miners: Miner[],
  signal: AbortSignal,
): Promise<void> {
  const { clock, logger, metrics, env } = modules;
  let tiny = options.modelFolder;
  for (const { kind, hotkey, coldkey } of stage.miners) {
    const place = `${miners.length + 1} of ${stage.miners.length}`;
    modules.onPhase?.(`registering and starting ${kind.name} (${place})`);
    await chain.register({ netuid: DEMO_NETUID, hotkey: hotkey.ss58, signer: coldkey });
    if (kind.engine === "local" && !tiny) {
      tiny = `${folder}/tiny-model`;
      await makeTinyModel(tiny);
    }
    const random = seededRandom(`${options.seed}/${hotkey.ss58}`);
    miners.push(
      await startMiner({
        netuid: DEMO_NETUID,
        axon: { port: 0, host: "127.0.0.1" },
        external: { localChain: true },
        answer: {
          systemPrompt: "",
          maxTokens: MAX_TOKENS,
          // Greedy: equal seeds must give equal answers.
          temperature: 0,
          topK: 0,
          topP: 1,
          streamingBatchSize: 12,
        },
        policy: { forceValidatorPermit: false, allowNonRegistered: false, minStake: 0 },
        epochLength: 100,
        blockMs: 12_000,
      }, {
        signer: hotkey,
        chain,
        clock,
        random,
        logger: logger.with({ miner: kind.name }),
        metrics,
        askExternalIp: () => Promise.reject(new Error("not asked on a local chain")),
        loadEngine: () =>
          createEngine({
            engine: kind.engine,
            modelId: kind.engine === "local" ? tiny : undefined,
            device: "cpu",
            documents: () => modules.documents,
            seed: options.seed,
          }, { clock, random, logger, metrics, env }),
      }, signal),
    );
  }
}
