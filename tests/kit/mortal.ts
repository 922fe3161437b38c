/** Processes that die at a chosen operation, without a process. */
import type { Chain } from "../../src/chain/mod.ts";

/** The process "dies" here. */
export class Crash extends Error {}

/** Where it dies. */
export interface CrashPoint {
  /** Which operation on chain or store, counted from the start of the life. */
  at: number;
  /** Whether its effect happened. */
  when: "before" | "after";
}

/**
 * Makes things whose operations are counted together; at the crash point, and ever after, they throw {@link Crash}.
 * @param point null = immortal
 */
export function mortal(point: CrashPoint | null): <T extends object>(target: T) => T {
  let count = 0;
  let dead = false;
  const died = (name: string | symbol) => {
    dead = true;
    return new Crash(String(name));
  };
  return <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const value = Reflect.get(object, name, object);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          const dies = point?.at === count++ ? point.when : null;
          // Nothing a dead process would still have done may happen.
          if (dead || dies === "before") throw died(name);
          const result = value.apply(object, args);
          if (dies !== "after") return result;
          if (!(result instanceof Promise)) throw died(name);
          return result.then(() => {
            throw died(name);
          });
        };
      },
    });
}

/** A chain with another way to set weights. */
export function sending(chain: Chain, setWeights: Chain["setWeights"]): Chain {
  return new Proxy(chain, {
    get(object, name) {
      if (name === "setWeights") return setWeights;
      const value = Reflect.get(object, name, object);
      return typeof value === "function" ? value.bind(object) : value;
    },
  });
}
