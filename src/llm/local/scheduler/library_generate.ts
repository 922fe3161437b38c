import { seededRandom } from "../../../base/mod.ts";
import type { LoadedModel } from "../model/load_decoder.ts";
import type { GenerateCall } from "./simple_loop.ts";

/** One answer by the library's own `generate()`, token by token. */
export async function libraryGenerate(loaded: LoadedModel, call: GenerateCall): Promise<void> {
  const { Tensor, InterruptableStoppingCriteria, random } = loaded.library;
  const length = call.promptIds.length;
  const stop = new InterruptableStoppingCriteria();
  let prompt = true;
  const streamer = {
    put(rows: bigint[][]): void {
      if (prompt) prompt = false;
      else if (call.onToken(Number(rows[0]![0]!))) stop.interrupt();
    },
    end(): void {},
  };
  random.seed(Math.floor(seededRandom(call.seed).next() * 2 ** 32));
  await loaded.model.generate({
    inputs: new Tensor("int64", BigInt64Array.from(call.promptIds.map(BigInt)), [1, length]),
    attention_mask: new Tensor("int64", new BigInt64Array(length).fill(1n), [1, length]),
    max_new_tokens: call.maxTokens,
    do_sample: call.temperature > 0,
    ...(call.temperature > 0 ? { temperature: call.temperature, top_k: call.topK, top_p: call.topP } : {}),
    streamer,
    stopping_criteria: stop,
  } as never);
}
