/**
 * Runs one item in a process of its own and prints its result as the last line: `one.ts ID SEED full|short`. Started
 * by main.ts, so that no item sees the memory, sockets or crashes of another.
 */
import { ITEMS } from "./catalogue.ts";
import { runItem } from "./run_item.ts";

const [id, seed = "chaos", size] = Deno.args;
const item = ITEMS.find((one) => one.id === id);
if (!item) {
  console.error(`no item "${id}"`);
  Deno.exit(2);
}
const result = await runItem(item, seed, size !== "short");
await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(result)}\n`));
Deno.exit(result.ok ? 0 : 1);
