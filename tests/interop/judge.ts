import assert from "node:assert/strict";
import type { Cell, Direction, InteropCase, KnownFault, Seen, Verdict } from "./case.ts";
import type { SdkVersion } from "./versions.data.ts";

/** Longest time one case may take; two decryptions alone take 16 s, on a loaded machine much longer. */
const CASE_MS = 180_000;

function same(a: unknown, b: unknown): boolean {
  try {
    assert.deepEqual(a, b);
    return true;
  } catch {
    return false;
  }
}

/** The fields in which two sets of facts differ, as one line. */
function difference(seen: Seen, want: Seen): string {
  const names = [...new Set([...Object.keys(seen), ...Object.keys(want)])];
  return names.filter((name) => !same(seen[name], want[name]))
    .map((name) => `${name}: ${short(seen[name])} instead of ${short(want[name])}`).join("; ");
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length})` : text;
}

/** Compares what was seen with what is wanted, and with the known faults of the version. */
export function judge(seen: Seen, want: Seen, fault: KnownFault | undefined): Verdict {
  if (fault === undefined) {
    return same(seen, want) ? { kind: "ok" } : { kind: "failed", detail: difference(seen, want) };
  }
  const faulty = { ...want, ...fault.seen };
  if (same(seen, faulty)) return { kind: "fault", name: fault.name };
  const hint = same(seen, want) ? `the known fault "${fault.name}" did not show` : difference(seen, faulty);
  return { kind: "failed", detail: hint };
}

/** Runs one case and judges it. Never throws. */
export async function runCase<World>(
  direction: Direction,
  each: InteropCase<World>,
  world: World,
  version: SdkVersion,
  faults: readonly KnownFault[],
): Promise<Cell> {
  const cell = (verdict: Verdict, ms = 0): Cell => ({
    direction,
    case: each.name,
    version: version.id,
    verdict,
    ms: Math.round(ms),
  });
  if (each.without?.versions.includes(version.id)) {
    return cell({ kind: "none", reason: each.without.reason });
  }
  const started = performance.now();
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the case took longer than ${CASE_MS} ms`)), CASE_MS);
  try {
    const seen = await Promise.race([each.run(world, version), late]);
    const fault = faults.find((f) =>
      f.direction === direction && f.case === each.name && f.versions.includes(version.id)
    );
    return cell(judge(seen, each.want, fault), performance.now() - started);
  } catch (error) {
    const detail = (error instanceof Error ? error.message : String(error)).slice(0, 1500);
    return cell({ kind: "failed", detail }, performance.now() - started);
  } finally {
    clearTimeout(timer);
  }
}
