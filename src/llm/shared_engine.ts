import type { Engine } from "./types.ts";

/**
 * One engine for several users, e.g. the miners of several hotkeys in one process: loaded when the first one asks,
 * closed when the last one closes its handle.
 *
 * @example
 * ```ts
 * import { createEchoEngine } from "./echo.ts";
 * import { SharedEngine } from "./shared_engine.ts";
 * const shared = new SharedEngine();
 * const load = () => Promise.resolve(createEchoEngine());
 * const [a, b] = [await shared.acquire(load), await shared.acquire(load)];
 * await a.close();
 * console.assert(b.info.kind === "echo");
 * await b.close();
 * ```
 */
export class SharedEngine {
  #engine: Promise<Engine> | null = null;
  #users = 0;

  /**
   * A handle on the engine.
   * @param load makes the engine; only the first caller's is used. A failure is everybody's, and the next caller tries anew
   * @throws what `load` throws
   */
  async acquire(load: () => Promise<Engine>): Promise<Engine> {
    this.#users++;
    const loading = this.#engine ??= load();
    try {
      return this.#handle(await loading);
    } catch (error) {
      this.#users--;
      if (this.#engine === loading) this.#engine = null;
      throw error;
    }
  }

  #handle(engine: Engine): Engine {
    let open = true;
    return {
      info: engine.info,
      generate: (request, signal) => engine.generate(request, signal),
      countTokens: (text) => engine.countTokens(text),
      close: async () => {
        if (!open) return;
        open = false;
        if (--this.#users > 0) return;
        this.#engine = null;
        await engine.close();
      },
    };
  }
}
