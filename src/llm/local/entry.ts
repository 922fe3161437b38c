/** Start of the engine process when the program runs from source. */
import { runEngineProcess } from "./worker/serve_frames.ts";

await runEngineProcess(Deno.stdin.readable, Deno.stdout.writable);
Deno.exit(0);
