import { taoText } from "../../../chain/mod.ts";

type ShownQuote = import("../../../../neurons/register/register_hotkey.ts").ShownQuote;

/** An amount for people; null = nobody knows. */
export const tao = (rao: bigint | null): string => rao === null ? "an unknown amount" : taoText(rao);

/** That finney's subnet 1 runs another protocol. */
export const LEGACY_WORDS =
  "finney netuid 1 no longer asks this protocol: the burn would be lost. Test on netuid 61 (--network test) or try sn1 demo";

/** What it costs, who pays, what is lost: what a person decides on. */
export function quoteLines(
  quote: ShownQuote,
  { netuid, hotkey, coldkey, signer }: { netuid: number; hotkey: string; coldkey: string; signer: string },
): string[] {
  const { price, limit, balance, fee, pass, neurons, maxUids, immunityPeriod } = quote;
  const lines = [
    `netuid ${netuid}: registering ${hotkey} burns ${tao(price)} (at most ${tao(limit)}) and a fee of about ${
      tao(fee)
    }`,
  ];
  if (pass?.call === "burned_register") {
    lines.push(
      `a ${pass.type} proxy may only use burned_register here, which knows no limit: the price is checked right before it is sent`,
    );
  }
  if (pass) {
    const payer = pass.feePayer === coldkey ? "the coldkey" : "the proxy";
    lines.push(`signed by ${signer}, ${pass.type} proxy of the coldkey; ${payer} pays the fee`);
  }
  lines.push(
    `coldkey ${coldkey} has ${
      tao(balance)
    }; the burn is not refunded, and a neuron that earns too little is replaced after ${immunityPeriod} blocks`,
  );
  if (maxUids > 0 && neurons >= maxUids) {
    lines.push(
      `the subnet is full (${neurons} of ${maxUids}): the neuron that earns least loses its place to this one`,
    );
  } else lines.push(`the subnet has ${neurons} of ${maxUids} neurons`);
  if (!quote.registrationAllowed) lines.push(`registration on subnet ${netuid} is closed by its owner`);
  const needed = price + (pass && pass.feePayer !== coldkey ? 0n : fee ?? 0n);
  if (balance < needed) lines.push(`that is ${tao(needed - balance)} too little`);
  if (quote.legacySubnet) lines.push(LEGACY_WORDS);
  return lines;
}
