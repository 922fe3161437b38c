import assert from "node:assert/strict";
import { checkTree, type Finding } from "../../../tools/architecture/rules.ts";
import { LINES } from "../../../tools/architecture/rules.data.ts";

/** The findings of a small tree, as `rule path:line`. */
function check(files: Record<string, string>): string[] {
  return checkTree(new Map(Object.entries(files))).map(({ rule, severity, path, line }: Finding) =>
    `${severity} ${rule} ${path}:${line}`
  );
}

Deno.test("a package may import from the layers below through mod.ts", () => {
  assert.deepEqual(
    check({
      "src/axon/app.ts": 'import { a } from "../base/mod.ts";\nimport { b } from "../wallet/mod.ts";',
      "src/axon/routes.ts": 'import { c } from "./app.ts";',
      "neurons/miner.ts": 'import { d } from "../src/axon/mod.ts";',
    }),
    [],
  );
});

Deno.test("a package must not import from its own layer or from above, not even types or lazily", () => {
  assert.deepEqual(
    check({
      "src/axon/app.ts": 'import type { D } from "../dendrite/mod.ts";',
      "src/base/clock.ts": '\nconst x = await import("../wallet/mod.ts");',
      "tasks/math.ts": 'import { r } from "../rewards/mod.ts";',
    }),
    [
      "error layers src/axon/app.ts:1",
      "error layers src/base/clock.ts:2",
      "error layers tasks/math.ts:1",
    ],
  );
});

Deno.test("a package is entered through mod.ts only", () => {
  assert.deepEqual(
    check({
      "src/axon/app.ts": 'import { a } from "../base/clock.ts";',
      "neurons/miner.ts": 'import type { L } from "../src/axon/types.ts";',
    }),
    ["error packages neurons/miner.ts:1", "error packages src/axon/app.ts:1"],
  );
});

Deno.test("the coldkey reader opens for the register and wallet commands only", () => {
  const source = 'import { readColdkey } from "../../wallet/coldkey.ts";';
  assert.deepEqual(
    check({
      "src/cli/commands/register_command.ts": source.replace("../../", "../../../src/"),
      "src/cli/commands/wallet/keys.ts": source.replace("../../", "../../../../src/"),
      "src/cli/commands/miner_command.ts": source.replace("../../", "../../../src/"),
      "neurons/miner.ts": 'import { readColdkey } from "../src/wallet/coldkey.ts";',
      "src/axon/app.ts": 'import { readColdkey } from "../wallet/coldkey.ts";',
      "tests/unit/wallet/a_test.ts": 'import { readColdkey } from "../../../src/wallet/coldkey.ts";',
    }),
    [
      "error packages neurons/miner.ts:1",
      "error packages src/axon/app.ts:1",
      "error packages src/cli/commands/miner_command.ts:1",
    ],
  );
});

Deno.test("commands are loaded one by one, with import()", () => {
  assert.deepEqual(
    check({
      "main.ts": 'await import("./neurons/demo.ts");\nimport { m } from "./neurons/miner.ts";',
      "src/cli/run.ts": 'await import("../../neurons/demo.ts");',
    }),
    ["error packages main.ts:2"],
  );
});

Deno.test("localnet is for the demo and localnet commands and tests", () => {
  const source = 'import { start } from "../src/localnet/mod.ts";';
  assert.deepEqual(
    check({
      "neurons/demo/run.ts": source.replace("../", "../../"),
      "neurons/validator.ts": source,
      "src/cli/commands/localnet_command.ts": source.replace("../", "../../../"),
      "src/cli/commands/miner_command.ts": source.replace("../", "../../../"),
      "tests/e2e/demo_test.ts": 'import { start } from "../../src/localnet/mod.ts";',
    }),
    ["error packages neurons/validator.ts:1", "error packages src/cli/commands/miner_command.ts:1"],
  );
});

Deno.test("the chain library is for chain and localnet", () => {
  const source = 'import { ApiPromise } from "@polkadot/api";\nimport { u8aToHex } from "@polkadot/util";';
  assert.deepEqual(
    check({ "src/chain/client.ts": source, "src/localnet/b.ts": source, "src/wallet/c.ts": source }),
    ["error libraries src/wallet/c.ts:1"],
  );
});

Deno.test("the program imports neither tests nor tools", () => {
  assert.deepEqual(check({ "src/base/a.ts": 'import "../../tests/kit/mod.ts";' }), [
    "error packages src/base/a.ts:1",
  ]);
});

Deno.test("an import circle is an error, also one of types, but not one of import()", () => {
  const circle = (back: string) => ({
    "src/base/a.ts": 'import { b } from "./b.ts";',
    "src/base/b.ts": 'export * from "./c.ts";',
    "src/base/c.ts": back,
  });
  assert.deepEqual(check(circle('import { a } from "./a.ts";')), ["error circles src/base/a.ts:0"]);
  assert.deepEqual(check(circle('import type { A } from "./a.ts";')), ["error circles src/base/a.ts:0"]);
  assert.deepEqual(check(circle('await import("./a.ts");')), []);
  assert.deepEqual(check({ "src/base/a.ts": 'import "./a.ts";' }), ["error circles src/base/a.ts:0"]);
});

Deno.test("two circles that do not touch are two findings", () => {
  assert.equal(
    check({
      "src/base/a.ts": 'import "./b.ts";',
      "src/base/b.ts": 'import "./a.ts";',
      "src/base/c.ts": 'import "./d.ts"; import "./a.ts";',
      "src/base/d.ts": 'import "./c.ts";',
    }).length,
    2,
  );
});

Deno.test("a file name occurs once in the program; mod, types, errors and data may repeat", () => {
  assert.deepEqual(
    check({
      "neurons/demo/clock.ts": "",
      "src/axon/mod.ts": "",
      "src/axon/types.ts": "",
      "src/base/clock.ts": "",
      "src/base/errors.ts": "",
      "src/base/mod.ts": "",
      "src/base/types.ts": "",
      "src/wallet/errors.ts": "",
      "tasks/words.data/clock.ts": "",
      "tests/kit/clock.ts": "",
    }),
    ["error names src/base/clock.ts:0"],
  );
});

Deno.test("long files warn, too long ones fail, data may be as long as it is", () => {
  const lines = (count: number) => "\n".repeat(count);
  assert.deepEqual(
    check({
      "src/base/short.ts": lines(LINES.warn - 1),
      "src/base/long.ts": lines(LINES.warn),
      "src/base/limit.ts": lines(LINES.fail),
      "src/base/too_long.ts": lines(LINES.fail + 1),
      "src/base/words.data.ts": lines(5000),
      "tasks/data/articles.ts": lines(5000),
      "tasks/personas.data/a.ts": lines(5000),
      "tests/vectors/wire.json": lines(5000),
      "tests/fixtures/a.ts": lines(5000),
      "tests/unit/base/long_test.ts": lines(5000),
      "docs/long.md": lines(5000),
    }),
    [
      "warn length src/base/limit.ts:0",
      "warn length src/base/long.ts:0",
      "error length src/base/too_long.ts:0",
      "error length tests/unit/base/long_test.ts:0",
    ],
  );
});

Deno.test("a test file must not reach a native package by static imports, near or far", () => {
  const [near, far, typed, lazy] = checkTree(
    new Map(Object.entries({
      "tests/unit/a_test.ts": 'import ort from "onnxruntime-node";',
      "tests/unit/b_test.ts": '\nimport { e } from "../../src/llm/mod.ts";',
      "tests/unit/c_test.ts": 'import type { E } from "../../src/llm/mod.ts";',
      "tests/unit/d_test.ts": 'Deno.test("x", async () => { await import("../../src/llm/mod.ts"); });',
      "src/llm/mod.ts": 'export * from "./engine.ts";',
      "src/llm/engine.ts": 'import { pipeline } from "@huggingface/transformers";',
    })),
  );
  assert.deepEqual([near?.path, near?.rule, near?.line], ["tests/unit/a_test.ts", "gated", 1]);
  assert.deepEqual([far?.path, far?.rule, far?.line], ["tests/unit/b_test.ts", "gated", 2]);
  assert.match(far!.message, /transformers through src\/llm\/mod\.ts → src\/llm\/engine\.ts/);
  assert.deepEqual([typed, lazy], [undefined, undefined]);
});

Deno.test("exported functions, classes and interfaces of the program need a doc comment", () => {
  const source = "export function a() {}\n/** B. */\nexport class B {}\nexport const c = 1;";
  assert.deepEqual(check({ "src/base/a.ts": source, "tools/a.ts": source, "tests/unit/a_test.ts": source }), [
    "error docs src/base/a.ts:1",
  ]);
});

Deno.test("paths of one machine and hosts of registries are refused, ordinary text is not", () => {
  const refused = [
    "see /mnt/disk/a",
    'open("/home/ann/keys")',
    "cp x /tmp/y",
    "/opt/tool/bin",
    "https://registry.example.org/x",
    "../shared/design.md",
  ];
  const fine = [
    "~/.bittensor/wallets",
    "https://example.org/tmp/y",
    "$HOME/opt/x",
    "PrivateTmp=true",
    "${dir}/tmp/x",
    "task registry. It",
    "registry.lookup.get(1)",
    "../shared/chain",
    "../shared/mod.ts",
    "npm i deno",
  ];
  for (const text of refused) {
    assert.deepEqual(check({ "docs/a.md": text }), ["error foreign docs/a.md:1"], text);
  }
  for (const text of fine) assert.deepEqual(check({ "docs/a.md": text }), [], text);
});
