import { defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { walletCommandFlags, type WalletContext, type WalletRoom } from "./wallet/wallet_context.ts";
import { makeKey, regenKey } from "./wallet/key_commands.ts";
import { balance, list, show, sign, verify } from "./wallet/look.ts";
import { changeProxies } from "./wallet/proxy_commands.ts";
import { signCallFile } from "./wallet/sign_call.ts";

const VERBS: Record<
  string,
  { summary: string; run: (context: WalletContext, wallet: WalletRoom) => Promise<number | void> }
> = {
  "new-coldkey": {
    summary: "make a coldkey (encrypted) and its public file",
    run: (c, w) => makeKey(c, w, "coldkey"),
  },
  "new-hotkey": { summary: "make a hotkey", run: (c, w) => makeKey(c, w, "hotkey") },
  "regen-coldkey": {
    summary: "restore a coldkey from phrase, seed or polkadot-js JSON",
    run: (c, w) => regenKey(c, w, "coldkey"),
  },
  "regen-hotkey": {
    summary: "restore a hotkey from phrase, seed or polkadot-js JSON",
    run: (c, w) => regenKey(c, w, "hotkey"),
  },
  list: { summary: "all wallets of the folder", run: list },
  show: { summary: "one wallet: addresses of coldkey and hotkeys", run: show },
  balance: { summary: "free TAO of the coldkey", run: balance },
  sign: { summary: "sign a text with the hotkey (or coldkey)", run: sign },
  verify: { summary: "check a signature; exit 1 when it is not the address's", run: verify },
  "sign-call": {
    summary: "sign the call in FILE with the coldkey; needs no network (sn1 register --build FILE)",
    run: signCallFile,
  },
  proxy: {
    summary: "add, remove, list: who may act for the coldkey; pay-fees, leave-fees: who pays for that",
    run: changeProxies,
  },
};

export default defineCommand({
  flags: walletCommandFlags,
  verbs: Object.entries(VERBS).map(([verb, { summary }]) => [verb, summary] as const),
  description:
    "Key files compatible with btcli and the Python SDK, both ways. A recovery phrase is shown once, on the " +
    "terminal itself, or written to --mnemonic-file; it never reaches stdout, JSON or logs.",
  examples: [
    "sn1 wallet new-coldkey --wallet.name me",
    "sn1 wallet new-hotkey --wallet.name me --wallet.hotkey miner1",
    "sn1 wallet regen-hotkey --wallet.name me --wallet.hotkey miner1 --mnemonic-file phrase.txt",
    "sn1 wallet show --wallet.name me --json",
    'sn1 wallet sign --wallet.name me --message "it is me"',
    "sn1 wallet sign-call register.json --wallet.name me",
    "sn1 wallet proxy add --proxy.delegate 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty --build proxy.json",
    "sn1 wallet proxy list --wallet.name me",
  ],
  async run(context) {
    const [verb, ...rest] = context.args;
    // Only these two have a word of their own behind them.
    if (rest.length > (verb === "sign-call" || verb === "proxy" ? 1 : 0)) {
      throw new CliError("usage", `unexpected "${rest.at(-1)}"`, {
        hint: "values of flags follow the flag",
      });
    }
    return await VERBS[verb!]!.run(context, await import("../../wallet/mod.ts"));
  },
});
