import assert from "node:assert/strict";
import { fromHex, systemClock, toHex } from "../../../src/base/mod.ts";
import {
  BEACON_GENESIS,
  BEACON_PUBLIC_KEY,
  beaconPeriod,
  beaconTimelock,
  lastRound,
  roundMessage,
} from "../../../src/localnet/drand/beacon.ts";
import type { LockedCommit } from "../../../src/localnet/runtime/timelocked.ts";
import { loadTimelock } from "../../../src/timelock/mod.ts";
import { full } from "../../kit/mod.ts";
import { address, Harness, id, TAO } from "./kit.ts";

const VALIDATOR = 100;
const TEMPO = 10;
const CALL = "SubtensorModule.commit_timelocked_mechanism_weights";

/** A chain whose locks are open to anyone: the ciphertext is the text itself; 0xdead cannot be opened. */
function chain(): Harness {
  return new Harness(
    {
      subnets: [{
        netuid: 1,
        hyperparameters: { commitRevealEnabled: true, tempo: TEMPO, weightsRateLimit: 2 },
        neurons: [
          { hotkey: address(VALIDATOR), coldkey: address(1), stakeRao: 100n * TAO },
          { hotkey: address(101), coldkey: address(1) },
        ],
      }],
    },
    undefined,
    {
      open: (ciphertext) => ciphertext === "0xdead" ? "never" : fromHex(ciphertext),
      load: () => Promise.resolve(),
    },
  );
}

function payload(h: Harness, hotkey: string | null, uids: number[], values: number[]): string {
  const { codecs } = h.schema;
  return hotkey === null
    ? codecs.encodeHex("(Vec<u16>,Vec<u16>,u64)", [uids, values, 0n])
    : codecs.encodeHex("(Vec<u8>,Vec<u16>,Vec<u16>,u64)", [hotkey, uids, values, 0n]);
}

const commit = (h: Harness, ciphertext: string, change: Record<string, unknown> = {}) =>
  h.send(VALIDATOR, CALL, {
    netuid: 1,
    mecid: 0,
    commit: ciphertext,
    reveal_round: 1n,
    commit_reveal_version: 4,
    ...change,
  });

Deno.test("a timelocked commit opens by itself in the first block of its epoch", () => {
  const h = chain();
  const outcome = commit(h, payload(h, id(VALIDATOR), [1], [9]));
  assert.deepEqual(outcome.events, ["SubtensorModule.TimelockedWeightsCommitted", "System.ExtrinsicSuccess"]);
  assert.deepEqual(h.get("LastUpdate", 1), [1n, 0n]);
  assert.equal(h.get<LockedCommit[]>("TimelockedWeightCommits", 1, 0n).length, 1);
  h.blocks(TEMPO - 2);
  assert.deepEqual(h.get("Weights", 1, 0), []);
  h.blocks(1);
  assert.deepEqual(h.get("Weights", 1, 0), [[1, 65535]]);
  assert.deepEqual(h.get("TimelockedWeightCommits", 1, 0n), []);
  assert.equal(h.get<number[]>("Incentive", 1)[1], 65535, "the epoch of that block counts them");
  assert.deepEqual(h.get("LastUpdate", 1), [1n, 0n]);
});

Deno.test("the payload without hotkey is taken, that of another hotkey and rubbish are not", () => {
  const open = (ciphertext: (h: Harness) => string) => {
    const h = chain();
    commit(h, ciphertext(h));
    h.blocks(TEMPO);
    assert.deepEqual(h.get("TimelockedWeightCommits", 1, 0n), []);
    return h.get("Weights", 1, 0);
  };
  assert.deepEqual(open((h) => payload(h, null, [1], [9])), [[1, 65535]]);
  assert.deepEqual(open((h) => payload(h, id(101), [1], [9])), []);
  assert.deepEqual(open(() => "0xdead"), []);
  assert.deepEqual(open(() => "0x00112233"), []);
  assert.deepEqual(
    open((h) => payload(h, id(VALIDATOR), [7], [9])),
    [],
    "checks of weights hold at the reveal",
  );
});

Deno.test("a round that is not out yet is waited for within the epoch, then the commit is dropped", () => {
  const h = chain();
  const far = BigInt(lastRound(h.chain.genesis.time, 3)) + 4n * 14n;
  commit(h, payload(h, id(VALIDATOR), [1], [9]), { reveal_round: far });
  h.blocks(TEMPO);
  assert.deepEqual(h.get("Weights", 1, 0), [], "not out");
  h.blocks(4);
  assert.deepEqual(h.get("Weights", 1, 0), [[1, 65535]], "out in block 14 or so");

  const late = chain();
  commit(late, payload(late, id(VALIDATOR), [1], [9]), { reveal_round: 1n << 40n });
  late.blocks(2 * TEMPO - 2);
  assert.equal(late.get<LockedCommit[]>("TimelockedWeightCommits", 1, 0n).length, 1);
  late.blocks(2);
  assert.deepEqual(late.get("TimelockedWeightCommits", 1, 0n), []);
  assert.deepEqual(late.get("Weights", 1, 0), []);
});

Deno.test("timelocked commits are refused by name", () => {
  const h = chain();
  const refused = (change: Record<string, unknown>, signer = VALIDATOR) =>
    h.send(signer, CALL, {
      netuid: 1,
      mecid: 0,
      commit: "0x00",
      reveal_round: 1n,
      commit_reveal_version: 4,
      ...change,
    }).error?.replace("SubtensorModule.", "");
  assert.equal(refused({ netuid: 5 }), "SubnetNotExists");
  assert.equal(refused({ mecid: 1 }), "MechanismDoesNotExist");
  assert.equal(refused({ commit_reveal_version: 3 }), "IncorrectCommitRevealVersion");
  assert.equal(refused({}, 7), "HotKeyNotRegisteredInSubNet");
  assert.equal(refused({}), undefined);
  assert.equal(refused({}), "CommittingWeightsTooFast");
  const long = {
    netuid: 1,
    mecid: 0,
    commit: `0x${"00".repeat(5001)}`,
    reveal_round: 1n,
    commit_reveal_version: 4,
  };
  assert.equal(h.poolAnswer(VALIDATOR, CALL, long), "1010 Custom error: 255");
  h.set("LastUpdate", [1], [0n, 0n]);
  const full = Array.from({ length: 10 }, () => [id(VALIDATOR), 1n, "0x00", 1n]);
  h.set("TimelockedWeightCommits", [1, 0n], full);
  h.blocks(1);
  assert.equal(refused({}), "TooManyUnrevealedCommits");
});

Deno.test("rounds follow the clock of the chain and no faster than it can pay", () => {
  assert.equal(beaconPeriod(12_000), 3);
  assert.equal(beaconPeriod(250), 1);
  assert.equal(lastRound(BEACON_GENESIS * 1000, 3), 1);
  assert.equal(lastRound((BEACON_GENESIS + 3) * 1000, 3), 2);
  assert.equal(lastRound(0, 3), 0);
  const h = chain();
  h.blocks(1);
  const config = h.get<{ period: number; public_key: string }>("Drand.BeaconConfig");
  assert.equal(config.period, 3);
  assert.equal(config.public_key, BEACON_PUBLIC_KEY);
  assert.equal(h.get("Drand.LastStoredRound"), BigInt(lastRound(h.chain.head.time, 3)));
});

full("what the scheme's authors lock for a round of this beacon opens for that round only", async () => {
  const { tle } = await loadTimelock();
  const key = fromHex(BEACON_PUBLIC_KEY);
  const secret = new Uint8Array(32).fill(7);
  const message = new Uint8Array([1, 2, 3, 4]);
  const ciphertext = `0x${toHex(Uint8Array.from(tle(roundMessage(77n), message, secret, key, "bls12_381")))}`;
  const timelock = beaconTimelock();
  assert.equal(timelock.open(ciphertext, 77n), "later", "the library is not loaded yet");
  await timelock.load();
  assert.deepEqual(timelock.open(ciphertext, 77n), message);
  assert.equal(timelock.open(ciphertext, 78n), "never");
  assert.equal(timelock.open("0x00", 77n), "never");
  assert.deepEqual(timelock.open(ciphertext, 77n), message, "still well after rubbish");
});

full("the project's own chain client commits, and the chain opens it", async () => {
  const { startLocalnet } = await import("../../../src/localnet/mod.ts");
  const { devKey } = await import("../../../src/wallet/mod.ts");
  const { timelockEncrypt } = await import("../../../src/chain/weights/timelock.ts");
  const { encodeTimelockPayload } = await import("../../../src/chain/weights/timelock_payload.ts");
  const { ApiPromise, Keyring, WsProvider } = await import("@polkadot/api");
  const validator = await devKey("//V");
  const localnet = await startLocalnet({
    production: "manual",
    virtualTime: true,
    blockMs: 12_000,
    subnets: [{
      netuid: 1,
      hyperparameters: { commitRevealEnabled: true, tempo: TEMPO },
      neurons: [{ hotkey: validator.ss58, coldkey: validator.ss58, stakeRao: TAO }, {
        hotkey: (await devKey("//M")).ss58,
        coldkey: validator.ss58,
      }],
    }],
  }, { clock: systemClock });
  const api = await ApiPromise.create({ provider: new WsProvider(localnet.endpoint), noInitWarn: true });
  try {
    const period = 3;
    const round = lastRound(1_767_225_600_000 + 13 * 12_000, period) - 1;
    const message = encodeTimelockPayload({
      hotkey: validator.publicKey,
      uids: [1],
      values: [5],
      versionKey: 0,
    });
    const sealed = await timelockEncrypt(message, round, fromHex(BEACON_PUBLIC_KEY));
    const key = new Keyring({ type: "sr25519" }).addFromUri("//V");
    const call = api.tx.subtensorModule!.commitTimelockedMechanismWeights!;
    await call(1, 0, `0x${toHex(sealed)}`, round, 4).signAndSend(key);
    for (let i = 0; i < 12; i++) localnet.produceBlock();
    assert.deepEqual(localnet.query("Weights", 1, 0), [], "locked until its round");
    localnet.produceBlock();
    assert.deepEqual(localnet.query("Weights", 1, 0), [[1, 65535]]);
  } finally {
    await api.disconnect();
    await localnet.close();
  }
});
