/**
 * Speed of the local engine against `generate()`, in the same run.
 *
 *     deno run -P tests/bench/engine_bench.ts [NAME-PREFIX …]     e.g. engine.tiny engine.24m.n8
 *
 * One JSON line per number on standard output: {name, unit, value, n, baseline, ratio}; ratio > 1 is better.
 * Decoding rates count tokens after the first; prompts share all but their last 32 tokens, so that `c` is the length of
 * the cache while decoding. Lines ending in `.total` count everything, with prompts that share nothing.
 */
import { asked, median, pairs, report, type Sample, watchLag } from "./kit.ts";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import type { Random } from "../../src/base/mod.ts";
import {
  createLocalEmbedder,
  createLocalEngine,
  type ProcessEngine,
  writeTinyModel,
} from "../../src/llm/local/mod.ts";
import { loadDecoder, type LoadedModel } from "../../src/llm/local/model/load_decoder.ts";
import { libraryGenerate } from "../../src/llm/local/scheduler/library_generate.ts";
import { openModelFolder } from "../../src/llm/local/model/model_folder.ts";
import type { TinyModelKind } from "../../src/llm/local/mod.ts";

const PAIRS = 5;
/** The time a validator of profile v2.5 waits. */
const TIMEOUT_MS = 15_000;
const WORDS = "the and of question answer weight chain miner model small number people water robot town"
  .split(" ");

interface Bench {
  engine: ProcessEngine;
  library: LoadedModel;
}

const modules = {
  clock: systemClock,
  random: seededRandom("bench"),
  logger: nullLogger,
  metrics: nullMetrics,
};

/** A text of about so many tokens (one per word with this tokenizer). */
const words = (random: Random, count: number) =>
  Array.from({ length: count }, () => WORDS[Math.floor(random.next() * WORDS.length)]).join(" ");

/** Decoding rate of N answers with staggered starts: tokens after the first token of all, per second. */
async function batched({ engine }: Bench, prompts: string[], tokens: number): Promise<Sample> {
  const since = performance.now();
  const firsts: number[] = [];
  await Promise.all(prompts.map(async (content, i) => {
    await new Promise((resolve) => setTimeout(resolve, i * 2));
    let first = 0;
    const request = { messages: [{ role: "user" as const, content }], maxTokens: tokens, temperature: 0 };
    for await (const _ of engine.generate(request)) first ||= performance.now();
    firsts.push(first - since);
  }));
  const total = performance.now() - since;
  const begin = Math.min(...firsts);
  return {
    decode: (prompts.length * (tokens - 1)) / ((total - begin) / 1000),
    total: total / 1000,
    ttft: median(firsts),
  };
}

async function alone(
  { library }: Bench,
  ids: number[],
  tokens: number,
): Promise<{ first: number; total: number }> {
  const since = performance.now();
  let first = 0;
  await libraryGenerate(library, {
    promptIds: ids,
    maxTokens: tokens,
    temperature: 0,
    topK: 0,
    topP: 1,
    seed: "1",
    onToken: () => {
      first ||= performance.now() - since;
      return false;
    },
  });
  return { first, total: performance.now() - since };
}

/** The same by `generate()`, one after the other or all at once. */
async function plain(bench: Bench, prompts: number[][], tokens: number, together: boolean): Promise<Sample> {
  const since = performance.now();
  const runs = together ? await Promise.all(prompts.map((ids) => alone(bench, ids, tokens))) : [];
  if (!together) { for (const ids of prompts) runs.push(await alone(bench, ids, tokens)); }
  const total = performance.now() - since;
  const firsts = runs.map((run) => run.first);
  const decodeMs = together
    ? total - Math.min(...firsts)
    : runs.reduce((sum, run) => sum + run.total - run.first, 0);
  return {
    decode: (prompts.length * (tokens - 1)) / (decodeMs / 1000),
    total: total / 1000,
    ttft: median(firsts),
  };
}

async function benchModel(label: string, kind: TinyModelKind, size: "tiny" | "24m"): Promise<void> {
  const names = [1, 8, 32].flatMap((n) =>
    [64, 512, 1000].map((c) => ({ n, c, name: `engine.${label}.n${n}.c${c}` }))
  );
  if (!names.some(({ name }) => asked(name))) return;
  const dir = await Deno.makeTempDir();
  await writeTinyModel(dir, kind, { size, ends: false, contextTokens: 2048 });
  const folder = await openModelFolder(dir);
  const engine = await createLocalEngine(
    {
      model: dir,
      device: "cpu",
      parallel: 32,
      kvBytes: 4e9,
      prefixBytes: 1e9,
      spares: 0,
      prefillTokens: 256,
    },
    modules,
  );
  // The library's own default: one thread per core.
  const threads = navigator.hardwareConcurrency;
  const library = await loadDecoder(folder, {
    device: { name: "cpu", provider: "cpu" },
    threads,
    extend: false,
  });
  const bench: Bench = { engine, library };
  const encode = (content: string) =>
    library.tokenizer.apply_chat_template([{ role: "user", content }], {
      add_generation_prompt: true,
      return_tensor: false,
      return_dict: false,
    }) as unknown as number[];
  const tokens = size === "tiny" ? 128 : 48;
  try {
    for (const { n, c, name } of names) {
      if (!asked(name)) continue;
      const random = seededRandom(name);
      const context = words(random, Math.max(8, c - 48));
      const prompts = Array.from({ length: n }, () => `${context} ${words(random, 32)}`);
      // generate() is as fast for many answers one after the other as for two.
      const few = prompts.slice(0, 2).map(encode);
      await batched(bench, prompts.slice(0, 1), 2);
      await plain(bench, few.slice(0, 1), 4, false);
      const runs = await pairs(
        PAIRS,
        () => batched(bench, prompts, tokens),
        () => plain(bench, few, tokens, false),
      );
      report(name, "tokens/s", n, runs, (sample) => sample.decode);
      if (n === 8 && c !== 1000) {
        const parallel = await pairs(
          3,
          () => batched(bench, prompts, tokens),
          () => plain(bench, prompts.map(encode), tokens, true),
        );
        report(`${name}.vs_promise_all`, "tokens/s", n, parallel, (sample) => sample.decode);
        const fresh = () => Array.from({ length: n }, () => words(random, Math.max(8, c - 16)));
        const total = await pairs(
          3,
          () => batched(bench, fresh(), tokens),
          () => plain(bench, fresh().map(encode), tokens, false),
        );
        report(`${name}.total`, "tokens/s", n, total, (sample) => (n * tokens) / sample.total);
      }
    }
  } finally {
    await engine.close();
    await library.model.dispose();
    await Deno.remove(dir, { recursive: true });
  }
}

/** Time to the first token, event-loop lag of this process, and answers in time, with a model that has work to do. */
async function benchService(): Promise<void> {
  if (!["engine.ttft.n8", "engine.lag_p99", "goodput.burst"].some(asked)) return;
  const dir = await Deno.makeTempDir();
  await writeTinyModel(dir, "llama-gqa", { size: "24m", ends: false, contextTokens: 2048 });
  const start = (loop: "batch" | "simple") =>
    createLocalEngine({ model: dir, device: "cpu", loop, parallel: 16, spares: 0, kvBytes: 2e9 }, modules);
  const [batch, simple] = [await start("batch"), await start("simple")];
  const random = seededRandom("service");
  const ask = async (engine: ProcessEngine, content: string, maxTokens: number) => {
    const since = performance.now();
    let first = 0;
    const request = { messages: [{ role: "user" as const, content }], maxTokens, temperature: 0 };
    for await (const _ of engine.generate(request)) first ||= performance.now() - since;
    return { first, total: performance.now() - since };
  };
  const many = async (engine: ProcessEngine, count: number, maxTokens: number) => {
    const lag = watchLag();
    const runs = await Promise.all(
      Array.from({ length: count }, () => ask(engine, words(random, 64), maxTokens)),
    );
    return { ttft: median(runs.map((run) => run.first)), lag: lag(), totals: runs.map((run) => run.total) };
  };
  try {
    for (const engine of [batch, simple]) await many(engine, 2, 8);
    if (asked("engine.ttft.n8") || asked("engine.lag_p99")) {
      const runs = await pairs(PAIRS, () => many(batch, 8, 48), () => many(simple, 8, 48));
      report("engine.ttft.n8", "ms", 8, runs, (sample) => sample.ttft, false);
      report("engine.lag_p99", "ms", 8, runs, (sample) => sample.lag, false);
    }
    if (asked("goodput.burst")) {
      const runs = await pairs(PAIRS, () => many(batch, 16, 256), () => many(simple, 16, 256));
      const inTime = (sample: { totals: number[] }) =>
        sample.totals.filter((ms) => ms <= TIMEOUT_MS).length / sample.totals.length;
      report("goodput.burst", "share", 16, runs, inTime);
    }
  } finally {
    await Promise.all([batch.close(), simple.close()]);
    await Deno.remove(dir, { recursive: true });
  }
}

/** Texts per second, together against one by one. */
async function benchEmbedder(): Promise<void> {
  if (!asked("embed.batch")) return;
  const dir = await Deno.makeTempDir();
  await writeTinyModel(dir, "bert", { size: "24m" });
  const embedder = await createLocalEmbedder({ model: dir, device: "cpu" }, modules);
  const random = seededRandom("embed");
  const texts = Array.from({ length: 64 }, (_, i) => words(random, 10 + i));
  const timed = async (work: () => Promise<unknown>) => {
    const since = performance.now();
    await work();
    return texts.length / ((performance.now() - since) / 1000);
  };
  try {
    await embedder.embed(texts);
    const runs = await pairs(PAIRS, () => timed(() => embedder.embed(texts)), () =>
      timed(async () => {
        for (const text of texts) await embedder.embed([text]);
      }));
    report("embed.batch", "texts/s", texts.length, runs, (rate) => rate);
  } finally {
    await embedder.close();
    await Deno.remove(dir, { recursive: true });
  }
}

await benchModel("tiny", "llama-gqa", "tiny");
await benchModel("24m", "llama-gqa", "24m");
await benchModel("24m_fp16", "llama-gqa-fp16", "24m");
await benchModel("24m_plain", "llama", "24m");
await benchService();
await benchEmbedder();
Deno.exit(0);
