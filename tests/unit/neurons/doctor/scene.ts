import { nullLogger, nullMetrics, seededRandom, systemClock } from "../../../../src/base/mod.ts";
import type { DoctorModules, DoctorOptions } from "../../../../neurons/doctor/types.ts";
import type { Chain } from "../../../../src/chain/mod.ts";
import type { Localnet } from "../../../../src/localnet/mod.ts";

/** A healthy miner beside a healthy chain; each fault changes one thing. */
export interface Scene {
  dir: string;
  localnet: Localnet;
  options: DoctorOptions;
  modules: DoctorModules;
}

const TAO = 1_000_000_000n;
const PASSWORD_FREE = { password: null };
const CLOSED_REGISTRATION = 2;
const NEW_VERSION = 3;
const FULL = 4;
/** Subnets on which something is wrong. */
export const SUBNETS = { CLOSED_REGISTRATION, NEW_VERSION, FULL, NONE: 99 } as const;

/** Runs `body` with one chain and one wallet; everything is real but the machine's numbers. */
export async function withScene(body: (scene: Scene) => Promise<void>): Promise<void> {
  const { startLocalnet } = await import("../../../../src/localnet/mod.ts");
  const { connectChain, resolveEndpoint } = await import("../../../../src/chain/mod.ts");
  const { timelockEncrypt } = await import("../../../../src/chain/mod.ts");
  const { createHotkey, environmentPasswords } = await import("../../../../src/wallet/mod.ts");
  const { createColdkey } = await import("../../../../src/wallet/coldkey.ts");
  const { probeEndpoint } = await import("../../../../neurons/doctor/probe_endpoint.ts");
  const dir = await Deno.makeTempDir({ prefix: "sn1-doctor-" });
  const location = (name: string, hotkey: string) => ({ path: `${dir}/wallets`, name, hotkey });
  const wallet = location("me", "min");
  const cold = await createColdkey(wallet, PASSWORD_FREE);
  const key = async (name: string, hotkey: string) =>
    (await createHotkey(location(name, hotkey), PASSWORD_FREE)).ss58;
  const [miner, validator, poor, rich] = [
    await key("me", "min"),
    await key("me", "val"),
    await key("me", "poor"),
    await key("me", "rich"),
  ];
  await key("me", "stranger");
  await createColdkey(location("broke", "x"), PASSWORD_FREE);
  await key("broke", "stranger");
  const mine = (hotkey: string, stakeRao = 0n) => ({ hotkey, coldkey: cold.ss58, stakeRao });
  const everyone = [mine(validator, 10_000n * TAO), mine(miner), mine(poor), mine(rich, 9_000n * TAO)];
  const localnet = await startLocalnet({
    blockMs: 250,
    accounts: [{ ss58: cold.ss58, balanceRao: 100n * TAO }],
    subnets: [
      { netuid: 1, neurons: everyone, hyperparameters: { maxAllowedValidators: 2 } },
      { netuid: CLOSED_REGISTRATION, neurons: everyone, hyperparameters: { registrationAllowed: false } },
      { netuid: NEW_VERSION, neurons: everyone, hyperparameters: { weightsVersionKey: 99_999 } },
      {
        netuid: FULL,
        neurons: everyone,
        hyperparameters: { immunityPeriod: 0, maxAllowedUids: 4, maxAllowedValidators: 64 },
      },
    ],
  }, { clock: systemClock });
  const basics = {
    clock: systemClock,
    random: seededRandom("doctor"),
    logger: nullLogger,
    metrics: nullMetrics,
  };
  const chain = await connectChain({ network: localnet.endpoint }, basics);
  // Closed with the scene, not after each examination.
  const shared: Chain = new Proxy(chain, {
    get: (target, name) => {
      if (name === "close") return () => Promise.resolve();
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  try {
    await body({
      dir,
      localnet,
      options: {
        role: "miner",
        netuid: 1,
        network: resolveEndpoint(localnet.endpoint),
        fallbacks: [],
        wallet,
        folder: `${dir}/logs/me/min/netuid1/miner`,
        lockFolders: [`${dir}/locks`],
        axon: { port: 0, host: "127.0.0.1" },
        engine: { name: "retrieval", device: "auto" },
        tasks: ["math", "date_qa"],
        rewardModelId: "an-embedder",
        versionKey: 20501,
        profile: "v2.5",
        vpermitTaoLimit: 4096,
      },
      modules: {
        clock: systemClock,
        host: {
          freeBytes: () => Promise.resolve(100e9),
          openFiles: () => Promise.resolve(65_536),
          memory: () => ({ totalBytes: 32e9, availableBytes: 16e9 }),
          cards: () => Promise.resolve([0]),
          graphics: () => Promise.resolve(true),
        },
        connect: () => Promise.resolve(shared),
        probe: (endpoint, signal) => probeEndpoint(endpoint, 1500, systemClock, signal),
        askExternalIp: () => Promise.resolve("198.51.100.7"),
        encrypt: timelockEncrypt,
        passwords: environmentPasswords({}),
        findModel: (id) => id ? Promise.resolve(id) : Promise.reject(new Error("no model is named")),
        fetch: () => Promise.reject(new TypeError("nothing listens")),
        env: () => undefined,
      },
    });
  } finally {
    await chain.close();
    await localnet.close();
    await Deno.remove(dir, { recursive: true });
  }
}
