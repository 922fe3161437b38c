/**
 * The entry point: argv → command table → lazy import of the one command asked for.
 * @module
 */
import { main } from "./src/cli/mod.ts";

if (import.meta.main) Deno.exit(await main(Deno.args));
