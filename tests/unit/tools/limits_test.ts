import assert from "node:assert/strict";
import { full } from "../../kit/mod.ts";

const root = new URL("../../../", import.meta.url).pathname;
/** A number as it is written in code: digits, products, shifts. */
const NUMBER = String.raw`(-?[\d_]+(?:\.\d+)?n?(?:\s*(?:\*|<<)\s*(?:[\d_]+|MIB))*)`;

interface Sequence {
  limit: string;
  shown: string;
  where: string;
}

async function rows(): Promise<Sequence[]> {
  const text = await Deno.readTextFile(`${root}docs/LIMITS.md`);
  return text.split("\n").filter((line) => /^\| /.test(line)).flatMap((line) => {
    const [limit, shown, , , where] = line.split("|").slice(1).map((cell) => cell.trim());
    return limit === "limit" || limit!.startsWith("---")
      ? []
      : [{ limit: limit!, shown: shown!, where: where!.replaceAll("`", "") }];
  });
}

function evaluate(expression: string): number {
  const [first, ...rest] = expression.split(/(\*|<<)/).map((part) => part.trim());
  const number = (word: string) => word === "MIB" ? 2 ** 20 : Number(word.replace(/_|n$/g, ""));
  let value = number(first!);
  for (let i = 0; i < rest.length; i += 2) {
    value = rest[i] === "*" ? value * number(rest[i + 1]!) : value * 2 ** number(rest[i + 1]!);
  }
  return value;
}

/** Numbers a name stands for in a file: constants, properties, defaults. */
function numbersOf(source: string, name: string): number[] {
  const pattern = new RegExp(String.raw`\b${name}\b(?:: [\w<>. |]+?)?\s*(?:=|:|\?\?)\s*${NUMBER}`, "g");
  return [...source.matchAll(pattern)].map((match) => evaluate(match[1]!));
}

full("every number of docs/LIMITS.md is the one in the code", async () => {
  const { COMMANDS } = await import("../../../src/cli/commands.ts");
  let checked = 0;
  for (const { limit, shown, where } of await rows()) {
    const number = Number(/^-?[\d.]+/.exec(shown)?.[0]);
    const [path, name] = where.split("#");
    const [command, flag] = where.split(" --");
    if (flag !== undefined) {
      const entry = COMMANDS.find((c) => c.name === command);
      const spec = (await entry!.load()).flags[flag];
      assert.ok(spec, where);
      if (shown === "by profile") assert.equal(spec.default, undefined, where);
      else if (typeof spec.default === "number") assert.equal(spec.default, number, where);
      else assert.equal(spec.default, shown, where);
    } else {
      const source = await Deno.readTextFile(root + path!);
      if (name === undefined) continue;
      const found = numbersOf(source, name);
      assert.ok(found.includes(number), `${limit}: ${shown}, but ${where} is ${found.join(", ") || "gone"}`);
    }
    checked++;
  }
  assert.ok(checked > 100, `${checked} numbers`);
});

full("every limit of axon and dendrite has its row", async () => {
  const documented = (await rows()).map(({ where }) => where);
  const source = async (path: string) => await Deno.readTextFile(root + path);
  const fields = [
    ...(await source("src/axon/types.ts")).matchAll(/@default \{\d+\} \*\/\n {2}(\w+): number;/g),
  ];
  assert.ok(fields.length >= 10);
  for (const [, name] of fields) assert.ok(documented.includes(`src/axon/limits.ts#${name}`), String(name));
  for (const [, name] of (await source("src/axon/limits.ts")).matchAll(/^export const ([A-Z_]+) = /gm)) {
    assert.ok(documented.includes(`src/axon/limits.ts#${name}`), String(name));
  }
  const options = [
    ...(await source("src/dendrite/types.ts")).matchAll(/@default \{\d+\} \*\/\n {2}(\w+)\?: number;/g),
  ];
  assert.ok(options.length >= 4);
  for (const [, name] of options) {
    assert.ok(documented.includes(`src/dendrite/dendrite.ts#${name}`), String(name));
  }
});
