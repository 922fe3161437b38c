import type { TaskSampler as Desk } from "../../../neurons/validator/ask/task_sampler.ts";
import type { ForwardModules, ForwardOptions } from "../../../neurons/validator/ask/forward.ts";
import type { UnnumberedRecord } from "../../../neurons/validator/ask/step.ts";
import type { AxonHandler } from "../../../src/axon/mod.ts";
import {
  type Logger,
  nullLogger,
  nullMetrics,
  type Random,
  sample,
  seededRandom,
  systemClock,
} from "../../../src/base/mod.ts";
import type { Metagraph } from "../../../src/chain/mod.ts";
import type { Profile } from "../../../rewards/mod.ts";
import type { Questioner, TaskModules } from "../../../tasks/mod.ts";
import type { Signer } from "../../../src/wallet/mod.ts";
import { metagraphOf } from "../../kit/metagraph.ts";

/** Who takes part in a talk, and what is asked. */
export interface TalkOptions {
  tasks: string[];
  /** @default {"v2.5"} */
  profile?: Profile;
  /** One miner each, uid 1 and on; null = nobody listens there. */
  miners: (AxonHandler | null)[];
  /** Miners asked per turn. @default {all} */
  count?: number;
  /** Changes the writer of questions and references. */
  questioner?: (real: Questioner) => Questioner;
  /** Changes the validator's signer. */
  signer?: (real: Signer) => Signer;
  timeoutMs?: number;
}

/** A validator's parts around scripted miners on loopback. */
export interface Talk {
  options: ForwardOptions;
  modules: ForwardModules;
  metagraph: Metagraph;
  warnings: string[];
  /** Runs one conversation. @returns its records, in order */
  forward(seed: string, signal?: AbortSignal): Promise<UnnumberedRecord[]>;
}

/** Runs `body` with real axons, dendrite, desk, sources and pipeline; no network, no model. */
export async function withTalk(options: TalkOptions, body: (talk: Talk) => Promise<void>): Promise<void> {
  const [axons, dendrites, { devKey }, tasks, rewards, { TaskSampler }, { runForward }] = await Promise.all([
    import("../../../src/axon/mod.ts"),
    import("../../../src/dendrite/mod.ts"),
    import("../../../src/wallet/mod.ts"),
    import("../../../tasks/mod.ts"),
    import("../../../rewards/mod.ts"),
    import("../../../neurons/validator/ask/task_sampler.ts"),
    import("../../../neurons/validator/ask/forward.ts"),
  ]);
  const warnings: string[] = [];
  const logger: Logger = { ...nullLogger, warn: (message) => warnings.push(message), with: () => logger };
  const basics = { clock: systemClock, logger, metrics: nullMetrics };
  const validator = await devKey("//Validator");
  const keys = await Promise.all(options.miners.map((_, i) => devKey(`//Miner${i + 1}`)));
  await using cleanup = new AsyncDisposableStack();
  const ports: number[] = [];
  for (const [i, handler] of options.miners.entries()) {
    const axon = axons.createAxon({ port: 0, host: "127.0.0.1" }, {
      ...basics,
      signer: keys[i]!,
      policy: { refuseReason: () => null, priority: () => 1 },
      handler: handler ?? (() => Promise.reject(new Error("nobody is here"))),
    });
    ports.push((await axon.start()).port);
    if (handler) cleanup.defer(() => axon.stop(0));
    else await axon.stop(0);
  }
  const dendrite = dendrites.createDendrite({ allowPrivate: true }, {
    ...basics,
    signer: options.signer?.(validator) ?? validator,
  });
  cleanup.defer(() => dendrite.close());

  const rules = rewards.PROFILES[options.profile ?? "v2.5"];
  const questioner = new tasks.ExtractiveQuestioner();
  const taskModules: TaskModules = {
    questioner: options.questioner?.(questioner) ?? questioner,
    translator: null,
    clock: systemClock,
  };
  const sources = await tasks.openSources({ online: false }, {
    ...basics,
    random: seededRandom("sources"),
    fetch: () => Promise.reject(new Error("offline")),
    userAgent: "sn1-test",
  });
  const desk: Desk = new TaskSampler({
    shares: tasks.taskShares(options.tasks),
    sources,
    modules: taskModules,
    rules,
    logger,
  });
  const pipeline = rewards.createPipeline({
    modules: { embedder: null, clock: systemClock },
    profile: rules.profile,
    definitions: ["qa", ...options.tasks].map(tasks.findTask),
    allowMissing: true,
  });
  const metagraph = metagraphOf(
    [validator.ss58, ...keys.map(({ ss58 }) => ss58)],
    (uid) => ({
      axon: {
        ip: uid ? "127.0.0.1" : "0.0.0.0",
        port: ports[uid - 1] ?? 0,
        ipType: 4,
        protocol: 4,
        version: 1,
        block: 1,
      },
    }),
  );
  const talk: Talk = {
    options: { rules, timeoutMs: options.timeoutMs ?? 20_000, maxTokensPerChunk: 200 },
    modules: {
      dendrite,
      desk,
      pipeline,
      countTokens: (text) => Promise.resolve(Math.ceil(text.length / 4)),
      clock: systemClock,
      metagraph: () => metagraph,
      selectUids(graph: Metagraph, exclude: readonly number[], random: Random) {
        const uids = graph.neurons.map((n) => n.uid).filter((uid) => uid > 0 && !exclude.includes(uid));
        return sample(random, uids, options.count ?? uids.length).sort((a, b) => a - b);
      },
      logger,
    },
    metagraph,
    warnings,
    async forward(seed, signal = new AbortController().signal) {
      const records: UnnumberedRecord[] = [];
      const emit = (record: UnnumberedRecord) => void records.push(record);
      await runForward(seededRandom(seed), talk.options, talk.modules, emit, signal);
      return records;
    },
  };
  await body(talk);
}

/** A miner that says the same to everybody. */
export function says(...pieces: string[]): AxonHandler {
  return async function* () {
    yield* pieces;
  };
}

/** A miner that says nothing until its caller leaves. @param onAsked told about each request */
export function hangs(onAsked: () => void = () => {}): AxonHandler {
  // deno-lint-ignore require-yield
  return async function* ({ signal }) {
    onAsked();
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  };
}
