import config from "../../deno.json" with { type: "json" };

/** Version of the program, as in deno.json. */
export const VERSION: string = config.version;

/** Who we are to public services that ask for it. */
export const USER_AGENT = `sn1/${VERSION} (Bittensor subnet 1 validator)`;

/**
 * How we name ourselves to sources of texts. Wikimedia's policy wants an address of the operator.
 * @param contact value of `--dataset.contact`
 */
export function userAgentOf(contact: string | undefined): string {
  return contact ? `sn1/${VERSION} (Bittensor subnet 1 validator; ${contact})` : USER_AGENT;
}
