import config from "../../deno.json" with { type: "json" };

/** Version of the program, as in deno.json. */
export const VERSION: string = config.version;
