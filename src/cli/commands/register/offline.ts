import type { CommandContext } from "../../command.ts";
import { callLines, callText, isLegacy } from "../../call_words.ts";
import { CliError } from "../../errors.ts";
import { openChain } from "../../startup/open_neuron.ts";
import { passwordSource } from "../../startup/ask_passwords.ts";
import type { registerFlags } from "./register_flags.ts";
import { agreeToLegacy, locationOf, maxPriceOf, reportRegistered } from "./shared.ts";

type Context = CommandContext<typeof registerFlags>;

/** Writes a registration for the coldkey to sign on another machine. */
export async function buildOffline({ flags, out, signal }: Context, file: string): Promise<void> {
  const { buildRegistration, openHotkeyAddress } = await import(
    "../../../../neurons/register/register_hotkey.ts"
  );
  const { writeDocument } = await import("../../../wallet/mod.ts");
  const keys = await openHotkeyAddress(locationOf(flags), passwordSource(flags["password-file"]));
  const chain = await openChain(flags, {}, signal);
  try {
    const call = await buildRegistration(chain, {
      netuid: flags.netuid,
      ...keys,
      maxPrice: maxPriceOf(flags),
      tolerance: flags.tolerance,
      validBlocks: flags["valid-blocks"],
    });
    for (const line of callLines(call)) out.note(line);
    if (isLegacy(call)) agreeToLegacy(flags, out);
    await writeDocument(file, callText(call), flags.overwrite);
    out.line(`written: ${file}; sign it with sn1 wallet sign-call where the coldkey is`);
    out.result({
      file,
      netuid: flags.netuid,
      hotkey: keys.hotkey,
      signer: call.signer,
      price: BigInt(call.price!.then),
      limit: BigInt(call.price!.limit),
      fee: call.fee === null ? null : BigInt(call.fee),
      call: call.call,
      validUntil: call.era.lastBlock,
    });
  } finally {
    await chain.close();
  }
}

/** Sends a registration that was signed on another machine. */
export async function submitOffline({ flags, out, signal }: Context, file: string): Promise<void> {
  const { readSignedCall } = await import("../../../chain/mod.ts");
  const { readDocument } = await import("../../../wallet/mod.ts");
  const signed = await readSignedCall(await readDocument(file, "the call file"));
  if (!signed.price) {
    throw new CliError("usage", `${file} holds no registration: ${signed.call.words}`, {
      hint: "sn1 wallet proxy add --submit FILE sends it",
    });
  }
  for (const line of callLines(signed)) out.note(line);
  const chain = await openChain(flags, {}, signal);
  try {
    const { registration } = await chain.submitCall(signed);
    const { receipt, ...done } = registration!;
    reportRegistered(out, {
      netuid: Number(signed.call.args.netuid),
      hotkey: String(signed.call.args.hotkey),
      ...done,
      block: receipt?.block ?? null,
      hash: receipt?.hash ?? null,
    });
  } finally {
    await chain.close();
  }
}
