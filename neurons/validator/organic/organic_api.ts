import { type AskMiner, createApi, type KeyFinder, type RoutedMiner } from "../../../src/api/mod.ts";
import { type Clock, errorText, type Logger, type Metrics, type Random } from "../../../src/base/mod.ts";
import type { Dendrite } from "../../../src/dendrite/mod.ts";
import type { StepRecord } from "../score/step_record.ts";
import { OrganicScorer } from "./organic_scorer.ts";
import { candidateUids } from "../ask/select_uids.ts";
import type { Validator } from "../validator.ts";

/** How a validator serves the subnet API. */
export interface OrganicApiOptions {
  host: string;
  /** 0 = any free port. */
  port: number;
  netuid: number;
  /** What a miner has, ms; the same as in the validator's own steps, since miners are told. */
  timeoutMs: number;
  /** Share of the conversations that become scored steps, 0 to 1. */
  organicRate: number;
}

/** What it works with. */
export interface OrganicApiModules {
  clock: Clock;
  random: Random;
  logger: Logger;
  metrics: Metrics;
  validator: Pick<Validator, "view" | "scores" | "selection" | "organic">;
  /** The validator's own: one identity, one line of nonces, one shape of requests. */
  dendrite: Dendrite;
  keys: KeyFinder;
  /** Called when the API stopped accepting connections (false), and when it accepts them again (true). */
  onListening?: (alive: boolean) => void;
}

/** An API that is served. */
export interface OrganicApi {
  readonly url: string;
  /** What the validator's own steps say of the miners. */
  onStep(record: StepRecord): void;
  close(): Promise<void>;
}

/**
 * Serves the subnet API beside a validator.
 * @param signal ends it, while the validator drains too: the two must not add up
 * @throws ApiError `port_in_use`, `listen`
 */
export async function openOrganicApi(
  options: OrganicApiOptions,
  modules: OrganicApiModules,
  signal: AbortSignal,
): Promise<OrganicApi> {
  const { validator, keys, logger } = modules;
  const { timeoutMs, netuid } = options;
  const scorer = new OrganicScorer(options.organicRate, {
    ...modules,
    step: (served, signal) => validator.organic(served, signal),
  });
  const api = createApi(
    { host: options.host, port: options.port, ownedBy: `netuid-${netuid}`, minerTimeoutMs: timeoutMs },
    {
      ...modules,
      random: modules.random.fork("api"),
      keys: {
        find: (hash) => keys.find(hash),
        touch(id, at) {
          try {
            keys.touch(id, at);
          } catch (error) {
            // When it was last used is worth no user's answer.
            logger.warn(`the use of an API key was not noted: ${errorText(error)}`);
          }
        },
      },
      miners: () => routedMiners(validator),
      ask: askThrough(modules.dendrite, validator, timeoutMs),
      onServed: options.organicRate > 0 ? scorer.onServed : undefined,
    },
  );
  const { url } = await api.start();
  let closed: Promise<void> | null = null;
  const close = () =>
    closed ??= Promise.all([api.stop(), scorer.close()]).then(() =>
      signal.removeEventListener("abort", close)
    );
  signal.addEventListener("abort", close, { once: true });
  return {
    url,
    onStep(record) {
      for (const { hotkey, statusCode, ttftMs } of record.miners) api.observe(hotkey, { statusCode, ttftMs });
    },
    close,
  };
}

/** Whom users may be sent to, by the validator's scores; while it has none, by what the subnet thinks. */
function routedMiners({ view, scores, selection }: OrganicApiModules["validator"]): RoutedMiner[] {
  const { neurons } = view.current;
  const uids = candidateUids(neurons, { ...selection, uniqueColdkeys: false, uniqueIps: false, exclude: [] });
  const own = uids.some((uid) => (scores[uid] ?? 0) > 0);
  return uids.map((uid) => {
    const { hotkey, incentive } = neurons[uid]!;
    return { uid, hotkey, score: own ? scores[uid] ?? 0 : incentive };
  });
}

/** Asks as the validator's steps do: nothing on the wire tells a user's request from one of them. */
function askThrough(
  dendrite: Dendrite,
  { view }: OrganicApiModules["validator"],
  timeoutMs: number,
): AskMiner {
  return async ({ uid, hotkey }, prompt, { signal, onText }) => {
    const { ip, port } = (view.find(hotkey) ?? view.current.neurons[uid]!).axon;
    const [answer] = await dendrite.query([{ uid, hotkey, ip, port }], prompt, {
      timeoutMs,
      signal,
      onChunk: (_, chunk) => onText(chunk.text),
    });
    return answer!;
  };
}
