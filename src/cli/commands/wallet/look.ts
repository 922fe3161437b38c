import type { WalletSummary } from "../../../wallet/mod.ts";
import { EXIT } from "../../exit_codes.ts";
import { passwordSource } from "../../startup/ask_passwords.ts";
import { locationOf, missing, type WalletContext, type WalletRoom } from "./wallet_context.ts";

/** All wallets of the folder. */
export async function list({ out, flags }: WalletContext, wallet: WalletRoom): Promise<void> {
  const wallets = await wallet.listWallets(flags["wallet.path"]);
  out.result({ wallets });
  if (wallets.length === 0) {
    out.line(`no wallets in ${flags["wallet.path"]}; make one: sn1 wallet new-coldkey`);
  }
  for (const summary of wallets) showLines(out, summary);
}

/** Addresses of one wallet. */
export async function show(context: WalletContext, wallet: WalletRoom): Promise<void> {
  const summary = await wallet.showWallet(locationOf(context));
  context.out.result(summary);
  showLines(context.out, summary);
}

function showLines(
  out: WalletContext["out"],
  summary: WalletSummary,
): void {
  const { coldkeyProblem } = summary;
  const damage = coldkeyProblem === undefined ? "" : `  (damaged: ${coldkeyProblem})`;
  const coldkey = summary.coldkey ?? (damage === "" ? "(no public file)" : "");
  out.line(`${summary.name}  coldkey ${`${coldkey}${damage}`.trim()}`);
  for (const { name, ss58, problem } of summary.hotkeys) {
    out.line(`  ${name}  ${problem === undefined ? ss58 ?? "(encrypted)" : `(damaged: ${problem})`}`);
  }
}

/** Signs a text. */
export async function sign(context: WalletContext, wallet: WalletRoom): Promise<void> {
  const { flags, out } = context;
  const message = flags.message ?? missing("message");
  const passwords = passwordSource(flags["password-file"]);
  const signer = flags["use-coldkey"]
    ? await (await import("../../../wallet/coldkey.ts")).openColdkey(locationOf(context), passwords)
    : await wallet.openHotkey(locationOf(context), passwords);
  const signature = await wallet.signText(signer, message);
  out.line(signature);
  out.result({ ss58: signer.ss58, message, signature });
}

/** Checks a signature over a text. @returns the exit code */
export async function verify(context: WalletContext, wallet: WalletRoom): Promise<number> {
  const { flags, out } = context;
  const message = flags.message ?? missing("message");
  const signature = flags.signature ?? missing("signature");
  const address = flags.ss58 ?? (await wallet.readColdkeyPub(locationOf(context))).ss58;
  const valid = await wallet.verifyText(message, signature, address);
  out.line(valid ? `valid: signed by ${address}` : `not valid for ${address}`);
  out.result({ valid, ss58: address });
  return valid ? EXIT.ok : EXIT.failure;
}

/** Free TAO of an address. */
export async function balance(context: WalletContext, wallet: WalletRoom): Promise<void> {
  const { flags, out } = context;
  const address = flags.ss58 ?? (await wallet.readColdkeyPub(locationOf(context))).ss58;
  const { openChain } = await import("../../startup/open_neuron.ts");
  const chain = await openChain(context.flags, {}, context.signal);
  try {
    const rao = await chain.balance(address);
    out.line(`${address}  ${(Number(rao) / 1e9).toFixed(9)} τ`);
    out.result({ ss58: address, rao, tao: Number(rao) / 1e9 });
  } finally {
    await chain.close();
  }
}
