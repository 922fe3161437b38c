import type { Logger } from "../base/mod.ts";

const METHODS = ["log", "info", "warn", "error", "debug", "trace"] as const;

/**
 * Sends what libraries print with `console` to the log (`--logging.enable_third_party_loggers`: at its own level,
 * else at `debug`), so that standard output stays a result. Only the entry point calls this.
 * @param loud keep levels
 * @returns a function that restores the console
 */
export function captureConsole(logger: Logger, loud = false): () => void {
  const own = logger.with({ from: "library" });
  const before = METHODS.map((method) => [method, console[method]] as const);
  for (const method of METHODS) {
    const level = !loud ? "debug" : method === "log" ? "info" : method;
    console[method] = (...parts: unknown[]) => {
      own[level](
        parts.map((part) => typeof part === "string" ? part : Deno.inspect(part, { depth: 2 })).join(" "),
      );
    };
  }
  return () => {
    for (const [method, original] of before) console[method] = original;
  };
}
