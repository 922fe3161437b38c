import assert from "node:assert/strict";
import {
  type LogFields,
  type Logger,
  nullLogger,
  nullMetrics,
  seededRandom,
  systemClock,
} from "../../../src/base/mod.ts";
import { LlmError } from "../../../src/llm/mod.ts";
import type { GenerateRequest } from "../../../src/llm/mod.ts";
import { full, until, withTempDir } from "../../kit/mod.ts";

const modules = {
  clock: systemClock,
  random: seededRandom("process"),
  logger: nullLogger,
  metrics: nullMetrics,
};
const ask = (content: string, maxTokens = 24): GenerateRequest => ({
  messages: [{ role: "user", content }],
  maxTokens,
  temperature: 0,
});

async function start(options: { spares?: number; logger?: Logger; ends?: boolean } = {}) {
  const { createLocalEngine } = await import("../../../src/llm/local/mod.ts");
  const { tinyModel } = await import("../../fixtures/tiny_models.ts");
  const model = await tinyModel("llama-gqa", { ends: options.ends ?? true });
  const logger = options.logger ?? nullLogger;
  return await createLocalEngine(
    { model, device: "cpu", threads: 1, spares: options.spares ?? 1 },
    { ...modules, logger },
  );
}

/** An engine of somebody else's making. */
async function execFixture(how = "", logger: Logger = nullLogger) {
  const { createExecEngine } = await import("../../../src/llm/local/mod.ts");
  const path = new URL("../../fixtures/env_engine.ts", import.meta.url).pathname;
  const command = `"${Deno.execPath()}" run --quiet --no-check --allow-env "${path}" ${how}`;
  return await createExecEngine(command, { ...modules, logger }, { spares: 0 });
}

async function read(stream: AsyncIterable<string>): Promise<string> {
  let text = "";
  for await (const piece of stream) text += piece;
  return text;
}

for (const spares of [0, 1]) {
  full(`an engine killed in the middle costs its own answers only (${spares} spares)`, async () => {
    const engine = await start({ spares, ends: false });
    try {
      const expected = await read(engine.generate(ask("before")));
      const cut = Promise.all([1, 2, 3].map(async (i) => {
        let pieces = 0;
        try {
          for await (const _ of engine.generate(ask(`long answer ${i}`, 480))) {
            if (++pieces === 2 && i === 1) Deno.kill(engine.pid!, "SIGKILL");
          }
          return "ended";
        } catch (error) {
          return error;
        }
      }));
      const outcomes = await cut;
      for (const outcome of outcomes) {
        assert.ok(
          outcome === "ended" || (outcome instanceof LlmError && outcome.code === "failed"),
          String(outcome),
        );
      }
      assert.ok(outcomes.some((outcome) => outcome instanceof LlmError));
      const since = performance.now();
      assert.equal(await read(engine.generate(ask("before"))), expected);
      assert.ok(performance.now() - since < 5000, "the next answer took too long");
    } finally {
      await engine.close();
    }
  });
}

full("a request that has shown nothing yet survives the death of its engine", async () => {
  const engine = await start();
  try {
    const expected = await read(engine.generate(ask("hello")));
    Deno.kill(engine.pid!, "SIGSTOP");
    const answer = read(engine.generate(ask("hello")));
    await new Promise((resolve) => setTimeout(resolve, 50));
    Deno.kill(engine.pid!, "SIGKILL");
    assert.equal(await answer, expected);
  } finally {
    await engine.close();
  }
});

full("a listener who takes its time holds up nobody and loses nothing", async () => {
  const engine = await start({ ends: false });
  try {
    const expected = await read(engine.generate(ask("slow", 200)));
    const slow = engine.generate(ask("slow", 200))[Symbol.asyncIterator]();
    let text = (await slow.next()).value ?? "";
    for (let i = 0; i < 4; i++) assert.notEqual(await read(engine.generate(ask(`quick ${i}`))), "");
    for (let next = await slow.next(); !next.done; next = await slow.next()) text += next.value;
    assert.equal(text, expected);
  } finally {
    await engine.close();
  }
});

full("many deaths in a row are survived", async () => {
  const engine = await start();
  try {
    for (let i = 0; i < 3; i++) {
      const pid = engine.pid!;
      Deno.kill(pid, "SIGKILL");
      await until(() => engine.pid !== pid, 5000, "a new process");
    }
    assert.equal(typeof await read(engine.generate(ask("hello"))), "string");
  } finally {
    await engine.close();
  }
});

full("the engine process inherits no secrets", async () => {
  const { engineCommand, engineEnv } = await import("../../../src/llm/local/engine_command.ts");
  Deno.env.set("OPENAI_API_KEY", "secret-1");
  Deno.env.set("BT_WALLET_PASSWORD", "secret-2");
  Deno.env.set("SN1_ENGINE_MODE", "fast");
  try {
    assert.ok(!JSON.stringify(engineCommand()).includes("secret"));
    assert.equal(engineEnv("SN1_ENGINE_").SN1_ENGINE_MODE, "fast");
    assert.equal(engineEnv().SN1_ENGINE_MODE, undefined);
    const engine = await execFixture();
    try {
      const names = (await read(engine.generate(ask("env")))).split(" ");
      assert.ok(names.includes("PATH") && names.includes("SN1_ENGINE_MODE"));
      assert.ok(!names.includes("OPENAI_API_KEY") && !names.includes("BT_WALLET_PASSWORD"), names.join());
    } finally {
      await engine.close();
    }
  } finally {
    for (const name of ["OPENAI_API_KEY", "BT_WALLET_PASSWORD", "SN1_ENGINE_MODE"]) Deno.env.delete(name);
  }
});

full("a missing, broken or unfitting model is refused by name", async () => {
  const { createLocalEngine } = await import("../../../src/llm/local/mod.ts");
  const { tinyModel } = await import("../../fixtures/tiny_models.ts");
  const good = await tinyModel("llama");
  await withTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/broken/onnx`, { recursive: true });
    for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
      await Deno.copyFile(`${good}/${name}`, `${dir}/broken/${name}`);
    }
    await Deno.writeTextFile(`${dir}/broken/onnx/model.onnx`, "this is no model");
    const cases = [
      [{ model: `${dir}/nowhere` }, "not_found"],
      [{ model: `${dir}/broken` }, "bad_model"],
      [{ model: good, dtype: "q4" }, "not_found"],
      [{ model: good, dtype: "int3" }, "config"],
      [{ model: good, device: "quantum" }, "config"],
      [{ model: good, device: "cuda:9" }, "device"],
    ] as const;
    for (const [options, code] of cases) {
      await assert.rejects(
        createLocalEngine({ device: "cpu", threads: 1, spares: 0, ...options }, modules),
        (error) => error instanceof LlmError && error.code === code,
        JSON.stringify(options),
      );
    }
  });
});

full("auto says what was tried", async () => {
  const lines: string[] = [];
  const note = (message: string, _fields?: LogFields) => void lines.push(message);
  const { createLocalEngine } = await import("../../../src/llm/local/mod.ts");
  const { tinyModel } = await import("../../fixtures/tiny_models.ts");
  const engine = await createLocalEngine({ model: await tinyModel("llama-gqa"), threads: 1, spares: 0 }, {
    ...modules,
    logger: { ...nullLogger, info: note },
  });
  await engine.close();
  for (const device of ["cuda:0", "webgpu", "cpu"]) {
    assert.ok(lines.some((line) => line.startsWith(`${device}: `)), `${device} is not in ${lines}`);
  }
  assert.ok(lines.includes(`${engine.info.device}: used`));
});

full("an engine that writes anything but frames is ended and reported", async () => {
  const errors: string[] = [];
  const logger = { ...nullLogger, error: (message: string) => void errors.push(message) };
  await assert.rejects(execFixture("babble", logger), LlmError);
  assert.ok(errors.some((line) => line.includes("malformed frame")), errors.join());
});

full("an exec engine that cannot be started is refused by name", async () => {
  const { createExecEngine } = await import("../../../src/llm/local/mod.ts");
  for (const command of ["", '"open quote', "/nonexistent/program"]) {
    await assert.rejects(
      createExecEngine(command, modules),
      (error) => error instanceof LlmError && error.code === "config",
      command,
    );
  }
});

full("a driver that ends the process while it is tried costs the device, not the engine", async () => {
  const { createLocalEngine, probeDevices } = await import("../../../src/llm/local/mod.ts");
  const { engineEnv } = await import("../../../src/llm/local/engine_command.ts");
  const path = new URL("../../fixtures/env_engine.ts", import.meta.url).pathname;
  const args = ["run", "--quiet", "--no-check", "--allow-env", path, "dies-unless-cpu"];
  const command = { path: Deno.execPath(), args, env: engineEnv() };
  const engine = await createLocalEngine({ model: "", command, spares: 0 }, modules);
  assert.equal(typeof await read(engine.generate(ask("hello"))), "string");
  await engine.close();
  const probed = await probeDevices(modules, ["webgpu", "cpu"], command);
  assert.deepEqual(probed.map(({ name, ok }) => [name, ok]), [["webgpu", false], ["cpu", true]]);
  assert.match(probed[0]!.reason!, /134/);
});

full("devices are probed for real", async () => {
  const { probeDevices } = await import("../../../src/llm/local/mod.ts");
  const probed = await probeDevices(modules);
  assert.deepEqual(probed.map(({ name }) => name), ["cuda:0", "webgpu", "cpu"]);
  assert.equal(probed[2]!.ok, true);
  for (const { ok, reason } of probed) assert.ok(ok || reason, "a device that does not work says why");
});

full("WebGPU answers in batches as it does alone, where a driver is present", async () => {
  const { createLocalEngine, probeDevices } = await import("../../../src/llm/local/mod.ts");
  const [webgpu] = await probeDevices(modules, ["webgpu"]);
  if (!webgpu!.ok) return console.log(`skipped: webgpu is not here (${webgpu!.reason})`);
  const { tinyModel } = await import("../../fixtures/tiny_models.ts");
  const answers: string[][] = [];
  for (const loop of ["simple", "batch"] as const) {
    const options = { model: await tinyModel("llama-gqa"), device: "webgpu", loop, spares: 0 };
    const engine = await createLocalEngine(options, modules);
    assert.equal(engine.info.device, "webgpu");
    try {
      const questions = [1, 2, 3, 4].map((i) => ask(`question ${"and ".repeat(i * 5)}`, 12));
      answers.push(await Promise.all(questions.map((question) => read(engine.generate(question)))));
    } finally {
      await engine.close();
    }
  }
  assert.deepEqual(answers[1], answers[0]);
});
