import type { Random } from "../../src/base/mod.ts";
import type { Engine } from "../../src/llm/mod.ts";
import type { Article } from "../../tasks/mod.ts";

/** Engines that the honest miners, and those who bend their answers, use. */
export type EngineName = "strong" | "middling" | "weak";

/** What a strategy knows when it is asked. */
export interface Situation {
  /** Task of the step: strategies that select can tell it from the question. */
  task: string;
  challenge: string;
  /** The validator's reference, as somebody with the validator's model and prompt would get it. */
  reference(): Promise<string>;
  /** What an honest miner would answer; one computation per step and engine. */
  ask(engine: EngineName): Promise<string>;
  /** Public texts the validator draws from. */
  documents: readonly Article[];
}

/** One miner of a strategy. */
export interface Player {
  /** Number among all miners. */
  index: number;
  /** Own dice, one stream per step. */
  random: Random;
}

/** Remembers what each engine said to a challenge. */
export class Advisers {
  #challenge = "";
  readonly #said = new Map<EngineName, Promise<string>>();

  constructor(readonly engines: Readonly<Record<EngineName, Engine>>) {}

  ask(engine: EngineName, challenge: string): Promise<string> {
    if (challenge !== this.#challenge) {
      this.#said.clear();
      this.#challenge = challenge;
    }
    let said = this.#said.get(engine);
    if (!said) {
      said = Array.fromAsync(
        this.engines[engine].generate({ messages: [{ role: "user", content: challenge }], temperature: 0 }),
      ).then((pieces) => pieces.join(""));
      this.#said.set(engine, said);
    }
    return said;
  }
}
