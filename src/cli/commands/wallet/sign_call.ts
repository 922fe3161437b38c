import { callLines, callText, isLegacy } from "../../call_words.ts";
import { CliError } from "../../errors.ts";
import { passwordSource } from "../../startup/ask_passwords.ts";
import { confirm } from "../../terminal/terminal.ts";
import { locationOf, type WalletContext, type WalletRoom } from "./wallet_context.ts";

/** `register.json` → `register.signed.json`. */
function signedName(path: string): string {
  return /\.json$/i.test(path) ? path.replace(/\.json$/i, ".signed.json") : `${path}.signed`;
}

/**
 * Signs the call in a file with the coldkey. Reads nothing but files; shows what the bytes say, asks, and writes a second
 * file.
 */
export async function signCallFile(context: WalletContext, wallet: WalletRoom): Promise<void> {
  const { flags, out, args } = context;
  const path = args[1];
  if (path === undefined) {
    throw new CliError("usage", "sn1 wallet sign-call which FILE?", {
      hint: "the one that sn1 register --build wrote",
    });
  }
  const { readUnsignedCall, signCall } = await import("../../../chain/mod.ts");
  const call = readUnsignedCall(await wallet.readDocument(path, "the call file"));
  const target = flags.out ?? signedName(path);
  for (const line of callLines(call)) out.note(line);
  if (isLegacy(call)) out.note("finney netuid 1 no longer asks this protocol: the burn would be lost");
  if (!flags.yes && !confirm("sign it?", "--yes")) {
    throw new CliError("declined", "signing cancelled", { hint: "nothing was written" });
  }
  const { openColdkey } = await import("../../../wallet/coldkey.ts");
  const signer = await openColdkey(locationOf(context), passwordSource(flags["password-file"]));
  const signed = await signCall(call, signer);
  await wallet.writeDocument(target, callText(signed), flags.overwrite);
  out.line(`signed, good to block ${signed.era.lastBlock}: ${target}`);
  out.result({
    file: target,
    signer: signed.signer,
    hash: signed.hash,
    call: signed.call,
    validUntil: signed.era.lastBlock,
  });
}
