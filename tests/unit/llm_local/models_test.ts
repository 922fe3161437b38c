import assert from "node:assert/strict";
import { seededRandom, systemClock } from "../../../src/base/mod.ts";
import { LlmError, type LlmErrorCode } from "../../../src/llm/mod.ts";
import { checkModelId, dtypeOf, isSafePath } from "../../../src/llm/models/names.ts";
import {
  findModel,
  listModels,
  MODEL_PRESETS,
  presetFor,
  pullModel,
  removeModel,
} from "../../../src/llm/models/mod.ts";
import { full, withTempDir } from "../../kit/mod.ts";
import { type FakeHub, startHub } from "./fake_hub.ts";

const noise = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * seed + (i >> 8)) & 255);
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

const FILES = {
  "config.json": text({ model_type: "llama" }),
  "tokenizer.json": noise(9000, 3),
  "tokenizer_config.json": text({}),
  "README.md": text("not needed"),
  "onnx/model.onnx": noise(400_000, 5),
  "onnx/model_q4.onnx": noise(50_000, 7),
  "onnx/model_q4.onnx_data": noise(300_000, 11),
  "pytorch_model.bin": noise(6000, 1),
};
const Q4 = [
  "config.json",
  "onnx/model_q4.onnx",
  "onnx/model_q4.onnx_data",
  "tokenizer.json",
  "tokenizer_config.json",
];

/** Retries without their pauses. */
const clock = Object.assign(Object.create(systemClock), {
  sleep: () => Promise.resolve(),
}) as typeof systemClock;
const modules = { clock, random: seededRandom("models") };

async function withHub(body: (hub: FakeHub, root: string) => Promise<void>): Promise<void> {
  const hub = startHub(FILES);
  try {
    await withTempDir((root) => body(hub, root));
  } finally {
    await hub.close();
  }
}

const pull = (hub: FakeHub, root: string, dtype?: string, signal?: AbortSignal) =>
  pullModel({ id: "acme/tiny", dtype, root }, { endpoint: hub.endpoint, fetch }, modules, () => {}, signal);

async function files(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const path of Object.keys(FILES)) {
    if (await Deno.stat(`${folder}/${path}`).then(() => true, () => false)) names.push(path);
  }
  return names.sort();
}

const rejectsWith = (work: Promise<unknown>, code: LlmErrorCode, message = "") =>
  assert.rejects(
    work,
    (error) => error instanceof LlmError && error.code === code && error.message.includes(message),
  );

full(
  "a pull fetches one variant in full, follows pages and redirects, and reports progress",
  () =>
    withHub(async (hub, root) => {
      const seen: number[] = [];
      const model = await pullModel(
        { id: "acme/tiny", root },
        { endpoint: hub.endpoint, token: "secret", fetch },
        modules,
        ({ done, total }) => void seen.push(done / total),
      );
      assert.equal(model.dtype, "q4");
      assert.deepEqual(await files(model.folder), Q4);
      for (const path of Q4) {
        assert.deepEqual(
          await Deno.readFile(`${model.folder}/${path}`),
          FILES[path as keyof typeof FILES],
          path,
        );
      }
      assert.equal(seen.at(-1), 1);
      assert.deepEqual([...seen], [...seen].sort((a, b) => a - b));
      assert.ok(hub.requests.some((line) => line.includes("/content/")));
      assert.equal(hub.authorizations[0], "Bearer secret");
      const before = hub.requests.length;
      await pull(hub, root);
      assert.ok(
        hub.requests.slice(before).every((line) => line.includes("/api/")),
        "fetched again what was there",
      );
    }),
);

full("an interrupted download goes on where it stopped", () =>
  withHub(async (hub, root) => {
    hub.trouble = { cutAfter: 100_000, cuts: 2 };
    const model = await pull(hub, root, "fp32");
    assert.deepEqual(await Deno.readFile(`${model.folder}/onnx/model.onnx`), FILES["onnx/model.onnx"]);
    assert.ok(hub.requests.some((line) => /model\.onnx bytes=\d{5,}-/.test(line)), hub.requests.join("\n"));
  }));

full("a call that was aborted leaves parts, and the next one uses them", () =>
  withHub(async (hub, root) => {
    const abort = new AbortController();
    hub.trouble = { cutAfter: 60_000 };
    const stop = pullModel(
      { id: "acme/tiny", dtype: "fp32", root },
      { endpoint: hub.endpoint, fetch },
      modules,
      ({ path }) => path === "onnx/model.onnx" && abort.abort(new Error("enough")),
      abort.signal,
    );
    await assert.rejects(stop);
    const [partial] = await listModels(root);
    assert.equal(partial?.complete, false);
    assert.ok(partial!.bytes > 12_000, `${partial!.bytes} bytes`);
    await rejectsWith(findModel("acme/tiny", root, 1e12), "not_found");
    hub.trouble = {};
    await pull(hub, root, "fp32");
    assert.ok(/bytes=\d{4,}-$/.test(hub.requests.at(-1)!), hub.requests.join("\n"));
    assert.equal((await listModels(root))[0]?.complete, true);
  }));

full("a server without ranges starts again from the first byte", () =>
  withHub(async (hub, root) => {
    hub.trouble = { cutAfter: 90_000, cuts: 1, noRanges: true };
    const model = await pull(hub, root, "fp32");
    assert.deepEqual(await Deno.readFile(`${model.folder}/onnx/model.onnx`), FILES["onnx/model.onnx"]);
  }));

full("content that does not match its digest is refused, large or small", () =>
  withHub(async (hub, root) => {
    for (const corrupt of [/model_q4\.onnx_data$/, /config\.json$/]) {
      hub.trouble = { corrupt };
      await rejectsWith(pull(hub, root), "bad_model", "digest");
      assert.equal((await listModels(root))[0]?.complete, false);
      await removeModel(root, "acme/tiny");
    }
    hub.trouble = {};
    assert.equal((await pull(hub, root)).complete, true);
  }));

full("what the hub refuses has a name", () =>
  withHub(async (hub, root) => {
    await rejectsWith(
      pullModel({ id: "acme/other", root }, { endpoint: hub.endpoint, fetch }, modules),
      "not_found",
    );
    await rejectsWith(pull(hub, root, "bnb4"), "not_found", "no variant");
    hub.trouble = { status: { match: /resolve/, status: 403, code: "GatedRepo" } };
    await rejectsWith(pull(hub, root), "gated");
    hub.trouble = { status: { match: /api/, status: 500 } };
    await rejectsWith(pull(hub, root), "network", "500");
    hub.trouble = { status: { match: /resolve/, status: 503, times: 2 } };
    assert.equal((await pull(hub, root)).complete, true);
    await rejectsWith(
      pullModel({ id: "../../etc", root }, { endpoint: hub.endpoint, fetch }, modules),
      "config",
    );
    await rejectsWith(
      pullModel({ id: "acme/tiny", root }, { endpoint: hub.endpoint, offline: true, fetch }, modules),
      "network",
      "offline",
    );
    await rejectsWith(
      pullModel({ id: "acme/tiny", root }, { endpoint: "http://127.0.0.1:1", fetch }, modules),
      "network",
      "127.0.0.1:1",
    );
  }));

full("a full disk is named, and what was fetched stays", () =>
  withHub(async (hub, root) => {
    const write = Deno.FsFile.prototype.write;
    let left = 20_000;
    Deno.FsFile.prototype.write = function (bytes: Uint8Array) {
      left -= bytes.length;
      if (left < 0) {
        return Promise.reject(Object.assign(new Error("No space left on device"), { code: "ENOSPC" }));
      }
      return write.call(this, bytes);
    };
    try {
      await rejectsWith(pull(hub, root), "disk_full");
    } finally {
      Deno.FsFile.prototype.write = write;
    }
    assert.equal((await pull(hub, root)).complete, true);
  }));

full("models are listed and removed by variant", () =>
  withHub(async (hub, root) => {
    await pull(hub, root, "q4");
    await pull(hub, root, "fp32");
    const both = await listModels(root);
    assert.deepEqual(both.map(({ id, dtype, complete }) => [id, dtype, complete]), [
      ["acme/tiny", "q4", true],
      ["acme/tiny", "fp32", true],
    ]);
    assert.equal(await removeModel(root, "acme/tiny", "q4"), both[0]!.bytes);
    assert.deepEqual((await listModels(root)).map(({ dtype, complete }) => [dtype, complete]), [[
      "fp32",
      true,
    ]]);
    await rejectsWith(removeModel(root, "acme/tiny", "q4"), "not_found");
    await removeModel(root, "acme/tiny");
    assert.deepEqual(await listModels(root), []);
    assert.deepEqual(await listModels(`${root}/nowhere`), []);
  }));

full(
  "a model is found by folder, by id, or as the largest preset that fits",
  () =>
    withHub(async (hub, root) => {
      const { folder } = await pull(hub, root);
      assert.deepEqual(await findModel(folder, root, 1e12), { folder, name: "tiny" });
      assert.deepEqual(await findModel("acme/tiny", root, 1e12), { folder, name: "acme/tiny", dtype: "q4" });
      const none = findModel(undefined, root, 4e9);
      await rejectsWith(none, "not_found");
      const hint = await none.then(() => "", (error: LlmError) => error.hint ?? "");
      for (const word of ["sn1 models pull", "--neuron.engine openai", "sn1 demo"]) {
        assert.ok(hint.includes(word), hint);
      }
      const preset = presetFor("generate", 4e9);
      const target = `${root}/${preset.id}`;
      await Deno.mkdir(`${target}/onnx`, { recursive: true });
      await Deno.writeTextFile(`${target}/config.json`, "{}");
      await Deno.writeTextFile(`${target}/onnx/model_${preset.dtype}.onnx`, "x");
      const found = await findModel(undefined, root, 4e9);
      assert.deepEqual(found, { folder: target, name: preset.id, dtype: preset.dtype });
      await rejectsWith(findModel(undefined, root, 1e8), "not_found");
    }),
);

Deno.test("presets grow with memory", () => {
  const sizes = [0, 1.5e9, 4e9, 7e9, 64e9].map((bytes) => presetFor("generate", bytes).memoryGb);
  assert.deepEqual(sizes, [...sizes].sort((a, b) => a - b));
  assert.equal(new Set(sizes).size, 4);
  for (const role of ["embed", "translate"] as const) {
    assert.ok(MODEL_PRESETS.some((preset) => preset.role === role));
  }
});

Deno.test("ids and paths from outside stay inside the cache", () => {
  for (const id of ["a/b", "gpt2", "Owner-1/name.v2_x"]) assert.equal(checkModelId(id), id);
  for (const id of ["", "..", "a/..", "a/b/c", "/etc", "a b", "a/./b", ".hidden/x", "x".repeat(200)]) {
    assert.throws(() => checkModelId(id), LlmError, id);
  }
  for (const path of ["onnx/model.onnx", "a/b/c.json"]) assert.ok(isSafePath(path));
  for (const path of ["../x", "a/../b", "/x", "a//b", "a\\b", "", "a/b/c/d/e"]) {
    assert.ok(!isSafePath(path), path);
  }
});

Deno.test("files belong to variants by their names", () => {
  const cases = [
    ["onnx/model.onnx", "fp32"],
    ["onnx/model_q4f16.onnx_data_1", "q4f16"],
    ["onnx/decoder_model_merged_quantized.onnx", "q8"],
    ["onnx/decoder_model_fp16.onnx", undefined],
    ["model.onnx", undefined],
  ] as const;
  for (const [path, dtype] of cases) assert.equal(dtypeOf(path), dtype, path);
});
