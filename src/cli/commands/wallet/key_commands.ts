import type {
  CreatedKey,
  CreateOptions,
  KeySource,
  MnemonicLength,
  PublicKey,
  Secret,
} from "../../../wallet/mod.ts";
import { CliError } from "../../errors.ts";
import { askLine, canAsk, showOnTerminal } from "../../terminal/terminal.ts";
import { locationOf, type WalletContext, type WalletRoom } from "./wallet_context.ts";

/** Which key of a wallet. */
export type Kind = "coldkey" | "hotkey";

/** Makes a key; its phrase goes to the terminal itself or to --mnemonic-file. */
export async function makeKey(context: WalletContext, wallet: WalletRoom, kind: Kind): Promise<void> {
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
    signal: context.signal,
    onMnemonic: async (mnemonic): Promise<void | (() => Promise<void>)> => {
      if (phraseFile) return await wallet.writeMnemonicFile(phraseFile, mnemonic);
      await showPhrase(kind, mnemonic);
    },
  };
  const key: CreatedKey = kind === "coldkey"
    ? await (await import("../../../wallet/coldkey.ts")).createColdkey(locationOf(context), options)
    : await wallet.createHotkey(locationOf(context), options);
  reportKey(context, kind, key, phraseFile ? `recovery phrase written to ${phraseFile}` : undefined);
}

function showPhrase(kind: Kind, mnemonic: Secret): Promise<void> {
  showOnTerminal(
    `\nRecovery phrase of the new ${kind}. Write it down now, on paper; anyone who has it has the key:\n\n  ${mnemonic.reveal()}\n\n`,
    "--mnemonic-file FILE",
  );
  return Promise.resolve();
}

/** Restores a key from phrase, seed or polkadot-js JSON. */
export async function regenKey(context: WalletContext, wallet: WalletRoom, kind: Kind): Promise<void> {
  const source = await keySource(context, wallet);
  const options = {
    password: await newPassword(context, wallet, kind),
    overwrite: context.flags.overwrite,
    signal: context.signal,
  };
  const key = kind === "coldkey"
    ? await (await import("../../../wallet/coldkey.ts")).regenColdkey(locationOf(context), source, options)
    : await wallet.regenHotkey(locationOf(context), source, options);
  reportKey(context, kind, key);
}

async function keySource({ flags }: WalletContext, wallet: WalletRoom): Promise<KeySource> {
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
async function newPassword(context: WalletContext, wallet: WalletRoom, kind: Kind): Promise<string | null> {
  const { flags } = context;
  if (flags["no-password"]) return null;
  if (kind === "hotkey" && !flags.encrypt && !flags["password-file"]) return null;
  if (flags["password-file"]) return await wallet.readPasswordFile(flags["password-file"]);
  const path = wallet.walletPaths(locationOf(context))[kind];
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

function reportKey({ out, flags }: WalletContext, kind: Kind, key: PublicKey, note?: string): void {
  out.line(`${kind} of wallet ${flags["wallet.name"]}: ${key.ss58}`);
  if (note) out.note(note);
  out.result({
    name: flags["wallet.name"],
    kind,
    ...(kind === "hotkey" ? { hotkey: flags["wallet.hotkey"] } : {}),
    ss58: key.ss58,
  });
}
