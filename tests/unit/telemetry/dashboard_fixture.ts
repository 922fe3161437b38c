import type {
  ConversationView,
  DashboardEvent,
  DashboardSource,
  DashboardState,
  MinerRow,
} from "../../../src/telemetry/mod.ts";
import { seededRandom } from "../../../src/base/mod.ts";

/** Text of a miner that would like to run, to escape and to reorder. */
export const HOSTILE = [
  '<script>globalThis.owned = 1</script><img src=x onerror="globalThis.owned = 1">',
  "</p></script><!-- \u001b[31mred\u001b[0m \u202eright to left {{constructor}} ${owned} &lt;b&gt;",
].join("\n");

const KINDS = ["retrieval-100", "retrieval-50", "retrieval-10", "local-tiny", "phrase", "echo"];
const LEVELS = [0.72, 0.55, 0.31, 0.16, 0.08, 0.05];
const TASKS = ["qa", "date_qa", "math", "sentiment"];
const QUESTIONS: Record<string, string> = {
  qa: "Which river did the engineers of the old harbour have to divert before the first dock could be dug?",
  date_qa: "On which day was the lighthouse at the northern pier lit for the first time?",
  math: "A rope of 84 m is cut into pieces of 3.5 m. How many pieces are there?",
  sentiment: "The room was clean and the breakfast good, but the lift was broken for three days.",
};

const TOPICS: Record<string, string> = {
  qa: "The harbour of a northern town",
  date_qa: "The lighthouse at the northern pier",
  math: "Dividing",
  sentiment: "A review of a hotel",
};

/** Address of a made-up hotkey. */
export function hotkeyOf(uid: number): string {
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789";
  const random = seededRandom(`hotkey ${uid}`);
  return "5" + Array.from({ length: 47 }, () => letters[Math.floor(random.next() * letters.length)]).join("");
}

function minerRow(uid: number, steps: number): MinerRow {
  const random = seededRandom(`miner ${uid}`);
  const kind = KINDS[uid % KINDS.length]!;
  const level = LEVELS[uid % LEVELS.length]!;
  let score = 0.2;
  const scoreHistory = Array.from({ length: steps }, (_, step) => {
    score += 0.12 * (level - score) + (random.next() - 0.5) * 0.05;
    return [step + 1, Math.max(0, score)] as const;
  });
  const weightHistory = scoreHistory.filter(([step]) => step % 5 === 0)
    .map(([step, value]) => [100 + step * 2, value / 2] as const);
  const asked = Math.ceil(steps * 0.9);
  return {
    uid,
    hotkey: hotkeyOf(uid),
    kind,
    score: scoreHistory.at(-1)?.[1] ?? 0,
    weight: weightHistory.at(-1)?.[1] ?? null,
    incentive: weightHistory.length > 1 ? weightHistory.at(-2)![1] : null,
    lastStatus: uid % 6 === 3 ? 408 : 200,
    ttftMs: 20 + 700 * random.next(),
    tokensPerS: uid % 6 === 5 ? null : 20 + 80 * random.next(),
    asked,
    answered: uid % 6 === 3 ? Math.floor(asked * 0.7) : asked,
    taskMeans: Object.fromEntries(TASKS.map((task) => [task, Math.min(1, level * (0.5 + random.next()))])),
    scoreHistory,
    weightHistory,
  };
}

function conversation(step: number, miners: readonly MinerRow[], atMs: number): ConversationView {
  const task = TASKS[step % TASKS.length]!;
  const responses = miners.slice(0, 6).map((miner) => {
    const total = miner.taskMeans[task] ?? 0;
    return {
      uid: miner.uid,
      hotkey: miner.hotkey,
      status: miner.lastStatus ?? 200,
      completion: miner.uid === 4
        ? HOSTILE
        : "The engineers diverted the smaller of the two rivers, since the larger one fed the mills of the town.",
      ttftMs: miner.ttftMs,
      totalMs: (miner.ttftMs ?? 0) + 800,
      total,
      terms: [
        { model: "rouge", kind: "reward" as const, weight: 0.5, raw: total, value: total / 2 },
        { model: "relevance", kind: "reward" as const, weight: 0.5, raw: null, value: 0 },
        { model: "rouge", kind: "penalty" as const, weight: 0.5, raw: 0.06, value: 0.97 },
      ],
    };
  }).sort((a, b) => b.total - a.total);
  return {
    step,
    task,
    topic: TOPICS[task]!,
    atMs,
    messages: [{ role: "user", content: QUESTIONS[task]! }],
    reference: "They diverted the smaller river, which crossed the site of the first dock.",
    responses,
  };
}

/** A demo's state after some steps. */
export function demoState(steps = 40, count = 6, nowMs = Date.now()): DashboardState {
  const miners = Array.from({ length: count }, (_, uid) => minerRow(uid, steps));
  return {
    kind: "demo",
    version: "0.1.0",
    network: "localnet",
    netuid: 1,
    startedMs: nowMs - 90_000,
    neuron: { uid: count, hotkey: hotkeyOf(count), validatorPermit: true, stake: 10_000 },
    chain: {
      endpoint: "ws://127.0.0.1:41233",
      connected: true,
      block: 100 + steps * 2,
      tempo: 20,
      headAgeMs: 1200,
    },
    alarms: [],
    validator: {
      step: steps,
      profile: "v2.5",
      shadow: false,
      vtrust: 0.982,
      blocksSinceWeights: 4,
      blocksToWeights: 16,
      miners,
      tasks: TASKS.map((name, i) => ({ name, steps: Math.floor(steps / 4), meanReward: 0.3 + 0.1 * i })),
      conversations: Array.from(
        { length: Math.min(8, steps) },
        (_, i) => conversation(steps - i, miners, nowMs - i * 15_000),
      ),
    },
    demo: {
      note: "No language model is at work here: the retrieval miners search their share of the texts.",
      kendallTau: 1,
      blockMs: 250,
    },
  };
}

/** A validator's state on a subnet with many miners. */
export function validatorState(steps = 60, count = 14, nowMs = Date.now()): DashboardState {
  const { demo: _, validator, ...demo } = demoState(steps, count, nowMs);
  const all = validator!.miners.reduce((sum, miner) => sum + (miner.weight ?? 0), 0);
  const part = (value: number | null) => value === null ? null : value / all;
  return {
    ...demo,
    kind: "validator",
    network: "test",
    netuid: 61,
    chain: {
      ...demo.chain,
      endpoint: "wss://node.example:443",
      block: 4_812_334,
      tempo: 360,
      headAgeMs: 4200,
    },
    alarms: [{
      id: "chain-stalled",
      severity: "warn",
      text: "the second endpoint does not answer; the first one does",
      fix: "--chain.fallback_endpoints",
      sinceMs: nowMs - 240_000,
    }],
    validator: {
      ...validator!,
      blocksSinceWeights: 41,
      blocksToWeights: 60,
      miners: validator!.miners.map(({ kind: _, ...miner }) => ({
        ...miner,
        weight: part(miner.weight),
        incentive: part(miner.incentive),
        weightHistory: miner.weightHistory.map(([block, value]) =>
          [4_812_334 - 6 * (100 + steps * 2 - block), value / all] as const
        ),
      })),
    },
  };
}

/** A miner's state. */
export function minerState(nowMs = Date.now()): DashboardState {
  const random = seededRandom("miner state");
  const minute = Math.floor(nowMs / 60_000);
  const curve = (base: number, spread: number) =>
    Array.from({ length: 60 }, (_, i) => [minute - 60 + i, base + spread * random.next()] as const);
  return {
    kind: "miner",
    version: "0.1.0",
    network: "test",
    netuid: 61,
    startedMs: nowMs - 7_260_000,
    neuron: { uid: 17, hotkey: hotkeyOf(17), validatorPermit: false, stake: 12 },
    chain: {
      endpoint: "wss://node.example:443",
      connected: true,
      block: 4_812_334,
      tempo: 360,
      headAgeMs: 7400,
    },
    alarms: [
      {
        id: "pruning",
        severity: "warn",
        text: "Next but one to be pruned when the immunity ends",
        fix: "sn1 rehearse",
        sinceMs: nowMs - 600_000,
      },
      {
        id: "port-closed",
        severity: "error",
        text: "Nobody could reach the axon for 20 minutes",
        fix: "--axon.external_port",
        sinceMs: nowMs - 1_200_000,
      },
    ],
    miner: {
      axon: { ip: "203.0.113.7", port: 8091 },
      engine: {
        kind: "local",
        model: "Qwen2.5-1.5B-Instruct q4f16",
        device: "webgpu",
        contextTokens: 4096,
        parallel: 8,
      },
      requests: 18_230,
      inFlight: 3,
      queue: 1,
      validators: Array.from({ length: 5 }, (_, i) => ({
        hotkey: hotkeyOf(100 + i),
        uid: i,
        stake: 250_000 / (i + 1),
        requests: 8000 - i * 1200,
        lastMs: nowMs - i * 9000,
      })),
      statuses: [{ status: 200, count: 17_802 }, { status: 408, count: 120 }, { status: 503, count: 41 }],
      refused: [{ reason: "signature", count: 190 }, { reason: "rate", count: 77 }],
      ttftP50: curve(0.18, 0.08),
      ttftP95: curve(0.5, 0.4),
      requestsPerMinute: curve(4, 6),
      tokensPerS: curve(60, 30),
      memory: { mainBytes: 150 * 2 ** 20, engineBytes: 2.6 * 2 ** 30 },
      forecast: {
        pruningRank: 2,
        neurons: 256,
        immunityBlocksLeft: 3120,
        incentive: 0.0021,
        emission: 0.0143,
      },
    },
  };
}

/** A source that tests drive by hand. */
export class FakeSource implements DashboardSource {
  readonly #listeners = new Set<(event: DashboardEvent) => void>();
  asked = 0;

  constructor(public current: DashboardState) {}

  get listeners(): number {
    return this.#listeners.size;
  }

  state(): DashboardState {
    this.asked++;
    return this.current;
  }

  subscribe(listener: (event: DashboardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells all listeners. */
  emit(event: DashboardEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
