/**
 * Interop with the Python SDK: the matrix of releases, directions and cases.
 *
 *     deno task test:interop                    every release; writes docs/interop.md when nothing was skipped
 *     deno task test:interop --only 10          one release (also: SN1_INTEROP=10)
 *     deno task test:interop --part wallets     one part of the matrix; the start of its name is enough
 *     deno task test:interop --json             one JSON document on stdout, the matrix on stderr
 *
 * Exit 0 when every cell is ok, a known fault, or skipped with a reason; 1 when one failed; 2 for a wrong flag.
 * @module
 */
import type { Cell } from "../tests/interop/case.ts";
import { type Part, PARTS } from "../tests/interop/parts.ts";
import { pythonEnv, runProgram } from "../tests/interop/python_env.ts";
import { markdownReport, textReport } from "../tests/interop/report.ts";
import { SDK_VERSIONS, type SdkVersion } from "../tests/interop/versions.data.ts";

function versionsAsked(args: readonly string[]): readonly SdkVersion[] {
  const at = args.indexOf("--only");
  const only = at >= 0 ? args[at + 1] ?? "" : Deno.env.get("SN1_INTEROP") ?? "";
  if (at < 0 && only === "") return SDK_VERSIONS;
  const found = SDK_VERSIONS.filter(({ id, bittensor }) => id === only || bittensor === only);
  if (found.length > 0) return found;
  console.error(`--only wants one of ${SDK_VERSIONS.map(({ id }) => id).join(", ")}, got "${only}"`);
  Deno.exit(2);
}

function partsAsked(args: readonly string[]): readonly Part[] {
  const at = args.indexOf("--part");
  if (at < 0) return PARTS;
  const start = args[at + 1] ?? "";
  const found = PARTS.filter(({ direction }) => direction.startsWith(start));
  if (start !== "" && found.length > 0) return found;
  console.error(`--part wants the start of one of: ${PARTS.map(({ direction }) => direction).join(", ")}`);
  Deno.exit(2);
}

/** The same verdict for every cell of a version that could not be run. */
function everyCell(version: SdkVersion, verdict: Cell["verdict"], parts: readonly Part[]): Cell[] {
  return parts.flatMap(({ direction, rows }) =>
    rows.map((row) => ({ direction, case: row, version: version.id, verdict, ms: 0 }))
  );
}

async function runVersion(
  version: SdkVersion,
  parts: readonly Part[],
  folder: string,
): Promise<Cell[]> {
  console.error(`bittensor ${version.bittensor}: looking for an environment`);
  const env = await pythonEnv(version, SDK_VERSIONS);
  if (env.state !== "ready") {
    console.error(`bittensor ${version.bittensor}: ${env.state}: ${env.reason}`);
    return everyCell(
      version,
      env.state === "skipped"
        ? { kind: "skipped", reason: env.reason }
        : { kind: "failed", detail: env.reason },
      parts,
    );
  }
  console.error(`bittensor ${version.bittensor}: ${env.reused ? "reused" : "installed"} in ${env.seconds} s`);
  const cells: Cell[] = [];
  for (const part of parts) {
    await part.run({
      version,
      python: env.python,
      folder,
      onCell(cell) {
        cells.push(cell);
        console.error(`${cell.version.padEnd(5)}${cell.verdict.kind.padEnd(8)}${cell.case} (${cell.ms} ms)`);
      },
    });
  }
  return cells;
}

if (import.meta.main) {
  const versions = versionsAsked(Deno.args);
  const parts = partsAsked(Deno.args);
  const folder = await Deno.makeTempDir({ prefix: "sn1-interop-" });
  const cells: Cell[] = [];
  try {
    for (const version of versions) cells.push(...await runVersion(version, parts, folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const text = textReport(parts, versions, cells);
  if (Deno.args.includes("--json")) {
    console.error(text);
    console.log(JSON.stringify({ versions: versions.map(({ bittensor }) => bittensor), cells }));
  } else console.log(text);
  const whole = versions.length === SDK_VERSIONS.length && parts.length === PARTS.length &&
    cells.every(({ verdict }) => verdict.kind !== "skipped" && verdict.kind !== "failed");
  if (whole) {
    const page = new URL("../docs/interop.md", import.meta.url).pathname;
    await Deno.writeTextFile(page, markdownReport(PARTS, versions, cells));
    const formatted = await runProgram(Deno.execPath(), ["fmt", "--quiet", page], 60_000);
    if (formatted.code !== 0) throw new Error(`deno fmt ${page}: ${formatted.text}`);
    console.error("wrote docs/interop.md");
  }
  Deno.exit(cells.some(({ verdict }) => verdict.kind === "failed") ? 1 : 0);
}
