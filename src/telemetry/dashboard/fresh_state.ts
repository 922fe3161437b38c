import type { Clock } from "../../base/mod.ts";
import { foreign, line } from "./page_format.ts";
import type { DashboardSource, DashboardState } from "./types.ts";

/** How long one state serves all pages, so that many readers cost as much as one. */
const FRESH_MS = 500;

/** Most that pages and `/api/state` show. */
const LIMITS = { miners: 1024, conversations: 20, responses: 256, history: 2000 } as const;

/**
 * The state of the source, asked for at most twice a second, with everything bounded and strangers' text cleaned.
 * A failing source fails the requests that waited for it and no later one.
 */
export function freshState(source: DashboardSource, clock: Clock): () => Promise<DashboardState> {
  let known: { at: number; state: Promise<DashboardState> } | null = null;
  return () => {
    const now = clock.monotonic();
    if (known === null || now - known.at >= FRESH_MS) {
      const state = Promise.resolve().then(() => source.state()).then(bounded);
      const mine = known = { at: now, state };
      state.catch(() => {
        if (known === mine) known = null;
      });
    }
    return known.state;
  };
}

function bounded(state: DashboardState): DashboardState {
  const { validator } = state;
  if (!validator) return state;
  return {
    ...state,
    validator: {
      ...validator,
      miners: validator.miners.slice(0, LIMITS.miners).map((miner) => ({
        ...miner,
        scoreHistory: miner.scoreHistory.slice(-LIMITS.history),
        weightHistory: miner.weightHistory.slice(-LIMITS.history),
      })),
      conversations: validator.conversations.slice(0, LIMITS.conversations).map((one) => ({
        ...one,
        topic: line(one.topic),
        reference: foreign(one.reference),
        messages: one.messages.map(({ role, content }) => ({ role: line(role), content: foreign(content) })),
        responses: one.responses.slice(0, LIMITS.responses).map((response) => ({
          ...response,
          completion: foreign(response.completion),
        })),
      })),
    },
  };
}
