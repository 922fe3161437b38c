import type {
  CreatedKey,
  CreateOptions,
  KeySource,
  MnemonicLength,
  PublicKey,
  Secret,
} from "../../wallet/mod.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { CliError } from "../errors.ts";
import { EXIT } from "../exit_codes.ts";
import { integer, text, toggle } from "../flags.ts";
import { chainFlags, generalFlags, walletFlags } from "../groups.ts";
import { passwordSource } from "../passwords.ts";
import { askLine, canAsk, showOnTerminal } from "../terminal.ts";

const flags = {
  ...walletFlags,
  "words": integer({
    help: "words of a new recovery phrase: 12, 15, 18, 21 or 24",
    default: 12,
    min: 12,
    max: 24,
  }),
  "mnemonic-file": text({
    help: "new-…: write the phrase there (mode 0600) instead of showing it; regen-…: read it from there",
    placeholder: "FILE",
  }),
  "seed-file": text({ help: "regen-…: file with the 32-byte seed as hex", placeholder: "FILE" }),
  "json-path": text({ help: "regen-…: polkadot-js export (version 3)", placeholder: "FILE" }),
  "json-password-file": text({ help: "password of that export", placeholder: "FILE" }),
  "no-password": toggle({ help: "store the key unencrypted (hotkeys: the default)" }),
  "encrypt": toggle({ help: "store a hotkey encrypted" }),
  overwrite: toggle({ help: "replace existing key files; the old key is gone then" }),
  message: text({ help: "sign, verify: the text", placeholder: "TEXT" }),
  signature: text({ help: "verify: 0x and 128 hex digits", placeholder: "HEX" }),
  ss58: text({ help: "verify, balance: an address (unset: that of the wallet)", placeholder: "SS58" }),
  "use-coldkey": toggle({ help: "sign with the coldkey" }),
  "subtensor.network": chainFlags["subtensor.network"],
  "subtensor.chain_endpoint": chainFlags["subtensor.chain_endpoint"],
  "chain.fallback_endpoints": chainFlags["chain.fallback_endpoints"],
  ...generalFlags,
};
type Context = CommandContext<typeof flags>;
type WalletRoom = typeof import("../../wallet/mod.ts");

const VERBS: Record<
  string,
  { summary: string; run: (context: Context, wallet: WalletRoom) => Promise<number | void> }
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
};

export default defineCommand({
  flags,
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
  ],
  async run(context) {
    if (context.args.length > 1) {
      throw new CliError("usage", `unexpected "${context.args[1]}"`, {
        hint: "values of flags follow the flag",
      });
    }
    return await VERBS[context.args[0]!]!.run(context, await import("../../wallet/mod.ts"));
  },
});

function location({ flags }: Context) {
  return { path: flags["wallet.path"], name: flags["wallet.name"], hotkey: flags["wallet.hotkey"] };
}

type Kind = "coldkey" | "hotkey";

async function makeKey(context: Context, wallet: WalletRoom, kind: Kind): Promise<void> {
  const { flags } = context;
  const phraseFile = flags["mnemonic-file"];
  if (!phraseFile && !canAsk()) {
    throw new CliError("no_terminal", "there is no terminal to show the recovery phrase on", {
      hint: "use --mnemonic-file FILE (written with mode 0600)",
    });
  }
  if (!wallet.MNEMONIC_LENGTHS.includes(flags.words as MnemonicLength)) {
    throw new CliError("usage", `a phrase has 12, 15, 18, 21 or 24 words, not ${flags.words}`);
  }
  const options: CreateOptions = {
    password: await newPassword(context, wallet, kind),
    overwrite: flags.overwrite,
    words: flags.words as MnemonicLength,
    onMnemonic: (mnemonic) =>
      phraseFile ? wallet.writeMnemonicFile(phraseFile, mnemonic) : showPhrase(kind, mnemonic),
  };
  const key: CreatedKey = kind === "coldkey"
    ? await (await import("../../wallet/coldkey.ts")).createColdkey(location(context), options)
    : await wallet.createHotkey(location(context), options);
  reportKey(context, kind, key, phraseFile ? `recovery phrase written to ${phraseFile}` : undefined);
}

function showPhrase(kind: Kind, mnemonic: Secret): Promise<void> {
  showOnTerminal(
    `\nRecovery phrase of the new ${kind}. Write it down now, on paper; whoever has it has the key:\n\n  ${mnemonic.reveal()}\n\n`,
    "--mnemonic-file FILE",
  );
  return Promise.resolve();
}

async function regenKey(context: Context, wallet: WalletRoom, kind: Kind): Promise<void> {
  const source = await keySource(context, wallet);
  const options = { password: await newPassword(context, wallet, kind), overwrite: context.flags.overwrite };
  const key = kind === "coldkey"
    ? await (await import("../../wallet/coldkey.ts")).regenColdkey(location(context), source, options)
    : await wallet.regenHotkey(location(context), source, options);
  reportKey(context, kind, key);
}

async function keySource({ flags }: Context, wallet: WalletRoom): Promise<KeySource> {
  const given = (["mnemonic-file", "seed-file", "json-path"] as const).filter((name) => flags[name]);
  if (given.length > 1) {
    throw new CliError("usage", `--${given.join(" and --")} contradict each other`, {
      hint: "give one of them",
    });
  }
  if (flags["seed-file"]) return { seed: (await wallet.readMnemonicFile(flags["seed-file"])).reveal() };
  if (flags["mnemonic-file"]) {
    return { mnemonic: (await wallet.readMnemonicFile(flags["mnemonic-file"])).reveal() };
  }
  const jsonPath = flags["json-path"];
  if (jsonPath) {
    const file = flags["json-password-file"];
    const password = file
      ? await wallet.readPasswordFile(file)
      : askLine(`password of ${jsonPath}: `, "--json-password-file", true);
    return { json: (await wallet.readMnemonicFile(jsonPath)).reveal(), password };
  }
  return { mnemonic: askLine("recovery phrase: ", "--mnemonic-file, --seed-file or --json-path", true) };
}

/**
 * Password of a new key, from --password-file, the environment or the terminal. Null = store in the clear: hotkeys
 * unless --encrypt, coldkeys only with --no-password.
 */
async function newPassword(context: Context, wallet: WalletRoom, kind: Kind): Promise<string | null> {
  const { flags } = context;
  if (flags["no-password"]) return null;
  if (kind === "hotkey" && !flags.encrypt && !flags["password-file"]) return null;
  if (flags["password-file"]) return await wallet.readPasswordFile(flags["password-file"]);
  const path = wallet.walletPaths(location(context))[kind];
  const request = { path, folder: path.split("/").at(-2) ?? "" };
  for await (const password of wallet.environmentPasswords(Deno.env.toObject())(request)) return password;
  const first = askLine(`new password for the ${kind}: `, "--password-file FILE or --no-password", true);
  if (first.length < wallet.MIN_PASSWORD_CHARACTERS) {
    throw new CliError("usage", `the password has fewer than ${wallet.MIN_PASSWORD_CHARACTERS} characters`, {
      hint: "choose a longer one",
    });
  }
  if (askLine("the same again: ", "--password-file FILE", true) !== first) {
    throw new CliError("usage", "the two passwords differ", { hint: "nothing was written; try again" });
  }
  return first;
}

function reportKey({ out, flags }: Context, kind: Kind, key: PublicKey, note?: string): void {
  out.line(`${kind} of wallet ${flags["wallet.name"]}: ${key.ss58}`);
  if (note) out.note(note);
  out.result({
    name: flags["wallet.name"],
    kind,
    ...(kind === "hotkey" ? { hotkey: flags["wallet.hotkey"] } : {}),
    ss58: key.ss58,
  });
}

async function list({ out, flags }: Context, wallet: WalletRoom): Promise<void> {
  const wallets = await wallet.listWallets(flags["wallet.path"]);
  out.result({ wallets });
  if (wallets.length === 0) {
    out.line(`no wallets in ${flags["wallet.path"]}; make one: sn1 wallet new-coldkey`);
  }
  for (const summary of wallets) showLines(out, summary);
}

async function show(context: Context, wallet: WalletRoom): Promise<void> {
  const summary = await wallet.showWallet(location(context));
  context.out.result(summary);
  showLines(context.out, summary);
}

function showLines(
  out: Context["out"],
  summary: { name: string; coldkey: string | null; hotkeys: { name: string; ss58: string | null }[] },
): void {
  out.line(`${summary.name}  coldkey ${summary.coldkey ?? "(no public file)"}`);
  for (const hotkey of summary.hotkeys) out.line(`  ${hotkey.name}  ${hotkey.ss58 ?? "(encrypted)"}`);
}

async function sign(context: Context, wallet: WalletRoom): Promise<void> {
  const { flags, out } = context;
  const message = flags.message ?? missing("message");
  const passwords = passwordSource(flags["password-file"]);
  const signer = flags["use-coldkey"]
    ? await (await import("../../wallet/coldkey.ts")).openColdkey(location(context), passwords)
    : await wallet.openHotkey(location(context), passwords);
  const signature = await wallet.signText(signer, message);
  out.line(signature);
  out.result({ ss58: signer.ss58, message, signature });
}

async function verify(context: Context, wallet: WalletRoom): Promise<number> {
  const { flags, out } = context;
  const message = flags.message ?? missing("message");
  const signature = flags.signature ?? missing("signature");
  const address = flags.ss58 ?? (await wallet.readColdkeyPub(location(context))).ss58;
  const valid = await wallet.verifyText(message, signature, address);
  out.line(valid ? `valid: signed by ${address}` : `not valid for ${address}`);
  out.result({ valid, ss58: address });
  return valid ? EXIT.ok : EXIT.failure;
}

async function balance(context: Context, wallet: WalletRoom): Promise<void> {
  const { flags, out } = context;
  const address = flags.ss58 ?? (await wallet.readColdkeyPub(location(context))).ss58;
  const { openChain } = await import("../open.ts");
  const chain = await openChain(context.flags, {}, context.signal);
  try {
    const rao = await chain.balance(address);
    out.line(`${address}  ${(Number(rao) / 1e9).toFixed(9)} τ`);
    out.result({ ss58: address, rao, tao: Number(rao) / 1e9 });
  } finally {
    await chain.close();
  }
}

function missing(flag: string): never {
  throw new CliError("usage", `--${flag} is missing`, { hint: `sn1 wallet --help shows how` });
}
