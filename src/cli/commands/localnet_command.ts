import { systemClock } from "../../base/mod.ts";
import { type AddressAmount, addressAmount } from "../flags/account_flags.ts";
import { defineCommand } from "../command.ts";
import { integer, list, toggle } from "../flags/flags.ts";
import { chainFlags, generalFlags, loggingFlags } from "../flags/groups.ts";
import { openLog } from "../startup/open_neuron.ts";

/** Development accounts everybody knows the keys of; never use them elsewhere. */
const DEV_ACCOUNTS = ["//Alice", "//Bob", "//Charlie", "//Dave", "//Eve", "//Ferdie"];
const DEV_BALANCE = 1_000_000n * 1_000_000_000n;

export default defineCommand({
  flags: {
    port: integer({ help: "port on 127.0.0.1; 0 = any free port", default: 9944, min: 0, max: 65535 }),
    "block-ms": integer({ help: "milliseconds between blocks", default: 1000, min: 10, max: 600_000 }),
    netuid: { ...chainFlags.netuid, help: "the subnet that is there from the start" },
    fund: list<AddressAmount>({
      help: "give an account TAO",
      item: addressAmount,
      placeholder: "SS58:TAO …",
    }),
    stake: list<AddressAmount>({
      help: "register a hotkey from the start, with that much stake (so with a validator permit)",
      item: addressAmount,
      placeholder: "HOTKEY:TAO …",
    }),
    "commit-reveal": toggle({ help: "validators commit encrypted weights, which the chain reveals later" }),
    "enforce-serving-rules": toggle({ help: "refuse 127.0.0.1 in serve_axon as the real chain does" }),
    "logging.debug": loggingFlags["logging.debug"],
    "logging.trace": loggingFlags["logging.trace"],
    ...generalFlags,
  },
  description:
    "A chain in this process that speaks a Subtensor node's JSON-RPC, follows its rules (spec 424) and forgets " +
    "everything when it ends. //Alice … //Ferdie are funded; //Alice is root. Quick epochs (tempo 20), commit-reveal off.",
  examples: [
    "sn1 localnet",
    "sn1 localnet --block-ms 250 --stake 5F…:10000 --fund 5G…:1000",
    "sn1 miner --network local --wallet.name me --wallet.hotkey miner1",
  ],
  async run({ flags, out, signal }) {
    const [{ startLocalnet }, { devKey }] = await Promise.all([
      import("../../localnet/mod.ts"),
      import("../../wallet/mod.ts"),
    ]);
    const log = openLog({ ...flags, "logging.record_log": false }, "");
    const dev = await Promise.all(
      DEV_ACCOUNTS.map(async (name) => ({ name, ss58: (await devKey(name)).ss58 })),
    );
    const localnet = await startLocalnet({
      port: flags.port,
      blockMs: flags["block-ms"],
      accounts: [
        ...dev.map(({ ss58 }) => ({ ss58, balanceRao: DEV_BALANCE })),
        ...flags.fund.map(({ ss58, rao }) => ({ ss58, balanceRao: rao })),
      ],
      subnets: [{
        netuid: flags.netuid,
        hyperparameters: { commitRevealEnabled: flags["commit-reveal"] },
        neurons: flags.stake.map(({ ss58, rao }) => ({ hotkey: ss58, coldkey: dev[0]!.ss58, stakeRao: rao })),
      }],
      enforceServingRules: flags["enforce-serving-rules"],
    }, { clock: systemClock, logger: log.logger });
    try {
      const accounts = [...dev, ...flags.fund.map(({ ss58 }) => ({ name: "--fund", ss58 }))];
      out.result({ endpoint: localnet.endpoint, netuid: flags.netuid, accounts });
      out.line(`${localnet.endpoint}  netuid ${flags.netuid}  a block every ${flags["block-ms"]} ms`);
      for (const { name, ss58 } of accounts) {
        out.line(`  ${name.padEnd(10)}${ss58}  ${localnet.balance(ss58) / 1_000_000_000n} τ`);
      }
      out.note("Ctrl-C ends it");
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    } finally {
      await localnet.close();
      log.close();
    }
  },
});
