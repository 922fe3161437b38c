import { nullMetrics, seededRandom, systemClock } from "../../src/base/mod.ts";
import type { Logger } from "../../src/base/mod.ts";
import type { LocalEngineOptions, ProcessEngine } from "../../src/llm/local/mod.ts";

/** Time an engine has for one answer, ms. */
export const ANSWER_MS = 120_000;

/** A logger that keeps its lines. */
export function keepingLogger(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (text: string, fields?: Record<string, unknown>) =>
    void lines.push(`${level} ${text} ${JSON.stringify(fields ?? {})}`);
  const logger = {
    debug: keep("debug"),
    info: keep("info"),
    warn: keep("warn"),
    error: keep("error"),
    child: () => logger,
  } as unknown as Logger;
  return { logger, lines };
}

/** Modules of an engine. */
export function engineModules(logger: Logger) {
  return { clock: systemClock, random: seededRandom("models"), logger, metrics: nullMetrics };
}

/** Runs `body` with an engine on the CPU, without a spare process. */
export async function withEngine<T>(
  model: string,
  options: Partial<LocalEngineOptions>,
  body: (engine: ProcessEngine, log: readonly string[]) => Promise<T>,
): Promise<T> {
  const { createLocalEngine } = await import("../../src/llm/local/mod.ts");
  const { logger, lines } = keepingLogger();
  const engine = await createLocalEngine(
    { model, device: "cpu", spares: 0, ...options },
    engineModules(logger),
  );
  try {
    return await body(engine, lines);
  } finally {
    await engine.close();
  }
}

/** A greedy answer. @param max new tokens at most */
export async function greedy(engine: ProcessEngine, question: string, max: number): Promise<string> {
  const request = {
    messages: [{ role: "user" as const, content: question }],
    maxTokens: max,
    temperature: 0,
  };
  let text = "";
  for await (const piece of engine.generate(request, AbortSignal.timeout(ANSWER_MS))) text += piece;
  return text;
}
