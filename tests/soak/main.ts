/**
 * A long run of a real validator among many miners while things break.
 *
 *     deno task test:soak                  20 minutes, 256 miners
 *     deno task test:soak --minutes 2 --miners 32
 *     deno task test:soak --write          also notes the result on docs/reliability.md
 */
import { parseArgs } from "node:util";
import { errorText, seededRandom, systemClock } from "../../src/base/mod.ts";
import { noteSoak } from "../../tools/reliability/write.ts";
import { soak } from "./soak.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "20" },
    miners: { type: "string", default: "256" },
    seed: { type: "string", default: "soak" },
    write: { type: "boolean" },
  },
});
for (const name of ["minutes", "miners"] as const) {
  if (Number(values[name]) > 0) continue;
  console.error(`--${name} must be a number above 0, got "${values[name]}"`);
  Deno.exit(2);
}
const began = systemClock.monotonic();
const log = (text: string) =>
  console.error(`${((systemClock.monotonic() - began) / 1000).toFixed(0).padStart(5)} s  ${text}`);
try {
  const report = await soak({
    minutes: Number(values.minutes),
    miners: Number(values.miners),
    seed: values.seed,
    random: seededRandom(values.seed),
    log,
  });
  const { samples, ...summary } = report;
  console.log(JSON.stringify({ ...summary, samples: samples.length }, null, 2));
  if (values.write) await noteSoak(report);
  const { total, landed } = report.windows;
  console.log(`${landed} of ${total} windows landed`);
  Deno.exit(total > 0 && landed === total ? 0 : 1);
} catch (error) {
  console.error(errorText(error));
  Deno.exit(1);
}
