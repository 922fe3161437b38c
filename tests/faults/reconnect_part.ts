/** Bounded memory over many reconnects. Import dynamically: it starts a chain. */
import { systemClock } from "../../src/base/mod.ts";
import { startLocalnet } from "../../src/localnet/mod.ts";

const script = new URL("./reconnect_process.ts", import.meta.url).pathname;
const BLOCK_MS = 100;
const LIMIT_MS_PER_TIME = 10_000;
const START_MS = 120_000;

/** The heap may grow by so much in all, whatever the number of reconnects: one connection's metadata alone is more. */
const GROWTH_BYTES = 8 << 20;

/** What the process found. */
interface Found {
  times: number;
  connections: number;
  first: number;
  last: number;
  sockets: number;
  twice: number;
  withoutHeads: number;
}

/** Result of the part. */
export interface ReconnectPart {
  text: string;
  failures: string[];
}

/** Reconnects so many times in a process of its own and judges what is left. */
export async function reconnectPart(times: number): Promise<ReconnectPart> {
  const localnet = await startLocalnet({ blockMs: BLOCK_MS }, { clock: systemClock });
  const start = performance.now();
  try {
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-P=sn1", "--quiet", "--v8-flags=--expose-gc", script, localnet.endpoint, `${times}`],
      stdout: "piped",
      stderr: "inherit",
      env: { NO_COLOR: "1" },
    }).spawn();
    const timer = setTimeout(() => process.kill("SIGKILL"), START_MS + times * LIMIT_MS_PER_TIME);
    const { code, stdout } = await process.output();
    clearTimeout(timer);
    if (code !== 0) {
      return { text: `the process ended with ${code}`, failures: [`reconnect: exit code ${code}`] };
    }
    const found: Found = JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!);
    const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
    const failures: string[] = [];
    const growth = found.last - found.first;
    if (growth > GROWTH_BYTES) failures.push(`reconnect: the heap grew by ${mib(growth)}`);
    if (found.connections < times) failures.push(`reconnect: only ${found.connections} connections`);
    if (found.sockets > 2) failures.push(`reconnect: ${found.sockets} sockets are open at the end`);
    if (found.twice > 0) failures.push(`reconnect: ${found.twice} heads were told twice`);
    if (found.withoutHeads > 0) failures.push(`reconnect: ${found.withoutHeads} times no head came`);
    if (localnet.connections() > 1) {
      failures.push(`reconnect: the node still holds ${localnet.connections()}`);
    }
    const text = `${times} times in ${
      Math.round((performance.now() - start) / 1000)
    } s, heap after collection ${mib(found.first)} → ${
      mib(found.last)
    }, ${found.sockets} sockets open, ${found.twice} heads told twice`;
    return { text, failures };
  } finally {
    await localnet.close();
  }
}
