import { type FlagValues, integer, number, text } from "./flags.ts";

/** How a miner answers. */
export const answerFlags = {
  "neuron.system_prompt": text({
    help: "what the model is told first",
    default: "You are a friendly assistant. Answer briefly and correctly, and say so when you do not know.",
    defaultText: "a short friendly text",
  }),
  "neuron.max_tokens": integer({ help: "new tokens per answer at most", default: 256, min: 1, max: 8192 }),
  "neuron.temperature": number({ help: "0 = always the likeliest token", default: 0.7, min: 0, max: 2 }),
  "neuron.top_k": integer({ help: "likeliest tokens to choose from; 0 = all", default: 50, min: 0 }),
  "neuron.top_p": number({ help: "share of probability to choose from", default: 0.95, min: 0, max: 1 }),
  "neuron.streaming_batch_size": integer({ help: "pieces sent together", default: 12, min: 1, max: 1024 }),
  "neuron.phrase": text({ help: "what the phrase engine says", default: "Can you please repeat that?" }),
};

/** The flags as the miner's answering wants them. */
export function answerOptions(flags: FlagValues<typeof answerFlags>) {
  return {
    systemPrompt: flags["neuron.system_prompt"],
    maxTokens: flags["neuron.max_tokens"],
    temperature: flags["neuron.temperature"],
    topK: flags["neuron.top_k"],
    topP: flags["neuron.top_p"],
    streamingBatchSize: flags["neuron.streaming_batch_size"],
  };
}
