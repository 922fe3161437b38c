import config from "../../deno.json" with { type: "json" };

/** Version of the program, as in deno.json. */
export const VERSION: string = config.version;

/** Who we are to public services that ask for it. */
export const USER_AGENT = `sn1/${VERSION} (Bittensor subnet 1 validator)`;
