/** What crosses the border between the program and its engine process: text, files, and folder names. */
import assert from "node:assert/strict";
import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../../src/base/mod.ts";
import { LlmError } from "../../../src/llm/mod.ts";
import { full, until, withTempDir } from "../../kit/mod.ts";

const modules = {
  clock: systemClock,
  random: seededRandom("border"),
  logger: nullLogger,
  metrics: nullMetrics,
};
const NATIVE = { sanitizeOps: false, sanitizeResources: false };

full("an engine that ignores the token limit is cut off, although its client does not read", async () => {
  const { createExecEngine } = await import("../../../src/llm/local/mod.ts");
  const path = new URL("../../fixtures/flood_engine.ts", import.meta.url).pathname;
  const engine = await createExecEngine(`"${Deno.execPath()}" run --quiet --no-check "${path}"`, modules, {
    spares: 0,
  });
  try {
    const stats = async () =>
      await (engine as unknown as { stats(): Promise<Record<string, number>> }).stats();
    const request = { messages: [{ role: "user" as const, content: "go" }], maxTokens: 1000 };
    const pieces = engine.generate(request)[Symbol.asyncIterator]();
    const first = await pieces.next();
    // Nobody reads from here on.
    await until(async () => (await stats()).aborts === 1, 20_000, "the engine is told to stop");
    let text = String(first.value);
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) text += next.value;
    assert.equal(text.length, 1000 * 64);
    assert.ok((await stats()).frames! < 2000, JSON.stringify(await stats()));
  } finally {
    await engine.close();
  }
});

/** Runs `probe` with exactly the permissions of an engine process and returns what it printed. */
async function asEngine(models: string[], probe: string, paths: string[]): Promise<Record<string, string>> {
  const { engineCommand } = await import("../../../src/llm/local/engine_command.ts");
  const { path, args, env } = engineCommand(models);
  const { stdout, stderr } = await new Deno.Command(path, {
    args: [...args.slice(0, -1), probe, ...paths],
    env,
    clearEnv: true,
  }).output();
  assert.notEqual(stdout.length, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

full("an engine process reads its model, and neither wallets nor anything beside them", async () => {
  await withTempDir(async (dir) => {
    const wallets = `${dir}/wallets/me/hotkeys`;
    await Deno.mkdir(wallets, { recursive: true });
    await Deno.writeTextFile(`${wallets}/default`, "{}");
    await Deno.mkdir(`${dir}/models/my model`, { recursive: true });
    await Deno.writeTextFile(`${dir}/models/my model/config.json`, "{}");
    await Deno.symlink(wallets, `${dir}/models/link`);
    const probe = `${dir}/probe.ts`;
    await Deno.writeTextFile(
      probe,
      `const seen = {};
      for (const path of Deno.args) {
        try { Deno.readTextFileSync(path); seen[path] = "read"; } catch (error) { seen[path] = error.name; }
        try { [...Deno.readDirSync(path)]; seen[path] = "listed"; } catch {}
        try { Deno.writeTextFileSync(path, ""); seen[path] = "written"; } catch {}
      }
      try { await Deno.connect({ port: 9 }); } catch (error) { seen.network = error.name; }
      console.log(JSON.stringify(seen));`,
    );
    const home = Deno.env.get("HOME")!;
    const model = `${dir}/models/my model`;
    const paths = [
      `${model}/config.json`,
      `${wallets}/default`,
      wallets,
      dir,
      home,
      "/etc/passwd",
      `${dir}/models/link`,
    ];
    const seen = await asEngine([model], probe, paths);
    assert.equal(seen[`${model}/config.json`], "read");
    for (const path of paths.slice(1)) assert.equal(seen[path], "NotCapable", path);
    assert.equal(seen.network, "NotCapable");
  });
});

full("a model loads from a folder of any name", async (t) => {
  const { tinyModel } = await import("../../fixtures/tiny_models.ts");
  const { openModelFolder } = await import("../../../src/llm/local/model/model_folder.ts");
  const { loadDecoder } = await import("../../../src/llm/local/model/load_decoder.ts");
  const from = await tinyModel("llama-gqa");
  const names = [..."+@&':~#%?;=!$()[]{}\u00e4\u6f22\u{1f999},", " ", "--", "..", "\u00e9"].map((c) =>
    `my${c}model`
  );
  await withTempDir(async (dir) => {
    for (const name of [...names, "100%20", "-dash", "a".repeat(120), " lead", "trail ", "..x"]) {
      await t.step(name, async () => {
        const folder = `${dir}/${name}`;
        await Deno.mkdir(`${folder}/onnx`, { recursive: true });
        for await (const { name: file } of Deno.readDir(from)) {
          if (file !== "onnx") await Deno.symlink(`${from}/${file}`, `${folder}/${file}`);
        }
        for await (const { name: file } of Deno.readDir(`${from}/onnx`)) {
          await Deno.symlink(`${from}/onnx/${file}`, `${folder}/onnx/${file}`);
        }
        const opened = await openModelFolder(folder);
        const { tokenizer } = await loadDecoder(opened, {
          device: { name: "cpu", provider: "cpu" } as never,
          threads: 1,
          extend: true,
        });
        assert.ok(tokenizer.encode("hello").length > 0);
      });
    }
  });
}, NATIVE);

full("an engine process loads a model from a folder with a blank, an umlaut and an emoji", async () => {
  const { tinyModel } = await import("../../fixtures/tiny_models.ts");
  const { createLocalEngine } = await import("../../../src/llm/local/mod.ts");
  const from = await tinyModel("llama-gqa");
  await withTempDir(async (dir) => {
    // The temporary folder is elsewhere than the model's files: weights are often links into a cache.
    const model = `${dir}/my m\u00f6del \u{1f999} 100%`;
    await Deno.symlink(from, model);
    const comma = createLocalEngine({ model: `${dir}/a,b`, device: "cpu", spares: 0 }, modules);
    await assert.rejects(comma, /must not have a comma: ".*a,b"/);
    const engine = await createLocalEngine({ model, device: "cpu", threads: 1, spares: 0 }, modules);
    try {
      let text = "";
      const request = { messages: [{ role: "user" as const, content: "hello" }], maxTokens: 8 };
      for await (const piece of engine.generate(request)) text += piece;
      assert.equal(typeof text, "string");
      assert.equal(engine.info.kind, "local");
    } finally {
      await engine.close();
    }
  });
});

full("each missing or broken file of a model is named", async () => {
  const { tinyModel } = await import("../../fixtures/tiny_models.ts");
  const { openModelFolder } = await import("../../../src/llm/local/model/model_folder.ts");
  const from = await tinyModel("llama-gqa");
  await withTempDir(async (dir) => {
    for (const missing of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
      for (const broken of [false, true]) {
        const folder = `${dir}/${missing}-${broken}`;
        await Deno.mkdir(folder);
        for await (const { name } of Deno.readDir(from)) {
          if (name !== missing) await Deno.symlink(`${from}/${name}`, `${folder}/${name}`);
        }
        if (broken) await Deno.writeTextFile(`${folder}/${missing}`, "<html>");
        await assert.rejects(openModelFolder(folder), (error) => {
          assert.ok(error instanceof LlmError && error.message.includes(missing), String(error));
          assert.equal(error.code, broken ? "bad_model" : "not_found");
          return true;
        });
      }
    }
  });
});
