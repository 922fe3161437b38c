import assert from "node:assert/strict";
import { toHex } from "../../../src/base/mod.ts";
import { drandRoundAt } from "../../../src/consensus/mod.ts";
import { full } from "../../kit/mod.ts";
import { failure } from "./scene.ts";

const ROW = { netuid: 1, uids: [0, 1], values: [1, 65_535], versionKey: 20_501 };

full(
  "where the subnet wants it, weights go out under a timelock that the beacon of the chain opens",
  async () => {
    const { populate, withChain, withMini } = await import("./kit.ts");
    const { encodeTimelockPayload } = await import("../../../src/chain/weights/timelock_payload.ts");
    const { roundIdentity } = await import("../../../src/chain/weights/timelock.ts");
    const { devKey } = await import("../../../src/wallet/mod.ts");
    const { bls12_381 } = await import("@noble/curves/bls12-381.js");
    const { tld } = await import("@ideallabs/timelock_wasm_wrapper");
    const alice = await devKey("//Alice");
    await withMini([{}], async (mini) => {
      populate(mini, alice, await devKey("//Bob"));
      const set = (item: string, keys: unknown[], value: unknown) =>
        mini.set("subtensorModule", item, keys, value);
      set("commitRevealWeightsEnabled", [1], true);
      set("tempo", [1], 100);
      set("lastEpochBlock", [1], 0);
      set("revealPeriodEpochs", [1], 2);
      const chainTime = 1_800_000_000;
      mini.set("timestamp", "now", [], chainTime * 1000);
      mini.frozen = true;

      await withChain({ network: mini.url }, async (chain) => {
        // A beacon of our own, so that the test can sign the round which the chain would wait for.
        const scheme = bls12_381.shortSignatures;
        const secret = bls12_381.utils.randomSecretKey();
        mini.set("drand", "beaconConfig", [], {
          publicKey: `0x${toHex(scheme.getPublicKey(secret).toBytes())}`,
          period: 3,
          genesisTime: 1_692_803_367,
          hash: `0x${"11".repeat(32)}`,
          groupHash: `0x${"22".repeat(32)}`,
          schemeId: "bls-unchained-g1-rfc9380",
          metadata: { beaconId: "own" },
        });
        const sending = chain.setWeights(ROW, alice);
        const blocks = setInterval(() => mini.seen.length > 0 && mini.block(), 30);
        const { method, revealRound } = await sending.finally(() => clearInterval(blocks));
        assert.equal(method, "timelocked");
        const [call] = mini.seen;
        assert.equal(call!.name, "commitTimelockedMechanismWeights");
        assert.equal(call!.args.commitRevealVersion, 4);
        assert.equal(Number(call!.args.revealRound), revealRound);
        // Head 0; epochs at 100 and 200; revealed in the second, three blocks in.
        assert.equal(revealRound, drandRoundAt(chainTime + 203 * 12));

        const commit = Uint8Array.fromHex((call!.args.commit as string).slice(2));
        const signature = scheme.sign(
          scheme.hash(await roundIdentity(revealRound!), "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"),
          secret,
        );
        const opened = Uint8Array.from(tld(commit, signature.toBytes(), "bls12_381"));
        assert.deepEqual(opened, encodeTimelockPayload({ ...ROW, hotkey: alice.publicKey }));

        const dry = await chain.dryRun({ kind: "weights", ...ROW, signer: alice });
        assert.equal(dry.call, "SubtensorModule.commit_timelocked_mechanism_weights");
        set("commitRevealWeightsVersion", [], 5);
        const newer = await chain.dryRun({ kind: "weights", ...ROW, signer: alice });
        assert.equal(newer.call, "SubtensorModule.commit_mechanism_weights", "what is left is by hash");
        const error = await failure(chain.setWeights(ROW, alice));
        assert.equal(error.code, "invalid", "which cannot be revealed without a salt");
      });
    });
  },
);
