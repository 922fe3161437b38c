import type { Prompt } from "../../protocol/mod.ts";
import type { MinerAnswer, RoutedMiner } from "../types.ts";
import { topMiners } from "./choose_miner.ts";
import { FirstPieceTimes } from "./first_piece_times.ts";
import { MinerHealth } from "./miner_health.ts";
import { Route, type RouteContext, type RouterModules, type RouterOptions } from "./route.ts";

/** Decides who answers, from scores, recent failures and recent times. */
export class Router implements RouteContext {
  readonly health: MinerHealth;
  readonly times = new FirstPieceTimes();
  #requests = 0;

  constructor(readonly options: RouterOptions, readonly modules: RouterModules) {
    this.health = new MinerHealth(modules.clock);
  }

  /** Whoever may be asked now: not failing lately, and not asked for this request before. */
  candidates(tried: ReadonlySet<string>): RoutedMiner[] {
    return this.modules.miners().filter(({ hotkey }) => !tried.has(hotkey) && this.health.usable(hotkey));
  }

  /**
   * Takes up one request.
   * @param signal ends it: the caller left, or its time is over
   * @param asker who asks, e.g. the id of an API key: a miner is blamed only for what fails for several of them
   */
  route(prompt: Prompt, signal: AbortSignal, asker: string): Route {
    return new Route(prompt, signal, this, this.modules.random.fork(`request/${this.#requests++}`), asker);
  }

  /** What was seen of a miner in a step of the validator's own. */
  observe(hotkey: string, { statusCode, ttftMs }: Pick<MinerAnswer, "statusCode" | "ttftMs">): void {
    if (statusCode !== 200) return this.health.failed(hotkey);
    this.health.succeeded(hotkey);
    const top = topMiners(this.candidates(new Set()), this.options.topMiners);
    if (ttftMs !== null && top.some((miner) => miner.hotkey === hotkey)) this.times.add(ttftMs);
  }
}
