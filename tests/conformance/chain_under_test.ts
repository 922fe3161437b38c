/**
 * The chain the conformance suite runs on: the localnet, or the development chain that `SUBTENSOR_ENDPOINT` names, whose
 * root key `SUBTENSOR_SUDO_URI` is (`//Alice` unless said otherwise). Import dynamically: it loads the client library.
 */
import type { ApiPromise, SubmittableResult } from "@polkadot/api";
import type { SubmittableExtrinsic } from "@polkadot/api/types";
import type { KeyringPair } from "@polkadot/keyring/types";
import { nullLogger, nullMetrics, seededRandom, systemClock, withDeadline } from "../../src/base/mod.ts";
import { type Chain, connectChain } from "../../src/chain/mod.ts";
import { openLink } from "../../src/chain/link/link.ts";
import { devKey, type Signer } from "../../src/wallet/mod.ts";

/** Milliseconds for one transaction of root, and for reaching a block. */
const ROOT_MS = 120_000;
const RAO = 1_000_000_000n;
/** What each test's coldkey gets. */
const FUNDS = 1000n * RAO;

/** What a test works with. */
export interface ChainUnderTest {
  chain: Chain;
  /** The library's own view, to set the stage and to look behind the client. */
  api: ApiPromise;
  /** The subnet of this run. */
  netuid: number;
  /** Hotkey of the subnet's owner, uid 0: may set weights without stake. */
  owner: Signer;
  /** A coldkey with funds. */
  coldkey: Signer;
  /** A key of this run that nobody used before. */
  fresh(name: string): Promise<Signer>;
  /** A call as root; the subnet's settings stay changed. */
  root(call: SubmittableExtrinsic<"promise">): Promise<void>;
  /** Waits until the chain is at `block`. */
  reach(block: number): Promise<void>;
}

/** Runs `body` on the chain under test, on a subnet of its own with quick epochs and rates. */
export async function withChainUnderTest(body: (under: ChainUnderTest) => Promise<void>): Promise<void> {
  const given = Deno.env.get("SUBTENSOR_ENDPOINT");
  const sudoUri = Deno.env.get("SUBTENSOR_SUDO_URI") ?? "//Alice";
  const sudo = await devKey(sudoUri);
  const localnet = given ? null : await startOwn(sudo.ss58);
  const endpoint = given ?? localnet!.endpoint;
  const modules = {
    clock: systemClock,
    random: seededRandom("conformance"),
    logger: nullLogger,
    metrics: nullMetrics,
  };
  try {
    const link = await openLink(endpoint, { clock: systemClock, timeoutMs: 30_000 });
    try {
      const chain = await connectChain({ network: endpoint, inclusionTimeoutMs: ROOT_MS }, modules);
      try {
        await body(await stage(chain, link.api, sudoUri));
      } finally {
        await chain.close();
      }
    } finally {
      link.close();
    }
  } finally {
    await localnet?.close();
  }
}

async function startOwn(sudo: string) {
  const { startLocalnet } = await import("../../src/localnet/mod.ts");
  return await startLocalnet(
    { blockMs: 120, accounts: [{ ss58: sudo, balanceRao: 1_000_000n * RAO }] },
    { clock: systemClock },
  );
}

/** Funds a coldkey of this run, founds a subnet with it, and makes it quick. */
async function stage(chain: Chain, api: ApiPromise, sudoUri: string): Promise<ChainUnderTest> {
  const { Keyring } = await import("@polkadot/keyring");
  const pair = new Keyring({ type: "sr25519", ss58Format: 42 }).addFromUri(sudoUri);
  const run = crypto.randomUUID().slice(0, 8);
  const fresh = (name: string) => devKey(`//conformance/${run}/${name}`);
  const coldkey = await fresh("coldkey");
  const root = async (call: SubmittableExtrinsic<"promise">) => {
    const result = await signed(api.tx.sudo!.sudo!(call), pair, ROOT_MS);
    for (const { event } of result.events) {
      if (event.method !== "Sudid") continue;
      const [outcome] = event.data as unknown as [{ isErr: boolean; toString(): string }];
      if (outcome.isErr) throw new Error(`root's call failed: ${outcome} (${call.method.method})`);
    }
  };
  await signed(api.tx.balances!.transferKeepAlive!(coldkey.ss58, FUNDS), pair, ROOT_MS);
  const owner = await fresh("owner");
  const netuid = await foundSubnet(api, pair, owner.ss58);
  const admin = api.tx.adminUtils!;
  const calls = [
    admin.sudoSetWeightsSetRateLimit!(netuid, 2),
    admin.sudoSetServingRateLimit!(netuid, 4),
    admin.sudoSetMinAllowedWeights!(netuid, 1),
    admin.sudoSetTempo!(netuid, 12),
    admin.sudoSetCommitRevealWeightsEnabled!(netuid, false),
    admin.sudoSetNetworkRegistrationAllowed!(netuid, true),
    admin.sudoSetSubtokenEnabled!(netuid, true),
  ];
  await root(api.tx.utility!.batchAll!(calls));
  const reach = async (block: number) => {
    const { until } = await import("../kit/mod.ts");
    await until(async () => (await chain.head()).number >= block, ROOT_MS, `block ${block}`);
  };
  return { chain, api, netuid, owner, coldkey, fresh, root, reach };
}

/** A new subnet of this run, paid for by the root key. @param owner hotkey */
async function foundSubnet(api: ApiPromise, pair: KeyringPair, owner: string): Promise<number> {
  const result = await signed(api.tx.subtensorModule!.registerNetwork!(owner), pair, ROOT_MS);
  for (const { event } of result.events) {
    if (event.method === "NetworkAdded") {
      return Number((event.data as unknown as { toString(): string }[])[0]);
    }
  }
  throw new Error("the chain founded no subnet");
}

/** Signs, sends and waits for the block. @throws when it fails or takes too long */
function signed(
  call: SubmittableExtrinsic<"promise">,
  pair: KeyringPair,
  ms: number,
): Promise<SubmittableResult> {
  return withDeadline(systemClock, ms, call.method.method, () =>
    new Promise((resolve, reject) => {
      call.signAndSend(pair, { nonce: -1 }, (result) => {
        if (result.dispatchError) reject(new Error(`${call.method.method} failed: ${result.dispatchError}`));
        else if (result.status.isInBlock || result.status.isFinalized) resolve(result as SubmittableResult);
        else if (result.isError) reject(new Error(`${call.method.method}: ${result.status.type}`));
      }).catch(reject);
    }));
}
