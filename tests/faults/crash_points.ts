/** Random crash points of a validator's weights, in this process. Import dynamically: it starts a chain. */
import { nullLogger, nullMetrics, pick, type Random, randomInt, systemClock } from "../../src/base/mod.ts";
import type { SignedWeights } from "../../src/chain/mod.ts";
import { openStore, type Store } from "../../src/store/mod.ts";
import { settleCommits } from "../../neurons/validator/weights/weight_commits.ts";
import { setWeightsIfDue } from "../../neurons/validator/weights/weight_setter.ts";
import type { CollectedBlocks } from "./crash_kills.ts";
import { Crash, type CrashPoint, mortal, sending } from "../kit/mortal.ts";
import { blocks, type ChainStage } from "../unit/neurons/chain_stage.ts";

/** How weights go out. */
export const MODES = ["open", "hash", "timelocked"] as const;
export type Mode = typeof MODES[number];

/** Most deaths before the last life, and operations of one life among which the deadly one is drawn. */
const MAX_DEATHS = 3;
const OPERATIONS = 18;

/** Turns of the last life, at most, and blocks between two: four epochs, and a few looks in each. */
const LAST_LIFE_TURNS = 14;
const BLOCKS_PER_TURN = 3;

/** Turns after which another window of weights has begun in any case. */
const FEWEST_TURNS = 3;

const OPTIONS = { netuid: 1, epochLength: 5, versionKey: 20501 };
const NETUID = 1;
const UID = 0;

/** What was found at the crash points; every list but `deaths` should stay empty. */
export interface CrashOutcome {
  points: number;
  deaths: number;
  windows: number;
  /** Windows of weights in which two different vectors were signed. */
  twoVectors: string[];
  /** Transactions that left before the journal had them. */
  unwritten: string[];
  /** Commits that nobody opened because the process was dead in their epoch: told as an alarm. */
  late: number;
  /** Weights that ended neither on chain nor as a failure in the journal. */
  lost: string[];
  /** Windows for which more than one transaction landed or could land. */
  doubles: string[];
}

/** Nothing found yet. */
export function emptyOutcome(): CrashOutcome {
  return { points: 0, deaths: 0, windows: 0, late: 0, twoVectors: [], unwritten: [], lost: [], doubles: [] };
}

const vectorOf = ({ uids, values }: { uids: number[]; values: number[] }) => JSON.stringify([uids, values]);

/** Dies a few times at random points, lives on to the end, and looks at what became of the weights. */
export async function crashPoint(
  stage: ChainStage,
  path: string,
  mode: Mode,
  random: Random,
  outcome: CrashOutcome,
  landed: CollectedBlocks,
): Promise<void> {
  const { localnet, validator, chain } = stage;
  const nonce = () => localnet.query<{ nonce: number }>("System.Account", validator.ss58).nonce;
  const name = `point ${outcome.points++} (${mode})`;
  const vectors = new Map<number, Set<string>>();
  const transactions = new Map<number, Set<string>>();
  const before = nonce();
  let reveals = 0;

  /** One life: what a validator does in a block. */
  const live = async (store: Store, point: CrashPoint | null): Promise<string> => {
    const wrap = mortal(point);
    const watched = sending(chain, async (request, signer, journal = {}) => {
      const window = await chain.lastUpdate(NETUID, UID);
      const note = (signed: SignedWeights) => {
        add(vectors, window, vectorOf(request));
        add(transactions, window, signed.extrinsic);
        const written = store.journalOf(NETUID, window);
        const same = written?.signed && JSON.parse(written.signed).extrinsic === signed.extrinsic;
        if (!written || !same || vectorOf(written) !== vectorOf(request)) {
          outcome.unwritten.push(`${name}: ${signed.hash}`);
        }
      };
      if (journal.resume) note(journal.resume);
      return await chain.setWeights(request, signer, {
        ...journal,
        onSigned(signed) {
          journal.onSigned?.(signed);
          note(signed);
        },
      });
    });
    const counted = new Proxy(watched, {
      get(object, key) {
        const value = Reflect.get(object, key, object);
        if (key !== "revealWeights") return typeof value === "function" ? value.bind(object) : value;
        return async (...args: Parameters<typeof chain.revealWeights>) => {
          const receipt = await chain.revealWeights(...args);
          reveals++;
          return receipt;
        };
      },
    });
    const modules = {
      chain: wrap(counted),
      store: wrap(store),
      signer: validator,
      clock: systemClock,
      logger: nullLogger,
      metrics: nullMetrics,
    };
    await settleCommits({ netuid: NETUID, uid: UID }, modules);
    const scores = Float32Array.from([0, 1, 2, 3, 4], (i) => i === 0 ? 0 : 1 + randomInt(random, 1000));
    return (await setWeightsIfDue(UID, scores, OPTIONS, modules)).kind;
  };

  await blocks(stage, 7);
  const lives: (CrashPoint | null)[] = Array.from({ length: 1 + randomInt(random, MAX_DEATHS) }, () => ({
    at: randomInt(random, OPERATIONS),
    when: pick(random, ["before", "after"] as const),
  }));
  for (const point of lives) {
    const store = openStore(path);
    try {
      await live(store, point);
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      outcome.deaths++;
    } finally {
      store.close();
    }
    if (randomInt(random, 3) === 0) await blocks(stage, 1 + randomInt(random, 12));
  }
  const store = openStore(path);
  let kinds = "";
  for (let turn = 0; turn < LAST_LIFE_TURNS; turn++) {
    const kind = await live(store, null);
    kinds += ` ${kind}`;
    const pending = store.journal(32).some(({ state }) => state === "committed" || state === "sent");
    if (turn >= FEWEST_TURNS && !pending) break;
    await blocks(stage, BLOCKS_PER_TURN);
  }
  await landed.settled();
  judge();
  store.close();

  function judge(): void {
    const journal = store.journal(1000);
    for (const [window, rows] of vectors) {
      outcome.windows++;
      if (rows.size > 1) outcome.twoVectors.push(`${name}, window ${window}: ${[...rows].join(" ")}`);
      // One that was signed and never sent may have lost its nonce to a reveal; it can land no more, and another is signed.
      const inBlocks = [...transactions.get(window)!].filter((one) => landed.extrinsics.has(one)).length;
      if (inBlocks > 1) outcome.doubles.push(`${name}, window ${window}: ${inBlocks} transactions`);
      const settled = journal.some((entry) =>
        entry.window === window && rows.has(vectorOf(entry)) &&
        ["confirmed", "replaced"].includes(entry.state)
      );
      const late = journal.some((entry) => entry.window === window && entry.detail.startsWith("not opened"));
      if (late) outcome.late++;
      else if (!settled) {
        const states = journal.filter((entry) => entry.window === window).map(({ state }) => state);
        outcome.lost.push(`${name}, window ${window}: journal says ${states}; last life${kinds}`);
      }
    }
    const sent = nonce() - before;
    // A reveal that landed while its process died is found on chain and not counted here.
    const most = vectors.size + Math.max(reveals, mode === "hash" ? vectors.size : 0);
    if (sent < vectors.size || sent > most) {
      outcome.doubles.push(
        `${name}: ${sent} transactions for ${vectors.size} windows and ${reveals} reveals`,
      );
    }
  }
}

function add(map: Map<number, Set<string>>, key: number, value: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(value));
}
