import assert from "node:assert/strict";
import { createLog, logLevel, type LogOptions } from "../../../src/telemetry/log.ts";
import { ManualClock } from "../../kit/mod.ts";

/** A log that writes into a list of lines. */
function collect(options: Partial<LogOptions> = {}) {
  const lines: string[] = [];
  const log = createLog({
    clock: new ManualClock(1_750_000_000_123),
    human: false,
    color: false,
    write: (text) => lines.push(text),
    ...options,
  });
  return { log, lines, logger: log.logger };
}

Deno.test("the log writes one JSON object per line with time, level, message and fields", () => {
  const { log, lines, logger } = collect();
  logger.with({ package: "axon" }).info("answered", { status: 200, msg: "x", bad: undefined });
  assert.ok(lines[0]!.endsWith("\n"));
  assert.deepEqual(JSON.parse(lines[0]!), {
    ts: "2025-06-15T15:06:40.123Z",
    level: "info",
    msg: "answered",
    package: "axon",
    status: 200,
    msg_: "x",
  });
  log.close();
});

Deno.test("the log writes lines for people with name=value pairs", () => {
  const { log, lines, logger } = collect({ human: true });
  logger.warn("slow answer", { ms: 12, why: "two words", error: new Error("broken pipe") });
  assert.match(
    lines[0]!,
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.123 WARN {2}slow answer ms=12 why="two words" error="broken pipe"\n$/,
  );
  log.close();
});

Deno.test("colours stand around level and names only when asked for", () => {
  const { log, lines, logger } = collect({ human: true, color: true });
  logger.error("no", { a: 1 });
  assert.ok(lines[0]!.includes("\u001b[31mERROR\u001b[0m"));
  log.close();
});

Deno.test("levels below the chosen one are not written, and the choice can change", () => {
  const { log, lines, logger } = collect();
  const say = () => {
    for (const level of ["trace", "debug", "info", "warn", "error"] as const) logger[level](level);
    return lines.splice(0).map((line) => JSON.parse(line).level);
  };
  assert.deepEqual(say(), ["info", "warn", "error"]);
  log.setLevel("trace");
  assert.deepEqual(say(), ["trace", "debug", "info", "warn", "error"]);
  log.setLevel("error");
  assert.deepEqual(say(), ["error"]);
  log.close();
});

Deno.test("logLevel() takes the most talkative of the logging switches", () => {
  assert.equal(logLevel({}), "info");
  assert.equal(logLevel({ info: true }), "info");
  assert.equal(logLevel({ debug: true, info: true }), "debug");
  assert.equal(logLevel({ debug: true, trace: true }), "trace");
});

Deno.test("two open logs do not hear each other, and a closed one is silent", () => {
  const a = collect();
  const b = collect({ level: "error" });
  a.logger.info("one");
  b.logger.info("two");
  b.logger.error("three");
  assert.equal(a.lines.length, 1);
  assert.equal(b.lines.length, 1);
  a.log.close();
  a.logger.error("four");
  b.logger.error("five");
  assert.equal(a.lines.length, 1);
  assert.equal(b.lines.length, 2);
  b.log.close();
});

Deno.test("hostile text loses its control characters and cannot forge a line or a placeholder", () => {
  for (const human of [true, false]) {
    const { log, lines, logger } = collect({ human });
    logger.info("got \u001b[2J{status}\r\nERROR forged", {
      status: 200,
      answer: "a\u0007\u001b]0;title\u0007b\nINFO forged\u202e",
    });
    assert.equal(lines.length, 1);
    assert.equal(lines[0]!.trimEnd().split("\n").length, 1);
    // deno-lint-ignore no-control-regex
    assert.ok(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(lines[0]!));
    assert.ok(lines[0]!.includes("{status}"));
    log.close();
  }
});

Deno.test("secrets are hidden in messages, fields and errors", () => {
  const seed = "0x" + "12".repeat(32);
  for (const human of [true, false]) {
    const { log, lines, logger } = collect({ human, level: "debug" });
    logger.info(`loaded ${seed}`, { note: seed, error: new Error(`bad ${seed}`), password: "hunter22" });
    assert.ok(!lines[0]!.includes("1212"), lines[0]!);
    assert.ok(!lines[0]!.includes("hunter22"));
    log.close();
  }
});

Deno.test("stacks and causes appear at level debug only", () => {
  const error = new Error("outer", { cause: new Error("inner reason") });
  for (const level of ["info", "debug"] as const) {
    const { log, lines, logger } = collect({ level });
    logger.error("failed", { error });
    assert.equal(lines[0]!.includes("inner reason"), level === "debug");
    assert.equal(lines[0]!.includes("log_test.ts"), level === "debug");
    log.close();
  }
});
