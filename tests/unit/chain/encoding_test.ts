import assert from "node:assert/strict";
import { fromHex } from "../../../src/base/mod.ts";
import { full } from "../../kit/mod.ts";
import { readVectors, reportCases } from "../../kit/vectors.ts";

full("calls and storage keys have the bytes of chain-hash.json", async () => {
  const vectors = await readVectors("chain-hash.json");
  if (!vectors) return;
  const { withMini } = await import("./kit.ts");
  const { openLink } = await import("../../../src/chain/link/link.ts");
  const { hasCall, registerCall, serveCall, timelockedCall, weightsCall } = await import(
    "../../../src/chain/calls.ts"
  );
  const { systemClock } = await import("../../../src/base/mod.ts");
  await withMini([{}], async (mini) => {
    const link = await openLink(mini.url, { clock: systemClock, timeoutMs: 8000 });
    const { api } = link;
    const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
    const row = { netuid: 1, uids: [1, 2], values: [65_535, 1], versionKey: 0 };
    const axon = { version: 10_002_000, ip: 134_744_072n, port: 8091, ipType: 4 as const };
    const calls: Record<string, { name: string; hex: string }> = {
      "registerLimit(1,Alice,200000000)": hexOf(registerCall(api, 1, alice, 200_000_000n)),
      "serveAxon(1,10002000,134744072,8091,4,4,0,0)": hexOf(serveCall(1, axon)),
      "setMechanismWeights(1,0,[1,2],[65535,1],0)": hexOf(weightsCall(api, row)),
    };
    // The localnet's own runtime may be without timelocked commits; the real one has them.
    if (hasCall(api, "commitTimelockedMechanismWeights")) {
      calls["commitTimelockedMechanismWeights(1,0,0x0102,1000,4)"] = hexOf(
        timelockedCall(api, 1, fromHex("0102"), 1000, 4),
      );
    }
    function hexOf(call: { name: string; build: (a: typeof api) => { method: { toHex(): string } } }) {
      return { name: call.name, hex: call.build(api).method.toHex() };
    }
    for (const [name, { hex }] of Object.entries(calls)) assert.equal(hex, vectors.calls[name], name);
    assert.equal(calls["serveAxon(1,10002000,134744072,8091,4,4,0,0)"]!.name, "serve_axon");
    // What an older runtime without the newer calls would get.
    const old = {
      ...api,
      runtimeVersion: api.runtimeVersion,
      tx: {
        subtensorModule: {
          burnedRegister: api.tx.subtensorModule!.burnedRegister,
          setWeights: api.tx.subtensorModule!.setWeights,
        },
      },
    } as unknown as typeof api;
    assert.equal(
      registerCall(old, 1, alice, 1n).build(old).method.toHex(),
      vectors.calls["burnedRegister(1,Alice)"],
    );
    assert.equal(
      weightsCall(old, row).build(old).method.toHex(),
      vectors.calls["setWeights(1,[1,2],[65535,1],0)"],
    );
    assert.throws(() => serveCall(1, axon).build(old), /has no call serve_axon/);

    const keys = Object.entries(vectors.storage_keys as Record<string, string>);
    for (const [text, key] of keys) {
      const [, item, args] = /^(\w+)\((.*)\)$/.exec(text)!;
      assert.equal(api.query.subtensorModule![item!]!.key(...args!.split(",")), key, text);
    }
    reportCases("chain-hash.json", Object.keys(calls).length + 2 + keys.length);
    link.close();
  });
});
