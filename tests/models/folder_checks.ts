import assert from "node:assert/strict";
import { greedy, withEngine } from "./engine.ts";
import { QUESTIONS } from "./golden.data.ts";
import { EXPORTS, type Weights } from "./weights.ts";

/** A folder of links to another one's files, with other texts in place of some. */
async function variantOf(
  model: string,
  replaced: Record<string, string>,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "sn1-models-" });
  try {
    for await (const { name } of Deno.readDir(model)) {
      if (!(name in replaced)) await Deno.symlink(`${model}/${name}`, `${folder}/${name}`);
    }
    for (const [name, text] of Object.entries(replaced)) await Deno.writeTextFile(`${folder}/${name}`, text);
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The chat template in a file of its own is used like the one in tokenizer_config.json; none at all is warned of. */
export async function checkTemplates(weights: Weights): Promise<string> {
  const model = await weights.decoder(EXPORTS[0]!);
  const { chat_template, ...rest } = JSON.parse(await Deno.readTextFile(`${model}/tokenizer_config.json`));
  const config = JSON.stringify(rest);
  const { question, max } = QUESTIONS[0]!;
  const expected = await withEngine(model, {}, (engine) => greedy(engine, question, max));
  const files = {
    "chat_template.jinja": chat_template,
    "chat_template.json": JSON.stringify({ chat_template }),
  };
  for (const [name, text] of Object.entries(files)) {
    await variantOf(
      model,
      { "tokenizer_config.json": config, [name]: text },
      (folder) =>
        withEngine(folder, {}, async (engine, log) => {
          assert.equal(await greedy(engine, question, max), expected, name);
          assert.deepEqual(log.filter((line) => line.startsWith("warn")), [], name);
        }),
    );
  }
  await variantOf(
    model,
    { "tokenizer_config.json": config },
    (folder) =>
      withEngine(folder, {}, async (engine, log) => {
        assert.ok(log.some((line) => /^warn.*no chat template/.test(line)), log.join("\n"));
        const text = await greedy(engine, question, 60);
        assert.ok(!text.includes("\nuser:"), text);
      }),
  );
  return "chat_template.jinja, chat_template.json, none";
}
