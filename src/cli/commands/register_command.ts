import type { PublicKey, Signer } from "../../wallet/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { openChain } from "../startup/open_neuron.ts";
import { passwordSource } from "../startup/ask_passwords.ts";
import { confirm } from "../terminal/terminal.ts";
import { registerFlags } from "./register/register_flags.ts";
import { buildOffline, submitOffline } from "./register/offline.ts";
import { agreeToLegacy, locationOf, maxPriceOf, reportRegistered } from "./register/shared.ts";
import { quoteLines, tao } from "./register/register_words.ts";

type Context = CommandContext<typeof registerFlags>;

export default defineCommand({
  flags: registerFlags,
  description:
    "Registers the wallet's hotkey on a subnet by burning TAO of its coldkey. Shows price, fee, balance and what is " +
    "lost, and asks. The coldkey is opened only to sign. Already registered is a success. The coldkey need not be on " +
    "this machine: --build and --submit let it sign offline, --proxy.for lets a key sign that may do nothing else.",
  examples: [
    "sn1 register --netuid 61 --network test --wallet.name me --wallet.hotkey miner1",
    "sn1 register --network local --yes --max-price 0.5",
    "sn1 register --netuid 1 --dry-run --json",
    "sn1 register --netuid 61 --network test --build register.json --max-price 0.5",
    "sn1 register --network test --submit register.signed.json",
    "sn1 register --netuid 61 --network test --proxy.for 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
  ],
  async run(context) {
    const { flags } = context;
    checkTogether(flags);
    if (flags.build) return await buildOffline(context, flags.build);
    if (flags.submit) return await submitOffline(context, flags.submit);
    await registerHere(context);
  },
});

/** Refuses flags that contradict each other. */
function checkTogether(flags: Context["flags"]): void {
  const ways = (["build", "submit", "proxy.for"] as const).filter((name) => flags[name]);
  if (ways.length > 1) {
    throw new CliError("usage", `--${ways.join(" and --")} contradict each other`, {
      hint: "use one of them",
    });
  }
  if (flags["dry-run"] && (flags.build || flags.submit)) {
    throw new CliError("usage", `--dry-run and --${ways[0]} contradict each other`, {
      hint: "--build sends nothing either",
    });
  }
}

/** The keys: the coldkey's public half until it has to sign, or the proxy's. */
async function keysOf({ flags }: Context): Promise<{
  hotkey: string;
  coldkey: string;
  signer: PublicKey;
  openSigner: () => Promise<Signer>;
}> {
  const { openHotkeyAddress, openProxyKeys } = await import("../../../neurons/register/register_hotkey.ts");
  const location = locationOf(flags);
  const passwords = passwordSource(flags["password-file"]);
  const real = flags["proxy.for"];
  if (real !== undefined) {
    (await import("../../wallet/mod.ts")).ss58Decode(real);
    const { hotkey, proxy } = await openProxyKeys(location, passwords, real, flags["proxy.key"]);
    return { hotkey, coldkey: real, signer: proxy, openSigner: () => Promise.resolve(proxy) };
  }
  const { hotkey, coldkey } = await openHotkeyAddress(location, passwords);
  const openSigner = async () => (await import("../../wallet/coldkey.ts")).openColdkey(location, passwords);
  return { hotkey, coldkey: coldkey.ss58, signer: coldkey, openSigner };
}

/** Registers with a key of this machine, or shows what that would do. */
async function registerHere(context: Context): Promise<void> {
  const { flags, out, signal } = context;
  const { registerHotkey } = await import("../../../neurons/register/register_hotkey.ts");
  const { openSigner, ...keys } = await keysOf(context);
  const { netuid } = flags;
  const names = { netuid, hotkey: keys.hotkey, coldkey: keys.coldkey, signer: keys.signer.ss58 };
  const chain = await openChain(flags, {}, signal);
  try {
    const result = await registerHotkey({
      netuid,
      ...keys,
      maxPrice: maxPriceOf(flags),
      tolerance: flags.tolerance,
      dryRun: flags["dry-run"],
    }, {
      chain,
      openSigner,
      agree(quote) {
        for (const line of quoteLines(quote, names)) out.note(line);
        if (!flags.yes) return confirm("burn it?", "--yes");
        if (quote.legacySubnet) agreeToLegacy(flags, out);
        return true;
      },
    });
    if (result.kind === "declined") {
      throw new CliError("declined", "registration cancelled", { hint: "nothing was sent" });
    }
    if (result.kind === "registered") return reportRegistered(out, { ...names, ...result });
    const { quote, call, args } = result;
    for (const line of quoteLines(quote, names)) out.note(line);
    const words = Object.entries(args).map(([name, value]) => `${name} ${value}`).join(", ");
    out.line(
      `would send ${call}(${words}) for at most ${tao(quote.limit)} plus a fee of about ${
        tao(quote.fee)
      }; nothing was sent`,
    );
    const { price, limit, fee, balance, pass } = quote;
    const { hotkey, coldkey, signer } = names;
    out.result({
      netuid,
      hotkey,
      coldkey,
      signer,
      price,
      limit,
      fee,
      balance,
      call,
      args,
      proxy: pass,
      dryRun: true,
    });
  } finally {
    await chain.close();
  }
}
