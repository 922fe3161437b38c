import assert from "node:assert/strict";
import { full, until } from "../../kit/mod.ts";
import { failure } from "./scene.ts";

const stage = () => import("./offline_stage.ts");
const files = () => import("../../../src/chain/offline/offline_file.ts");

full("a registration is built, signed without network, sent, and lands once", async () => {
  const { withStage, TAO } = await stage();
  const { readSignedCall, readUnsignedCall, signCall } = await files();
  await withStage(async ({ chain, net, alice, hotkey }) => {
    const built = await chain.buildCall({ kind: "register", netuid: 1, hotkey: hotkey.ss58, signer: alice });
    assert.equal(built.call.pallet, "SubtensorModule");
    assert.equal(built.call.name, "register_limit");
    assert.equal(built.chain.genesis, net.genesisHash);
    assert.equal(built.era.lastBlock, built.era.birth + 2047);
    assert.match(
      built.call.words,
      new RegExp(`^register hotkey ${hotkey.ss58} on subnet 1, burning at most`),
    );
    assert.ok(BigInt(built.fee!) > 0n);
    // What crosses the gap is text.
    const signed = await signCall(readUnsignedCall(JSON.stringify(built)), alice);
    const carried = await readSignedCall(JSON.stringify(signed, null, 2));
    const before = net.balance(alice.ss58);
    const sent = await chain.submitCall(carried);
    assert.equal(sent.already, false);
    assert.equal(sent.registration!.uid, 0);
    assert.equal(await chain.uidOf(1, hotkey.ss58), 0);
    assert.equal(sent.receipt!.hash, signed.hash);
    assert.equal(sent.registration!.paid, before - net.balance(alice.ss58));
    assert.ok(sent.registration!.paid! < TAO);
    const after = net.balance(alice.ss58);
    const again = await chain.submitCall(carried);
    assert.deepEqual([again.already, again.registration!.uid, again.receipt], [true, 0, null]);
    assert.equal(net.balance(alice.ss58), after, "a second time costs nothing");
    const late = chain.buildCall({ kind: "register", netuid: 1, hotkey: hotkey.ss58, signer: alice });
    assert.match((await failure(late)).message, /registered already, as uid 0/);
  });
});

full("two machines that send the same signed call at once pay once", async () => {
  const { withStage } = await stage();
  const { signCall } = await files();
  await withStage(async ({ chain, net, alice, hotkey }) => {
    const built = await chain.buildCall({ kind: "register", netuid: 1, hotkey: hotkey.ss58, signer: alice });
    const signed = await signCall(built, alice);
    const { withChain } = await import("./kit.ts");
    const patient = { network: net.endpoint, inclusionTimeoutMs: 30_000, requestTimeoutMs: 20_000 };
    await withChain(patient, async (second) => {
      const [one, other] = await Promise.all([chain.submitCall(signed), second.submitCall(signed)]);
      assert.equal(one.registration!.uid, other.registration!.uid);
    });
    const nonce = net.query<{ nonce: number }>("System.Account", alice.ss58).nonce;
    assert.equal(nonce, 1);
  });
});

full(
  "what no longer holds is refused before anything is sent: era, nonce, price, balance, chain",
  async () => {
    const { withStage, TAO } = await stage();
    const { signCall } = await files();
    await withStage(async ({ chain, net, alice, bob, hotkey }) => {
      const request = { kind: "register", netuid: 1, hotkey: hotkey.ss58 } as const;
      const make = async (more: { signer: typeof alice; validBlocks?: number; maxPrice?: bigint }) =>
        await signCall(await chain.buildCall({ ...request, ...more }), more.signer);
      const short = await make({ signer: alice, validBlocks: 4 });
      await until(() => net.head().number >= short.era.lastBlock, 10_000, "the end of the era");
      const expired = await failure(chain.submitCall(short));
      assert.equal(expired.code, "stale");
      assert.match(expired.message, /held until block \d+, the chain is at \d+/);

      const cheap = await make({ signer: alice, maxPrice: TAO / 5n });
      net.setStorage("Burn", [1], TAO);
      await until(async () => await chain.burn(1) === TAO, 10_000, "the new price");
      const dear = await failure(chain.submitCall(cheap));
      assert.equal(dear.code, "price");
      assert.match(dear.message, /costs 1 TAO, the limit is 0\.2 TAO/);

      net.setStorage("Burn", [1], TAO / 10n);
      await until(async () => await chain.burn(1) === TAO / 10n, 10_000, "the old price");
      const poor = await make({ signer: bob });
      net.setStorage("Burn", [1], TAO / 10n);
      const account = net.query<Record<string, unknown> & { data: object }>("System.Account", bob.ss58);
      net.setStorage("System.Account", [bob.ss58], { ...account, data: { ...account.data, free: 1000n } });
      await until(() => net.balance(bob.ss58) === 1000n, 10_000, "the empty purse");
      assert.equal((await failure(chain.submitCall(poor))).code, "balance");

      const other = await signCall(
        await chain.buildCall({
          kind: "proxy",
          signer: alice,
          change: { action: "add", delegate: bob.ss58, type: "Registration", delay: 0 },
        }),
        alice,
      );
      await chain.submitCall(other);
      const used = await failure(chain.submitCall(cheap));
      assert.equal(used.code, "stale");
      assert.match(used.message, /nonce 0 was used meanwhile/);
      assert.equal(await chain.uidOf(1, hotkey.ss58), null, "nothing was registered by any of these");

      const fresh = await make({ signer: alice });
      const altered = async (chainPart: Partial<typeof fresh.chain>) =>
        await signCall({
          ...(await chain.buildCall({ ...request, signer: alice })),
          chain: { ...fresh.chain, ...chainPart },
        }, alice);
      const wrong = await failure(chain.submitCall(await altered({ genesis: `0x${"2f".repeat(32)}` })));
      assert.equal(wrong.code, "invalid");
      assert.match(wrong.message, /this is another chain/);
      const upgraded = await failure(chain.submitCall(await altered({ specVersion: 423 })));
      assert.match(upgraded.message, /upgraded from spec 423 to 424/);
      // A chain that began the same and went another way, as a fork does.
      await withStage(async ({ chain: fork, net: forked }) => {
        await until(() => forked.head().number >= fresh.era.birth, 10_000, "the birth block");
        assert.match((await failure(fork.submitCall(fresh))).message, /was reorganized since signing/);
      });
    });
  },
);

full("a call that another machine's sending lands between our looks is a success", async () => {
  const { withStage } = await stage();
  const { signCall } = await files();
  const { submitCall } = await import("../../../src/chain/offline/offline_submit.ts");
  await withStage(async ({ chain, alice, hotkey }) => {
    const built = await chain.buildCall({ kind: "register", netuid: 1, hotkey: hotkey.ss58, signer: alice });
    const signed = await signCall(built, alice);
    await chain.submitCall(signed);
    const core = chain as unknown as import("../../../src/chain/core.ts").ChainCore;
    let looks = 0;
    const late = await submitCall({
      clock: core.clock,
      logger: core.logger,
      send: () => Promise.reject(new Error("nothing is sent")),
      resume: () => Promise.reject(new Error("nothing is sent")),
      // The first look came before the other machine's transaction was in a block.
      read: (what, work) =>
        what === "uid" && looks++ === 0 ? Promise.resolve(null as never) : core.read(what, work),
    }, signed);
    assert.deepEqual([late.already, late.registration!.uid, looks], [true, 0, 2]);
  });
});

full("an earlier transaction that is still to come is named", async () => {
  const { withStage } = await stage();
  const { signCall } = await files();
  await withStage(async ({ chain, alice, hotkey }) => {
    const built = await chain.buildCall({ kind: "register", netuid: 1, hotkey: hotkey.ss58, signer: alice });
    const later = await signCall({ ...built, nonce: 2 }, alice);
    assert.match((await failure(chain.submitCall(later))).message, /transactions 0 to 1 have to come first/);
  });
});

full("the chain refuses a signature that was tampered with past our own checks", async () => {
  const { withStage } = await stage();
  const { signCall } = await files();
  await withStage(async ({ chain, alice, hotkey }) => {
    const built = await chain.buildCall({ kind: "register", netuid: 1, hotkey: hotkey.ss58, signer: alice });
    const signed = await signCall(built, alice);
    const flipped = signed.extrinsic.replace(/.$/, (digit) => digit === "0" ? "1" : "0");
    const error = await failure(chain.submitCall({ ...signed, extrinsic: flipped }));
    assert.equal(error.code, "stale");
    assert.match(error.message, /does not accept the signature/);
    assert.equal(await chain.uidOf(1, hotkey.ss58), null);
  });
});

full("a validity that the chain could not check is refused when it is built", async () => {
  const { withStage } = await stage();
  await withStage(async ({ chain, alice, hotkey }) => {
    for (const validBlocks of [0, 3.5, 4096]) {
      const request = {
        kind: "register",
        netuid: 1,
        hotkey: hotkey.ss58,
        signer: alice,
        validBlocks,
      } as const;
      assert.match((await failure(chain.buildCall(request))).hint!, /choose 4 to 2048/);
    }
    const built = await chain.buildCall({
      kind: "register",
      netuid: 1,
      hotkey: hotkey.ss58,
      signer: alice,
      validBlocks: 100,
    });
    assert.equal(built.era.period, 128);
  });
});
