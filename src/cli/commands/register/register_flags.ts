import { number, text, toggle } from "../../flags/flags.ts";
import { chainFlags, generalFlags, offlineFlags, walletFlags } from "../../flags/groups.ts";

/** Flags of `sn1 register`. */
export const registerFlags = {
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
  "proxy.for": text({
    help: "address of the coldkey that pays and owns; a proxy of it signs, so that no coldkey lives here",
    placeholder: "SS58",
  }),
  "proxy.key": text({
    help: "--proxy.for: name of the proxy's key among the wallet's hotkeys",
    default: "proxy",
    placeholder: "NAME",
  }),
  ...offlineFlags,
  overwrite: toggle({ help: "--build: replace an existing file" }),
  "confirm-legacy-subnet": toggle({
    help: "with --yes or --build: burn on finney netuid 1 although it no longer asks this protocol",
  }),
  ...generalFlags,
};
