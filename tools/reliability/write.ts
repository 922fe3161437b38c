import { ITEMS } from "../../tests/chaos/catalogue.ts";
import type { ChaosItem, ChaosResult } from "../../tests/chaos/kit.ts";
import type { SoakReport } from "../../tests/soak/summary.ts";
import { type NotedResults, reliabilityPage } from "./page.ts";
import { soakPlot } from "./soak_plot.ts";

const docs = new URL("../../docs/", import.meta.url);
const RESULTS = new URL("assets/reliability.json", docs);
const SOAK = new URL("assets/soak.json", docs);

async function readJson<T>(path: URL, absent: T): Promise<T> {
  try {
    return JSON.parse(await Deno.readTextFile(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return absent;
    throw error;
  }
}

/** Writes docs/reliability.md from the results that are noted. */
export async function writePage(): Promise<void> {
  const results = await readJson<NotedResults>(RESULTS, {});
  const soak = await readJson<SoakReport | null>(SOAK, null);
  if (soak) await Deno.writeTextFile(new URL("assets/soak.svg", docs), soakPlot(soak));
  const page = new URL("reliability.md", docs);
  await Deno.writeTextFile(page, reliabilityPage(ITEMS, results, soak));
  const { success } = await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", page.pathname] })
    .output();
  if (!success) throw new Error("docs/reliability.md could not be formatted");
}

/** Notes results of full runs, over those of earlier ones, and writes the page. */
export async function noteResults(
  items: readonly ChaosItem[],
  results: readonly ChaosResult[],
  seed: string,
  load: number,
): Promise<void> {
  const noted = await readJson<Record<string, NotedResults[string]>>(RESULTS, {});
  const date = new Date().toISOString().slice(0, 10);
  for (const result of results) {
    noted[result.id] = { ...result, date, seed, load, cores: navigator.hardwareConcurrency };
  }
  // In the order of the catalogue; what is no longer in it goes.
  const kept = Object.fromEntries(items.flatMap(({ id }) => noted[id] ? [[id, noted[id]]] : []));
  await Deno.writeTextFile(RESULTS, `${JSON.stringify(kept, null, 1)}\n`);
  await writePage();
}

/** Notes a soak and writes the page. */
export async function noteSoak(report: SoakReport): Promise<void> {
  const short = (value: number) => Math.round(value * 10) / 10;
  const samples = report.samples.map((sample) => ({
    ...sample,
    rssMb: short(sample.rssMb),
    heapMb: short(sample.heapMb),
    lagMs: short(sample.lagMs),
  }));
  await Deno.writeTextFile(SOAK, `${JSON.stringify({ ...report, samples })}\n`);
  await writePage();
}

if (import.meta.main) await writePage();
