import { PING_NAME, PROMPT_SYNAPSE, type Synapse } from "../protocol/mod.ts";
import { AxonError } from "./errors.ts";
import type { AxonHandler, AxonModules, SynapseHandler, SynapseRoute } from "./types.ts";

/**
 * Answers a synapse with the fields of its response.
 *
 * @example
 * ```ts ignore
 * createAxon(options, { ...modules, synapses: [answerSynapse(Reverse, ({ request }) => ({ reversed: "…" }))] });
 * ```
 * @throws AxonError `config` for a synapse that streams
 */
export function answerSynapse<Request, Response>(
  synapse: Synapse<Request, Response, never>,
  handler: SynapseHandler<Request, Response>,
): SynapseRoute {
  if (synapse.stream) throw new AxonError("config", `synapse "${synapse.name}" streams; use streamSynapse()`);
  return route(synapse, handler);
}

/**
 * Answers a synapse with a stream of text. Pieces may be cut anywhere.
 * @throws AxonError `config` for a synapse that does not stream
 */
export function streamSynapse<Request, Response>(
  synapse: Synapse<Request, Response, never>,
  handler: SynapseHandler<Request, AsyncIterable<string>>,
): SynapseRoute {
  if (!synapse.stream) {
    throw new AxonError("config", `synapse "${synapse.name}" does not stream; use answerSynapse()`);
  }
  return route(synapse, handler);
}

function route<Request, Response, Answer>(
  synapse: Synapse<Request, Response, never>,
  handler: SynapseHandler<Request, Answer>,
): SynapseRoute {
  return {
    synapse: synapse as unknown as SynapseRoute["synapse"],
    handler: handler as unknown as SynapseRoute["handler"],
  };
}

/**
 * Every route with a handler: the built-in synapse, where it is answered, and those of the caller.
 * @throws AxonError `config` when two routes have one name, or there is none
 */
export function routesOf(
  { handler, synapses = [] }: Pick<AxonModules, "handler" | "synapses">,
): SynapseRoute[] {
  const routes = [...handler ? [promptRoute(handler)] : [], ...synapses];
  const names = new Set([PING_NAME]);
  for (const { synapse: { name } } of routes) {
    if (names.has(name)) throw new AxonError("config", `synapse "${name}" is answered twice`);
    names.add(name);
  }
  if (routes.length === 0) throw new AxonError("config", "an axon needs a handler or a synapse to answer");
  return routes;
}

function promptRoute(handler: AxonHandler): SynapseRoute {
  return streamSynapse(PROMPT_SYNAPSE, ({ request, ...rest }) => handler({ prompt: request, ...rest }));
}
