import { taoText } from "../../chain/mod.ts";
import { confirm } from "../terminal.ts";
import { defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { number, toggle } from "../flags.ts";
import { chainFlags, generalFlags, walletFlags } from "../groups.ts";
import { openChain } from "../open.ts";
import { passwordSource } from "../passwords.ts";

const tao = (rao: bigint | null) => rao === null ? "an unknown amount" : taoText(rao);

export default defineCommand({
  flags: {
    ...chainFlags,
    ...walletFlags,
    yes: toggle({ help: "do not ask" }),
    "max-price": number({
      help: "burn at most this much (unset: the price shown plus --tolerance)",
      min: 0,
      placeholder: "TAO",
    }),
    tolerance: number({
      help: "how much the price may rise while the transaction travels, as a share",
      default: 0.05,
      min: 0,
      max: 10,
    }),
    "dry-run": toggle({ help: "show price, call and fee; send nothing" }),
    "confirm-legacy-subnet": toggle({
      help: "with --yes: burn on finney netuid 1 although it no longer asks this protocol",
    }),
    ...generalFlags,
  },
  description:
    "Registers the wallet's hotkey on a subnet by burning TAO of its coldkey. Shows price, balance and what is lost, " +
    "and asks. The coldkey is opened only to sign. Already registered is a success.",
  examples: [
    "sn1 register --netuid 61 --network test --wallet.name me --wallet.hotkey miner1",
    "sn1 register --network local --yes --max-price 0.5",
    "sn1 register --netuid 1 --dry-run --json",
  ],
  async run({ flags, out, signal }) {
    const { openHotkeyAddress, registerHotkey } = await import("../../../neurons/register/register.ts");
    const location = {
      path: flags["wallet.path"],
      name: flags["wallet.name"],
      hotkey: flags["wallet.hotkey"],
    };
    const passwords = passwordSource(flags["password-file"]);
    const keys = await openHotkeyAddress(location, passwords);
    const chain = await openChain(flags, {}, signal);
    try {
      const result = await registerHotkey({
        netuid: flags.netuid,
        ...keys,
        maxPrice: flags["max-price"] === undefined ? undefined : BigInt(Math.round(flags["max-price"] * 1e9)),
        tolerance: flags.tolerance,
        dryRun: flags["dry-run"],
      }, {
        chain,
        openColdkey: async () => (await import("../../wallet/coldkey.ts")).openColdkey(location, passwords),
        agree(quote) {
          const legacy = quote.legacySubnet;
          out.note(
            `netuid ${flags.netuid}: registering ${keys.hotkey} burns ${tao(quote.price)} (at most ${
              tao(quote.limit)
            })`,
          );
          out.note(
            `coldkey ${keys.coldkey.ss58} has ${
              tao(quote.balance)
            }; the burn is not refunded, and a neuron that earns too little is replaced after ${quote.immunityPeriod} blocks`,
          );
          if (legacy) {
            out.note(
              "finney netuid 1 no longer asks this protocol: the burn would be lost. Test on netuid 61 (--network test) or try sn1 demo",
            );
          }
          if (flags.yes) {
            if (!legacy || flags["confirm-legacy-subnet"]) return true;
            throw new CliError("declined", "finney netuid 1 no longer asks this protocol", {
              hint: "with --yes, --confirm-legacy-subnet is needed too",
            });
          }
          return confirm("burn it?", "--yes");
        },
      });
      if (result.kind === "declined") {
        throw new CliError("declined", "not registered: you said no", { hint: "nothing was sent" });
      }
      if (result.kind === "dry_run") {
        out.line(
          `would send ${result.call} for at most ${tao(result.limit)} plus a fee of about ${
            tao(result.fee)
          }; nothing was sent`,
        );
        out.result({
          netuid: flags.netuid,
          hotkey: keys.hotkey,
          price: result.price,
          limit: result.limit,
          fee: result.fee,
          call: result.call,
          dryRun: true,
        });
        return;
      }
      out.line(
        result.already
          ? `${keys.hotkey} is already registered on netuid ${flags.netuid} as uid ${result.uid}`
          : `${keys.hotkey} is uid ${result.uid} on netuid ${flags.netuid}, paid ${
            tao(result.paid)
          } in block ${result.block}`,
      );
      out.result({
        netuid: flags.netuid,
        hotkey: keys.hotkey,
        uid: result.uid,
        price: result.price,
        paid: result.paid,
        block: result.block,
        hash: result.hash,
        already: result.already,
      });
    } finally {
      await chain.close();
    }
  },
});
