import assert from "node:assert/strict";
import type { PreTrainedTokenizer } from "@huggingface/transformers";
import { findChatTemplate } from "../../../src/llm/local/model/chat_template.ts";
import { openModelFolder } from "../../../src/llm/local/model/model_folder.ts";
import { cosine, keepLastSpecial, poolingOf } from "../../../src/llm/local/model/pooling.ts";
import { full, withTempDir } from "../../kit/mod.ts";

const JINJA = "{% for m in messages %}{{ m.content }}{% endfor %}";

full("a chat template is taken from each file that published folders keep it in", async () => {
  const cases: [
    files: Record<string, string>,
    own: string | null,
    from: string | undefined,
    template: unknown,
  ][] = [
    [{}, JINJA, "tokenizer_config.json", JINJA],
    [{ "chat_template.jinja": "other" }, JINJA, "tokenizer_config.json", JINJA],
    [{ "chat_template.jinja": JINJA }, null, "chat_template.jinja", JINJA],
    [{ "chat_template.json": JSON.stringify({ chat_template: JINJA }) }, null, "chat_template.json", JINJA],
    [
      {
        "chat_template.json": JSON.stringify({
          chat_template: [{ name: "tool_use", template: "x" }, { name: "default", template: JINJA }],
        }),
      },
      null,
      "chat_template.json",
      JINJA,
    ],
    [
      { "chat_template.jinja": " \n", "chat_template.json": JSON.stringify({ chat_template: JINJA }) },
      null,
      "chat_template.json",
      JINJA,
    ],
    [{ "chat_template.json": "{" }, null, undefined, null],
    [{ "chat_template.json": "[]" }, null, undefined, null],
    [{}, null, undefined, null],
  ];
  for (const [files, own, from, template] of cases) {
    await withTempDir(async (dir) => {
      for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${dir}/${name}`, text);
      const tokenizer = { chat_template: own } as PreTrainedTokenizer;
      assert.equal(await findChatTemplate(tokenizer, dir), from, JSON.stringify(files));
      assert.equal(tokenizer.chat_template, template);
    });
  }
});

full("pooling follows 1_Pooling/config.json, and is the first token's without it", async () => {
  const cases: [text: string | undefined, pooling: string, known: boolean][] = [
    [undefined, "cls", false],
    ['{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}', "cls", true],
    ['{"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}', "mean", true],
    ['{"pooling_mode_lasttoken": true}', "last_token", true],
    ['{"pooling_mode_max_tokens": true}', "cls", false],
    ["not JSON", "cls", false],
  ];
  for (const [text, pooling, known] of cases) {
    await withTempDir(async (dir) => {
      if (text !== undefined) {
        await Deno.mkdir(`${dir}/1_Pooling`);
        await Deno.writeTextFile(`${dir}/1_Pooling/config.json`, text);
      }
      assert.deepEqual(await poolingOf(dir), { pooling, known }, String(text));
    });
  }
});

Deno.test("a text cut at the limit keeps the token that ends texts, padding stays padding", () => {
  const [CLS, SEP, PAD] = [101n, 102n, 0n];
  const tokenizer = (texts: string | string[]) => {
    const rows = [texts].flat().map((text) => [CLS, ...Array.from(text, () => 7n), SEP].slice(0, 5));
    const width = Math.max(...rows.map((row) => row.length));
    const padded = rows.map((row) => [...row, ...Array(width - row.length).fill(PAD)]);
    const mask = rows.map((row) => padded[0]!.map((_, i) => i < row.length ? 1n : 0n));
    const tensor = (lines: bigint[][]) => ({
      dims: [lines.length, width],
      data: BigInt64Array.from(lines.flat()),
    });
    return { input_ids: tensor(padded), attention_mask: tensor(mask) };
  };
  const { input_ids } = keepLastSpecial(tokenizer)(["abcdefgh", "a", ""]);
  assert.deepEqual([...input_ids.data], [
    ...[CLS, 7n, 7n, 7n, SEP],
    ...[CLS, 7n, SEP, PAD, PAD],
    ...[CLS, SEP, PAD, PAD, PAD],
  ]);
  assert.equal(cosine(Float32Array.of(1, 0), Float32Array.of(2, 0)), 1);
  assert.equal(cosine(Float32Array.of(0, 0), Float32Array.of(2, 0)), 0);
});

full("the smallest weights that serve well are taken when several variants lie side by side", async () => {
  await withTempDir(async (dir) => {
    await Deno.mkdir(`${dir}/onnx`);
    for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
      await Deno.writeTextFile(`${dir}/${name}`, "{}");
    }
    const order = ["fp32", "q8", "fp16", "q4f16", "q4"];
    const suffix: Record<string, string> = {
      fp32: "",
      q8: "_quantized",
      fp16: "_fp16",
      q4f16: "_q4f16",
      q4: "_q4",
    };
    for (const dtype of order) {
      await Deno.writeTextFile(`${dir}/onnx/model${suffix[dtype]}.onnx`, "");
      assert.equal((await openModelFolder(dir)).dtype, dtype);
    }
    assert.equal((await openModelFolder(dir, "fp32")).file, "onnx/model.onnx");
    await Deno.writeTextFile(`${dir}/config.json`, '{"transformers.js_config": {"dtype": "fp16"}}');
    assert.equal((await openModelFolder(dir)).dtype, "fp16");
  });
});
