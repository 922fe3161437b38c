import type { Metagraph, Neuron } from "../../src/chain/mod.ts";
import type { AnsweredRequest } from "./miner_watch.ts";

/** What the original logs of a neuron beside a request. */
function standing(neuron: Neuron | undefined, prefix: string): Record<string, unknown> {
  return Object.fromEntries(
    (["uid", "stake", "incentive", "consensus", "dividends"] as const).map((fact) => [
      prefix + fact,
      neuron?.[fact] ?? null,
    ]),
  );
}

/**
 * An answered request in the keys of the Python miner's log (docs/spec/domain.md#77-event-record-and-logs).
 */
export function requestEvent(
  request: AnsweredRequest,
  ownHotkey: string,
  metagraph: Metagraph,
): Record<string, unknown> {
  const find = (hotkey: string) => metagraph.neurons.find((neuron) => neuron.hotkey === hotkey);
  return {
    block: metagraph.block,
    epoch_time: request.seconds,
    time_to_first_token: request.ttftS,
    messages: request.messages.map(({ content }) => content),
    roles: request.messages.map(({ role }) => role),
    prompt: request.messages.at(-1)?.content ?? "",
    completion: request.completion,
    completion_characters: request.characters,
    system_prompt: request.systemPrompt,
    validator_hotkey: request.hotkey,
    ...standing(find(request.hotkey), "validator_"),
    ...standing(find(ownHotkey), "miner_"),
  };
}
