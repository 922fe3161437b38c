import assert from "node:assert/strict";
import { seededRandom } from "../../src/base/mod.ts";
import { pySplit } from "../../src/text/mod.ts";
import type { Context, Dataset } from "../../tasks/mod.ts";

/** What a dataset promises beyond the common rules. */
export interface DatasetPromise {
  /** Contexts to draw. @default {40} */
  draws?: number;
  /** Words of content at least. @default {1} */
  minWords?: number;
  /** Further checks of each context. */
  each?: (context: Context) => void;
}

/** The rules every dataset keeps; registers one test per rule. */
export function datasetSuite(
  name: string,
  make: () => Dataset | Promise<Dataset>,
  promise: DatasetPromise = {},
): void {
  const { draws = 40, minWords = 1, each } = promise;
  const drawn = async (dataset: Dataset, seed: string) => {
    const contexts: Context[] = [];
    for (let i = 0; i < draws; i++) {
      const context = await dataset.next(seededRandom(`${seed}/${i}`));
      if (context) contexts.push(context);
    }
    return contexts;
  };
  Deno.test(`${name} gives complete, plain, structured-cloneable contexts`, async () => {
    const dataset = await make();
    assert.equal(dataset.name, name);
    const contexts = await drawn(dataset, "complete");
    assert.ok(contexts.length > 0, "nothing was drawn");
    for (const context of contexts) {
      assert.deepEqual(structuredClone(context), context);
      assert.deepEqual(JSON.parse(JSON.stringify(context)), context);
      assert.equal(context.source, name);
      for (const field of ["title", "topic", "subtopic", "content"] as const) {
        assert.ok(typeof context[field] === "string" && context[field].trim() !== "", `${field} is empty`);
        assert.ok(context[field].isWellFormed(), field);
      }
      for (const field of ["internalLinks", "externalLinks", "tags"] as const) {
        assert.ok(
          Array.isArray(context[field]) && context[field].every((item) => typeof item === "string"),
          field,
        );
      }
      assert.ok(pySplit(context.content).length >= minWords, context.content);
      each?.(context);
    }
  });
  Deno.test(`${name} replays from its seed and varies with it`, async () => {
    const dataset = await make();
    const [a, b] = [await drawn(dataset, "same"), await drawn(await make(), "same")];
    assert.deepEqual(a, b);
    assert.notDeepEqual(a, await drawn(dataset, "other"));
  });
  Deno.test(`${name} hands out contexts nobody shares`, async () => {
    const dataset = await make();
    const seed = "alone";
    const first = await drawn(dataset, seed);
    for (const context of first) {
      context.tags.push("spoiled");
      context.extra.spoiled = true;
      context.content = "spoiled";
    }
    for (const context of await drawn(dataset, seed)) {
      assert.ok(!context.tags.includes("spoiled") && !context.extra.spoiled && context.content !== "spoiled");
    }
  });
}
