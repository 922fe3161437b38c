import { errorText, seededRandom } from "../../src/base/mod.ts";
import { type AxonTarget, createDendrite, type Dendrite } from "../../src/dendrite/mod.ts";
import { createEngine } from "../../src/llm/mod.ts";
import { devKey, type Signer } from "../../src/wallet/mod.ts";
import { createPipeline, PROFILES } from "../../rewards/mod.ts";
import { ExtractiveQuestioner, findTask } from "../../tasks/mod.ts";
import { paperMetagraph } from "../shared/paper_metagraph.ts";
import { TaskSampler } from "../validator/ask/task_sampler.ts";
import { runStep, type UnnumberedRecord } from "../validator/ask/step.ts";
import { type Rehearsal, RehearsalTally } from "./report.ts";
import { openStand, PLAIN_ANSWER } from "./stand.ts";
import type { Candidate, RehearseModules, RehearseOptions } from "./types.ts";

/** Reference miners, from strong to weak: what a candidate is ranked among. */
export const REFERENCES: readonly string[] = [
  "retrieval-100",
  "retrieval-50",
  "retrieval-10",
  "phrase",
  "echo",
];

/**
 * Plays validator against one miner: the steps of a validator, with real tasks, sockets and rewards, beside reference
 * miners; then bursts as when many validators ask at once. No chain and no registration are needed. A stopped
 * rehearsal reports what it has. An engine it was given is closed with it.
 * @throws what stops it from asking at all; a miner that fails is reported, not thrown
 */
export async function rehearse(
  options: RehearseOptions,
  candidate: Candidate,
  modules: RehearseModules,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const { clock, logger, metrics } = modules;
  const random = seededRandom(options.seed);
  const basics = { clock, logger, metrics, random };
  await using cleanup = new AsyncDisposableStack();
  modules.onPhase?.("starting reference miners");
  const targets: AxonTarget[] = [];
  if (candidate.kind === "axon") targets.push(candidate.target);
  else {
    const stand = await openStand("candidate", candidate.engine, candidate.answer, basics);
    cleanup.defer(() => stand.stop());
    targets.push(stand.target);
  }
  for (const name of REFERENCES) {
    const spec = { engine: name, documents: () => modules.documents, seed: options.seed };
    const engine = await createEngine(spec, { ...basics, env: modules.env });
    const stand = await openStand(name, engine, PLAIN_ANSWER, basics);
    cleanup.defer(() => stand.stop());
    targets.push(stand.target);
  }
  const caller = candidate.kind === "axon" ? candidate.caller : await devKey("//sn1-rehearse//validator");
  const desk = deskFor(options, modules);
  const tally = new RehearsalTally(REFERENCES);
  const dendrite = open(caller, basics);
  cleanup.defer(() => dendrite.close());
  const play = stepPlayer(options, modules, desk, dendrite, targets);
  for (let step = 0; step < options.steps && !signal.aborted; step++) {
    modules.onPhase?.(`step ${step + 1} of ${options.steps}`);
    try {
      const record = await play(random.fork(`step/${step}`), signal);
      if (!record) continue;
      tally.step(record);
      modules.onStep?.(record, step + 1);
    } catch (error) {
      if (signal.aborted) break;
      logger.warn(`step ${step + 1} failed: ${errorText(error)}`);
    }
  }
  const { count, size } = options.bursts;
  const callers = await burstCallers(candidate, dendrite, size, basics);
  cleanup.defer(async () => void await Promise.all(callers.map((one) => one.close())));
  for (let burst = 0; burst < count && !signal.aborted; burst++) {
    modules.onPhase?.(`burst ${burst + 1} of ${count}: ${size} at once`);
    const dice = random.fork(`burst/${burst}`);
    try {
      const asked = await Promise.all(callers.map((_, i) => desk.draw(dice.fork(String(i)), signal)));
      const responses = await Promise.all(
        callers.map((one, i) =>
          one.query([targets[0]!], { roles: ["user"], messages: [asked[i]!.challenge] }, {
            timeoutMs: options.timeoutMs,
            signal,
          })
        ),
      );
      tally.burst(responses.flat());
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  return tally.report(options.bursts);
}

function deskFor(
  { shares, profile }: RehearseOptions,
  { sources, clock, logger }: RehearseModules,
): TaskSampler {
  return new TaskSampler({
    shares,
    sources,
    modules: { questioner: new ExtractiveQuestioner(), translator: null, clock },
    rules: PROFILES[profile],
    logger,
  });
}

/** One step of a validator over all targets, the candidate first. */
function stepPlayer(
  options: RehearseOptions,
  modules: RehearseModules,
  desk: TaskSampler,
  dendrite: Dendrite,
  targets: readonly AxonTarget[],
): (random: ReturnType<typeof seededRandom>, signal: AbortSignal) => Promise<UnnumberedRecord | null> {
  const metagraph = paperMetagraph(targets.length, (uid) => {
    const { hotkey, ip, port } = targets[uid]!;
    return { hotkey, axon: { ip, port, ipType: 4, protocol: 4, version: 1, block: 1 } };
  });
  const pipeline = createPipeline({
    modules: { embedder: modules.embedder, clock: modules.clock },
    profile: options.profile,
    definitions: desk.shares.map(({ name }) => findTask(name)),
  });
  return async (random, signal) => {
    const assignment = await desk.draw(random.fork("task"), signal);
    const result = await runStep(
      assignment,
      [],
      targets.map((_, uid) => uid),
      metagraph,
      random.fork("reference"),
      { timeoutMs: options.timeoutMs, maxTokensPerChunk: 200 },
      {
        dendrite,
        desk,
        pipeline,
        clock: modules.clock,
        countTokens: (text) => Promise.resolve(Math.ceil(text.length / 4)),
      },
      signal,
    );
    return result.kind === "scored" ? result.record : null;
  };
}

/** A dendrite of its own for each caller of a burst; a foreign axon knows only one of us. */
async function burstCallers(
  candidate: Candidate,
  own: Dendrite,
  size: number,
  modules: Omit<Parameters<typeof createDendrite>[1], "signer">,
): Promise<Dendrite[]> {
  if (candidate.kind === "axon") return Array.from({ length: size }, () => own);
  const keys = Array.from({ length: size }, (_, i) => devKey(`//sn1-rehearse//validator-${i}`));
  return (await Promise.all(keys)).map((signer) => open(signer, modules));
}

/** Whoever names an address wants it dialed, also a private one. */
function open(signer: Signer, modules: Omit<Parameters<typeof createDendrite>[1], "signer">): Dendrite {
  return createDendrite({ allowPrivate: true }, { ...modules, signer });
}
