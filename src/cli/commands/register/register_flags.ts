import { COMMAND_LINE_ONLY, number, text, toggle, TRUSTED_SOURCES } from "../../flags/flags.ts";
import { chainFlags, generalFlags, offlineFlags, walletFlags } from "../../flags/groups.ts";

/** Flags of `sn1 register`. */
export const registerFlags = {
  ...chainFlags,
  ...walletFlags,
  yes: toggle({ help: "do not ask", sources: COMMAND_LINE_ONLY }),
  "max-price": number({
    help: "burn at most this much (unset: the price shown plus --tolerance)",
    min: 0,
    placeholder: "TAO",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  tolerance: number({
    help: "how much the price may rise while the transaction travels, as a share",
    default: 0.05,
    min: 0,
    max: 10,
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  "dry-run": toggle({ help: "show price, call and fee; send nothing" }),
  "proxy.for": text({
    help: "address of the coldkey that pays and owns; a proxy of it signs, so that no coldkey lives here",
    placeholder: "SS58",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  "proxy.key": text({
    help: "--proxy.for: name of the proxy's key among the wallet's hotkeys",
    default: "proxy",
    placeholder: "NAME",
    sources: TRUSTED_SOURCES,
    notable: true,
  }),
  ...offlineFlags,
  overwrite: toggle({ help: "--build: replace an existing file", sources: COMMAND_LINE_ONLY }),
  "confirm-legacy-subnet": toggle({
    help: "with --yes or --build: burn on finney netuid 1 although it no longer asks this protocol",
    sources: COMMAND_LINE_ONLY,
  }),
  ...generalFlags,
};
