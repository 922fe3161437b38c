import { z } from "zod";

/** An address and an amount, as `SS58:TAO`. */
export interface AddressAmount {
  ss58: string;
  rao: bigint;
}

/** List item `SS58:TAO`; TAO may have up to 9 decimals. */
export const addressAmount: z.ZodType<AddressAmount> = z.string().transform((text, context) => {
  const match = /^([1-9A-HJ-NP-Za-km-z]{40,60}):(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text);
  if (!match) {
    context.addIssue({ code: "custom", message: "must be SS58:TAO" });
    return z.NEVER;
  }
  const rao = BigInt(match[2]!) * 1_000_000_000n + BigInt((match[3] ?? "").padEnd(9, "0"));
  return { ss58: match[1]!, rao };
});
