import assert from "node:assert/strict";
import { forNode, npmManifest } from "../../tools/build/npm_package.ts";
import { full, withTempDir } from "../kit/mod.ts";

const root = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");

/** Node and npm of this machine; without them nothing can be tried. */
function hasNpm(): boolean {
  if (Deno.permissions.querySync({ name: "run" }).state !== "granted") return false;
  try {
    return ["node", "npm"].every((name) =>
      new Deno.Command(name, { args: ["--version"] }).outputSync().success
    );
  } catch {
    return false;
  }
}

const SCRIPT = `
import assert from "node:assert/strict";
import { bodyHash, requestSignatureText, signatureHeader } from "@sn1/sdk/protocol";
import { devKey, trySs58Decode, verify } from "@sn1/sdk/wallet";
import { connectChain } from "@sn1/sdk/chain";
import { createDendrite, defineSynapse, nullLogger, nullMetrics, seededRandom, systemClock } from "@sn1/sdk";
import { z } from "zod";
const [endpoint, port, hotkey] = process.argv.slice(2);
const alice = await devKey("//Alice");
const text = new TextEncoder().encode(requestSignatureText({
  nonce: "1", dendriteHotkey: alice.ss58, axonHotkey: hotkey, uuid: "u", bodyHash: bodyHash(["hi"]),
}));
const signature = await alice.sign(text);
assert.equal(await verify(text, signature, trySs58Decode(alice.ss58)), true);
assert.match(signatureHeader(signature), /^0x[0-9a-f]{128}$/);
const basics = { clock: systemClock, logger: nullLogger, metrics: nullMetrics };
const chain = await connectChain({ network: endpoint }, { ...basics, random: seededRandom("npm") });
const { neurons } = await chain.metagraph(1);
await chain.close();
const Twice = defineSynapse({
  name: "Twice", request: z.object({ n: z.int() }), response: z.object({ twice: z.int() }), hashFields: ["n"],
});
const dendrite = createDendrite({ allowPrivate: true }, { ...basics, signer: alice });
const [answer] = await dendrite.call(Twice, [{ ip: "127.0.0.1", port: Number(port), hotkey }], { n: 21 }, { timeoutMs: 10000 });
await dendrite.close();
console.log(JSON.stringify({ hotkeys: neurons.map((neuron) => neuron.hotkey), status: answer.statusMessage, response: answer.response }));
process.exit(0);
`;

full(
  "the npm form signs a request, reads a metagraph and asks an axon from a scratch Node project",
  () =>
    withTempDir(async (folder) => {
      const { buildNpmPackage } = await import("../../tools/build/npm_package.ts");
      const { runCommand } = await import("../../tools/build/run_command.ts");
      const {
        answerSynapse,
        createAxon,
        defineSynapse,
        devKey,
        nullLogger,
        nullMetrics,
        startLocalnet,
        systemClock,
      } = await import("../../mod.ts");
      const { z } = await import("zod");
      await buildNpmPackage(root, `${folder}/sdk.tgz`);
      await Deno.mkdir(`${folder}/project`);
      await Deno.writeTextFile(`${folder}/project/package.json`, JSON.stringify({ type: "module" }));
      const options = { cwd: `${folder}/project`, limitS: 280, show: false };
      const install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", `${folder}/sdk.tgz`];
      const installed = await runCommand("npm", install, options);
      assert.equal(installed.code, 0, installed.text);
      const packed = `${folder}/project/node_modules/@sn1/sdk`;
      const { exports } = JSON.parse(await Deno.readTextFile(`${packed}/package.json`));
      for (const [name, { types }] of Object.entries<{ types: string }>(exports)) {
        const text = await Deno.readTextFile(`${packed}/${types}`);
        assert.match(text, /export/, `types of ${name}`);
      }
      const bob = await devKey("//Bob");
      const localnet = await startLocalnet({
        subnets: [{ netuid: 1, neurons: [{ hotkey: bob.ss58, coldkey: bob.ss58 }] }],
      }, { clock: systemClock });
      const Twice = defineSynapse({
        name: "Twice",
        request: z.object({ n: z.int() }),
        response: z.object({ twice: z.int() }),
        hashFields: ["n"],
      });
      const axon = createAxon({ port: 0, host: "127.0.0.1" }, {
        signer: bob,
        policy: { refuseReason: () => null, priority: () => 1 },
        synapses: [answerSynapse(Twice, ({ request }) => ({ twice: 2 * request.n }))],
        clock: systemClock,
        logger: nullLogger,
        metrics: nullMetrics,
      });
      const { port } = await axon.start();
      try {
        await Deno.writeTextFile(`${folder}/project/try.mjs`, SCRIPT);
        const args = ["try.mjs", localnet.endpoint, String(port), bob.ss58];
        const { code, text } = await runCommand("node", args, { ...options, limitS: 120 });
        assert.equal(code, 0, text);
        assert.deepEqual(JSON.parse(text.trim().split("\n").at(-1)!), {
          hotkeys: [bob.ss58],
          status: "Success",
          response: { twice: 42 },
        });
      } finally {
        await axon.stop(0);
        await localnet.close();
      }
    }),
  { skip: !hasNpm() && "needs node and npm" },
);

Deno.test("modules that use what Node lacks import it; others stay as they are", () => {
  assert.equal(forNode("export const a = 1;", "src/a/b.js"), "export const a = 1;");
  assert.match(
    forNode("Deno.env.get('A')", "src/a/b.js"),
    /^import \{ Deno \} from "\.\.\/\.\.\/node_compat\.js";\n/,
  );
  assert.match(forNode("bytes.toHex()", "mod.js"), /^import "\.\/node_compat\.js";\n/);
  const manifest = npmManifest({
    exports: { ".": {}, "./axon": {}, "./localnet": {} },
    dependencies: { a: "1" },
  });
  assert.deepEqual(Object.keys(manifest.exports as object), [".", "./axon"]);
});
