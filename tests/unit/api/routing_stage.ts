/** Scripted miners under a clock that tests own. */
import type { AskMiner, MinerAnswer, RoutedMiner } from "../../../src/api/types.ts";
import type { OpenAnswer, Route } from "../../../src/api/routing/route.ts";
import type { RouterOptions } from "../../../src/api/routing/route.ts";
import { Router } from "../../../src/api/routing/router.ts";
import { type Labels, seededRandom } from "../../../src/base/mod.ts";
import { ManualClock } from "../../kit/mod.ts";

/** What a miner does when it is asked: says pieces at times (ms since it was asked), then ends with a status. */
export interface Script {
  says?: [atMs: number, text: string][];
  /** Never, when absent. */
  ends?: [atMs: number, status: number];
}

/** A miner being asked. */
export interface Asking {
  hotkey: string;
  atMs: number;
  /** When it was left, if it was. */
  leftMs: number | null;
}

/** A router in front of scripted miners. */
export class Stage {
  readonly clock = new ManualClock();
  readonly asked: Asking[] = [];
  readonly counts = new Map<string, number>();
  readonly router: Router;
  scripts = new Map<string, Script>();
  miners: RoutedMiner[];

  /** @param scores by hotkey, in the order of uids */
  constructor(scores: Record<string, number>, options: Partial<RouterOptions> = {}) {
    this.miners = Object.entries(scores).map(([hotkey, score], i) => ({ uid: i + 1, hotkey, score }));
    this.router = new Router({ topMiners: 1, minersPerRequest: 3, minerTimeoutMs: 10_000, ...options }, {
      clock: this.clock,
      random: seededRandom("stage"),
      metrics: {
        count: (name, labels: Labels = {}) => {
          const key = [name, ...Object.values(labels)].join(" ");
          this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
        },
        gauge: () => {},
        observe: () => {},
      },
      miners: () => this.miners,
      ask: this.#ask,
    });
  }

  /** Who was asked, in order. */
  get order(): string {
    return this.asked.map(({ hotkey }) => hotkey).join(" ");
  }

  route(signal: AbortSignal = new AbortController().signal, asker = "k1", message = "hi"): Route {
    return this.router.route({ roles: ["user"], messages: [message] }, signal, asker);
  }

  readonly #ask: AskMiner = ({ hotkey }, _prompt, { signal, onText }) => {
    const { says = [], ends } = this.scripts.get(hotkey) ?? {};
    const asking: Asking = { hotkey, atMs: this.clock.monotonic(), leftMs: null };
    this.asked.push(asking);
    return new Promise<MinerAnswer>((resolve) => {
      let completion = "";
      const answer = (statusCode: number): MinerAnswer => ({
        statusCode,
        statusMessage: "",
        completion,
        chunks: [],
        ttftMs: says[0]?.[0] ?? null,
        totalMs: 0,
      });
      const cancels = says.map(([atMs, text]) =>
        this.clock.after(atMs, () => {
          completion += text;
          onText(text);
        })
      );
      if (ends) cancels.push(this.clock.after(ends[0], () => resolve(answer(ends[1]))));
      signal.addEventListener("abort", () => {
        cancels.forEach((cancel) => cancel());
        asking.leftMs = this.clock.monotonic();
        resolve(answer(408));
      }, { once: true });
    });
  };
}

/** The whole text of an answer, or how it broke. */
export async function readAll({ pieces }: OpenAnswer): Promise<string> {
  let text = "";
  try {
    for await (const piece of pieces) text += piece;
  } catch (error) {
    return `${text} [${(error as Error).constructor.name}]`;
  }
  return text;
}
