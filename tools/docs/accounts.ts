import { systemClock } from "../../src/base/mod.ts";
import type { Localnet } from "../../src/localnet/mod.ts";
import type { WorldSettings } from "./settings.ts";

const RAO = 1_000_000_000n;
const FUNDS = 100n * RAO;
const STAKE = 10_000n * RAO;

/** Makes the wallets of the settings and, when wanted, a chain that knows them. */
export async function openChain(
  settings: WorldSettings,
  home: string,
  port: number,
): Promise<Localnet | null> {
  const { createHotkey } = await import("../../src/wallet/mod.ts");
  const { createColdkey } = await import("../../src/wallet/coldkey.ts");
  const names = new Set([...settings.wallets, ...settings.registered, ...settings.staked]);
  const keys = new Map<string, { hotkey: string; coldkey: string }>();
  for (const name of names) {
    const location = { path: `${home}/.bittensor/wallets`, name, hotkey: "default" };
    const coldkey = await createColdkey(location, { password: null });
    keys.set(name, {
      coldkey: coldkey.ss58,
      hotkey: (await createHotkey(location, { password: null })).ss58,
    });
  }
  if (!settings.localnet) return null;
  const { startLocalnet } = await import("../../src/localnet/mod.ts");
  const neurons = [
    ...settings.staked.map((name) => ({ ...keys.get(name)!, stakeRao: STAKE })),
    ...settings.registered.map((name) => keys.get(name)!),
  ];
  return await startLocalnet(
    { port, blockMs: 250, subnets: [{ netuid: settings.netuid, neurons }] },
    { clock: systemClock },
  );
}

/** Address in a public file of a wallet; null when it is not there. */
export async function addressOf(
  home: string,
  wallet: string,
  kind: "COLDKEY" | "HOTKEY",
): Promise<string | null> {
  const folder = `${home}/.bittensor/wallets/${wallet}`;
  const path = kind === "COLDKEY" ? `${folder}/coldkeypub.txt` : `${folder}/hotkeys/default`;
  const text = await Deno.readTextFile(path).catch(() => null);
  return text === null ? null : (JSON.parse(text) as { ss58Address: string }).ss58Address;
}

/** Gives TAO to the funded wallets whose coldkey is there by now and has none. */
export async function pay(settings: WorldSettings, home: string, localnet: Localnet | null): Promise<void> {
  if (!localnet) return;
  for (const name of settings.funded) {
    const address = await addressOf(home, name, "COLDKEY");
    if (address === null || localnet.balance(address) > 0n) continue;
    const account = localnet.query<{ data: Record<string, unknown> }>("System.Account", address);
    localnet.setStorage("System.Account", [address], {
      ...account,
      providers: 1,
      data: { ...account.data, free: FUNDS },
    });
    const issued = localnet.query<bigint>("Balances.TotalIssuance");
    localnet.setStorage("Balances.TotalIssuance", [], issued + FUNDS);
    localnet.produceBlock();
  }
}
