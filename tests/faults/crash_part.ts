/** The crash points of the weights: most in this process, some as real kills. Import dynamically. */
import { seededRandom } from "../../src/base/mod.ts";
import { withChain } from "../unit/neurons/chain_stage.ts";
import { collectBlocks, type KillOutcome, killRuns } from "./crash_kills.ts";
import { type CrashOutcome, crashPoint, emptyOutcome, type Mode } from "./crash_points.ts";

/** How many of ten points go out in which way; a timelock costs the most. */
const SHARES: readonly (readonly [Mode, number])[] = [["open", 5], ["hash", 4], ["timelocked", 1]];

/** Points on one chain, before a fresh one takes its place. */
const PER_CHAIN = 50;

/** Result of the part. */
export interface CrashPart {
  points: CrashOutcome;
  kills: KillOutcome;
  seconds: number;
}

/** Dies `points` times in this process and `kills` times for real. */
export async function crashPart(
  points: number,
  kills: number,
  seed: string,
  onProgress: (text: string) => void = () => {},
): Promise<CrashPart> {
  const start = performance.now();
  const random = seededRandom(seed);
  const outcome = emptyOutcome();
  const folder = await Deno.makeTempDir({ prefix: "sn1-crash-" });
  try {
    for (const [mode, share] of SHARES) {
      let left = Math.round(points * share / 10);
      while (left > 0) {
        const now = Math.min(left, PER_CHAIN);
        await withChain({ mode }, async (stage) => {
          const blocks = collectBlocks(stage.localnet);
          for (let i = 0; i < now; i++) {
            const path = `${folder}/${outcome.points}.db`;
            await crashPoint(stage, path, mode, random.fork(`${mode}/${left}/${i}`), outcome, blocks);
          }
          blocks.stop();
        });
        left -= now;
        onProgress(`${outcome.points} points, ${outcome.deaths} deaths`);
      }
    }
    const killed = kills > 0
      ? await killRuns(kills, folder, random.fork("kills"))
      : { kills: 0, landed: 0, confirmed: 0, late: 0, shownAgain: 0, failures: [] };
    return { points: outcome, kills: killed, seconds: (performance.now() - start) / 1000 };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
