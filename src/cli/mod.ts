export { main } from "./run_main.ts";
export { COMMANDS } from "./commands.ts";
