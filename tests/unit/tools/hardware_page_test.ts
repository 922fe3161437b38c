import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";

full("the memory figures of docs/hardware.md follow from parameters and shapes", async () => {
  const page = await Deno.readTextFile(new URL("../../../docs/hardware.md", import.meta.url));
  const { loadModels } = await import("../../../src/llm/mod.ts");
  const { MODEL_PRESETS } = await loadModels();
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const rows = [...page.matchAll(/^\| (\S+) +\| +(\d+) M \| (\d+) × (\d+) × (\d+) +\|(.*)\|$/gm)];
  for (const [, name, millions, layers, heads, size, rest] of rows) {
    const perToken = 2 * Number(layers) * Number(heads) * Number(size) * 4;
    const parameters = Number(millions) * 1e6;
    assert.deepEqual(rest!.split("|").map((cell) => cell.trim()), [
      `${perToken / 1024} KiB`,
      gib(16 * 1000 * perToken),
      gib(parameters * 4),
      gib(parameters * 2),
      gib(parameters / 2),
    ], name!);
  }
  const writers = MODEL_PRESETS.filter(({ role }) => role === "generate").map(({ id }) => id.split("/")[1]);
  assert.deepEqual(rows.map(([, name]) => name), writers);
});
