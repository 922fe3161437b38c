import type { AxonLimits } from "../../src/axon/types.ts";
import { until } from "../kit/mod.ts";

/** An axon of //Bob in a process of its own. */
export interface AxonProcess {
  readonly port: number;
  readonly pid: number;
  kill(): void;
  readonly ended: Promise<unknown>;
}

/** Starts `axon_process.ts` on a database. */
export async function startAxonProcess(
  database: string,
  limits: Partial<AxonLimits> = { requestsPerMinute: 1e9 },
): Promise<AxonProcess> {
  const entry = new URL("./axon_process.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-P=sn1", "--quiet", "--no-check", entry, database, JSON.stringify(limits)],
    // It ends by itself when nobody holds the other end of its input.
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let text = "";
  let over = false;
  const reading = (async () => {
    for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) text += piece;
    over = true;
  })();
  await until(() => text.includes("\n") || over, 30_000, "the port of the axon process");
  return {
    port: Number(text.split("\n")[0]),
    pid: child.pid,
    kill() {
      if (!over) child.kill("SIGKILL");
    },
    ended: Promise.all([child.status, reading]),
  };
}
