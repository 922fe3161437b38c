import assert from "node:assert/strict";
import { type Logger, nullLogger, systemClock } from "../../../src/base/mod.ts";
import type { Localnet, LocalnetOptions } from "../../../src/localnet/mod.ts";
import { full, until } from "../../kit/mod.ts";

const TAO = 1_000_000_000n;
const none = { extrinsic: {}, payload: {} };

/** Runs `body` with a chain and an unmodified client of it. */
async function withApi(
  options: LocalnetOptions,
  body: (parts: {
    localnet: Localnet;
    api: import("@polkadot/api").ApiPromise;
    key: (uri: string) => import("@polkadot/keyring/types").KeyringPair;
  }) => Promise<void>,
  logger: Logger = nullLogger,
): Promise<void> {
  const { ApiPromise, Keyring, WsProvider } = await import("@polkadot/api");
  const { cryptoWaitReady } = await import("@polkadot/util-crypto");
  const { startLocalnet } = await import("../../../src/localnet/mod.ts");
  await cryptoWaitReady();
  const keyring = new Keyring({ type: "sr25519" });
  const key = (uri: string) => keyring.addFromUri(uri);
  const localnet = await startLocalnet({
    production: "instant",
    accounts: [{ ss58: key("//Alice").address, balanceRao: 1000n * TAO }],
    subnets: [{
      netuid: 1,
      neurons: [{ hotkey: key("//V").address, coldkey: key("//Alice").address, stakeRao: 100n * TAO }],
    }],
    ...options,
  }, { clock: systemClock, logger });
  const api = await ApiPromise.create({
    provider: new WsProvider(localnet.endpoint),
    noInitWarn: true,
    signedExtensions: {
      SudoTransactionExtension: none,
      CheckShieldedTxValidity: none,
      SubtensorTransactionExtension: none,
      DrandPriority: none,
    },
  });
  try {
    await body({ localnet, api, key });
  } finally {
    await api.disconnect();
    await localnet.close();
  }
}

type Submittable = import("@polkadot/api/types").SubmittableExtrinsic<"promise">;

/** Sends and waits until the block is final; names of the events and the dispatch error. */
function send(tx: Submittable, signer: import("@polkadot/keyring/types").KeyringPair, era?: number) {
  return new Promise<{ events: string[]; error: string | null }>((resolve, reject) => {
    tx.signAndSend(signer, { nonce: -1, ...(era === undefined ? {} : { era }) }, (result) => {
      if (result.isError) reject(new Error(result.status.type));
      if (!result.status.isFinalized) return;
      const module = result.dispatchError?.isModule ? result.dispatchError.asModule : null;
      resolve({
        events: result.events.map(({ event }) => `${event.section}.${event.method}`),
        error: module ? tx.registry.findMetaError(module).name : result.dispatchError?.toString() ?? null,
      });
    }).catch(reject);
  });
}

full("an unmodified client connects, reads the runtime and every API of it", async () => {
  await withApi({}, async ({ api, localnet }) => {
    assert.equal(api.runtimeVersion.specVersion.toNumber(), 424);
    assert.equal(api.runtimeMetadata.version, 16);
    assert.equal(api.genesisHash.toHex(), localnet.genesisHash);
    assert.equal((await api.rpc.system.chain()).toString(), "sn1-localnet");
    assert.ok(
      api.call.neuronInfoRuntimeApi && api.call.subnetInfoRuntimeApi && api.call.transactionPaymentApi,
    );
    assert.equal(api.consts.balances!.existentialDeposit!.toString(), "500");
    assert.equal(await api.rpc.chain.getBlockHash(0).then(String), localnet.genesisHash);
  });
});

full("a transfer is signed, checked, included and final, with its fee known before", async () => {
  await withApi({}, async ({ api, key }) => {
    const bob = key("//Bob").address;
    const tx = api.tx.balances!.transferKeepAlive!(bob, 5n * TAO);
    const { partialFee } = await tx.paymentInfo(key("//Alice").address);
    const done = await send(tx, key("//Alice"));
    assert.equal(done.error, null);
    assert.ok(done.events.includes("balances.Transfer"));
    const [from, to] = await Promise.all(
      [key("//Alice").address, bob].map((who) => api.query.system!.account!(who)),
    );
    const free = (account: unknown) =>
      (account as { data: { free: { toBigInt(): bigint } } }).data.free.toBigInt();
    assert.equal(free(to), 5n * TAO);
    assert.equal(free(from), 995n * TAO - partialFee.toBigInt());
  });
});

// `signAndSend` of the client drops a status when the next one comes before it has read the block of the first.
full("a watched transaction is ready, in a block and final, in this order", async () => {
  await withApi({ finalityMs: 1 }, async ({ api, key }) => {
    const transfer = api.tx.balances!.transferKeepAlive!(key("//Bob").address, TAO);
    const signed = await transfer.signAsync(key("//Alice"), { nonce: -1 });
    const statuses: string[] = [];
    await new Promise<void>((resolve, reject) => {
      api.rpc.author.submitAndWatchExtrinsic(signed, (status) => {
        statuses.push(status.type);
        if (status.isFinalized) resolve();
      }).catch(reject);
    });
    assert.deepEqual(statuses, ["Ready", "InBlock", "Finalized"]);
  });
});

full("burned_register, serve_axon and weights work for a client of the real chain", async () => {
  await withApi({}, async ({ api, key, localnet }) => {
    const { subtensorModule } = api.tx;
    const miner = key("//M");
    const registered = await send(subtensorModule!.burnedRegister!(1, miner.address), key("//Alice"));
    assert.ok(registered.events.includes("subtensorModule.NeuronRegistered"));
    const again = await send(subtensorModule!.burnedRegister!(1, miner.address), key("//Alice"));
    assert.equal(again.error, "HotKeyAlreadyRegisteredInSubNet");
    const served = await send(subtensorModule!.serveAxon!(1, 7004000, 2130706433, 8091, 4, 4, 0, 0), miner);
    assert.equal(served.error, null);
    const set = await send(subtensorModule!.setMechanismWeights!(1, 0, [1], [65535], 0), key("//V"));
    assert.ok(set.events.includes("subtensorModule.WeightsSet"));
    assert.deepEqual((await api.query.subtensorModule!.weights!(1, 0)).toJSON(), [[1, 65535]]);
    for (let i = 0; i < 21; i++) localnet.produceBlock();
    const neurons = (await api.call.neuronInfoRuntimeApi!.getNeuronsLite!(1)).toJSON() as Record<
      string,
      unknown
    >[];
    assert.equal(neurons[1]!.hotkey, miner.address);
    assert.equal(neurons[1]!.incentive, 65535);
    assert.equal((neurons[1]!.axonInfo as Record<string, unknown>).port, 8091);
    const entries = await api.query.subtensorModule!.keys!.entries(1);
    assert.equal(entries.length, 2);
  });
});

full("storage and heads are followed by subscription, and old states stay readable", async () => {
  await withApi({ production: "manual" }, async ({ api, localnet }) => {
    const heads: number[] = [];
    const burns: string[] = [];
    const stopHeads = await api.rpc.chain.subscribeNewHeads((head) =>
      void heads.push(head.number.toNumber())
    );
    // deno-lint-ignore no-explicit-any -- the client's types of queries know no subscription callbacks here
    const stopBurn = await (api.query.subtensorModule!.burn as any)(
      1,
      (v: unknown) => void burns.push(String(v)),
    );
    for (let i = 0; i < 3; i++) localnet.produceBlock();
    await until(() => heads.at(-1) === 3 && burns.length === 4, 5000, "three heads and three prices");
    stopHeads();
    stopBurn();
    const first = await api.rpc.chain.getBlockHash(1);
    const then = await (await api.at(first)).query.subtensorModule!.burn!(1);
    assert.equal(then.toString(), burns[1]);
  });
});

full("signatures, eras and chains are told apart", async () => {
  await withApi({ production: "manual" }, async ({ api, key, localnet }) => {
    const alice = key("//Alice");
    const tx = () => api.tx.balances!.transferKeepAlive!(key("//Bob").address, TAO);
    const reason = (submittable: Submittable) =>
      submittable.send().then(() => "", (error: Error) => error.message);
    const immortal = { nonce: 0, era: 0, blockHash: api.genesisHash };
    const wrong = `0x${"ab".repeat(32)}` as const;
    const { runtimeVersion } = api;
    const elsewhere = { nonce: 0, blockHash: wrong, genesisHash: wrong, runtimeVersion };
    const other = tx().sign(alice, elsewhere).toHex();
    await assert.rejects(() => api.rpc.author.submitExtrinsic(other), /1010.*bad signature/);
    const signed = await tx().signAsync(alice, immortal);
    const forged = `${signed.toHex().slice(0, -2)}ff`;
    await assert.rejects(
      () => api.rpc.author.submitExtrinsic(forged as `0x${string}`),
      /1010.*bad signature/,
    );
    for (let i = 0; i < 10; i++) localnet.produceBlock();
    const mortal = await tx().signAsync(alice, { nonce: 0, era: 4 });
    for (let i = 0; i < 8; i++) localnet.produceBlock();
    assert.match(await reason(mortal), /1010.*bad signature/, "the era is over");
    assert.equal(await reason(await tx().signAsync(alice, { nonce: 0, era: 64 })), "");
    localnet.produceBlock();
    assert.match(await reason(await tx().signAsync(alice, { nonce: 0 })), /1010.*outdated/);
    assert.equal(localnet.balance(key("//Bob").address), TAO);
  });
});

full("the chain makes blocks by itself at its interval", async () => {
  await withApi({ production: "interval", blockMs: 20 }, async ({ localnet }) => {
    await until(() => localnet.head().number >= 5, 5000, "five blocks");
    const seen: number[] = [];
    const stop = localnet.onBlock((head) => void seen.push(head.number));
    await until(() => seen.length >= 2, 5000, "two more");
    stop();
    assert.equal(seen[1], seen[0]! + 1);
  });
});

full("a node that is closed is gone, its port is free, its methods say so", async () => {
  const { startLocalnet, LocalnetError } = await import("../../../src/localnet/mod.ts");
  const first = await startLocalnet({ production: "manual" }, { clock: systemClock });
  const port = Number(new URL(first.endpoint).port);
  await assert.rejects(
    () => startLocalnet({ production: "manual", port }, { clock: systemClock }),
    (error) => error instanceof LocalnetError && error.code === "address",
  );
  await first.close();
  await first.close();
  assert.throws(() => first.produceBlock(), LocalnetError);
  const second = await startLocalnet({ production: "manual", port }, { clock: systemClock });
  await second.close();
});

full("wrong options are refused before anything listens", async () => {
  const { startLocalnet, LocalnetError } = await import("../../../src/localnet/mod.ts");
  const wrong: LocalnetOptions[] = [
    { blockMs: 0 },
    { accounts: [{ ss58: "nobody", balanceRao: 1n }] },
    { subnets: [{ netuid: 0 }] },
    { subnets: [{ netuid: 1 }, { netuid: 1 }] },
    { stakes: [{ hotkey: "x", coldkey: "y", netuid: 1, amountRao: 1n }] },
  ];
  for (const options of wrong) {
    await assert.rejects(
      () => startLocalnet(options, { clock: systemClock }),
      (error) => error instanceof LocalnetError && error.code === "options",
    );
  }
});

full("hostile clients get errors and the chain goes on", async () => {
  const { startLocalnet } = await import("../../../src/localnet/mod.ts");
  const localnet = await startLocalnet({ production: "manual" }, { clock: systemClock });
  try {
    const url = localnet.endpoint.replace("ws:", "http:");
    const post = (body: BodyInit) => fetch(url, { method: "POST", body });
    const answer = await (await post('{"jsonrpc":"2.0","id":1,"method":"system_chain"}')).json();
    assert.equal(answer.result, "sn1-localnet");
    assert.equal((await (await post("{nonsense")).json()).error.code, -32700);
    const tooLong = await post("x".repeat((8 << 20) + 1));
    assert.equal(tooLong.status, 413);
    await tooLong.body?.cancel();
    const get = await fetch(url);
    assert.equal(get.status, 405);
    await get.body?.cancel();

    const socket = new WebSocket(localnet.endpoint);
    const messages: string[] = [];
    socket.onmessage = ({ data }) => void messages.push(String(data));
    await new Promise((resolve) => socket.onopen = resolve);
    socket.send(new Uint8Array([1, 2, 3]));
    socket.send("[".repeat(100_000));
    socket.send('{"id":{"a":1},"method":"chain_getHeader","params":["0xzz"]}');
    await until(() => messages.length === 3, 5000, "three answers");
    assert.deepEqual(messages.map((text) => JSON.parse(text).error.code), [-32700, -32700, -32602]);
    const closed = new Promise((resolve) => socket.onclose = resolve);
    socket.close();
    await closed;
    assert.equal(localnet.produceBlock().number, 1);
  } finally {
    await localnet.close();
  }
});
